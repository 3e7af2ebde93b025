import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What `npm run test:kubernetes` hands over: a folder that it clears up, and where the programs are. */
export function runFolder(): string {
  const folder = process.env['METAFLOW_TEST_RUN'];
  if (folder === undefined) throw new Error('these tests are run by: npm run test:kubernetes');
  return folder;
}

/** Where a program of the control plane is. */
export const pathOf = (name: string): string => {
  const programs = JSON.parse(process.env['METAFLOW_TEST_PROGRAMS'] ?? '{}') as Record<string, string>;
  const path = programs[name];
  if (path === undefined) throw new Error(`no program ${name} was given`);
  return path;
};

/** A running program. */
export interface Program {
  readonly name: string;
  /** Set as soon as it has ended. */
  readonly ended: () => boolean;
  /** What it has written. */
  readonly log: () => string;
  /** The end of that. */
  readonly tail: () => string;
  stop(): Promise<void>;
}

/** Starts a program. Its process id is in the run's folder for as long as it runs; its output beside its data. */
export function launch(
  name: string,
  folder: string,
  flags: Readonly<Record<string, string>>,
  { command = name, env = {}, cwd = folder }: LaunchOptions = {},
): Program {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'a');
  const argv = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const child = spawn(pathOf(command), argv, {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
    cwd,
  });
  closeSync(output);
  const note = join(runFolder(), 'pids', String(child.pid));
  if (child.pid !== undefined) writeFileSync(note, name);
  const read = (): string => readFileSync(log, 'utf8');
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const end = (): void => {
      isOver = true;
      rmSync(note, { force: true });
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return {
    name,
    ended: () => isOver,
    log: read,
    tail: () => read().split('\n').slice(-15).join('\n'),
    async stop() {
      // Nothing of it is kept, so nothing has to be put in order.
      child.kill('SIGKILL');
      await over;
    },
  };
}

interface LaunchOptions {
  /** The program, where it is not called like the process. */
  readonly command?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Ports of the loopback that nobody listens on. All are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => void server.close(resolve))));
  return ports;
}

/** Waits until `look` gives something; looks again after errors, and says at the end what the last one was. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  { seconds = 30, everyMs = 100 } = {},
): Promise<T> {
  const until = Date.now() + seconds * 1000;
  let last = '';
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = ` (${error instanceof Error ? error.message : JSON.stringify(error)})`;
    }
    if (Date.now() > until) {
      throw new Error(`${what}: not within ${seconds} s${last}`);
    }
    await new Promise((resolve) => void setTimeout(resolve, everyMs));
  }
}
