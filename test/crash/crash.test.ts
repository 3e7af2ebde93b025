import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededBytes, STATE_PATH } from '../support/rig.ts';
import { judge, referenceFor, type Reference } from './judge.ts';
import { kill, record, type Identity, type Recording, type Side, type Sweepable } from './sweep.ts';

const SEED = process.env['CRASH_SEED'] ?? 'tuesday';
const ONLY = process.env['CRASH_POINT'];
const POINTS = 10;
const PATIENCE_MS = 300_000;

const [onlyCommand = '', , , onlyIdentity = 'service-principal'] = ONLY?.split(':') ?? [];
const identity = onlyIdentity as Identity;

/** Some numbers below `count`, all different, that follow from the seed. */
function pick(count: number, about: string): number[] {
  const draw = seededBytes(`${SEED}/${about}`);
  const picked = new Set<number>();
  while (picked.size < Math.min(POINTS, count)) {
    picked.add(Buffer.from(draw(4)).readUInt32BE() % count);
  }
  return [...picked];
}

let reference: Reference;
const recordings = new Map<Sweepable, Recording>();
const startOf = (command: Sweepable) => (command === 'up' ? new Map<string, string>() : reference.built);

beforeAll(async () => {
  reference = await referenceFor(identity);
  for (const command of ['up', 'down'] as const) {
    if (ONLY !== undefined && command !== onlyCommand) continue;
    const wanted = (name: string): boolean => ONLY === undefined || name === ONLY;
    recordings.set(command, await record(command, { identity, start: startOf(command), wanted }));
  }
}, PATIENCE_MS);
afterAll(() => recordings.clear());

describe.each(['up', 'down'] as const)('a killed %s', (command) => {
  test(
    'is finished by the next run, wherever it died',
    async () => {
      const { points } = recordings.get(command) ?? {};
      if (points === undefined) return;
      const chosen = pick(points.length, command).flatMap((at) => points[at] ?? []);
      expect(chosen).not.toEqual([]);
      const failures: string[] = [];
      for (const point of chosen) {
        await judge(point, reference).catch((error: unknown) => {
          const rerun = `CRASH_POINT=${point.name} npm test -- test/crash`;
          failures.push(`${point.call}: ${String(error)}\n    rerun: ${rerun}`);
        });
      }
      expect(failures).toEqual([]);
    },
    PATIENCE_MS,
  );

  test.each(['before', 'after'] as const)(
    'leaves what a recording of its life says: died %s a call',
    async (side: Side) => {
      const { points = [], calls = 0 } = recordings.get(command) ?? {};
      if (ONLY !== undefined) return;
      const at = Math.round(calls / 2);
      const recorded = points.find(({ name }) => name === `${command}:${side}:${at}:${identity}`);
      const disk = await kill(command, { identity, start: startOf(command), side, at });
      expect(disk.get(STATE_PATH)).toBe(recorded?.disk.get(STATE_PATH));
    },
    PATIENCE_MS,
  );
});
