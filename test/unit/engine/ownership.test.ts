import { describe, expect, test } from '@jest/globals';
import { down, remove } from '../../../src/engine/down.ts';
import type { Entry } from '../../../src/engine/ports.ts';
import { up } from '../../../src/engine/up.ts';
import { endings, memoryState, said, toy, ToyCloud, toyRun, type Thing } from '../../support/toy.ts';

const created: Entry = { phase: 'ready', origin: 'created', run: 'run-0', outputs: { key: 'a#1' } };
const adopted: Entry = { ...created, origin: 'adopted' };
const withTheirs = (thing: Partial<Thing> = {}): ToyCloud => {
  const cloud = new ToyCloud();
  cloud.place('a', { owner: 'them', ...thing });
  return cloud;
};

describe('what somebody else made', () => {
  test('is refused and named, and nothing is written down or touched', async () => {
    const cloud = withTheirs({ version: 7 });
    const run = toyRun(cloud);
    const results = await up([toy('a'), toy('b', { needs: { a: toy('a') } })], run);
    expect(endings(results)).toEqual({ a: 'failed', b: 'skipped' });
    expect(results.get('a')).toMatchObject({
      error: {
        code: 'azure.not-ours',
        message: 'Thing a exists already, and this deployment did not make it',
        about: ['a'],
      },
    });
    expect(cloud.writes).toEqual([]);
    expect(run.state.writes).toEqual([]);
  });

  test('is refused although our memory has the name: the mark of the thing decides', async () => {
    const cloud = withTheirs();
    const run = toyRun(cloud, { state: memoryState({ a: created }) });
    expect(endings(await up([toy('a')], run))).toEqual({ a: 'failed' });
    expect(cloud.writes).toEqual([]);
  });

  test.each([
    ['as wanted', {}],
    ['different', { version: 7 }],
    ['broken', { broken: 'bent' }],
  ])('and is %s is used as it is when the person says adopt', async (_what, thing) => {
    const cloud = withTheirs(thing);
    const user = toy('user', { needs: { a: toy('a') } });
    const run = toyRun(cloud, { adopt: true });
    const broken = 'broken' in thing;
    expect(endings(await up([toy('a')], run))).toEqual({ a: 'done' });
    expect(run.state.entry('a')).toEqual({
      phase: 'ready',
      origin: 'adopted',
      run: 'run-1',
      outputs: { key: 'a#1' },
    });
    expect(cloud.writes).toEqual([]);
    if (!broken) await up([toy('a'), user], toyRun(cloud, { state: run.state, versions: { a: 9 } }));
    expect(cloud.writes).toEqual(broken ? [] : ['ensure user']);
    expect(cloud.look('a')).toMatchObject(thing);
  });

  test('and was adopted is let go by down', async () => {
    const cloud = withTheirs();
    const run = toyRun(cloud, { adopt: true });
    const user = toy('user', { needs: { a: toy('a') } });
    await up([toy('a'), user], run);
    await down([toy('a'), user], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(cloud.writes).toEqual(['ensure user', 'remove user']);
    expect(run.state.ids()).toEqual([]);
    expect(said(run, 'released')).toEqual(['released a']);
  });

  test('and was adopted before stays adopted without being asked for again', async () => {
    const cloud = withTheirs();
    const run = toyRun(cloud, { state: memoryState({ a: adopted }), versions: { a: 2 } });
    expect(endings(await up([toy('a')], run))).toEqual({ a: 'done' });
    expect(said(run, 'kept')).toEqual(['kept a']);
    expect(run.state.entry('a')?.origin).toBe('adopted');
  });

  test('and was adopted and has gone is made by us, and is ours from then on', async () => {
    const cloud = new ToyCloud();
    const run = toyRun(cloud, { state: memoryState({ a: adopted }) });
    await up([toy('a')], run);
    expect(run.state.entry('a')?.origin).toBe('created');
    await down([toy('a')], run);
    expect(cloud.ids()).toEqual([]);
  });

  test('and can be shared is used without asking, and left in place', async () => {
    const cloud = withTheirs();
    const run = toyRun(cloud);
    expect(endings(await up([toy('a', { shared: true })], run))).toEqual({ a: 'done' });
    expect(run.state.entry('a')?.origin).toBe('adopted');
    await down([toy('a', { shared: true })], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(cloud.writes).toEqual([]);
  });

  test('inside something adopted is not ours either, as far as nothing else is known', async () => {
    const cloud = withTheirs();
    cloud.place('inside', { within: 'a', owner: 'nobody says' });
    const box = toy('a');
    const inside = toy('inside', { needs: { box }, within: 'box', unmarked: true });
    const refused = await up([box, inside], toyRun(cloud, { state: memoryState({ a: adopted }) }));
    expect(endings(refused)).toEqual({ a: 'done', inside: 'failed' });
    const run = toyRun(cloud, { adopt: true });
    await up([box, inside], run);
    await down([box, inside], run);
    expect(cloud.ids()).toEqual(['a', 'inside']);
  });

  test('inside something adopted by us is ours and goes alone', async () => {
    const cloud = withTheirs();
    const box = toy('a');
    const inside = toy('inside', { needs: { box }, within: 'box', unmarked: true });
    const run = toyRun(cloud, { adopt: true });
    await up([box, inside], run);
    await down([box, inside], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(cloud.writes).toEqual(['ensure inside', 'remove inside']);
  });
});

describe('the mark beats the memory', () => {
  test('what has our name and another owner is never removed', async () => {
    const cloud = withTheirs();
    const run = toyRun(cloud, { state: memoryState({ a: created }) });
    await down([toy('a')], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(cloud.writes).toEqual([]);
    expect(run.state.ids()).toEqual([]);
  });

  test('not even when it is the only one to be removed', async () => {
    const cloud = withTheirs();
    const run = toyRun(cloud, { state: memoryState({ a: created }) });
    await remove([toy('a')], [toy('a')], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(said(run, 'released')).toEqual(['released a']);
  });

  test('what is ours inside a container that is no longer ours is removed all the same', async () => {
    const cloud = withTheirs();
    cloud.place('inside', { within: 'a' });
    const box = toy('a');
    const inside = toy('inside', { needs: { box }, within: 'box' });
    const run = toyRun(cloud, { state: memoryState({ a: created, inside: created }) });
    await down([box, inside], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(cloud.writes).toEqual(['remove inside']);
  });

  test('what carries no mark is ours as long as we remember it', async () => {
    const cloud = withTheirs();
    const run = toyRun(cloud, { state: memoryState({ a: created }) });
    await down([toy('a', { unmarked: true })], run);
    expect(cloud.ids()).toEqual([]);
  });
});

describe('what is lasting', () => {
  const lasting = toy('a', { lasting: true, unmarked: true });
  test('is made when it is missing and left in place by down', async () => {
    const cloud = new ToyCloud();
    const run = toyRun(cloud);
    await up([lasting], run);
    await down([lasting], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(run.state.ids()).toEqual([]);
  });

  test('is changed without asking whose it is', async () => {
    const cloud = withTheirs({ version: 0 });
    expect(endings(await up([lasting], toyRun(cloud)))).toEqual({ a: 'done' });
    expect(cloud.writes).toEqual(['ensure a']);
  });

  test('does not keep what is ours in it', async () => {
    const cloud = new ToyCloud();
    const box = toy('a', { lasting: true });
    const inside = toy('inside', { needs: { box }, within: 'box' });
    const run = toyRun(cloud);
    await up([box, inside], run);
    await down([box, inside], run);
    expect(cloud.ids()).toEqual(['a']);
    expect(run.state.ids()).toEqual([]);
  });
});
