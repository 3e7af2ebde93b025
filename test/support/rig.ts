import { createHash } from 'node:crypto';
import { createCompose } from '../../src/cli/compose.ts';
import type { Rehearsal } from '../../src/cli/clouds.ts';
import type { OpenSession, SessionCommand, Surroundings } from '../../src/cli/ports.ts';
import type { AppEvent } from '../../src/app/ports.ts';
import { configSchema, type Config } from '../../src/config/schema.ts';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { pathsOf, stateHome } from '../../src/state/paths.ts';
import { memoryFiles, type MemoryFiles } from './files.ts';
import { recordInput, recordOutput } from './terminal.ts';
import { boxWith, HOME } from './box.ts';

const ENV = { METAFLOW_AZURE_SIMULATE_SPEED: 'max' };
const ROOT = stateHome(ENV, HOME, true);

/** The simulator's world in the memory of the disk. */
export const WORLD_PATH = `${ROOT}/_world.json`;
/** The state file of the deployment. */
export const STATE_PATH = pathsOf(ROOT, 'metaflow').state;

/** A small deployment in a subscription of the simulator. */
export const smallConfig = (identity: Config['identity']): Config =>
  configSchema.parse({ subscription: subscriptionId, location: 'eastus2', size: 'small', identity });

/** What one process of the program is made from. */
export interface RigOptions extends Rehearsal {
  readonly files?: MemoryFiles;
  readonly command: SessionCommand;
  readonly identity: Config['identity'];
  /** Processes with one seed draw the same random bytes. */
  readonly seed?: string;
  readonly emit?: (event: AppEvent) => void;
  readonly signal?: AbortSignal;
}

/** Opens a session on the simulator as a command does, over files in memory. */
export function openRig(options: RigOptions): Promise<OpenSession> {
  const { files = memoryFiles(), command, identity, seed = command, hooks, prepare, signal } = options;
  const compose = createCompose({
    ...(hooks === undefined ? {} : { hooks }),
    ...(prepare === undefined ? {} : { prepare }),
  });
  return compose.session({
    io: surroundings(files, seed),
    simulate: true,
    config: smallConfig(identity),
    command,
    adopt: false,
    emit: options.emit ?? (() => undefined),
    tell: () => undefined,
    signal,
  });
}

const surroundings = (files: MemoryFiles, seed: string): Surroundings => ({
  stdin: recordInput({ tty: false }),
  stdout: recordOutput({ tty: false }).stream,
  stderr: recordOutput({ tty: false }).stream,
  env: ENV,
  ...boxWith(files),
  random: seededBytes(seed),
  onInterrupt: () => () => undefined,
});

/** Bytes that look random and follow from the seed. */
export function seededBytes(seed: string): (count: number) => Uint8Array {
  let block = 0;
  return (count) => {
    const bytes = Buffer.alloc(count);
    for (let at = 0; at < count; at += 32) {
      createHash('sha256').update(`${seed}/${block++}`).digest().copy(bytes, at);
    }
    return new Uint8Array(bytes);
  };
}
