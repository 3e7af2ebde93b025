import { isDeepStrictEqual } from 'node:util';
import { withServer } from '../simulator/server-rig.ts';
import { live, type LifeOptions, type Lived } from './life.ts';

/** A life whose server ends after so many requests, and goes on at another one from what was written down. */
export async function liveOn(
  seed: number,
  { requests, restartAfter, afterRound }: LifeOptions & { readonly restartAfter: number },
): Promise<Omit<Lived, 'scene'>> {
  const first = await withServer(async (rig) => {
    const lived = await live(rig, seed, { requests: restartAfter });
    return { ...lived, text: JSON.stringify(rig.server.snapshot()) };
  });
  if (first.wrong.length > 0) return first;
  const world = JSON.parse(first.text) as Record<string, unknown>;
  return withServer(
    async (rig) => {
      const lost = lostParts(JSON.parse(first.text) as object, rig.server.snapshot());
      const next = await live(rig, seed, {
        requests: requests - restartAfter,
        scene: first.scene,
        afterRound: (done) => afterRound?.(restartAfter + done),
      });
      const all = [...Object.entries(first.statuses), ...Object.entries(next.statuses)];
      const statuses: Record<string, number> = {};
      for (const [status, count] of all) statuses[status] = (statuses[status] ?? 0) + count;
      return { statuses, wrong: [...lost, ...next.wrong] };
    },
    { world },
  );
}

/** Parts of a world that another server does not take up as they were; time goes on. */
function lostParts(before: object, after: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(before)
    .filter(([part, value]) => part !== 'clock' && !isDeepStrictEqual(value, plain(after[part])))
    .map(([part]) => `after a restart the world has another ${part}`);
}

const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
