import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readErrors, readFailures, readRows } from './rows.ts';
import { runErrors, runFailures, runRows } from './run.ts';
import { needless, share, tableOf, unexplained, type Result } from './table.ts';

const table = new URL('RECORDINGS.md', import.meta.url);
let rows: readonly Result[];
let errors: readonly Result[];
let failures: readonly Result[];

beforeAll(async () => {
  const played = await runRows();
  rows = played.results;
  failures = runFailures(played);
  errors = await runErrors(played);
}, 600_000);

/** What is not as it was recorded, and why is not said. */
const gaps = (result: Result | undefined): readonly string[] =>
  result === undefined ? ['was not played'] : unexplained([result]);

const named = <Item>(items: readonly Item[], name: (item: Item) => string) =>
  items.map((item, index) => ({ name: name(item), index }));

describe('as it was recorded', () => {
  test.each(named(readRows(), ({ method, type, apiVersion }) => `${method} ${type} ${apiVersion}`))(
    '$name',
    ({ index }) => expect(gaps(rows[index])).toEqual([]),
  );
});

describe('refused as it was recorded', () => {
  test.each(named(readErrors(), ({ on, type, status, code }) => `${on} ${type}: ${status} ${code}`))(
    '$name',
    ({ index }) => expect(gaps(errors[index])).toEqual([]),
  );
});

describe('fails as it was recorded', () => {
  test.each(named(readFailures(), ({ op, type, seen }) => `${op} ${type}, seen ${seen} times`))(
    '$name',
    ({ index }) => expect(gaps(failures[index])).toEqual([]),
  );
});

describe('all recordings together', () => {
  test('are there', () => {
    expect([rows.length > 250, errors.length > 80, failures.length > 10]).toEqual([true, true, true]);
  });

  test('come out the same in 95 of 100 rows, refusals and failed operations', () => {
    expect([rows, errors, failures].map(share).filter((one) => one < 0.95)).toEqual([]);
  });

  test('need every reason for a difference', () => {
    expect(needless([...rows, ...errors, ...failures])).toEqual([]);
  });

  test('are summed up in RECORDINGS.md', () => {
    const wanted = tableOf(rows, errors, failures);
    if (process.env['UPDATE_RECORDINGS'] === '1') writeFileSync(table, wanted);
    expect(readFileSync(table, 'utf8')).toBe(wanted);
  });
});
