import { describe, expect, test } from '@jest/globals';
import { discover, down, rollback } from '../../../src/engine/down.ts';
import { up } from '../../../src/engine/up.ts';
import type { Problem } from '../../../src/problems/problem.ts';
import { endings, failing, memoryState, said, toy, ToyCloud, toyRun } from '../../support/toy.ts';

// Two roots: the group with everything in it, and an application that a role in the group names.
const group = toy('group', { removalSeconds: 60 });
const application = toy('application', { removalSeconds: 5 });
const principal = toy('principal', { needs: { application }, within: 'application' });
const account = toy('account', { needs: { group }, within: 'group' });
const container = toy('container', { needs: { account }, within: 'account', unmarked: true });
const role = toy('role', { needs: { container, principal }, within: 'container', foundByNeeds: true });
const cluster = toy('cluster', { needs: { group }, within: 'group', seconds: 300 });
const federation = toy('federation', { needs: { group, cluster }, within: 'group', foundByNeeds: true });
const stack = [group, application, principal, account, container, role, cluster, federation];

async function built() {
  const cloud = new ToyCloud();
  const run = toyRun(cloud);
  await up(stack, run);
  cloud.writes.length = 0;
  return { cloud, run, state: run.state };
}

describe('down', () => {
  test('removes the roots only, each after those that hold something built on it', async () => {
    const { cloud, run } = await built();
    const began = cloud.clock.now();
    expect(endings(await down(stack, run))).toEqual({ group: 'done', application: 'done' });
    expect(cloud.writes).toEqual(['remove group', 'remove application']);
    expect(cloud.clock.now() - began).toBe(65_000);
    expect(cloud.ids()).toEqual([]);
    expect(run.state.ids()).toEqual([]);
  });

  test('removes roots side by side where nothing is built on them', async () => {
    const cloud = new ToyCloud();
    const free = [toy('a', { removalSeconds: 30 }), toy('b', { removalSeconds: 40 }), toy('c')];
    const run = toyRun(cloud);
    await up(free, run);
    await down(free, run);
    expect(cloud.clock.now()).toBe(40_000);
  });

  test('finds the right order among many roots whose contents stand on each other', async () => {
    const box = (id: string) => toy(id, { removalSeconds: 10 });
    const boxes = ['one', 'two', 'three', 'four'].map(box);
    const [one, two, three, four] = boxes as [typeof group, typeof group, typeof group, typeof group];
    const inOne = toy('in-one', { needs: { one }, within: 'one' });
    const inTwo = toy('in-two', { needs: { two, inOne }, within: 'two' });
    const inThree = toy('in-three', { needs: { three, inTwo, inOne }, within: 'three' });
    const deep = toy('deep', { needs: { inThree, four }, within: 'inThree' });
    const all = [...boxes, inOne, inTwo, inThree, deep];
    const cloud = new ToyCloud();
    const run = toyRun(cloud);
    await up(all, run);
    cloud.writes.length = 0;
    expect(new Set(Object.values(endings(await down(all, run))))).toEqual(new Set(['done']));
    expect(cloud.writes.toSorted()).toEqual(['remove four', 'remove one', 'remove three', 'remove two']);
    expect(cloud.writes.filter((write) => write !== 'remove four')).toEqual([
      'remove three',
      'remove two',
      'remove one',
    ]);
  });

  test('writes down what it is about to remove before the cloud is touched, and forgets it once it is gone', async () => {
    const { cloud, run, state } = await built();
    state.writes.length = 0;
    const phases: string[] = [];
    const early: string[] = [];
    cloud.before = ({ verb, id }) => {
      if (verb === 'remove') phases.push(`${id} ${state.entry(id)?.phase}`);
      if (cloud.ids().includes('group') && state.entry('cluster') === undefined) early.push(id);
    };
    await down(stack, run);
    expect(state.writes[0]).toBe('group removing');
    expect(phases).toEqual(['group removing', 'application removing']);
    expect(early).toEqual([]);
    expect(state.ids()).toEqual([]);
  });

  test('removes what is ours in a thing that has to stay one by one, dependents first', async () => {
    const { cloud, run, state } = await built();
    const results = await down(stack, run, new Set(['group', 'account']));
    expect(new Set(Object.values(endings(results)))).toEqual(new Set(['done']));
    expect(cloud.ids()).toEqual(['group', 'account']);
    expect(cloud.writes.indexOf('remove container')).toBeLessThan(cloud.writes.indexOf('remove application'));
    expect(cloud.writes.indexOf('remove federation')).toBeLessThan(cloud.writes.indexOf('remove cluster'));
    expect(cloud.writes).not.toContain('remove role');
    expect(said(run, 'released')).toEqual(['released account', 'released group']);
    expect(state.ids()).toEqual([]);
  });

  test('asks again when the cloud gave up on an earlier request', async () => {
    const { cloud, run } = await built();
    let times = 0;
    cloud.after = ({ verb, id }) => {
      const thing = cloud.things.get('group');
      if (verb === 'remove' && id === 'group' && ++times === 1) delete thing?.goneAt;
    };
    await down(stack, run);
    expect(cloud.ids()).toEqual([]);
    expect(times).toBe(2);
  });

  test('does not ask again while somebody removes it already', async () => {
    const { cloud, run } = await built();
    Object.assign(cloud.things.get('group') ?? {}, { goneAt: cloud.clock.now() + 90_000 });
    await down(stack, run);
    expect(said(run, 'removing')).toEqual(['removing group', 'removing application']);
    expect(cloud.writes).toEqual(['remove application']);
  });

  test('frees what is held on its way out, whoever began to remove it', async () => {
    const cloud = new ToyCloud();
    const free = toy('held', {
      unblock: async () => void Object.assign(cloud.things.get('held') ?? {}, { goneAt: 0 }),
    });
    const run = toyRun(cloud);
    await up([free], run);
    Object.assign(cloud.things.get('held') ?? {}, { goneAt: 1e9 });
    expect(endings(await down([free], run))).toEqual({ held: 'done' });
    expect(cloud.ids()).toEqual([]);
  });

  test('leaves somebody else’s thing alone that goes', async () => {
    const cloud = new ToyCloud();
    const free = toy('held', {
      unblock: () => Promise.reject(new Error('not ours to free')),
      removalSeconds: 30,
      patienceMinutes: 1,
    });
    const run = toyRun(cloud);
    await up([free], run);
    cloud.after = ({ verb }) => {
      if (verb === 'remove') cloud.place('held', { owner: 'them', goneAt: cloud.clock.now() + 40_000 });
    };
    expect(endings(await down([free], run))).toEqual({ held: 'done' });
  });

  test('ends its patience, and sends nobody to down who said up', async () => {
    const cloud = new ToyCloud();
    const slow = toy('slow', { removalSeconds: 1e6, patienceMinutes: 3, optional: true });
    const run = toyRun(cloud);
    await up([slow], run);
    const advice = async (results: ReturnType<typeof down>) =>
      ((await results).get('slow') as { readonly error: Problem }).error.advice;
    const unwanted = toyRun(cloud, { state: run.state, without: new Set(['slow']) });
    const goesOn = (command: string) => [expect.stringContaining(`${command}    goes on waiting`)];
    expect(await advice(up([slow], unwanted))).toEqual(goesOn('metaflow-azure up'));
    expect(await advice(rollback([slow], run))).toEqual(goesOn('metaflow-azure up'));
    expect(await advice(down([slow], run))).toEqual(goesOn('metaflow-azure down'));
  });

  test('does not look inside what is on its way out: the cloud may refuse that', async () => {
    const { cloud, run, state } = await built();
    Object.assign(cloud.things.get('group') ?? {}, { goneAt: cloud.clock.now() + 90_000 });
    const looks = new Set<string>();
    cloud.before = ({ id }) => void looks.add(id);
    expect(endings(await down(stack, run))).toEqual({ group: 'done', application: 'done' });
    expect([...looks].toSorted()).toEqual(['application', 'group', 'principal']);
    expect(state.ids()).toEqual([]);
  });

  test('lets work that runs come to its end before it removes the thing', async () => {
    const cloud = new ToyCloud();
    cloud.place('group', { readyAt: 100_000 });
    await down([group], toyRun(cloud));
    expect(cloud.clock.now()).toBe(160_000);
    expect(cloud.ids()).toEqual([]);
  });

  test('leaves in place what stands under something that could not be removed', async () => {
    const { cloud, run, state } = await built();
    failing(cloud, 'remove', 'group', new Error('a lock'));
    expect(endings(await down(stack, run))).toEqual({ group: 'failed', application: 'skipped' });
    expect(cloud.ids()).toHaveLength(stack.length);
    expect(state.entry('application')).toMatchObject({ phase: 'ready' });
  });

  test('does nothing when there is nothing', async () => {
    const cloud = new ToyCloud();
    expect((await down(stack, toyRun(cloud))).size).toBe(0);
    expect(cloud.writes).toEqual([]);
  });
});

