import { expect, test } from '@jest/globals';
import { rollback } from '../../../src/engine/down.ts';
import { up } from '../../../src/engine/up.ts';
import { endings, failing, toy, ToyCloud, toyRun } from '../../support/toy.ts';

const group = toy('group');
const old = toy('old', { needs: { group }, within: 'group' });
const fresh = toy('fresh', { needs: { group }, within: 'group', seconds: 5 });
const user = toy('user', { needs: { fresh, old }, within: 'fresh' });
const stack = [group, old, fresh, user];

test('a rollback removes what its run created and nothing else', async () => {
  const cloud = new ToyCloud();
  const { state } = toyRun(cloud);
  await up([group, old], toyRun(cloud, { state, id: 'run-1' }));
  cloud.writes.length = 0;
  failing(cloud, 'ensure', 'user', new Error('no'));
  const failed = toyRun(cloud, { state, id: 'run-2' });
  await up(stack, failed);
  expect(endings(await rollback(stack, failed))).toEqual({ fresh: 'done' });
  expect(cloud.writes).toEqual(['ensure fresh', 'remove fresh']);
  expect(cloud.ids()).toEqual(['group', 'old']);
  expect(state.ids()).toEqual(['group', 'old']);
});

test('a rollback of a first run leaves nothing', async () => {
  const cloud = new ToyCloud();
  failing(cloud, 'ensure', 'user', new Error('no'));
  const run = toyRun(cloud);
  await up(stack, run);
  expect(endings(await rollback(stack, run))).toEqual({ group: 'done' });
  expect(cloud.ids()).toEqual([]);
  expect(run.state.ids()).toEqual([]);
});

test('a rollback does not take back a change to what was there before', async () => {
  const cloud = new ToyCloud();
  const { state } = toyRun(cloud);
  await up([group, old], toyRun(cloud, { state, id: 'run-1' }));
  const second = toyRun(cloud, { state, id: 'run-2', versions: { old: 2 } });
  await up([group, old], second);
  expect((await rollback([group, old], second)).size).toBe(0);
  expect(cloud.look('old')).toMatchObject({ version: 2 });
});

test('a rollback lets go of what its run adopted', async () => {
  const cloud = new ToyCloud();
  cloud.place('group', { owner: 'them' });
  const run = toyRun(cloud, { adopt: true });
  await up(stack, run);
  await rollback(stack, run);
  expect(cloud.ids()).toEqual(['group']);
  expect(run.state.ids()).toEqual([]);
});

test('a rollback does not touch what it merely found', async () => {
  const cloud = new ToyCloud();
  await up(stack, toyRun(cloud));
  const lost = toyRun(cloud, { id: 'run-2' });
  await up(stack, lost);
  expect((await rollback(stack, lost)).size).toBe(0);
  expect(cloud.ids()).toHaveLength(stack.length);
});

test('a rollback takes nothing from people: it stays whole, and says what would have gone', async () => {
  const cloud = new ToyCloud();
  const { state } = toyRun(cloud);
  await up([group, old], toyRun(cloud, { state, id: 'run-1' }));
  const takes = ['Flow hello', 'Flow other'];
  const used = toy('used', { needs: { group }, within: 'group', foresees: async () => ({ takes }) });
  const failed = toyRun(cloud, { state, id: 'run-2' });
  await up([group, old, used], failed);
  cloud.writes.length = 0;
  await expect(rollback([group, old, used], failed)).rejects.toMatchObject({
    code: 'azure.not-ours',
    message: 'Thing used: with it would go Flow hello and 1 more, not made by this run',
    about: ['used'],
  });
  expect(cloud.writes).toEqual([]);
});
