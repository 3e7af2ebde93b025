import type { Outcome, Receipt } from '../../src/app/ports.ts';
import type { OpenSession, SessionCommand } from '../../src/cli/ports.ts';
import { refuseFailedChecks } from '../../src/cli/present/preview-text.ts';
import { useCases } from '../../src/cli/use-cases.ts';
import type { Config } from '../../src/config/schema.ts';
import type { DoorHooks } from '../../src/simulator/doors.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { memoryFiles } from '../support/files.ts';
import { openRig, WORLD_PATH } from '../support/rig.ts';

export type Identity = Config['identity'];
export type Disk = ReadonlyMap<string, string>;

/** The two sides of a call on which a process can die: before it reached the cloud, or after it took effect. */
export type Side = 'before' | 'after';

/** A death: what the disk held when the process died on this side of its n-th call. */
export interface Point {
  /** Such as `up:before:12:service-principal`. */
  readonly name: string;
  readonly call: string;
  readonly disk: Disk;
}

/** A command that nothing disturbed, and every death that it could have died. */
export interface Recording {
  readonly disk: Disk;
  readonly calls: number;
  readonly points: readonly Point[];
}

export type Sweepable = 'up' | 'down';

const filesOn = (disk: Disk) => memoryFiles(Object.fromEntries(disk));

/** Runs one process over a disk of its own; the locks of former processes died with them. */
export async function run<T>(
  disk: Disk,
  options: { command: SessionCommand; identity: Identity; seed?: string; hooks?: DoorHooks },
  work: (session: OpenSession) => Promise<T>,
): Promise<{ readonly disk: Disk; readonly result: T }> {
  const files = filesOn(disk);
  const session = await openRig({ files, ...options });
  try {
    const result = await work(session);
    return { disk: files.disk, result };
  } finally {
    session.close();
  }
}

/** `up` as its command does it. */
export async function doUp(session: OpenSession): Promise<Outcome> {
  refuseFailedChecks((await useCases.preview(session)).checks);
  session.remember();
  const outcome = await useCases.apply(session);
  refuseUnfinished(outcome);
  await useCases.verify(session);
  return outcome;
}

/** `down` as its command does it, after consent. */
export async function doDown(session: OpenSession): Promise<Receipt> {
  await useCases.previewDown(session);
  const { outcome, receipt } = await useCases.takeAway(session);
  refuseUnfinished(outcome);
  if (receipt.leftovers.length === 0) session.forget();
  return receipt;
}

function refuseUnfinished({ failed, skipped }: Outcome): void {
  const [first] = failed;
  if (first !== undefined)
    throw new Error(`${first.id} failed: ${String(first.error)}`, { cause: first.error });
  if (skipped.length > 0) throw new Error(`skipped: ${skipped.map(({ id }) => id).join(', ')}`);
}

/**
 * Runs a command to its end and keeps, on both sides of every wanted call, what its death there would leave behind.
 *
 * A process that is killed leaves exactly its disk: nothing that it did not do can be on it. So every death is known
 * from one life, and no process has to be run only to be killed. The cloud is no part of the process: its world is
 * kept as it is at that moment, later than it was saved.
 */
export async function record(
  command: Sweepable,
  { identity, start, wanted = () => true, distinct = false }: RecordOptions,
): Promise<Recording> {
  const points: Point[] = [];
  const left = new Set<string>();
  const files = filesOn(start);
  const numbers = new WeakMap<object, number>();
  let calls = 0;
  let cloud: Simulator | undefined;
  const note = (side: Side, request: { method: string; url: URL }, number: number): void => {
    const name = `${command}:${side}:${number}:${identity}`;
    if (cloud === undefined) return;
    const disk = new Map(files.disk);
    if (distinct) {
      const traces = tracesOf(disk, cloud.world);
      if (left.has(traces)) return;
      left.add(traces);
    }
    if (!wanted(name)) return;
    disk.set(WORLD_PATH, JSON.stringify({ ...cloud.world, clock: cloud.clock.now() }));
    points.push({ name, call: `${request.method} ${request.url.pathname}`, disk });
  };
  const hooks: DoorHooks = {
    before: ({ request }) => {
      numbers.set(request, ++calls);
      note('before', request, calls);
    },
    after: ({ request }) => note('after', request, numbers.get(request) ?? 0),
  };
  const session = await openRig({ files, command, identity, hooks, prepare: (made) => (cloud = made) });
  try {
    await (command === 'up' ? doUp(session) : doDown(session));
  } finally {
    session.close();
  }
  return { disk: files.disk, calls, points };
}

/** What a death leaves, apart from the time and what comes by chance after it, and from the log that nobody reads. */
function tracesOf(disk: Disk, world: Simulator['world']): string {
  const files = [...disk].filter(([path]) => path !== WORLD_PATH && !path.endsWith('events.ndjson'));
  return JSON.stringify([files, { ...world, clock: undefined, random: undefined }]);
}

interface RecordOptions {
  readonly identity: Identity;
  readonly start: Disk;
  /** Which deaths to keep, by name; left out: all of them. */
  readonly wanted?: (name: string) => boolean;
  /** Only the first of several deaths that leave the same: between looks at something that moves, nothing changes. */
  readonly distinct?: boolean;
}

/** Thrown in a process at the moment of its death. */
export class Crash extends Error {}

/** Really kills a process: from one side of its n-th call on nothing that it does has any effect. */
export async function kill(
  command: Sweepable,
  { identity, start, side, at }: { identity: Identity; start: Disk; side: Side; at: number },
): Promise<Disk> {
  const files = filesOn(start);
  let calls = 0;
  let dead = false;
  const refuse = (): void => {
    if (dead) throw new Crash('dead');
  };
  const die = (): void => {
    dead = true;
    files.refuse = 'EDEAD';
    files.remove = refuse;
    refuse();
  };
  const numbers = new WeakMap<object, number>();
  const hooks: DoorHooks = {
    before: ({ request }) => {
      refuse();
      numbers.set(request, ++calls);
      if (side === 'before' && calls === at) die();
    },
    after: ({ request }) => {
      refuse();
      if (side === 'after' && numbers.get(request) === at) die();
    },
  };
  const session = await openRig({ files, command, identity, hooks });
  await (command === 'up' ? doUp(session) : doDown(session)).catch(() => undefined);
  if (!dead) throw new Error(`there is no call ${at}`);
  return files.disk;
}
