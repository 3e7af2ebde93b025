import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** What the simulator has to do stands beside the checkout: sections 17.1 and 17.2. */
const facts = readFileSync(new URL('../../../shared/facts/azure-semantics.md', import.meta.url), 'utf8');
const book = readFileSync(new URL('../../src/simulator/BEHAVIOUR.md', import.meta.url), 'utf8');

const section = (number: string): string =>
  new RegExp(String.raw`### ${number} .*\n([\s\S]*?)\n### `).exec(facts)?.[1] ?? '';

/** A text cut at its commas and semicolons, but for those in brackets and in code. */
function clausesOf(text: string): readonly string[] {
  const masked = text.replace(/`[^`]*`|\([^)]*\)/g, (kept) => kept.replace(/[,;]/g, '\0'));
  return masked.split(/[,;]/).map((clause) => clause.replaceAll('\0', ',').trim());
}

interface Fact {
  readonly row: string;
  readonly clause: string;
}

/** Every clause of the two sections, under the number of its row. */
const asked: readonly Fact[] = [
  ...[...section('17.1').matchAll(/^(\d+)\. (.*)$/gm)].flatMap(([, number = '', text = '']) =>
    clausesOf(text).map((clause) => ({ row: `17.1.${number}`, clause })),
  ),
  ...clausesOf(section('17.2')).map((clause) => ({ row: '17.2', clause })),
];

/** Lines of the table of the book: row, words of the row, file, name of the test. */
const answered = [
  ...book.matchAll(/^\| (17\.[.\d]+) +\| (.+?) +\| (\S+|not simulated) +\| (.+?) +\|$/gm),
].map(([, row = '', words = '', file = '', name = '']) => ({
  row,
  words: words.replaceAll(String.raw`\|`, '|'),
  file: file.replaceAll('`', ''),
  name,
}));

const plain = (text: string): string => text.replaceAll('`', '').replaceAll('\0', ',');

test('every rule and every trait of the realistic profile has its line in the book', () => {
  expect(asked.length).toBeGreaterThan(60);
  const missing = asked.filter(
    ({ row, clause }) =>
      !answered.some((line) => line.row === row && plain(clause).includes(plain(line.words))),
  );
  expect(missing).toEqual([]);
});

test('no line of the book is about a rule that is not there', () => {
  const stale = answered.filter(
    ({ row, words }) => !asked.some((fact) => fact.row === row && plain(fact.clause).includes(plain(words))),
  );
  expect(stale).toEqual([]);
});

test('each line names a test that exists, or what is not simulated and why', () => {
  const [, reasons = ''] = book.split('### Not as the notes have it\n');
  const broken = answered.filter(({ file, name, words }) => {
    if (file === 'not simulated') return !reasons.includes(`- ${words}: `);
    const path = new URL(`../../test/${file}.test.ts`, import.meta.url);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(`'${name}'`);
  });
  expect(broken).toEqual([]);
});
