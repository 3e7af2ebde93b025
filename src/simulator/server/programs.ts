import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A running program. */
export interface Program {
  /** What it said last, when it is over. */
  readonly over: Promise<string>;
  /** Ends it at once. */
  stop(): void;
}

/**
 * What the shell does before the program takes its place: it leaves somebody behind who ends the program when the pipe
 * from us breaks. So it ends with us however we end.
 */
const WITH_US = `exec 3<&0
(trap '' INT TERM HUP; while read -r line <&3; do :; done; kill -9 $$) >/dev/null 2>&1 &
exec 3<&-
exec "$0" "$@" </dev/null`;

const LONGEST_WORDS = 2000;
const LONGEST_SENTENCE = 300;

/** Starts a program in a folder, with nothing of our environment, and in a process group of its own: Ctrl-C is for us. */
export function launch(path: string, folder: string, flags: Readonly<Record<string, string>>): Program {
  const argv = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const child = spawn('/bin/sh', ['-c', WITH_US, path, ...argv], {
    cwd: folder,
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let words = '';
  child.stdin.on('error', () => undefined);
  child.stderr
    .setEncoding('utf8')
    .on('data', (part: string) => (words = (words + part).slice(-LONGEST_WORDS)));
  const over = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => {
      const last = words.trim().split('\n').at(-1)?.slice(0, LONGEST_SENTENCE) ?? '';
      resolve(last === '' ? `it ended with ${signal ?? code ?? 'nothing'}` : last);
    });
  });
  return { over, stop: () => void child.kill('SIGKILL') };
}

/** Ports of the loopback that nobody listens at. All are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => new Promise((resolve) => void server.close(resolve))));
  return ports;
}
