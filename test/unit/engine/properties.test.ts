import { expect, test } from '@jest/globals';
import { down } from '../../../src/engine/down.ts';
import type { AnyResource } from '../../../src/engine/resource.ts';
import type { Result } from '../../../src/engine/schedule.ts';
import { up } from '../../../src/engine/up.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { memoryState, ToyCloud, toyRun, type Call, type MemoryState } from '../../support/toy.ts';
import { randomOf, randomStack, type Random } from './random.ts';

/** One story takes a few milliseconds. `SEED=7 npm test -- properties` plays a single one again. */
const STORIES = 250;
const seeds =
  process.env['SEED'] === undefined
    ? Array.from({ length: STORIES }, (_, i) => i + 1)
    : [Number(process.env['SEED'])];

interface Story {
  readonly random: Random;
  readonly stack: readonly AnyResource[];
  readonly cloud: ToyCloud;
  readonly state: MemoryState;
  readonly adopt: boolean;
}

/** A stack, a cloud in which others have things too, and, in some stories, things under our names to adopt. */
function begin(seed: number): Story {
  const random = randomOf(seed);
  const stack = randomStack(random);
  const cloud = new ToyCloud();
  for (const name of ['theirs', 'others']) cloud.place(name, { owner: 'them' });
  const adopt = random.chance(0.3);
  const roots = stack.filter(
    ({ within, needs }) => within === undefined && Object.keys(needs as object).length === 0,
  );
  if (adopt)
    for (const { id } of roots) if (random.chance(0.3)) cloud.place(id, { owner: 'them', version: 9 });
  return { random, stack, cloud, state: memoryState(), adopt };
}

type Verb = typeof up;

/** One run of a process that meets a failure, is interrupted or dies at a call drawn by lot. */
async function disturbed(story: Story, verb: Verb): Promise<void> {
  const { random, cloud, state, stack, adopt } = story;
  const abort = new AbortController();
  const fate = random.pick(['fails', 'fails for a while', 'is interrupted', 'dies'] as const);
  const side = random.pick(['before', 'after'] as const);
  let left = random.below(stack.length * 6);
  let isDead = false;
  const meet = (here: typeof side) => (): void => {
    if (isDead) throw new Error('dead');
    if (here !== side || left-- !== 0) return;
    if (fate === 'is interrupted') abort.abort();
    else if (fate === 'fails') throw new Error('failed');
    else if (fate === 'fails for a while') throw new Problem('azure.busy', 'busy', { retrySeconds: 60 });
    else {
      isDead = true;
      throw new Error('dead');
    }
  };
  const alive = <T>(work: () => T): T => {
    if (isDead) throw new Error('dead');
    return work();
  };
  const mortal: MemoryState = {
    ...state,
    put: (id, entry) => alive(() => state.put(id, entry)),
    forget: (id) => alive(() => state.forget(id)),
  };
  const [before, after] = [meet('before'), meet('after')];
  cloud.before = (call) => {
    before();
    assertIntent(call, state);
  };
  cloud.after = after;
  const run = toyRun(cloud, { state: mortal, adopt, signal: abort.signal, id: `run-${random.below(1e6)}` });
  const results = await verb(stack, run).catch(() => new Map<string, Result>());
  assertNoRefusal(results);
  cloud.before = (call) => assertIntent(call, state);
  cloud.after = () => undefined;
  await cloud.clock.sleep(60_000);
}

function assertIntent({ verb, id }: Call, state: MemoryState): void {
  const phase = state.entry(id)?.phase;
  if (verb === 'ensure' && phase !== 'making') throw new Error(`${id} is made without intent: ${phase}`);
  if (verb === 'remove' && phase !== 'removing') throw new Error(`${id} is removed without intent: ${phase}`);
}

/** The toy cloud refuses what is out of order, so no refusal means that the order was right. */
function assertNoRefusal(results: ReadonlyMap<string, Result>): void {
  for (const result of results.values()) {
    if (result.is !== 'failed') continue;
    const { message, code } = result.error as { message: string; code?: string };
    if (code === 'azure.refused' || /without intent|not a function|undefined/.test(message))
      throw result.error;
  }
}

async function toTheEnd({ cloud, state, stack, adopt }: Story, verb: Verb): Promise<void> {
  const results = await verb(stack, toyRun(cloud, { state, adopt, id: 'run-last' }));
  assertNoRefusal(results);
  expect([...results].filter(([, { is }]) => is !== 'done')).toEqual([]);
}

const foreign = (cloud: ToyCloud) =>
  [...cloud.things]
    .filter(([, { owner }]) => owner === 'them')
    .map(([id, { version }]) => `${id} ${version}`);
const count = (cloud: ToyCloud, verb: string): number[] => {
  const ids = cloud.writes.filter((write) => write.startsWith(`${verb} `));
  return ids.map((write) => ids.filter((other) => other === write).length);
};

/** Everything is there, nothing was made twice, and one more run writes nothing. */
async function builtUp(story: Story): Promise<void> {
  const { stack, cloud, state } = story;
  await toTheEnd(story, up);
  expect(cloud.ids().filter((id) => id.startsWith('r'))).toHaveLength(stack.length);
  expect(state.ids().map((id) => state.entry(id)?.phase)).toEqual(stack.map(() => 'ready'));
  expect(Math.max(1, ...count(cloud, 'ensure'))).toBe(1);
  const [writes, memories] = [cloud.writes.length, state.writes.length];
  await toTheEnd(story, up);
  expect([cloud.writes.length, state.writes.length]).toEqual([writes, memories]);
}

test.each(seeds)('whatever happens on the way, it ends as it should (SEED=%i)', async (seed) => {
  const story = begin(seed);
  const { random, cloud, state } = story;
  const theirs = foreign(cloud);

  for (let left = random.below(4); left > 0; left--) await disturbed(story, up);
  if (random.chance(0.7)) await builtUp(story);
  expect(foreign(cloud)).toEqual(theirs);

  if (!story.adopt && random.chance(0.2))
    for (const id of state.ids()) if (state.entry(id)?.origin === 'created') state.forget(id);
  for (let left = random.below(3); left > 0; left--) await disturbed(story, down);
  await toTheEnd(story, down);
  expect(foreign(cloud)).toEqual(theirs);
  expect(cloud.ids()).toHaveLength(theirs.length);
  expect(state.ids()).toEqual([]);
});
