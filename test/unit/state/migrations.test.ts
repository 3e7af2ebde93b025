import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseState, SCHEMA } from '../../../src/state/format.ts';
import { migrations, type Migration } from '../../../src/state/migrations/list.ts';
import { openState } from '../../../src/state/state-file.ts';
import { memoryFiles } from '../../support/files.ts';

const golden = new URL('../../golden/state/', import.meta.url);
const inputs = readdirSync(golden).filter((name) => name.endsWith('.in.json'));
const textOf = (name: string): string => readFileSync(new URL(name, golden), 'utf8');

describe('state files of every schema', () => {
  test.each(inputs)('%s is read as it always was', (name) => {
    const { state } = parseState(textOf(name), { path: name, migrations });
    expect(state).toEqual(JSON.parse(textOf(name.replace('.in.', '.out.'))));
  });

  test('each schema that was ever shipped has an example', () => {
    const schemas = inputs.map((name) => (JSON.parse(textOf(name)) as { schema: number }).schema);
    expect([...new Set(schemas)].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: SCHEMA }, (_, index) => index + 1),
    );
    expect(migrations.map(({ from }) => from)).toEqual(
      Array.from({ length: SCHEMA - 1 }, (_, index) => index + 1),
    );
  });

  const renamed: Migration = {
    from: 0,
    why: 'what was called things is called resources',
    migrate: ({ things, ...rest }) => ({ ...rest, resources: things }),
  };
  const old = JSON.stringify({
    schema: 0,
    writtenBy: 'older',
    lineage: 'l',
    serial: 3,
    things: { a: { phase: 'ready', origin: 'created', run: 'r' } },
  });

  test('an older one is translated step by step, in memory', () => {
    const { state, from } = parseState(old, { path: '/s', migrations: [renamed] });
    expect(from).toBe(0);
    expect(state).toMatchObject({ schema: 1, serial: 3, resources: { a: { phase: 'ready' } } });
  });

  test('the untranslated file stays beside the first one written in the new form', () => {
    const files = memoryFiles({ '/d/state.json': old });
    const options = { files, path: '/d/state.json', writtenBy: 'newer', newLineage: () => 'x' };
    const { store } = openState({ ...options, migrations: [renamed] });
    expect([...files.disk.keys()]).toEqual(['/d/state.json']);
    store.forget('a');
    expect(files.disk.get('/d/state.json.schema-0.bak')).toBe(old);
    expect(JSON.parse(files.disk.get('/d/state.json') ?? '')).toMatchObject({ schema: 1, resources: {} });
  });

  test('one that nothing leads on from is unreadable', () => {
    expect(() => parseState(old, { path: '/s', migrations: [] })).toThrow('nothing leads on from schema 0');
  });
});
