import { describe, expect, test } from '@jest/globals';
import { up } from '../../../src/engine/up.ts';
import { openState } from '../../../src/state/state-file.ts';
import { memoryFiles } from '../../support/files.ts';
import { endings, failing, said, toy, ToyCloud, toyRun } from '../../support/toy.ts';

const group = toy('group', { seconds: 1 });
const storage = toy('storage', { needs: { group }, within: 'group', seconds: 2 });
const network = toy('network', { needs: { group }, within: 'group', seconds: 5 });
const container = toy('container', { needs: { storage }, within: 'storage', seconds: 1 });
const cluster = toy('cluster', { needs: { group, network, storage }, within: 'group', seconds: 10 });
const stack = [cluster, container, network, storage, group];

describe('up', () => {
  test('makes everything once, each after what it stands on, in the time of the longest chain', async () => {
    const cloud = new ToyCloud();
    const results = await up(stack, toyRun(cloud));
    expect(new Set(Object.values(endings(results)))).toEqual(new Set(['done']));
    expect(cloud.writes).toEqual([
      'ensure group',
      'ensure network',
      'ensure storage',
      'ensure container',
      'ensure cluster',
    ]);
    expect(cloud.clock.now()).toBe(16_000);
  });

  test('writes what it is about to do down before the cloud is touched', async () => {
    const cloud = new ToyCloud();
    const run = toyRun(cloud);
    const remembered: Record<string, unknown> = {};
    cloud.before = ({ verb, id }) => {
      if (verb === 'ensure') remembered[id] = run.state.entry(id);
    };
    await up([storage, group], run);
    const intent = { phase: 'making', origin: 'created', run: 'run-1' };
    expect(remembered).toEqual({ group: intent, storage: intent });
  });

  test('writes down that something is ready only once it is', async () => {
    const cloud = new ToyCloud();
    const run = toyRun(cloud);
    const early: string[] = [];
    cloud.after = ({ id }) => {
      const isMoving = (cloud.look(id)?.readyAt ?? 0) > cloud.clock.now();
      if (isMoving && run.state.entry(id)?.phase !== 'making') early.push(id);
    };
    await up(stack, run);
    expect(early).toEqual([]);
    expect(run.state.writes).toHaveLength(2 * stack.length);
    expect(run.state.entry('group')).toEqual({
      phase: 'ready',
      origin: 'created',
      run: 'run-1',
      outputs: { key: 'group#1' },
    });
  });

  test('gives each resource the outputs of what it stands on', async () => {
    const cloud = new ToyCloud();
    await up(stack, toyRun(cloud));
    expect(cloud.things.get('cluster')?.builtOn).toEqual({
      group: 'group#1',
      network: cloud.things.get('network')?.key,
      storage: cloud.things.get('storage')?.key,
    });
  });

  test('writes nothing the second time: neither to the cloud nor to the memory', async () => {
    const cloud = new ToyCloud();
    const { state } = await upTwice(cloud);
    const [calls, changes] = [cloud.writes.length, state.writes.length];
    const again = toyRun(cloud, { state, id: 'run-3' });
    await up(stack, again);
    expect(cloud.writes).toHaveLength(calls);
    expect(state.writes).toHaveLength(changes);
    expect(said(again, 'kept')).toHaveLength(stack.length);
    expect(said(again, 'changing')).toEqual([]);
  });

  test('leaves the state file alone the second time, in a process of its own', async () => {
    const cloud = new ToyCloud();
    const files = memoryFiles();
    const open = () =>
      openState({ files, path: '/s/state.json', writtenBy: 'a test', newLineage: () => 'lineage' });
    await up(stack, { ...toyRun(cloud), state: open().store });
    const before = files.disk.get('/s/state.json');
    await up(stack, { ...toyRun(cloud, { id: 'run-2' }), state: open().store });
    expect(files.disk.get('/s/state.json')).toBe(before);
  });

  test.each([
    ['missing', (cloud: ToyCloud) => void cloud.things.delete('container')],
    ['broken', (cloud: ToyCloud) => cloud.place('container', { ...cloud.look('container'), broken: 'bent' })],
    ['different', (cloud: ToyCloud) => cloud.place('container', { ...cloud.look('container'), version: 7 })],
  ])('mends what is %s and keeps the rest', async (_what, spoil) => {
    const cloud = new ToyCloud();
    const { state } = await upTwice(cloud);
    spoil(cloud);
    cloud.writes.length = 0;
    const run = toyRun(cloud, { state, id: 'run-3' });
    await up(stack, run);
    expect(cloud.writes).toEqual(['ensure container']);
    expect(said(run, 'changing')).toEqual(['changing container']);
    expect(said(run, 'kept')).toHaveLength(stack.length - 1);
    expect(cloud.look('container')).toMatchObject({ version: 1, owner: 'us' });
    expect(state.entry('container')).toMatchObject({ phase: 'ready', run: 'run-1' });
  });

  test('says what it changes', async () => {
    const cloud = new ToyCloud();
    const { state } = await upTwice(cloud);
    const run = toyRun(cloud, { state, versions: { network: 2 } });
    await up(stack, run);
    expect(run.events).toContainEqual({
      type: 'step.changing',
      id: 'network',
      title: 'Thing network',
      changes: [{ path: 'version', from: 1, to: 2 }],
    });
  });

  test('drains after a failure and skips what stands on it', async () => {
    const cloud = new ToyCloud();
    failing(cloud, 'ensure', 'storage', new Error('no such size'));
    const run = toyRun(cloud);
    const results = await up(stack, run);
    expect(endings(results)).toEqual({
      group: 'done',
      storage: 'failed',
      network: 'done',
      container: 'skipped',
      cluster: 'skipped',
    });
    expect(results.get('storage')).toEqual({ is: 'failed', error: new Error('no such size') });
    expect(run.state.entry('storage')?.phase).toBe('making');
    expect(said(run, 'failed', 'done')).toEqual(['done group', 'failed storage', 'done network']);
  });

  test('goes on after a failure when it is run again', async () => {
    const cloud = new ToyCloud();
    failing(cloud, 'ensure', 'storage', new Error('outage'), 1);
    const run = toyRun(cloud);
    await up(stack, run);
    const results = await up(stack, toyRun(cloud, { state: run.state }));
    expect(new Set(Object.values(endings(results)))).toEqual(new Set(['done']));
    expect(new Set(cloud.writes).size).toBe(cloud.writes.length);
  });

  test('reports when each step began and how long it took', async () => {
    const cloud = new ToyCloud();
    const run = toyRun(cloud);
    await up([group], run);
    expect(said(run)).toEqual(['started group', 'changing group', 'waiting group', 'done group']);
    expect(run.events.at(-1)).toMatchObject({ elapsedMs: 1000 });
  });
});