describe('what somebody else puts in the place of ours', () => {
  test('stays, also when it comes while ours is on its way out', async () => {
    const cloud = new ToyCloud();
    const slow = toy('slow', { removalSeconds: 30 });
    const run = toyRun(cloud);
    await up([slow], run);
    cloud.after = ({ verb }) => {
      if (verb === 'remove') cloud.place('slow', { owner: 'them' });
    };
    expect(endings(await down([slow], run))).toEqual({ slow: 'done' });
    expect(cloud.things.get('slow')?.owner).toBe('them');
    expect(cloud.writes.filter((write) => write === 'remove slow')).toHaveLength(1);
    expect(run.state.ids()).toEqual([]);
  });
});

describe('down after a loss', () => {
  test('finds and removes everything without a memory', async () => {
    const { cloud } = await built();
    expect(endings(await down(stack, toyRun(cloud)))).toEqual({ group: 'done', application: 'done' });
    expect(cloud.ids()).toEqual([]);
    expect(cloud.writes).toEqual(['remove group', 'remove application']);
  });

  test('touches nothing of others without a memory', async () => {
    const cloud = new ToyCloud();
    for (const { id } of stack) cloud.place(id, { owner: 'them' });
    const run = toyRun(cloud);
    expect((await down([group, application, account], run)).size).toBe(0);
    expect(cloud.writes).toEqual([]);
    expect(run.state.writes).toEqual([]);
  });

  test('forgets what has gone by itself', async () => {
    const { cloud, run, state } = await built();
    cloud.things.clear();
    await down(stack, run);
    expect(cloud.writes).toEqual([]);
    expect(state.ids()).toEqual([]);
  });

  test('finds the late fruit of a request that was under way when the last run died', async () => {
    const cloud = new ToyCloud();
    cloud.place('application', { visibleAt: 25_000 });
    const state = memoryState({ application: { phase: 'making', origin: 'created', run: 'run-0' } });
    await down([application], toyRun(cloud, { state }));
    expect(cloud.ids()).toEqual([]);
    expect(state.ids()).toEqual([]);
  });

  test('does not look four times for what was ready', async () => {
    const cloud = new ToyCloud();
    const state = memoryState({ application: { phase: 'ready', origin: 'created', run: 'run-0' } });
    await down([application], toyRun(cloud, { state }));
    expect(cloud.clock.now()).toBe(0);
  });

  test('removes a group in which the cluster was still being made', async () => {
    const cloud = new ToyCloud();
    const abort = new AbortController();
    const first = toyRun(cloud, { signal: abort.signal });
    void cloud.clock.sleep(10_000).then(() => abort.abort());
    await up(stack, first);
    const results = await down(stack, toyRun(cloud, { state: first.state }));
    expect(endings(results)).toEqual({ group: 'done', application: 'done' });
    expect(cloud.ids()).toEqual([]);
  });

  test('finds what stands on something that has gone and was about to be made anew', async () => {
    const base = toy('base');
    const user = toy('user', { needs: { base }, foundByNeeds: true });
    const cloud = new ToyCloud();
    const { state } = toyRun(cloud);
    await up([base, user], toyRun(cloud, { state }));
    cloud.things.delete('base');
    failing(cloud, 'ensure', 'base', new Error('killed'), 1);
    await up([base, user], toyRun(cloud, { state }));
    await down([base, user], toyRun(cloud, { state }));
    expect(cloud.ids()).toEqual([]);
    expect(state.ids()).toEqual([]);
  });

  test('stops with the reason when it may not look', async () => {
    const { cloud, run, state } = await built();
    failing(cloud, 'read', 'account', new Error('you may not read'));
    await expect(down(stack, run)).rejects.toThrow('you may not read');
    expect(cloud.writes).toEqual([]);
    expect(state.entry('group')?.phase).toBe('ready');
  });
});

describe('discovering', () => {
  test('writes nothing to the cloud, and gives outputs of what is ready or remembered', async () => {
    const { cloud, state } = await built();
    Object.assign(cloud.things.get('group') ?? {}, { readyAt: Infinity });
    const outputs = await discover(stack, toyRun(cloud, { state }));
    expect([...outputs.keys()].toSorted()).toEqual(stack.map(({ id }) => id).toSorted());
    expect(outputs.get('group')).toEqual({ key: 'group#1' });
    expect(cloud.writes).toEqual([]);
  });

  test('remembers what it found as ours, of an unknown run', async () => {
    const { cloud } = await built();
    const run = toyRun(cloud);
    await discover(stack, run);
    expect(run.state.entry('container')).toEqual({ phase: 'making', origin: 'created', run: 'found' });
    expect(run.state.ids()).toHaveLength(stack.length);
  });
});
