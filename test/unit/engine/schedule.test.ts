import { describe, expect, test } from '@jest/globals';
import { schedule, type Task } from '../../../src/engine/schedule.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { endings } from '../../support/toy.ts';

interface Job extends Task {
  readonly seconds: number;
  readonly fails?: true;
}
const job = (id: string, seconds: number, after: string[] = [], fails?: true): Job => ({
  id,
  seconds,
  after,
  ...(fails === undefined ? {} : { fails }),
});

async function play(jobs: readonly Job[], options: { width?: number; abortAt?: number } = {}) {
  const clock = new VirtualClock(0);
  const log: string[] = [];
  const abort = new AbortController();
  const { abortAt } = options;
  if (abortAt !== undefined) void clock.sleep(abortAt * 1000).then(() => abort.abort());
  const at = (): number => clock.now() / 1000;
  const results = await schedule(
    jobs,
    async ({ id, seconds, fails }) => {
      log.push(`${at()} begins ${id}`);
      await clock.sleep(seconds * 1000);
      if (fails === true) throw new Error(`${id} failed`);
      log.push(`${at()} ends ${id}`);
    },
    { signal: abort.signal, ...(options.width === undefined ? {} : { width: options.width }) },
  );
  return { results, ends: endings(results), log, took: at() };
}

describe('the scheduler', () => {
  test('starts everything that is free at once, and the rest as soon as its last need is done', async () => {
    const { log, took } = await play([
      job('group', 1),
      job('network', 5, ['group']),
      job('storage', 2, ['group']),
      job('container', 1, ['storage']),
      job('cluster', 10, ['network', 'storage']),
    ]);
    expect(log).toEqual([
      '0 begins group',
      '1 ends group',
      '1 begins network',
      '1 begins storage',
      '3 ends storage',
      '3 begins container',
      '4 ends container',
      '6 ends network',
      '6 begins cluster',
      '16 ends cluster',
    ]);
    expect(took).toBe(16);
  });

  test.each([
    { width: 1, took: 12 },
    { width: 2, took: 6 },
    { width: 5, took: 4 },
    { width: 100, took: 2 },
  ])('runs at most $width at a time', async ({ width, took }) => {
    const jobs = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => job(id, 2));
    expect((await play(jobs, { width })).took).toBe(took);
  });

  test('starts in the order of the list where it has a choice', async () => {
    const { log } = await play([job('c', 1), job('a', 1), job('b', 1)], { width: 1 });
    expect(log.filter((line) => line.includes('begins'))).toEqual(['0 begins c', '1 begins a', '2 begins b']);
  });

  test('lets what runs finish after a failure, starts nothing new and skips the rest', async () => {
    const { ends, log } = await play([
      job('fails', 1, [], true),
      job('slow', 5),
      job('on-failed', 1, ['fails']),
      job('on-slow', 1, ['slow']),
      job('on-skipped', 1, ['on-failed']),
    ]);
    expect(ends).toEqual({
      fails: 'failed',
      slow: 'done',
      'on-failed': 'skipped',
      'on-slow': 'skipped',
      'on-skipped': 'skipped',
    });
    expect(log).toEqual(['0 begins fails', '0 begins slow', '5 ends slow']);
  });

  test('reports every failure of tasks that ran side by side', async () => {
    const { results } = await play([job('a', 1, [], true), job('b', 3, [], true)]);
    expect([...results.values()]).toEqual([
      { is: 'failed', error: new Error('a failed') },
      { is: 'failed', error: new Error('b failed') },
    ]);
  });

  test('starts nothing after an abort and lets what runs finish', async () => {
    const { ends } = await play([job('a', 4), job('b', 1), job('c', 1, ['a']), job('d', 9, ['b'])], {
      abortAt: 2,
    });
    expect(ends).toEqual({ a: 'done', b: 'done', d: 'done', c: 'skipped' });
  });

  test('does nothing at all when it was aborted before', async () => {
    const results = await schedule([job('a', 1)], () => Promise.reject(new Error('started')), {
      signal: AbortSignal.abort(),
    });
    expect(endings(results)).toEqual({ a: 'skipped' });
  });

  test('has no results for no tasks', async () => {
    expect((await play([])).results.size).toBe(0);
  });

  test.each([
    ['a cycle', [job('a', 1, ['b']), job('b', 1, ['a'])], /wait for each other.*: a, b$/],
    ['a task that waits for itself', [job('a', 1, ['a'])], /: a$/],
    ['a task after one that is not there', [job('a', 1), job('b', 1, ['nobody'])], /not there: b$/],
    ['two tasks of one id', [job('a', 1), job('a', 2)], /share an id/],
  ])('refuses %s before anything starts', async (_what, jobs, message) => {
    let started = 0;
    const running = schedule(jobs, async () => {
      started++;
    });
    await expect(running).rejects.toThrow(message);
    expect(started).toBe(0);
  });
});