describe('up, with optional resources', () => {
  const extra = toy('extra', { needs: { group }, optional: true, seconds: 1 });
  const user = toy('user', { needs: { group, extra } });
  const some = [extra, user, group];

  test('does not make what this deployment lacks; to others its outputs are undefined', async () => {
    const cloud = new ToyCloud();
    const results = await up(some, toyRun(cloud, { without: new Set(['extra']) }));
    expect(endings(results)).toEqual({ group: 'done', user: 'done' });
    expect(cloud.things.get('user')?.builtOn).toEqual({ group: 'group#1' });
  });

  test('removes what is no longer wanted last, once everything wanted stands without it', async () => {
    const cloud = new ToyCloud();
    const first = toyRun(cloud);
    await up(some, first);
    cloud.writes.length = 0;
    const results = await up(some, toyRun(cloud, { state: first.state, without: new Set(['extra']) }));
    expect(cloud.writes).toEqual(['ensure user', 'remove extra']);
    expect(endings(results)).toEqual({ group: 'done', user: 'done', extra: 'done' });
  });

  test('removes nothing unwanted when something wanted has failed', async () => {
    const cloud = new ToyCloud();
    const alone = [toy('extra', { optional: true }), group];
    const first = toyRun(cloud);
    await up(alone, first);
    failing(cloud, 'ensure', 'group', new Error('outage'));
    await up(
      alone,
      toyRun(cloud, { state: first.state, without: new Set(['extra']), versions: { group: 2 } }),
    );
    expect(cloud.ids()).toContain('extra');
  });

  test('forgets what it removed, and has nothing to do the next time', async () => {
    const cloud = new ToyCloud();
    const alone = [toy('extra', { optional: true }), group];
    const { state } = toyRun(cloud);
    await up(alone, toyRun(cloud, { state }));
    const without = new Set(['extra']);
    expect(endings(await up(alone, toyRun(cloud, { state, without })))).toEqual({
      group: 'done',
      extra: 'done',
    });
    expect(cloud.ids()).toEqual(['group']);
    expect(state.ids()).toEqual(['group']);
    expect(endings(await up(alone, toyRun(cloud, { state, without })))).toEqual({ group: 'done' });
  });
});

async function upTwice(cloud: ToyCloud) {
  const run = toyRun(cloud);
  await up(stack, run);
  await up(stack, toyRun(cloud, { state: run.state, id: 'run-2' }));
  return run;
}
