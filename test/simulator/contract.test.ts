import { describe, expect, test } from '@jest/globals';
import { answersOf } from '../kubernetes/contract/answers.ts';
import { play, type Case, type Side } from '../kubernetes/contract/case.ts';
import { chapters, contract } from '../kubernetes/contract/cases.ts';
import { differences } from '../kubernetes/contract/differences.ts';
import { namespace, rig } from './kubernetes-rig.ts';

/** A simulated cluster with the namespace of a case. */
function simulated(name: string): Side {
  const { ask, pass } = rig();
  ask('POST', '/api/v1/namespaces', { body: namespace(name) });
  pass(1);
  return {
    send: ({ method, path, ...request }) => {
      const options = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
      const { status, headers, body } = ask(method, path, { ...options, agent: 'contract/1.0' });
      return { status, headers: { ...headers }, body };
    },
    pass: () => pass(1),
  };
}

describe.each(chapters)('the simulated API server answers like a real one: %s', (chapter) => {
  const expected = answersOf(chapter);

  const cases = contract[chapter].map((one, index) => [one.name, one, `${chapter}-${index}-case`] as const);
  const same = cases.filter(([name]) => !differences.has(name));
  const different = cases.filter(([name]) => differences.has(name));
  const answered = (one: Case, space: string): Promise<unknown> => play(simulated(space), one, space);

  test.each(same)('%s', async (name, one, space) => {
    expect(await answered(one, space)).toEqual(expected[name]);
  });
  if (different.length > 0) {
    test.failing.each(different)('%s', async (name, one, space) => {
      // oxlint-disable-next-line jest/no-standalone-expect -- the rule does not know test.failing
      expect(await answered(one, space)).toEqual(expected[name]);
    });
  }
});

test('the contract has a name of its own for every case, and every difference is one of them', () => {
  const names = chapters.flatMap((chapter) => contract[chapter].map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect([...differences].filter((name) => !names.includes(name))).toEqual([]);
});
