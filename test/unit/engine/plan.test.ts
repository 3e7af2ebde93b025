import { describe, expect, test } from '@jest/globals';
import { plan, typicalDuration, type PlannedStep } from '../../../src/engine/plan.ts';
import type { Entry } from '../../../src/engine/ports.ts';
import { up } from '../../../src/engine/up.ts';
import { failing, memoryState, said, toy, ToyCloud, toyRun, type Thing } from '../../support/toy.ts';

const created: Entry = { phase: 'ready', origin: 'created', run: 'run-0' };
const adopted: Entry = { ...created, origin: 'adopted' };
const them = { owner: 'them' };

interface Case {
  readonly does: PlannedStep['does'];
  readonly when: string;
  readonly thing?: Partial<Thing>;
  readonly entry?: Entry;
  readonly adopt?: true;
  readonly options?: Parameters<typeof toy>[1];
  readonly because?: string;
  readonly changes?: PlannedStep['changes'];
}
const other = [{ path: 'version', from: 7, to: 1 }];

const cases: readonly Case[] = [
  { does: 'create', when: 'it is not there' },
  { does: 'create', when: 'it has gone', entry: created },
  { does: 'keep', when: 'it is as wanted', thing: {} },
  { does: 'change', when: 'it is different', thing: { version: 7 }, changes: other },
  { does: 'repair', when: 'it is broken', thing: { broken: 'bent' }, because: 'bent' },
  { does: 'wait', when: 'it is being made', thing: { readyAt: 1e9 }, because: 'being made' },
  { does: 'wait', when: 'it is being removed', thing: { goneAt: 1e9 }, because: 'being removed' },
  { does: 'foreign', when: 'it is not ours', thing: them },
  { does: 'foreign', when: 'it is not ours any more', thing: them, entry: created },
  { does: 'adopt', when: 'it is not ours and adopting was asked for', thing: them, adopt: true },
  { does: 'keep', when: 'it was adopted', thing: { ...them, version: 7 }, entry: adopted },
  {
    does: 'keep',
    when: 'it was adopted and is broken, which is not ours to mend',
    thing: { ...them, broken: 'bent' },
    entry: adopted,
    because: 'bent',
  },
  {
    does: 'wait',
    when: 'it was adopted and moves',
    thing: { ...them, readyAt: 1e9 },
    entry: adopted,
    because: 'being made',
  },
  { does: 'keep', when: 'another one will do', thing: them, options: { shared: true } },
  {
    does: 'change',
    when: 'it is lasting',
    thing: { ...them, version: 7 },
    options: { lasting: true, unmarked: true },
    changes: other,
  },
  {
    does: 'remove',
    when: 'it is not wanted any more',
    thing: {},
    entry: created,
    options: { optional: true },
  },
  {
    does: 'remove',
    when: 'it is not wanted any more and people have something in it',
    thing: {},
    entry: created,
    options: { optional: true, holds: 'their flowers' },
    because: 'with it goes their flowers',
  },
];

const ACTS: Partial<Record<PlannedStep['does'], readonly string[]>> = {
  create: ['ensure a'],
  change: ['ensure a'],
  repair: ['ensure a'],
  remove: ['remove a'],
};

describe('plan', () => {
  test.each(cases)('says $does when $when, and up does that', async (the) => {
    const cloud = new ToyCloud();
    if (the.thing !== undefined) cloud.place('a', the.thing);
    const state = memoryState(the.entry === undefined ? {} : { a: the.entry });
    const without = new Set(the.options?.optional === true ? ['a'] : []);
    const run = toyRun(cloud, { state, without, adopt: the.adopt === true });
    const stack = [toy('a', the.options)];
    const steps = await plan(stack, run);
    expect(steps).toEqual([
      {
        id: 'a',
        title: 'Thing a',
        does: the.does,
        changes: the.changes ?? [],
        after: [],
        typicalSeconds: the.does === 'remove' ? 5 : 1,
        ...(the.because === undefined ? {} : { because: the.because }),
      },
    ]);
    expect([cloud.writes, state.writes, run.events]).toEqual([[], [], []]);
    if (the.does === 'wait') return;
    await up(stack, run);
    expect(cloud.writes).toEqual(ACTS[the.does] ?? []);
    expect(said(run, 'failed')).toEqual(the.does === 'foreign' ? ['failed a'] : []);
  });

  const a = toy('a', { typicalSeconds: 10 });
  const b = toy('b', { needs: { a }, typicalSeconds: 20, foundByNeeds: true });
  const c = toy('c', { needs: { a }, typicalSeconds: 5, optional: true });
  const d = toy('d', { needs: { b, c }, typicalSeconds: 100 });

  test('does not look for what stands on something missing', async () => {
    const cloud = new ToyCloud();
    const looks: string[] = [];
    cloud.before = ({ id }) => void looks.push(id);
    const steps = await plan([d, c, b, a], toyRun(cloud));
    expect(steps.map(({ id, does, after }) => [id, does, after])).toEqual([
      ['d', 'create', ['b', 'c']],
      ['c', 'create', ['a']],
      ['b', 'create', ['a']],
      ['a', 'create', []],
    ]);
    expect(looks).toEqual(['a']);
  });

  test('looks for what stands on something that is there, absent optional needs aside', async () => {
    const cloud = new ToyCloud();
    const run = toyRun(cloud, { without: new Set(['c']) });
    await up([a, b, c, d], run);
    const steps = await plan([a, b, c, d], run);
    expect(steps.map(({ id, does }) => `${does} ${id}`)).toEqual(['keep a', 'keep b', 'keep d']);
    expect(steps.at(-1)?.after).toEqual(['b']);
  });

  test('fails with the reason when it may not look', async () => {
    const cloud = new ToyCloud();
    failing(cloud, 'read', 'a', new Error('you may not'));
    await expect(plan([a, b], toyRun(cloud))).rejects.toThrow('you may not');
  });

  test('estimates the longest chain of steps that have work to do', async () => {
    const cloud = new ToyCloud();
    expect(typicalDuration(await plan([a, b, c, d], toyRun(cloud)))).toBe(130);
    const run = toyRun(cloud);
    await up([a, b, c], run);
    expect(typicalDuration(await plan([a, b, c, d], run))).toBe(100);
    await up([a, b, c, d], run);
    expect(typicalDuration(await plan([a, b, c, d], run))).toBe(0);
    expect(typicalDuration([])).toBe(0);
  });
});
