import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { programFor } from './program.ts';
import { version } from './version.ts';

/** The help text of every command by its path ("" is the program itself), and the version: what `bin` answers from. */
export function helpTexts(): Readonly<Record<string, string>> {
  const texts: Record<string, string> = { '--version': `${version()}\n` };
  let written = '';
  const program = programFor(
    { out: (text) => void (written += text), err: () => undefined },
    () => undefined,
  );
  const add = (command: Command, path: string): void => {
    written = '';
    command.outputHelp();
    texts[path] = written;
  };
  add(program, '');
  for (const command of program.commands) add(command, command.name());
  return texts;
}

if (import.meta.main) {
  writeFileSync(new URL('../help.json', import.meta.url), JSON.stringify(helpTexts()));
}
