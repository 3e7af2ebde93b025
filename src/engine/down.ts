import { contextFor, isOurs, type Outputs } from './context.ts';
import { foresee, goingOf, refuse, withLosses } from './foresight.ts';
import { look } from './look.ts';
import type { Run } from './ports.ts';
import { containerOf, needsOf, type AnyResource } from './resource.ts';
import { reporting } from './reporting.ts';
import { schedule, type Result } from './schedule.ts';
import { takeDown } from './step.ts';

/**
 * Looks for everything of the stack that exists, so that a lost or old memory loses nothing.
 *
 * What is found and ours is remembered; what is remembered and gone, or somebody else's by now, is forgotten. Returns
 * the outputs.
 */
export async function discover<W>(stack: readonly AnyResource[], run: Run<W>): Promise<Outputs> {
  const outputs = new Map<string, unknown>();
  const gone = new Set<AnyResource>();
  const going = new Set<AnyResource>();
  const steps = stack.map((resource) => ({
    id: resource.id,
    after: needsOf(resource).map(({ id }) => id),
    resource,
  }));
  const results = await schedule(steps, async ({ resource }) => {
    const { id } = resource;
    const entry = run.state.entry(id);
    const container = containerOf(resource);
    const ctx = contextFor(resource, run.world, outputs);
    const isInGone = container !== undefined && gone.has(container);
    // It goes with what it is in, and the cloud may refuse to let anybody look inside (a group that is being deleted does).
    const isGoing = container !== undefined && going.has(container);
    if (isGoing) going.add(resource);
    // What stands on something unfinished cannot be told from it yet, and cannot be there yet either.
    const isReachable =
      needsOf(resource).every((need) => outputs.has(need.id) || need.when !== undefined) &&
      (container === undefined || outputs.has(container.id));
    const live: unknown = isReachable && !isInGone && !isGoing ? await look(resource, ctx, run) : undefined;
    if (live === undefined) {
      if (entry?.outputs !== undefined) outputs.set(id, entry.outputs);
      if (isGoing || (!isReachable && !isInGone)) return;
      gone.add(resource);
      // A request that was on its way when we died may still bear fruit: its intent stays until `down` has looked again.
      if (entry?.phase === 'ready') run.state.forget(id);
      return;
    }
    const { is } = resource.status(live, ctx);
    if (is === 'going') going.add(resource);
    if (is === 'ready') outputs.set(id, resource.outputs(live, ctx));
    else if (entry?.outputs !== undefined) outputs.set(id, entry.outputs);
    const ours = isOurs(resource, live, run, outputs);
    if (entry === undefined && ours) run.state.put(id, { phase: 'making', origin: 'created', run: 'found' });
    if (entry?.origin === 'created' && !ours) run.state.forget(id);
  });
  for (const result of results.values()) if (result.is === 'failed') throw result.error;
  return outputs;
}

/** Removes everything that this deployment created, dependents first; what it adopted is let go. */
export async function down<W>(
  stack: readonly AnyResource[],
  run: Run<W>,
  keep: ReadonlySet<string> = new Set(),
): Promise<ReadonlyMap<string, Result>> {
  const outputs = await discover(stack, run);
  const known = stack.filter(({ id }) => run.state.entry(id) !== undefined);
  return remove(stack, known, run, { outputs, keep });
}

/**
 * Removes what the given run created and nothing else.
 *
 * @throws Problem where people would lose what they have made: nobody was asked about that.
 */
export async function rollback<W>(
  stack: readonly AnyResource[],
  run: Run<W>,
): Promise<ReadonlyMap<string, Result>> {
  const outputs = await discover(stack, run);
  const mine = stack.filter(({ id }) => run.state.entry(id)?.run === run.id);
  return remove(stack, mine, { ...run, resumes: 'metaflow-azure up' }, { outputs, unasked: true });
}

/**
 * Removes `targets`, dependents first. What lives inside something that is removed goes with it.
 *
 * `keep` names things that have to stay although they are ours: what is in them is then removed one by one. `unasked`:
 * nobody has agreed to lose what people have made.
 */
export async function remove<W>(
  stack: readonly AnyResource[],
  targets: readonly AnyResource[],
  run: Run<W>,
  options: { readonly outputs?: Outputs; readonly keep?: ReadonlySet<string>; readonly unasked?: true } = {},
): Promise<ReadonlyMap<string, Result>> {
  const outputs: Outputs =
    options.outputs ?? new Map(stack.map(({ id }) => [id, run.state.entry(id)?.outputs] as const));
  const { goes, roots } = goingOf(targets, run, options.keep);
  const alone = targets.filter((resource) => roots.get(resource) === resource);
  // Half a removal is worse than none: what cannot go is found out before the first thing goes.
  if (run.signal?.aborted !== true) {
    const foresights = await foresee(alone, { goes, roots }, run, outputs);
    refuse(options.unasked === true ? withLosses(foresights) : foresights.values());
  }
  const waitsFor = removalOrder(roots);
  const steps = [...new Set(roots.values())].map((root) => ({
    id: root.id,
    after: waitsFor(root),
    resource: root,
  }));
  return schedule(
    steps,
    ({ resource }) =>
      reporting(resource, run, async () => {
        const ctx = contextFor(resource, run.world, outputs);
        if (goes.has(resource)) await takeDown(resource, ctx, run, outputs);
        else run.emit({ type: 'step.released', id: resource.id, title: resource.title });
        for (const [inside, root] of roots) if (root === resource) run.state.forget(inside.id);
      }),
    { signal: run.signal },
  );
}

interface Before {
  readonly first: AnyResource;
  readonly next: AnyResource;
}

/**
 * Which roots must be gone before which: those that hold something built on what is in another.
 *
 * Two roots can each hold something built on the other (a cluster and an identity whose trust names it). What is inside
 * a root goes with it whatever the order, so an order for the sake of such contents gives way where it would close a circle.
 */
function removalOrder(
  roots: ReadonlyMap<AnyResource, AnyResource>,
): (root: AnyResource) => readonly string[] {
  const wanted = [...roots].flatMap(([user, holder]) =>
    needsOf(user).flatMap((need): readonly (Before & { readonly firm: boolean })[] => {
      const root = roots.get(need);
      return root === undefined || root === holder
        ? []
        : [{ first: holder, next: root, firm: user === holder }];
    }),
  );
  const order: Before[] = [];
  const follows = (later: AnyResource, earlier: AnyResource): boolean =>
    later === earlier || order.some(({ first, next }) => next === later && follows(first, earlier));
  for (const edge of [...wanted.filter(({ firm }) => firm), ...wanted.filter(({ firm }) => !firm)]) {
    if (!follows(edge.first, edge.next)) order.push(edge);
  }
  return (root) => [...new Set(order.filter(({ next }) => next === root).map(({ first }) => first.id))];
}
