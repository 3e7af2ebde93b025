import { discover, down } from '../engine/down.ts';
import { foresee, goingOf, refuse } from '../engine/foresight.ts';
import { stack } from '../stack.ts';
import { foreignIn, leftoversOf } from './leftovers.ts';
import { outcomeOf, runOf } from './outcome.ts';
import type { DownPreview, Outcome, Receipt, Session } from './ports.ts';

const silent = (): void => undefined;

/**
 * Looks for everything that exists and says what `down` would do with it. Changes nothing in the cloud.
 *
 * @throws Problem of what cannot be removed as things are.
 */
export async function previewDown(session: Session): Promise<DownPreview> {
  const run = runOf(session);
  const outputs = await discover(stack, { ...run, emit: silent });
  const foreign = await foreignIn(session.world);
  const keep = keepFor(foreign);
  const known = stack.filter(({ id }) => session.state.entry(id) !== undefined);
  const foresights = await foresee(known, goingOf(known, run, keep), run, outputs);
  refuse(foresights.values());
  const stays = (id: string, lasting: boolean): boolean =>
    lasting || keep.has(id) || session.state.entry(id)?.origin === 'adopted';
  const name = ({ id, title }: { id: string; title: string }) => ({ id, title });
  return {
    removes: known
      .filter(({ id, lasting }) => !stays(id, lasting === true))
      .map((resource) => ({
        ...name(resource),
        holds: resource.holds,
        takes: foresights.get(resource)?.takes ?? [],
      })),
    // A lasting thing inside of something is no thing that could stay behind.
    releases: known
      .filter(({ id, lasting, within }) => stays(id, lasting === true && within === undefined))
      .map(name),
    foreign,
  };
}

/** Removes all that is ours, then looks for each thing once more. */
export async function takeAway(
  session: Session,
): Promise<{ readonly outcome: Outcome; readonly receipt: Receipt }> {
  const run = runOf(session);
  const keep = keepFor(await foreignIn(session.world));
  const results = await down(stack, run, keep);
  const outcome = outcomeOf(stack, results);
  if (outcome.failed.length > 0 || outcome.skipped.length > 0) {
    return { outcome, receipt: { lookedFor: 0, leftovers: [] } };
  }
  return { outcome, receipt: await leftoversOf(session, keep) };
}

/** Somebody else's things in our group keep the group alive: what is ours in it goes piece by piece. */
const keepFor = (foreign: readonly string[]): ReadonlySet<string> =>
  new Set(foreign.length > 0 ? ['resource-group'] : []);
