import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
}
const { mutants } = (await import(new URL('mutants/mutants.mjs', import.meta.url).href)) as {
  readonly mutants: readonly Mutant[];
};

// They run in CI only: whoever moves a line that one of them breaks is told here, at once.
test.each(mutants)('the mutant "$name" finds its line, and no other', ({ file, find }) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  expect(text.split(find)).toHaveLength(2);
});
