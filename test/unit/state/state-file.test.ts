import { describe, expect, test } from '@jest/globals';
import { resolveConfig } from '../../../src/config/sources.ts';
import type { Entry } from '../../../src/engine/ports.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { openState, type OpenStateOptions } from '../../../src/state/state-file.ts';
import { memoryFiles, type MemoryFiles } from '../../support/files.ts';

const path = '/home/.metaflow-azure/demo/state.json';
const config = resolveConfig({
  file: { name: 'demo', subscription: '00000000-0000-4000-8000-000000000001', location: 'eastus2' },
});
const making: Entry = { phase: 'making', origin: 'created', run: 'r1' };
const ready: Entry = { phase: 'ready', origin: 'created', run: 'r1', outputs: { id: '/x' } };

const open = (files: MemoryFiles, more: Partial<OpenStateOptions> = {}) =>
  openState({ files, path, writtenBy: 'metaflow-azure 0.1.0', newLineage: () => 'new', ...more });
const written = (files: MemoryFiles, at = path) => JSON.parse(files.disk.get(at) ?? 'null') as unknown;

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it worked');
}

describe('the state file', () => {
  test('is not there before something is remembered', () => {
    const files = memoryFiles();
    open(files);
    expect([...files.disk.keys()]).toEqual([]);
  });

  test('has every change on disk when the call returns', () => {
    const files = memoryFiles();
    const { store, saveConfig } = open(files);
    saveConfig(config);
    store.put('storage', making);
    expect(written(files)).toMatchObject({
      schema: 1,
      writtenBy: 'metaflow-azure 0.1.0',
      lineage: 'new',
      serial: 2,
      config: { name: 'demo' },
      resources: { storage: making },
    });
    store.put('storage', ready);
    store.forget('storage');
    expect(written(files)).toMatchObject({ serial: 4, resources: {} });
  });

  test('gives back what was put', () => {
    const files = memoryFiles();
    const first = open(files);
    first.saveConfig(config);
    first.store.put('storage', ready);
    const second = open(files, { newLineage: () => 'other' });
    expect(second.lineage).toBe('new');
    expect(second.config).toEqual(config);
    expect(second.store.ids()).toEqual(['storage']);
    expect(second.store.entry('storage')).toEqual(ready);
    expect(second.store.entry('constructor')).toBeUndefined();
  });

  test('keeps the file of before this run as .bak', () => {
    const files = memoryFiles();
    open(files).store.put('a', making);
    const before = files.disk.get(path);
    const { store } = open(files);
    store.put('b', making);
    store.put('c', making);
    expect(files.disk.get(`${path}.bak`)).toBe(before);
  });

  test('keeps what a program of the same schema added', () => {
    const files = memoryFiles();
    open(files).store.put('a', ready);
    const text = JSON.stringify({ ...(written(files) as object), later: { yes: true } });
    files.disk.set(path, text);
    open(files).store.put('b', ready);
    expect(written(files)).toMatchObject({ later: { yes: true } });
  });

  test.each([
    ['{"schema":', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['', 'it is not JSON'],
    ['{}', 'it does not say which schema it has'],
    ['{"schema":1,"writtenBy":"x","lineage":"l","serial":1}', 'resources'],
  ])('that cannot be read is named and left alone: %s', (text, reason) => {
    const files = memoryFiles({ [path]: text });
    const problem = problemOf(() => open(files));
    expect(problem.code).toBe('state.unreadable');
    expect(problem.message).toContain(path);
    expect(problem.message).toContain(reason);
    expect(problem.advice).toHaveLength(1);
    expect(problem.advice.join('\n')).not.toContain('.bak');
    expect([...files.disk]).toEqual([[path, text]]);
  });

  test('that cannot be read comes back from that of before the last run, if there is one', () => {
    const files = memoryFiles({ [path]: '', [`${path}.bak`]: '{}' });
    const { advice } = problemOf(() => open(files));
    expect(advice[0]).toContain(`cp ${path}.bak ${path}`);
    expect(advice[1]).toContain('Without it: mv');
  });

  test('of a newer program is refused, naming that program', () => {
    const files = memoryFiles({ [path]: '{"schema":7,"writtenBy":"metaflow-azure 9.9.9"}' });
    const problem = problemOf(() => open(files));
    expect(problem.code).toBe('state.newer');
    expect(problem.message).toContain('metaflow-azure 9.9.9');
  });

  test('of another subscription is refused', () => {
    const files = memoryFiles();
    open(files).saveConfig(config);
    const elsewhere = '00000000-0000-4000-8000-00000000000f';
    expect(problemOf(() => open(files, { subscription: elsewhere })).code).toBe('state.other-subscription');
    expect(() => open(files, { subscription: config.subscription.toUpperCase() })).not.toThrow();
  });

  test.each([
    ['ENOSPC', 'state.disk-full'],
    ['EACCES', 'state.no-permission'],
    ['EROFS', 'state.no-permission'],
  ])('that cannot be written (%s) is %s, and what was there stays', (system, code) => {
    const files = memoryFiles();
    const { store } = open(files);
    store.put('a', making);
    const before = new Map(files.disk);
    files.refuse = system;
    expect(problemOf(() => store.put('a', ready)).code).toBe(code);
    expect(files.disk).toEqual(before);
    expect(store.entry('a')).toEqual(making);
  });

  test('is gone with its backup when removed', () => {
    const files = memoryFiles();
    open(files).store.put('a', ready);
    const state = open(files);
    state.store.put('b', ready);
    state.remove();
    expect([...files.disk.keys()]).toEqual([]);
  });
});
