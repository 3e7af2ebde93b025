import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** Also of tables, whether they stand on one line or on many. */
const NAME = /^(?:test\(|test\.each\(.*\)\(|\]\)\()\s*'(.*?)',/gm;
const here = new URL('.', import.meta.url);

test('what the server does is written down, line by line, as the names of its tests', () => {
  const files = readdirSync(here).filter((file) => /^server.*(?<!behaviour)\.test\.ts$/.test(file));
  const served = '../kubernetes/served.test.ts';
  const names = [...files, served].flatMap((file) =>
    [...readFileSync(new URL(file, here), 'utf8').matchAll(NAME)].map(([, name = '']) => name),
  );
  const book = readFileSync(new URL('../../src/simulator/server/BEHAVIOUR.md', here), 'utf8');
  const [said = ''] = book.split('## Simplified');
  const lines = [...said.matchAll(/^- (.*)$/gm)].map(([, line = '']) => line);
  expect(lines.toSorted()).toEqual(names.toSorted());
});
