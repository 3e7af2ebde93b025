import { randomBytes } from 'node:crypto';
import { homedir, hostname, tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../engine/ports.ts';
import { realFiles } from '../state/real-files.ts';
import { main } from './main.ts';
import type { Compose, Io, Surroundings } from './ports.ts';
import { useCases } from './use-cases.ts';

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

const surroundings: Surroundings = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  home: homedir(),
  cwd: process.cwd(),
  temporary: tmpdir(),
  platform: `${process.platform} ${process.arch}, Node ${process.version}`,
  pid: process.pid,
  host: hostname(),
  files: realFiles(process),
  clock,
  random: randomBytes,
  onInterrupt: (handler) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, handler);
    return () => {
      for (const signal of signals) process.off(signal, handler);
    };
  },
  exit: (code) => process.exit(code),
};

/** The gateways take half a second to load: only commands that use them pay for it. */
const compose: Compose = {
  account: async (options) => (await import('./compose.ts')).createCompose().account(options),
  session: async (options) => (await import('./compose.ts')).createCompose().session(options),
};

const io: Io = { ...surroundings, compose, useCases };
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const code = await main(process.argv.slice(2), io);
// Connections that are kept alive would hold the process; what is written has to be out before it ends.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
