import { describe, expect, test } from '@jest/globals';
import { down } from '../../../src/engine/down.ts';
import type { Receipt } from '../../../src/engine/resource.ts';
import { up } from '../../../src/engine/up.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { endings, failing, said, toy, ToyCloud, toyRun, type ToyOptions } from '../../support/toy.ts';

const seconds = (cloud: ToyCloud): number => cloud.clock.now() / 1000;
/** What went wrong with the only step. */
const errorOf = (results: Awaited<ReturnType<typeof up>>): Problem => {
  const [result] = results.values();
  if (result?.is !== 'failed') throw new Error(`it is ${result?.is}`);
  return result.error as Problem;
};
const saying = (...answers: Awaited<ReturnType<Receipt['outcome']>>[]): Receipt => ({
  outcome: () => Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) ?? { is: 'running' }),
});

/** An operation that says so often that it runs; what comes after it is up to the test. */
const running = (times: number): Parameters<typeof saying> =>
  Array.from({ length: times }, () => ({ is: 'running' as const }));

describe('what is moving', () => {
  test('settles before it is judged: a change waits for the work that runs', async () => {
    const cloud = new ToyCloud();
    cloud.place('a', { readyAt: 60_000, version: 0 });
    expect(endings(await up([toy('a')], toyRun(cloud)))).toEqual({ a: 'done' });
    expect(cloud.writes).toEqual(['ensure a']);
    expect(seconds(cloud)).toBe(60);
  });

  test('is not touched when it settles as wanted', async () => {
    const cloud = new ToyCloud();
    cloud.place('a', { readyAt: 60_000 });
    const run = toyRun(cloud);
    await up([toy('a')], run);
    expect(cloud.writes).toEqual([]);
    expect(said(run, 'kept')).toEqual(['kept a']);
  });

  test('is made anew once it has gone', async () => {
    const cloud = new ToyCloud();
    cloud.place('a', { goneAt: 30_000 });
    expect(endings(await up([toy('a')], toyRun(cloud)))).toEqual({ a: 'done' });
    expect(cloud.look('a')?.key).toBe('a#2');
    expect(seconds(cloud)).toBe(30);
  });

  test('is waited for with the words of the cloud and the time that has passed', async () => {
    const cloud = new ToyCloud();
    const run = toyRun(cloud);
    await up([toy('a', { seconds: 20, pollSeconds: 8 })], run);
    const waits = run.events.filter(({ type }) => type === 'step.waiting');
    expect(waits.map((event) => 'elapsedMs' in event && event.elapsedMs)).toEqual([0, 8000, 16_000]);
    expect(waits[0]).toMatchObject({ title: 'Thing a', because: 'being made' });
  });

  test('is looked at every five seconds unless the resource says otherwise', async () => {
    const cloud = new ToyCloud();
    await up([toy('a', { seconds: 11, pollSeconds: undefined })], toyRun(cloud));
    expect(seconds(cloud)).toBe(15);
  });

  test.each<{ what: string; at: Parameters<ToyCloud['place']>[1]; options: ToyOptions; took: number }>([
    { what: 'work that was found running', at: { readyAt: 1e9 }, options: {}, took: 181 },
    { what: 'work that this run began', at: undefined, options: { seconds: 1e6 }, took: 181 },
    { what: 'a removal that somebody else began', at: { goneAt: 1e9 }, options: {}, took: 181 },
  ])('ends our patience, not itself: $what', async ({ at, options, took }) => {
    const cloud = new ToyCloud();
    if (at !== undefined) cloud.place('a', at);
    const results = await up([toy('a', { patienceMinutes: 3, ...options })], toyRun(cloud));
    expect(errorOf(results)).toMatchObject({ code: 'step.timeout' });
    expect(errorOf(results).message).toMatch(/^Thing a is not finished after 3 minutes \(being /);
    expect(seconds(cloud)).toBe(took);
    expect(cloud.things.size).toBe(1);
  });
});

describe('what was asked for', () => {
  test('may stay invisible for a while', async () => {
    const cloud = new ToyCloud();
    await up([toy('a', { lag: 90 })], toyRun(cloud));
    expect(cloud.writes).toEqual(['ensure a']);
    expect(seconds(cloud)).toBe(90);
  });

  test('has vanished when it stays invisible for longer', async () => {
    const cloud = new ToyCloud();
    const results = await up([toy('a', { lag: 1e6 })], toyRun(cloud));
    expect(errorOf(results)).toMatchObject({ code: 'step.vanished' });
    expect(seconds(cloud)).toBe(121);
  });

  test('has not vanished while its operation runs', async () => {
    const cloud = new ToyCloud();
    await up([toy('a', { lag: 300, receipt: saying({ is: 'running' }) })], toyRun(cloud));
    expect(seconds(cloud)).toBe(300);
  });

  test.each<{ what: string; outcomes: Parameters<typeof saying>; ends: string; after: number }>([
    { what: 'is believed in while its operation runs', outcomes: running(200), ends: 'done', after: 200 },
    {
      what: 'is broken once its operation has ended without mending it',
      outcomes: [...running(30), { is: 'succeeded' }],
      ends: 'failed',
      after: 30,
    },
  ])('that still looks broken $what', async ({ outcomes, ends, after }) => {
    const cloud = new ToyCloud();
    const receipt = saying(...outcomes);
    const thing = toy('a', { receipt });
    const brokenIs = (text: string | undefined) =>
      Object.assign(cloud.things.get('a') ?? {}, { broken: text });
    cloud.after = ({ verb }) => void (verb === 'ensure' && brokenIs('as it was before'));
    cloud.before = () => void (cloud.clock.now() >= 200_000 && brokenIs(undefined));
    const results = await up([thing], toyRun(cloud));
    expect(endings(results)).toEqual({ a: ends });
    expect(seconds(cloud)).toBe(after);
  });

  test('has not vanished because two single looks missed it, long apart', async () => {
    const cloud = new ToyCloud();
    cloud.before = () => {
      const isMissed = seconds(cloud) < 2 || seconds(cloud) === 200;
      Object.assign(cloud.things.get('a') ?? {}, { visibleAt: isMissed ? Infinity : 0 });
    };
    const results = await up([toy('a', { seconds: 400, lag: 1 })], toyRun(cloud));
    expect(endings(results)).toEqual({ a: 'done' });
  });

  test.each([
    ['is broken afterwards', { broken: 'Azure says Failed', visibleAt: 0 }, 0],
    ['never appears', { visibleAt: Infinity }, 1],
  ])('fails with the reason that the operation gives when it %s', async (_what, outcome, took) => {
    const cloud = new ToyCloud();
    const reason = new Problem('azure.quota', 'no cores left');
    cloud.after = ({ verb }) => {
      if (verb === 'ensure') Object.assign(cloud.things.get('a') ?? {}, outcome);
    };
    const failed = { is: 'failed', error: reason } as const;
    const receipt = took === 0 ? saying(failed) : saying({ is: 'running' }, failed);
    expect(errorOf(await up([toy('a', { receipt })], toyRun(cloud)))).toBe(reason);
    expect(seconds(cloud)).toBe(took);
  });

  test('fails with its own words when nobody gives a reason', async () => {
    const cloud = new ToyCloud();
    cloud.after = () => void Object.assign(cloud.things.get('a') ?? {}, { broken: 'Azure says Failed' });
    const results = await up([toy('a')], toyRun(cloud));
    expect(errorOf(results)).toMatchObject({ code: 'step.broken', message: 'Thing a: Azure says Failed' });
  });

  test('is looked at once more where a first sight of ready cannot be believed', async () => {
    const cloud = new ToyCloud();
    cloud.before = () => {
      if (seconds(cloud) === 30) Object.assign(cloud.things.get('a') ?? {}, { readyAt: 45_000 });
    };
    const run = toyRun(cloud);
    await up([toy('a', { steadySeconds: 30 })], run);
    expect(seconds(cloud)).toBe(45);
    expect(run.state.entry('a')?.phase).toBe('ready');
  });

  test('is not looked at once more when nothing was done', async () => {
    const cloud = new ToyCloud();
    cloud.place('a');
    await up([toy('a', { steadySeconds: 30 })], toyRun(cloud));
    expect(seconds(cloud)).toBe(0);
  });
});

describe('a refusal', () => {
  const busy = new Problem('azure.busy', 'try again', { retrySeconds: 60 });

  test('that may pass is asked about again until it has passed', async () => {
    const cloud = new ToyCloud();
    failing(cloud, 'ensure', 'a', busy, 5);
    const run = toyRun(cloud);
    expect(endings(await up([toy('a')], run))).toEqual({ a: 'done' });
    expect(seconds(cloud)).toBe(5);
    expect(run.events).toContainEqual(
      expect.objectContaining({ type: 'step.waiting', because: 'try again' }),
    );
  });

  test('that may pass is final once its time is over', async () => {
    const cloud = new ToyCloud();
    failing(cloud, 'ensure', 'a', busy);
    expect(errorOf(await up([toy('a')], toyRun(cloud)))).toBe(busy);
    expect(seconds(cloud)).toBe(61);
  });

  test('that came late, from the operation, is asked about again too', async () => {
    const cloud = new ToyCloud();
    const receipt = saying({ is: 'failed', error: busy }, { is: 'running' });
    expect(endings(await up([toy('a', { lag: 20, receipt })], toyRun(cloud)))).toEqual({ a: 'done' });
  });

  test.each([
    ['a Problem without a time', new Problem('azure.quota', 'no cores left')],
    ['a bug', new TypeError('x is not a function')],
  ])('that is %s is final at once', async (_what, error) => {
    const cloud = new ToyCloud();
    failing(cloud, 'ensure', 'a', error);
    expect(errorOf(await up([toy('a')], toyRun(cloud)))).toBe(error);
    expect(seconds(cloud)).toBe(0);
  });

  test('is not asked about again when the thing has come meanwhile', async () => {
    const cloud = new ToyCloud();
    failing(cloud, 'ensure', 'a', busy);
    void cloud.clock.sleep(500).then(() => cloud.place('a'));
    const run = toyRun(cloud);
    expect(endings(await up([toy('a')], run))).toEqual({ a: 'done' });
    expect(cloud.writes).toEqual([]);
    expect(run.state.entry('a')).toMatchObject({ phase: 'ready', origin: 'created' });
  });

  test('of a removal that may pass is asked about again, and others are final', async () => {
    const cloud = new ToyCloud();
    const first = toyRun(cloud);
    await up([toy('a')], first);
    failing(cloud, 'remove', 'a', busy, 3);
    expect(endings(await down([toy('a')], first))).toEqual({ a: 'done' });
    expect(seconds(cloud)).toBe(4);
    await up([toy('a')], first);
    failing(cloud, 'remove', 'a', new Problem('azure.locked', 'a lock'));
    expect(errorOf(await down([toy('a')], first))).toMatchObject({ code: 'azure.locked' });
    expect(first.state.entry('a')?.phase).toBe('removing');
  });
});
