import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runBodies } from './bodies.ts';
import { readErrors, readFailures, readRows } from './rows.ts';
import { runErrors, runFailures, runRows } from './run.ts';
import { needless, share, tableOf, unexplained, type Result, type Results } from './table.ts';

const table = new URL('RECORDINGS.md', import.meta.url);
let results: Results;
const all = (): readonly Result[] => Object.values(results).flat();

beforeAll(async () => {
  const played = await runRows();
  results = {
    rows: played.results,
    bodies: runBodies(played.observations),
    errors: await runErrors(played),
    failures: runFailures(played),
  };
}, 600_000);

/** What is not as it was recorded, and why is not said. */
const gaps = (result: Result | undefined): readonly string[] =>
  result === undefined ? ['was not played'] : unexplained([result]);

const named = <Item>(items: readonly Item[], name: (item: Item) => string) =>
  items.map((item, index) => ({ name: name(item), index }));

describe('as it was recorded', () => {
  test.each(named(readRows(), ({ method, type, apiVersion }) => `${method} ${type} ${apiVersion}`))(
    '$name',
    ({ index }) => expect(gaps(results.rows[index])).toEqual([]),
  );
});

describe('refused as it was recorded', () => {
  test.each(named(readErrors(), ({ on, type, status, code }) => `${on} ${type}: ${status} ${code}`))(
    '$name',
    ({ index }) => expect(gaps(results.errors[index])).toEqual([]),
  );
});

describe('fails as it was recorded', () => {
  test.each(named(readFailures(), ({ op, type, seen }) => `${op} ${type}, seen ${seen} times`))(
    '$name',
    ({ index }) => expect(gaps(results.failures[index])).toEqual([]),
  );
});

describe('all recordings together', () => {
  test('are there', () => {
    const { rows, bodies, errors, failures } = results;
    expect([rows.length > 250, bodies.length > 80, errors.length > 80, failures.length > 10]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  test('come out the same in 95 of 100 rows, refusals and failed operations', () => {
    const { rows, errors, failures } = results;
    expect([rows, errors, failures].map(share).filter((one) => one < 0.95)).toEqual([]);
  });

  test('need every reason for a difference', () => {
    expect(needless(all())).toEqual([]);
  });

  test('differ for a reason only', () => {
    expect(unexplained(all())).toEqual([]);
  });

  test('are summed up in RECORDINGS.md', () => {
    const wanted = tableOf(results);
    if (process.env['UPDATE_RECORDINGS'] === '1') writeFileSync(table, wanted);
    expect(readFileSync(table, 'utf8')).toBe(wanted);
  });
});
