import { CommanderError } from 'commander';
import { exitCodeOf, exitCodes } from '../problems/exit-codes.ts';
import { Problem } from '../problems/problem.ts';
import { commandNames, type Call } from './command.ts';
import { interruptible } from './interrupts.ts';
import type { Io, Output } from './ports.ts';
import { problemJson, problemText } from './present/problem-text.ts';
import { wrap } from './present/paint.ts';
import { createScreen, type Screen } from './present/screen.ts';
import { draining } from './present/words.ts';
import { programFor, type Parsed } from './program.ts';

/** The whole program: takes what was typed after its name, resolves to the exit code, never rejects. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const restore = [io.stdout, io.stderr].map(tolerateClosedPipe);
  try {
    const parsed = parse(argv, io);
    if (typeof parsed === 'number') return parsed;
    return await runParsed(parsed, io);
  } finally {
    for (const undo of restore) undo();
  }
}

/** Reads the command line; a number is the exit code of something that commander has dealt with. */
function parse(argv: readonly string[], io: Io): Parsed | number {
  let parsed: Parsed | undefined;
  const complaints: string[] = [];
  const program = programFor(
    { out: (text) => void io.stdout.write(text), err: (text) => void complaints.push(text) },
    (found) => {
      parsed = found;
    },
  );
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.ok;
    // Without a command, commander prints the help as a complaint.
    const bare = argv.length === 0;
    if (bare) io.stdout.write(complaints.join(''));
    else misuse(argv, complaints.join(''), io);
    return bare ? exitCodes.ok : exitCodes.config;
  }
  return parsed ?? exitCodes.ok;
}

/** A command line that cannot be understood, in the form that it asks for as far as one can tell. */
function misuse(argv: readonly string[], complaint: string, io: Io): void {
  const message = complaint
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
  const wantsJson = /(^|\s)(--output[ =]|-o[ =]?)json(\s|$)/.test(argv.join(' '));
  const named = commandNames.find((name) => name === argv[0]);
  const advice = [`metaflow-azure help${named === undefined ? '' : ` ${named}`}`];
  const problem = new Problem('config.usage', message, { advice });
  if (wantsJson) io.stdout.write(`${JSON.stringify({ error: problemJson(problem) }, undefined, 2)}\n`);
  else io.stderr.write(`${message}\nSee: ${advice[0]}\n`);
}

async function runParsed({ spec, options, flags }: Parsed, io: Io): Promise<number> {
  const screen = await createScreen(io, options);
  const interactive =
    options.input &&
    options.output === 'text' &&
    io.stdin.isTTY === true &&
    io.stderr.isTTY === true &&
    (io.env['CI'] ?? '') === '';
  const onFirst = (): void => {
    screen.hush();
    screen.say('', ...wrap(spec.ending ?? draining, screen.err.width));
  };
  try {
    return await interruptible(io, onFirst, (signal) => {
      const tell = tellOnce(screen);
      const call: Call = { command: spec.name, options, flags, io, screen, interactive, tell, signal, main };
      return spec.run(call);
    });
  } catch (error) {
    return explain(error, screen, options.verbose === true);
  } finally {
    screen.hush();
  }
}

function explain(error: unknown, screen: Screen, verbose: boolean): number {
  screen.hush();
  if (screen.json) screen.result({ error: problemJson(error) }, []);
  else screen.say(...problemText(error, screen.err, { verbose }));
  if (screen.json && verbose && error instanceof Error && !(error instanceof Problem)) {
    screen.say(error.stack ?? '');
  }
  return exitCodeOf(error);
}

/** The sign-in speaks up each time it is made; the person has heard it the first time. */
function tellOnce(screen: Screen): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    screen.hush();
    screen.say(message);
  };
}

/** `metaflow-azure plan | head` closes our stdout early: that is no failure of ours. */
function tolerateClosedPipe(stream: Output): () => void {
  const listener = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
  };
  stream.on('error', listener);
  return () => void stream.off('error', listener);
}
