import { contextFor, isActive, isOurs, type Outputs } from './context.ts';
import { foresee, goingOf } from './foresight.ts';
import type { Entry, Run } from './ports.ts';
import { containerOf, needsOf, type AnyResource, type Change } from './resource.ts';
import { schedule } from './schedule.ts';
import { forgotten } from './unwanted.ts';

export interface PlannedStep {
  readonly id: string;
  readonly title: string;
  /**
   * What `up` would do. `wait`: something is moving there. `foreign`: it exists, is not ours, and adopting was not
   * asked for. `remove`: this deployment has it and no longer wants it.
   */
  readonly does: 'keep' | 'create' | 'change' | 'repair' | 'wait' | 'adopt' | 'foreign' | 'remove';
  readonly changes: readonly Change[];
  readonly because?: string;
  /** What goes with what is removed, by name: what people have made there. */
  readonly takes?: readonly string[];
  /** Why it cannot be removed as things are, and ways out. */
  readonly refused?: { readonly says: string; readonly advice: readonly string[] };
  /** Ids of the steps that come before. */
  readonly after: readonly string[];
  readonly typicalSeconds: number;
}

/** What `up` would do, learned by looking only. What stands on something missing is missing too. */
export async function plan<W>(
  stack: readonly AnyResource[],
  run: Omit<Run<W>, 'emit' | 'id'>,
): Promise<readonly PlannedStep[]> {
  const outputs = new Map<string, unknown>();
  const found = new Map<string, Entry>();
  // What is in a thing belongs to whom the thing belongs to, also when our memory of it is lost.
  const state = { ...run.state, entry: (id: string) => run.state.entry(id) ?? found.get(id) };
  const steps = new Map<string, PlannedStep>();
  const activeNeeds = (resource: AnyResource): readonly AnyResource[] =>
    needsOf(resource).filter((need) => isActive(need, run.world));

  const tasks = stack
    .filter((resource) => isActive(resource, run.world))
    .map((resource) => ({ id: resource.id, after: activeNeeds(resource).map(({ id }) => id), resource }));
  const results = await schedule(tasks, async ({ resource, after }) => {
    const reachable = activeNeeds(resource).every((need) => outputs.has(need.id));
    const ctx = contextFor(resource, run.world, outputs);
    const live: unknown = reachable ? await resource.read(ctx) : undefined;
    const verdict =
      live === undefined ? ({ does: 'create' } as const) : judge(resource, live, { ...run, state }, outputs);
    if (live !== undefined && ['keep', 'change', 'adopt'].includes(verdict.does)) {
      outputs.set(resource.id, resource.outputs(live, ctx));
      const origin = isOurs(resource, live, { ...run, state }, outputs) ? 'created' : 'adopted';
      found.set(resource.id, { phase: 'ready', origin, run: 'found' });
    }
    const { id, title, typicalSeconds } = resource;
    steps.set(id, { id, title, after, typicalSeconds, changes: [], ...verdict });
  });
  for (const result of results.values()) if (result.is === 'failed') throw result.error;

  for (const [id, entry] of await forgotten(stack, { ...run, state }, outputs)) found.set(id, entry);
  return [
    ...stack.flatMap(({ id }) => steps.get(id) ?? []),
    ...(await removals(stack, { ...run, state }, outputs)),
  ];
}

/** What this deployment has and no longer wants. */
async function removals<W>(
  stack: readonly AnyResource[],
  run: Pick<Run<W>, 'world' | 'state'>,
  outputs: Outputs,
): Promise<readonly PlannedStep[]> {
  // What somebody else made is only let go: nothing happens to it.
  const unwanted = stack.filter(
    (resource) =>
      !isActive(resource, run.world) &&
      resource.lasting !== true &&
      run.state.entry(resource.id)?.origin === 'created',
  );
  const known = new Map([...stack.map(({ id }) => [id, run.state.entry(id)?.outputs] as const), ...outputs]);
  const isSeen = (resource: AnyResource): boolean => {
    const container = containerOf(resource);
    return container === undefined || outputs.has(container.id);
  };
  const foresights = await foresee(unwanted.filter(isSeen), goingOf(unwanted, run), run, known);
  return unwanted.map((resource): PlannedStep => {
    const { id, title, holds } = resource;
    const { takes = [], refusal } = foresights.get(resource) ?? {};
    return {
      id,
      title,
      does: 'remove',
      after: [],
      changes: [],
      typicalSeconds: 5,
      ...(holds === undefined ? {} : { because: `with it goes ${holds}` }),
      ...(takes.length === 0 ? {} : { takes }),
      ...(refusal === undefined ? {} : { refused: { says: refusal.message, advice: refusal.advice } }),
    };
  });
}

function judge<W>(
  resource: AnyResource,
  live: unknown,
  run: Omit<Run<W>, 'emit' | 'id'>,
  outputs: ReadonlyMap<string, unknown>,
): Pick<PlannedStep, 'does'> & Partial<Pick<PlannedStep, 'changes' | 'because'>> {
  const ctx = contextFor(resource, run.world, outputs);
  const status = resource.status(live, ctx);
  // What is on its way out is nobody's any more, whoever made it.
  if (status.is === 'going') return { does: 'wait', because: status.because };
  const adopted = run.state.entry(resource.id)?.origin === 'adopted';
  if (!adopted && resource.lasting !== true && !isOurs(resource, live, run, outputs)) {
    if (resource.shared === true) return { does: 'keep' };
    return run.adopt ? { does: 'adopt' } : { does: 'foreign' };
  }
  if (status.is === 'pending') return { does: 'wait', because: status.because };
  if (adopted) return { does: 'keep', ...(status.is === 'broken' ? { because: status.because } : {}) };
  if (status.is === 'broken') return { does: 'repair', because: status.because };
  const changes = resource.diff(live, ctx);
  return changes.length > 0 ? { does: 'change', changes } : { does: 'keep' };
}

/** Seconds that a plan takes on a common day: the longest chain of steps that have work to do. */
export function typicalDuration(steps: readonly PlannedStep[]): number {
  const ends = new Map<string, number>();
  const byId = new Map(steps.map((step) => [step.id, step]));
  const endOf = (id: string): number => {
    const step = byId.get(id);
    if (step === undefined) return 0;
    const known = ends.get(id);
    if (known !== undefined) return known;
    const own = step.does === 'keep' || step.does === 'adopt' ? 0 : step.typicalSeconds;
    const end = Math.max(0, ...step.after.map(endOf)) + own;
    ends.set(id, end);
    return end;
  };
  return Math.max(0, ...steps.map(({ id }) => endOf(id)));
}
