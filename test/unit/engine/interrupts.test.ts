import { describe, expect, test } from '@jest/globals';
import { down } from '../../../src/engine/down.ts';
import { up } from '../../../src/engine/up.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { endings, failing, said, toy, ToyCloud, toyRun, type Call } from '../../support/toy.ts';

/** A run that is interrupted at a second, or right before or after a call. */
function interrupted(at: number | `${'before' | 'after'} ${Call['verb']} ${string}`) {
  const cloud = new ToyCloud();
  const abort = new AbortController();
  if (typeof at === 'number') void cloud.clock.sleep(at * 1000).then(() => abort.abort());
  else {
    const hook =
      (side: string) =>
      ({ verb, id }: Call): void => {
        if (at === `${side} ${verb} ${id}`) abort.abort();
      };
    cloud.before = hook('before');
    cloud.after = hook('after');
  }
  return { cloud, run: toyRun(cloud, { signal: abort.signal }) };
}
const a = toy('a', { seconds: 100 });
const b = toy('b', { needs: { a } });
const lonely = toy('lonely', { seconds: 10 });

describe('an interrupt', () => {
  test('stops waiting at once, leaves the work to the cloud and starts nothing', async () => {
    const { cloud, run } = interrupted(5);
    const results = await up([a, b, lonely], run);
    expect(endings(results)).toEqual({ a: 'failed', lonely: 'failed', b: 'skipped' });
    expect(cloud.clock.now()).toBe(5000);
    expect(cloud.writes).toEqual(['ensure a', 'ensure lonely']);
    expect(results.get('a')).toMatchObject({
      error: { code: 'cancelled.interrupted', message: 'Thing a was left to the cloud (being made)' },
    });
    expect(run.state.entry('a')?.phase).toBe('making');
  });

  test('is no loss: the next run waits for what was begun and makes nothing twice', async () => {
    const { cloud, run } = interrupted(5);
    await up([a, b], run);
    expect(endings(await up([a, b], toyRun(cloud, { state: run.state })))).toEqual({ a: 'done', b: 'done' });
    expect(cloud.writes).toEqual(['ensure a', 'ensure b']);
    expect(cloud.clock.now()).toBe(100_000);
  });

  test.each(['before read lonely', 'after read lonely'] as const)(
    'between a look and the touch leaves everything untouched (%s)',
    async (moment) => {
      const { cloud, run } = interrupted(moment);
      const results = await up([lonely], run);
      expect(endings(results)).toEqual({ lonely: 'failed' });
      expect(results.get('lonely')).toMatchObject({ error: { code: 'cancelled.interrupted' } });
      expect(cloud.writes).toEqual([]);
      expect(run.state.writes).toEqual([]);
    },
  );

  test('after the look lets what is as wanted count as done', async () => {
    const { cloud, run } = interrupted('after read lonely');
    cloud.place('lonely');
    expect(endings(await up([lonely], run))).toEqual({ lonely: 'done' });
  });

  test('right after the request still looks what came of it', async () => {
    const { cloud, run } = interrupted('after ensure quick');
    expect(endings(await up([toy('quick')], run))).toEqual({ quick: 'done' });
    expect(cloud.writes).toEqual(['ensure quick']);
  });

  test('ends the asking again after a refusal', async () => {
    const { cloud, run } = interrupted(3);
    failing(cloud, 'ensure', 'lonely', new Problem('azure.busy', 'busy', { retrySeconds: 600 }));
    expect(endings(await up([lonely], run))).toEqual({ lonely: 'failed' });
    expect(cloud.clock.now()).toBe(3000);
  });

  test('during the look that follows a refusal ends the asking again', async () => {
    const { cloud, run } = interrupted('after read lonely');
    failing(cloud, 'ensure', 'lonely', new Problem('azure.busy', 'busy', { retrySeconds: 600 }), 1);
    let looks = 0;
    const { after } = cloud;
    cloud.after = (call) => (++looks === 2 ? after(call) : undefined);
    const results = await up([lonely], run);
    expect(results.get('lonely')).toMatchObject({ error: { code: 'cancelled.interrupted' } });
    expect(cloud.writes).toEqual([]);
  });

  test('ends the second look of a resource that has to hold still', async () => {
    const { cloud, run } = interrupted(4);
    expect(endings(await up([toy('shaky', { steadySeconds: 60 })], run))).toEqual({ shaky: 'done' });
    expect(cloud.clock.now()).toBe(4000);
  });

  test('of a removal leaves the rest in place and remembered', async () => {
    const slow = toy('slow', { removalSeconds: 100 });
    const base = toy('base');
    const user = toy('user', { needs: { base }, removalSeconds: 100 });
    const { cloud, run } = interrupted(50);
    await up([slow, base, user], toyRun(cloud, { state: run.state }));
    const results = await down([slow, base, user], run);
    expect(endings(results)).toEqual({ slow: 'failed', user: 'failed', base: 'skipped' });
    expect(run.state.ids().toSorted()).toEqual(['base', 'slow', 'user']);
    expect(endings(await down([slow, base, user], toyRun(cloud, { state: run.state })))).toEqual({
      slow: 'done',
      user: 'done',
      base: 'done',
    });
    expect(cloud.ids()).toEqual([]);
    expect(cloud.clock.now()).toBe(101_000);
  });

  test('between the look and the removal removes nothing', async () => {
    const { cloud, run } = interrupted('after read lonely');
    cloud.place('lonely');
    run.state.put('lonely', { phase: 'ready', origin: 'created', run: 'run-0' });
    let looks = 0;
    const { after } = cloud;
    cloud.after = (call) => (++looks === 2 ? after(call) : undefined);
    expect(endings(await down([lonely], run))).toEqual({ lonely: 'failed' });
    expect(cloud.writes).toEqual([]);
    expect(run.state.entry('lonely')?.phase).toBe('ready');
  });

  test('of the wait for late fruit leaves it remembered', async () => {
    const { cloud, run } = interrupted(5);
    run.state.put('lonely', { phase: 'making', origin: 'created', run: 'run-0' });
    expect(endings(await down([lonely], run))).toEqual({ lonely: 'failed' });
    expect(cloud.clock.now()).toBe(5000);
    expect(run.state.entry('lonely')?.phase).toBe('making');
  });

  test('is told as one that was started and failed', async () => {
    const { run } = interrupted(5);
    await up([a], run);
    expect(said(run, 'started', 'failed', 'done')).toEqual(['started a', 'failed a']);
  });
});
