import { join } from 'node:path';
import { exitCodes } from '../../problems/exit-codes.ts';
import type { Call } from '../command.ts';
import type { Io } from '../ports.ts';

const name = 'demo';

/** A whole life, as one would type it. */
const lines: readonly (readonly string[])[] = [
  ['up', '--simulate', '--name', name, '--yes'],
  ['status', '--simulate'],
  ['config', '--simulate'],
  ['down', '--simulate', '--confirm', name],
];

/** Plays a deployment from nothing to nothing, visibly, in a home directory that is thrown away. */
export async function demo({ io, screen, signal, main }: Call): Promise<number> {
  const home = join(io.temporary, `metaflow-azure-demo-${Buffer.from(io.random(6)).toString('hex')}`);
  const played: { readonly command: string; readonly exitCode: number }[] = [];
  try {
    for (const line of lines) {
      if (signal.aborted) return exitCodes.cancelled;
      const command = `metaflow-azure ${line.join(' ')}`;
      screen.note('', `${screen.err.dim('$')} ${screen.err.bold(command)}`);
      const exitCode = await main(
        withLook(line, screen.json, screen.err.coloured),
        inHome(io, home, screen.json),
      );
      played.push({ command, exitCode });
      if (exitCode !== exitCodes.ok) break;
    }
  } finally {
    io.files.remove(home);
  }
  const code = played.at(-1)?.exitCode ?? exitCodes.ok;
  screen.result(
    { played },
    code === exitCodes.ok ? ['', 'That was all of it. For real: metaflow-azure up'] : [],
  );
  return code;
}

/** The same surroundings with another home, and nobody at the keyboard. */
function inHome(io: Io, home: string, mute: boolean): Io {
  const { METAFLOW_AZURE_HOME: _home, METAFLOW_HOME: _metaflow, ...rest } = io.env;
  const env = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('METAFLOW_AZURE_')));
  const speed = io.env['METAFLOW_AZURE_SIMULATE_SPEED'];
  return {
    ...io,
    home,
    env: speed === undefined ? env : { ...env, METAFLOW_AZURE_SIMULATE_SPEED: speed },
    ...(mute ? { stdout: io.stderr } : {}),
  };
}

const withLook = (line: readonly string[], quiet: boolean, coloured: boolean): readonly string[] => [
  ...line,
  '--no-input',
  ...(quiet ? ['--quiet'] : []),
  ...(coloured ? [] : ['--no-color']),
];
