import type { Run } from './ports.ts';
import { containerOf, type AnyResource, type Context, type Needs } from './resource.ts';

export type Outputs = ReadonlyMap<string, unknown>;

/** What a resource sees: the world, and the outputs of what it is built on. */
export function contextFor<W>(resource: AnyResource, world: W, outputs: Outputs): Context<W, Needs> {
  const needs = Object.fromEntries(
    Object.entries(resource.needs as Needs).map(([name, need]) => [name, outputs.get(need.id)]),
  );
  return { ...world, needs };
}

/** Whether this deployment has the resource. */
export const isActive = (resource: AnyResource, world: unknown): boolean => resource.when?.(world) ?? true;

/**
 * Whether the live thing is this deployment's own work.
 *
 * The thing's own mark decides where it carries one, since a name can be reused after somebody deleted ours.
 * Otherwise its container decides, and in one that is not ours our memory.
 */
export function isOurs<W>(
  resource: AnyResource,
  live: unknown,
  run: Pick<Run<W>, 'world' | 'state'>,
  outputs: Outputs,
): boolean {
  const entry = run.state.entry(resource.id);
  if (entry?.origin === 'adopted') return false;
  const marked = resource.isOurs?.(live, contextFor(resource, run.world, outputs));
  if (marked !== undefined) return marked;
  const container = containerOf(resource);
  if (container === undefined) return true;
  // Ours in a container that we know; in one that is not ours, only what we remember having made there.
  const origin = run.state.entry(container.id)?.origin;
  return entry === undefined ? origin === 'created' : origin !== undefined;
}
