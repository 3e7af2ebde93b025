import { Problem } from '../problems/problem.ts';
import { isOurs, type Outputs } from './context.ts';
import type { Entry, Run } from './ports.ts';
import type { AnyResource, Change, Context, Needs, Receipt } from './resource.ts';
import { appeared, gone, pause, refuseInterrupted, settled } from './settle.ts';

/** Look; let running work settle; make it so if it is missing, broken or different; wait; remember. */
export async function bringUp<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Run<W>,
  outputs: Outputs,
): Promise<unknown> {
  const { id, title } = resource;
  const found = await settled(resource, ctx, run);
  const entry = entryFor(resource, found, run, outputs);
  const changes = entry.origin === 'adopted' ? [] : changesOf(resource, found, ctx);

  let live = found;
  if (changes === 'all' || changes.length > 0) {
    refuseInterrupted(resource, run, 'was not begun');
    run.emit({ type: 'step.changing', id, title, changes: changes === 'all' ? [] : changes });
    run.state.put(id, { ...entry, phase: 'making' });
    live = await make(resource, ctx, run, found);
  } else {
    run.emit({ type: 'step.kept', id, title });
  }
  const made: unknown = resource.outputs(live, ctx);
  const ready: Entry = { ...entry, phase: 'ready', outputs: made };
  if (!isSame(run.state.entry(id), ready)) run.state.put(id, ready);
  return made;
}

/** Whether the memory says this already; the order of its fields is the file's own. */
const isSame = (known: Entry | undefined, entry: Entry): boolean =>
  known?.phase === entry.phase &&
  known.origin === entry.origin &&
  known.run === entry.run &&
  JSON.stringify(known.outputs) === JSON.stringify(entry.outputs);

/** A request that was under way when we died may show its effect late (read-after-write lags reach 30 s). */
const LATE_LOOKS = 4;
const LATE_LOOK_SECONDS = 10;

async function lookedFor<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Run<W>,
  looks: number,
): Promise<unknown> {
  for (let look = 1; ; look++) {
    const live: unknown = await resource.read(ctx);
    if (live !== undefined || look >= looks) return live;
    await run.clock.sleep(LATE_LOOK_SECONDS * 1000, run.signal);
    refuseInterrupted(resource, run, 'may still appear, and was not waited for');
  }
}

/** Removes the thing if it is ours, and waits until there is nothing left of it. */
export async function takeDown<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Run<W>,
  outputs: Outputs,
): Promise<'removed' | 'released'> {
  const { id, title } = resource;
  const entry = run.state.entry(id);
  const live = await lookedFor(resource, ctx, run, entry?.phase === 'making' ? LATE_LOOKS : 1);
  if (live === undefined) return 'removed';
  if (resource.lasting === true || !isOurs(resource, live, run, outputs)) {
    run.emit({ type: 'step.released', id, title });
    return 'released';
  }
  refuseInterrupted(resource, run, 'was left in place');
  run.emit({ type: 'step.removing', id, title });
  run.state.put(id, { ...(entry ?? { origin: 'created', run: run.id }), phase: 'removing' });
  await gone(resource, ctx, run, outputs);
  return 'removed';
}

/** What to remember before the first touch. A foreign thing is taken only when the person said so. */
function entryFor<W>(
  resource: AnyResource,
  found: unknown,
  run: Run<W>,
  outputs: Outputs,
): Omit<Entry, 'phase'> {
  const known = run.state.entry(resource.id);
  // What stands on it is found by its outputs, also while it is made anew.
  const kept = known?.outputs === undefined ? {} : { outputs: known.outputs };
  if (found === undefined) return { ...kept, origin: 'created', run: known?.run ?? run.id };
  if (known?.origin === 'adopted' || isOurs(resource, found, run, outputs)) {
    return { ...kept, origin: known?.origin ?? 'created', run: known?.run ?? 'found' };
  }
  if (resource.lasting !== true && resource.shared !== true && !run.adopt) throw notOurs([resource]);
  return { origin: 'adopted', run: run.id };
}

/** Said by `up` of things that exist and that this deployment did not make. */
export const notOurs = (resources: readonly { readonly id: string; readonly title: string }[]): Problem =>
  new Problem(
    'azure.not-ours',
    `${resources.map(({ title }) => title).join(', ')} ${resources.length === 1 ? 'exists' : 'exist'} already, and this deployment did not make ${resources.length === 1 ? 'it' : 'them'}`,
    {
      about: resources.map(({ id }) => id),
      advice: [
        'metaflow-azure up --name <other>    builds beside it',
        'metaflow-azure up --adopt           uses it as it is; down will leave it in place',
      ],
    },
  );

function changesOf<W>(
  resource: AnyResource,
  found: unknown,
  ctx: Context<W, Needs>,
): 'all' | readonly Change[] {
  if (found === undefined || resource.status(found, ctx).is === 'broken') return 'all';
  return resource.diff(found, ctx);
}

/** Asks for the thing until the cloud takes it, then waits until it is there. */
async function make<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Run<W>,
  found: unknown,
): Promise<unknown> {
  const began = run.clock.now();
  let refusedSince: number | undefined;
  let live = found;
  for (;;) {
    try {
      const receipt: Receipt | undefined = await resource.ensure(ctx, live);
      return await appeared(resource, ctx, run, receipt);
    } catch (error) {
      if (!(error instanceof Problem) || error.retrySeconds === undefined) throw error;
      // From the first refusal on: work that ran for minutes before it failed has not used up its second chance.
      refusedSince ??= run.clock.now();
      if (run.clock.now() - refusedSince > error.retrySeconds * 1000) throw error;
      await pause(resource, run, error.message, { began });
    }
    live = await settled(resource, ctx, run);
    refuseInterrupted(resource, run, 'was not asked for again');
    const changes = changesOf(resource, live, ctx);
    if (changes !== 'all' && changes.length === 0) return live;
  }
}
