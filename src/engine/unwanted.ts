import { contextFor, isActive, isOurs, type Outputs } from './context.ts';
import { look } from './look.ts';
import type { Entry, Run } from './ports.ts';
import { containerOf, needsOf, type AnyResource } from './resource.ts';
import { schedule } from './schedule.ts';

type Looking<W> = Pick<Run<W>, 'world' | 'state'>;

/**
 * Whether this memory was lost once: something that stands on its own is ours, and no run remembers having asked for it.
 *
 * A first run finds nothing of ours but what is lasting, and what comes with its container.
 */
const wasLost = <W>(stack: readonly AnyResource[], { state }: Looking<W>): boolean =>
  stack.some((resource) => {
    const entry = state.entry(resource.id);
    const isAlone = containerOf(resource) === undefined && resource.lasting !== true;
    return isAlone && entry?.origin === 'created' && entry.run === 'found';
  });

/**
 * What this deployment does not want, has all the same, and no longer remembers: entries for it, with outputs.
 *
 * `outputs` are those of what is wanted. A memory that was never lost knows all there is, so nothing is looked for.
 */
export async function forgotten<W>(
  stack: readonly AnyResource[],
  run: Looking<W>,
  outputs: Outputs,
): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>();
  if (!wasLost(stack, run)) return found;
  const unwanted = stack.filter((resource) => !isActive(resource, run.world));
  const known = new Map(outputs);
  const state = { ...run.state, entry: (id: string) => run.state.entry(id) ?? found.get(id) };
  const tasks = unwanted.map((resource) => ({
    id: resource.id,
    after: needsOf(resource)
      .filter((need) => unwanted.includes(need))
      .map(({ id }) => id),
    resource,
  }));
  const results = await schedule(tasks, async ({ resource }) => {
    const { id } = resource;
    const entry = run.state.entry(id);
    if (entry !== undefined) {
      if (entry.outputs !== undefined) known.set(id, entry.outputs);
      return;
    }
    const container = containerOf(resource);
    const isReachable =
      needsOf(resource).every((need) => known.has(need.id) || unwanted.includes(need)) &&
      (container === undefined || known.has(container.id));
    const ctx = contextFor(resource, run.world, known);
    const live: unknown = isReachable ? await look(resource, ctx, run) : undefined;
    if (live === undefined) return;
    const { is } = resource.status(live, ctx);
    if (is === 'going' || !isOurs(resource, live, { ...run, state }, known)) return;
    const made: unknown = is === 'ready' ? resource.outputs(live, ctx) : undefined;
    if (made !== undefined) known.set(id, made);
    if (resource.lasting === true) return;
    found.set(id, {
      phase: 'ready',
      origin: 'created',
      run: 'found',
      ...(made === undefined ? {} : { outputs: made }),
    });
  });
  for (const result of results.values()) if (result.is === 'failed') throw result.error;
  return found;
}
