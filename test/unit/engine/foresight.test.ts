import { describe, expect, test } from '@jest/globals';
import { down } from '../../../src/engine/down.ts';
import { plan } from '../../../src/engine/plan.ts';
import { up } from '../../../src/engine/up.ts';
import type { Foresight } from '../../../src/engine/resource.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { endings, toy, ToyCloud, toyRun } from '../../support/toy.ts';

const refused: Foresight = {
  takes: ['Flow theirs'],
  refusal: new Problem('kubernetes.in-use', 'kinds stay', { advice: ['look'] }),
};

/** A cluster with kinds and a bus in it, all made, and what is to be foreseen of kinds and bus. */
async function standing({ kinds, bus }: Partial<Record<'kinds' | 'bus', () => Promise<Foresight>>>) {
  const foreseen = (look?: () => Promise<Foresight>) => (look === undefined ? {} : { foresees: look });
  const group = toy('group');
  const cluster = toy('cluster', { needs: { group }, within: 'group' });
  const inside = { needs: { cluster }, within: 'cluster', optional: true } as const;
  const theKinds = toy('kinds', { ...inside, ...foreseen(kinds) });
  const theBus = toy('bus', { ...inside, needs: { cluster, kinds: theKinds }, ...foreseen(bus) });
  const stack = [group, cluster, theKinds, theBus];
  const cloud = new ToyCloud();
  const run = toyRun(cloud);
  await up(stack, run);
  cloud.writes.length = 0;
  const without = toyRun(cloud, { state: run.state, without: new Set(['kinds', 'bus']) });
  return { stack, cloud, run, without };
}

describe('what a removal would take along or run into', () => {
  test('refuses it before the first thing goes', async () => {
    const { stack, cloud, without } = await standing({ kinds: async () => refused });
    await expect(up(stack, without)).rejects.toMatchObject({ code: 'kubernetes.in-use', advice: ['look'] });
    expect(cloud.writes).toEqual([]);
  });

  test('is planned with the step, each thing once, with what goes first', async () => {
    const { stack, without } = await standing({
      kinds: async () => refused,
      bus: async () => ({ takes: ['Sensor a', 'Flow theirs'] }),
    });
    const steps = (await plan(stack, without)).filter(({ does }) => does === 'remove');
    expect(steps).toMatchObject([
      { id: 'kinds', refused: { says: 'kinds stay', advice: ['look'] } },
      { id: 'bus', takes: ['Sensor a', 'Flow theirs'] },
    ]);
    expect(steps[0]).not.toHaveProperty('takes');
  });

  test('is no reason to keep what goes with the thing that it is in', async () => {
    const { stack, cloud, run } = await standing({ kinds: async () => refused });
    expect(endings(await down(stack, run))).toEqual({ group: 'done' });
    expect(cloud.ids()).toEqual([]);
  });

  test('that cannot be seen now is seen when its turn comes', async () => {
    const silent = async (): Promise<never> => {
      throw new Problem('kubernetes.unreachable', 'no answer');
    };
    const { stack, without } = await standing({ kinds: silent });
    expect((await plan(stack, without)).map(({ does }) => does)).toEqual([
      'keep',
      'keep',
      'remove',
      'remove',
    ]);
    expect(Object.values(endings(await up(stack, without)))).not.toContain('failed');
  });
});
