import { createCompose } from '../../src/cli/compose.ts';
import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/cli/ports.ts';
import { useCases } from '../../src/cli/use-cases.ts';
import type { DoorHooks } from '../../src/simulator/doors.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { createRecorder } from '../conformance/recorder.ts';
import type { Exchange, RecordJourney } from '../conformance/exchange.ts';
import { memoryFiles, type MemoryFiles } from './files.ts';
import { recordInput, recordOutput } from './terminal.ts';
import { boxWith, HOME } from './box.ts';

export { HOME } from './box.ts';

/** What one command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One machine on which commands are run, one after the other, against one simulated cloud. */
export interface Machine {
  readonly files: MemoryFiles;
  /** Every call of every command so far, in the order of the answers. */
  readonly exchanges: readonly Exchange[];
  /** Calls since the last time that this was asked, as `METHOD host/path status`. */
  newCalls(): readonly string[];
  /** Runs a command of the real program in process; `--simulate` is added to those that talk to a cloud. */
  run(...argv: readonly string[]): Promise<Ran>;
  /** Presses Ctrl-C in the running command. */
  interrupt(): void;
  /** The simulated cloud as the file has it, plain JSON. */
  world(): Readonly<Record<string, unknown>>;
}

export interface MachineOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly hooks?: DoorHooks;
  readonly prepare?: (simulator: Simulator) => void;
  readonly seed?: number;
  readonly profile?: Simulator['profile'];
}

/** A machine with an empty home directory, whose time and chance repeat. */
export function machine(options: MachineOptions = {}): Machine {
  const files = memoryFiles();
  const recorder = createRecorder();
  const hooks = both(recorder.hooks, options.hooks ?? {});
  const compose = createCompose({
    hooks,
    ...(options.prepare === undefined ? {} : { prepare: options.prepare }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  });
  const random = seeded(options.seed ?? 1);
  const interrupts = new Set<() => void>();
  let seen = 0;

  const surroundings = (out: Io['stdout'], err: Io['stderr']): Io => ({
    stdin: recordInput(),
    stdout: out,
    stderr: err,
    env: { METAFLOW_AZURE_SIMULATE_SPEED: 'max', ...options.env },
    ...boxWith(files),
    random,
    onInterrupt: (handler) => {
      interrupts.add(handler);
      return () => void interrupts.delete(handler);
    },
    compose,
    useCases,
  });
  return {
    files,
    exchanges: recorder.exchanges,
    newCalls() {
      const fresh = recorder.exchanges.slice(seen);
      seen = recorder.exchanges.length;
      return fresh.map(
        ({ method, url, status }) => `${method} ${new URL(url).host}${new URL(url).pathname} ${status}`,
      );
    },
    async run(...argv) {
      const [out, err] = [recordOutput(), recordOutput()];
      const cloudy = ['up', 'plan', 'status', 'config', 'down'].includes(argv[0] ?? '');
      const code = await main(
        [...argv, ...(cloudy ? ['--simulate'] : [])],
        surroundings(out.stream, err.stream),
      );
      return { code, out: out.text(), err: err.text() };
    },
    interrupt() {
      for (const handler of interrupts) handler();
    },
    world: () =>
      JSON.parse(files.disk.get(`${HOME}/.metaflow-azure/_simulated/_world.json`) ?? '{}') as Record<
        string,
        unknown
      >,
  };
}

/** Plays a journey and hands over all traffic, for the judge of `test/conformance`. */
export const recordJourney: RecordJourney = async ({ name, commands }) => {
  const box = machine();
  for (const command of commands) {
    const { code, err } = await box.run(...command);
    if (code !== 0) throw new Error(`${name}: ${command.join(' ')} ended with ${code}\n${err}`);
  }
  return box.exchanges;
};

const both = (one: DoorHooks, other: DoorHooks): DoorHooks => ({
  async before(call) {
    await one.before?.(call);
    await other.before?.(call);
  },
  async after(call) {
    await one.after?.(call);
    await other.after?.(call);
  },
});

/** Bytes that repeat from a seed (mulberry32). */
export function seeded(seed: number): (bytes: number) => Uint8Array {
  let state = seed;
  return (bytes) =>
    Uint8Array.from({ length: bytes }, () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return (mixed ^ (mixed >>> 14)) & 255;
    });
}
