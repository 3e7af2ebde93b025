import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const here = new URL('.', import.meta.url);
const NAME = /^(?:test\(|\]\)\()\s*(['"])(.*)\1/gm;

test('what clusters do is written down, line by line, as the names of their tests', () => {
  const files = readdirSync(here).filter(
    (file) => /^kubernetes-.*\.test\.ts$/.test(file) && !/behaviour/.test(file),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(new URL(file, here), 'utf8').matchAll(NAME)].map(([, , name]) => name),
  );
  const book = readFileSync(new URL('../../src/simulator/kubernetes/BEHAVIOUR.md', here), 'utf8');
  const lines = [...book.matchAll(/^- (.*)$/gm)].map(([, line]) => line);
  expect(new Set(lines)).toEqual(new Set(names));
  expect(lines).toHaveLength(names.length);
});
