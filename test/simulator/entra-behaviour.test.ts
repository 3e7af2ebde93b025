import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const here = new URL('.', import.meta.url);

test('what the identity side and the blobs do is written down, line by line, as the names of their tests', () => {
  for (const part of ['entra', 'graph', 'blob']) {
    const files = readdirSync(here).filter((file) => file.startsWith(part) && !file.includes('behaviour'));
    const tests = files.flatMap((file) =>
      [...readFileSync(new URL(file, here), 'utf8').matchAll(/^test\('(.*)', (?:async )?\(\)/gm)].map(
        ([, name]) => name,
      ),
    );
    const book = readFileSync(new URL(`../../src/simulator/${part}/BEHAVIOUR.md`, here), 'utf8');
    const [promised = ''] = book.split('## Simplified');
    const lines = [...promised.matchAll(/^- (.*)$/gm)].map(([, line]) => line);
    expect(new Set(lines)).toEqual(new Set(tests));
    expect(lines).toHaveLength(tests.length);
  }
});
