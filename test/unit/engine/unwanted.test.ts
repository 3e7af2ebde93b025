import { describe, expect, test } from '@jest/globals';
import { plan } from '../../../src/engine/plan.ts';
import { up } from '../../../src/engine/up.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { endings, failing, memoryState, toy, ToyCloud, toyRun, type ToyRun } from '../../support/toy.ts';

const group = toy('group');
const cluster = toy('cluster', { needs: { group }, within: 'group' });
const application = toy('application', { optional: true });
const principal = toy('principal', { needs: { application }, optional: true, foundByNeeds: true });
const role = toy('role', { needs: { cluster, principal }, within: 'cluster', optional: true });
const argo = toy('argo', { needs: { cluster }, within: 'cluster', optional: true, holds: 'flows' });
const bus = toy('bus', { needs: { cluster, argo }, within: 'cluster', optional: true, unmarked: true });
const stack = [application, principal, group, cluster, role, argo, bus];
const optional = ['application', 'principal', 'role', 'argo', 'bus'];
const without = new Set(optional);

/** Everything was built, and the next run knows nothing of it and wants none of what is optional. */
async function lost(change: (cloud: ToyCloud) => void = () => undefined) {
  const cloud = new ToyCloud();
  await up(stack, toyRun(cloud));
  change(cloud);
  cloud.writes.length = 0;
  const looks: string[] = [];
  const { before } = cloud;
  cloud.before = (call) => {
    if (call.verb === 'read') looks.push(call.id);
    return before(call);
  };
  return { cloud, looks, run: toyRun(cloud, { without }) };
}
const removes = async (run: ToyRun): Promise<readonly string[]> =>
  (await plan(stack, run)).filter(({ does }) => does === 'remove').map(({ id }) => id);

describe('what is not wanted, after the memory was lost', () => {
  test('is planned for removal, and up removes it, dependents first', async () => {
    const { cloud, run } = await lost();
    expect(await removes(run)).toEqual(optional);
    expect([cloud.writes, run.state.writes]).toEqual([[], []]);
    expect(Object.values(endings(await up(stack, run)))).not.toContain('failed');
    expect(cloud.ids().toSorted()).toEqual(['cluster', 'group']);
    expect(cloud.writes.indexOf('remove bus')).toBeLessThan(cloud.writes.indexOf('remove argo'));
    expect(run.state.ids().toSorted()).toEqual(['cluster', 'group']);

    cloud.writes.length = 0;
    expect(await removes(run)).toEqual([]);
    await up(stack, run);
    expect(cloud.writes).toEqual([]);
  });

  test('stays when it is somebody else’s, and so does what carries no mark in something of theirs', async () => {
    const theirs = toy('theirs', { optional: true });
    const inTheirs = toy('in-theirs', {
      needs: { theirs },
      within: 'theirs',
      optional: true,
      unmarked: true,
    });
    const cloud = new ToyCloud();
    cloud.place('group');
    const { key } = cloud.place('theirs', { owner: 'them' });
    cloud.place('in-theirs', { within: 'theirs', builtOn: { theirs: key }, owner: 'them' });
    const all = [group, theirs, inTheirs];
    const run = toyRun(cloud, { without: new Set(['theirs', 'in-theirs']) });
    expect((await plan(all, run)).map(({ id }) => id)).toEqual(['group']);
    await up(all, run);
    expect(cloud.writes).toEqual([]);
    expect(run.state.ids()).toEqual(['group']);
  });

  test('is left to its end when it is on its way out already', async () => {
    const { cloud, run } = await lost(({ things }) => {
      things.delete('bus');
      Object.assign(things.get('argo') ?? {}, { goneAt: 1e9 });
    });
    expect(await removes(run)).not.toContain('argo');
    await up(stack, run);
    expect(cloud.writes).not.toContain('remove argo');
  });

  test('goes although it is broken', async () => {
    const { cloud, run } = await lost(({ things }) =>
      Object.assign(things.get('argo') ?? {}, { broken: 'bent' }),
    );
    expect(await removes(run)).toContain('argo');
    await up(stack, run);
    expect(cloud.ids().toSorted()).toEqual(['cluster', 'group']);
  });

  test('is found by the next run when this one was stopped before it came to that', async () => {
    const { cloud, run } = await lost();
    failing(cloud, 'read', 'cluster', new Error('killed'), 1);
    expect(endings(await up(stack, run))['cluster']).toBe('failed');
    expect(run.state.entry('group')).toMatchObject({ run: 'found' });
    const next = toyRun(cloud, { state: run.state, without });
    expect(await removes(next)).toEqual(optional);
    await up(stack, next);
    expect(cloud.ids().toSorted()).toEqual(['cluster', 'group']);
  });

  test('is found once what it stands on has come to rest', async () => {
    const { cloud, run } = await lost(({ things, clock }) =>
      Object.assign(things.get('cluster') ?? {}, { readyAt: clock.now() + 60_000 }),
    );
    expect(await removes(run)).toEqual(['application', 'principal']);
    await up(stack, run);
    expect(cloud.ids().toSorted()).toEqual(['cluster', 'group']);
  });

  test('is no reason to stop where we may not look', async () => {
    const { cloud, run } = await lost(({ things }) => {
      things.delete('role');
      for (const id of ['principal', 'application']) things.delete(id);
    });
    failing(cloud, 'read', 'application', new Problem('access.forbidden', 'you may not'));
    expect(await removes(run)).toEqual(['argo', 'bus']);
    await up(stack, run);
    expect(cloud.ids().toSorted()).toEqual(['cluster', 'group']);
  });

  test('is a reason to stop where nobody answers', async () => {
    const { cloud, run } = await lost();
    failing(cloud, 'read', 'application', new Error('no answer'));
    await expect(plan(stack, run)).rejects.toThrow('no answer');
    await expect(up(stack, run)).rejects.toThrow('no answer');
    expect(cloud.writes).toEqual([]);
  });
});

describe('what is not wanted, by a memory that was never lost', () => {
  test('is not looked for: neither at first nor later', async () => {
    const cloud = new ToyCloud();
    const looks = new Set<string>();
    cloud.before = ({ id }) => void looks.add(id);
    const run = toyRun(cloud, { without });
    await plan(stack, run);
    await up(stack, run);
    await plan(stack, run);
    await up(stack, run);
    expect([...looks].toSorted()).toEqual(['cluster', 'group']);
  });

  test('is not looked for because something came with its container, or is lasting', async () => {
    const lasting = toy('lasting', { lasting: true });
    const inside = toy('inside', { needs: { group }, within: 'group' });
    const cloud = new ToyCloud();
    cloud.place('lasting');
    cloud.place('inside', { within: 'group' });
    const looks = new Set<string>();
    cloud.before = ({ id }) => void looks.add(id);
    const run = toyRun(cloud, { without, state: memoryState() });
    await up([lasting, group, inside, application], run);
    await up([lasting, group, inside, application], run);
    expect(run.state.entry('inside')).toMatchObject({ run: 'found' });
    expect([...looks].toSorted()).toEqual(['group', 'inside', 'lasting']);
  });
});
