import type { Surroundings } from '../../src/cli/ports.ts';
import type { MemoryFiles } from './files.ts';

export const HOME = '/home/ada';
/** The moment at which tests take place, in milliseconds since 1970. */
export const START = Date.UTC(2026, 10, 24, 12);

/** What is the same about every machine on which tests run the program; streams, chance and Ctrl-C are the test's own. */
export const boxWith = (files: MemoryFiles) =>
  ({
    home: HOME,
    cwd: '/project',
    temporary: '/tmp',
    platform: 'test',
    pid: 1,
    host: 'box',
    files,
    clock: { now: () => START, sleep: () => Promise.resolve() },
    exit: (code) => {
      throw new Error(`left with ${code}`);
    },
  }) satisfies Partial<Surroundings>;
