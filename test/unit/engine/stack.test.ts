import { expect, test } from '@jest/globals';
import { remove } from '../../../src/engine/down.ts';
import { containerOf, type AnyResource } from '../../../src/engine/resource.ts';
import { stack } from '../../../src/stack.ts';
import { endings, memoryState, toyRun, ToyCloud } from '../../support/toy.ts';

const containers = [...new Set(stack.flatMap((resource) => containerOf(resource) ?? []))];
/** What stays keeps what it lies in. */
const subsetsOf = (resources: readonly AnyResource[]): Set<AnyResource>[] =>
  resources
    .reduce<Set<AnyResource>[]>(
      (sets, one) => [...sets, ...sets.map((set) => new Set([...set, one]))],
      [new Set()],
    )
    .filter((set) => [...set].every((one) => set.has(containerOf(one) ?? one)));

test('everything of the real stack can be removed in some order, whatever has to stay', async () => {
  const entries = stack.map(({ id }) => [id, { phase: 'ready', origin: 'created', run: 'r' }] as const);
  expect(containers.length).toBeGreaterThan(3);
  const run = toyRun(new ToyCloud(), {
    state: memoryState(Object.fromEntries(entries)),
    signal: AbortSignal.abort(),
  });
  for (const kept of subsetsOf(containers)) {
    // The scheduler refuses what has no order before it starts anything, and an aborted run starts nothing.
    const results = await remove(stack, stack, run, {
      outputs: new Map(),
      keep: new Set([...kept].map(({ id }) => id)),
    });
    expect(new Set(Object.values(endings(results)))).toEqual(new Set(['skipped']));
  }
});
