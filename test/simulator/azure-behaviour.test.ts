import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('every line of BEHAVIOUR.md has a test of its name', () => {
  const [lines = ''] = read('../../src/simulator/BEHAVIOUR.md').split('## Simplified');
  const tests = readdirSync(new URL('.', import.meta.url))
    .filter((name) => name.startsWith('azure-') && name.endsWith('.test.ts'))
    .map((name) => read(name))
    .join('\n');
  const promised = [...lines.matchAll(/^- (.+)$/gm)].map(([, name = '']) => name);
  expect(promised.length).toBeGreaterThan(50);
  expect(promised.filter((name) => !tests.includes(`'${name}'`))).toEqual([]);
});
