import { describe, expect, test } from '@jest/globals';
import { answersOf } from '../kubernetes/contract/answers.ts';
import { play, type Side } from '../kubernetes/contract/case.ts';
import { chapters, contract } from '../kubernetes/contract/cases.ts';
import { namespace, rig, systemPool } from './kubernetes-rig.ts';

/** Of the server that gave the answers. */
const REAL_VERSION = '1.36.3';

/** A simulated cluster with the namespace of a case. */
function simulated(name: string): Side {
  const { ask, pass } = rig([systemPool], {}, REAL_VERSION);
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

  test.each(cases)('%s', async (name, one, space) => {
    expect(await play(simulated(space), one, space)).toEqual(expected[name]);
  });
});

test('the contract has a name of its own for every case', () => {
  const names = chapters.flatMap((chapter) => contract[chapter].map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});
