import { contextFor, isActive } from './context.ts';
import { remove } from './down.ts';
import type { Run } from './ports.ts';
import { needsOf, type AnyResource } from './resource.ts';
import { reporting } from './reporting.ts';
import { schedule, type Result } from './schedule.ts';
import { bringUp } from './step.ts';
import { forgotten } from './unwanted.ts';

export type Results = ReadonlyMap<string, Result>;

/**
 * Brings every resource of the stack to its wanted shape. Running it again is how one resumes.
 *
 * What this deployment had and no longer wants goes last, once everything wanted is there.
 */
export async function up<W>(stack: readonly AnyResource[], run: Run<W>): Promise<Results> {
  const outputs = new Map<string, unknown>();
  const active = stack.filter((resource) => isActive(resource, run.world));
  const steps = active.map((resource) => ({
    id: resource.id,
    after: needsOf(resource)
      .filter((need) => isActive(need, run.world))
      .map(({ id }) => id),
    resource,
  }));
  const results = await schedule(
    steps,
    ({ resource }) =>
      reporting(resource, run, async () => {
        const ctx = contextFor(resource, run.world, outputs);
        outputs.set(resource.id, await bringUp(resource, ctx, run, outputs));
      }),
    { signal: run.signal },
  );
  if ([...results.values()].some(({ is }) => is !== 'done')) return results;

  for (const [id, entry] of await forgotten(stack, run, outputs)) run.state.put(id, entry);
  const unwanted = stack.filter(
    (resource) => !isActive(resource, run.world) && run.state.entry(resource.id) !== undefined,
  );
  return new Map([...results, ...(await remove(stack, unwanted, { ...run, resumes: 'metaflow-azure up' }))]);
}
