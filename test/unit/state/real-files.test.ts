import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { realFiles } from '../../../src/state/real-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metaflow-azure-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = realFiles(process);
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the file system', () => {
  test('makes folders and files that only their owner may read', () => {
    const path = join(folder, 'a', 'b', 'state.json');
    files.write(path, 'one');
    expect(files.read(path)).toBe('one');
    expect([modeOf(path), modeOf(join(folder, 'a'))]).toEqual(['600', '700']);
  });

  test.each(['write', 'append', 'lock'] as const)(
    'says at once which folder cannot be made, at %s below what takes none',
    (act) => {
      writeFileSync(join(folder, 'file'), '');
      const barren = process.platform === 'linux' ? '/proc' : join(folder, 'file');
      expect(() => files[act](join(barren, 'nope', 'deeper', 'world.json'), 'x')).toThrow(
        `The folder ${join(barren, 'nope')} cannot be made (`,
      );
    },
  );

  test('replaces a file whole, tightens its mode, and leaves nothing beside it', () => {
    const path = join(folder, 'state.json');
    writeFileSync(path, 'a long text that was there before', { mode: 0o644 });
    files.write(path, 'short');
    expect(files.read(path)).toBe('short');
    expect(modeOf(path)).toBe('600');
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  test('leaves the old text when the new one cannot be written', () => {
    const path = join(folder, 'state.json');
    files.write(path, 'old');
    // A folder in the way of the temporary file stands for everything that can go wrong there.
    files.write(join(`${path}.${process.pid}.tmp`, 'x'), 'in the way');
    expect(() => files.write(path, 'new')).toThrow(/EISDIR|directory/);
    expect(files.read(path)).toBe('old');
  });

  test('takes over a temporary file that a dead process left', () => {
    const path = join(folder, 'state.json');
    writeFileSync(`${path}.${process.pid}.tmp`, 'half a st');
    files.write(path, 'whole');
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  test('appends, lists in order, removes, and does not mind what is not there', () => {
    files.append(join(folder, 'log', 'events.ndjson'), 'a\n');
    files.append(join(folder, 'log', 'events.ndjson'), 'b\n');
    files.write(join(folder, 'log', 'another'), '');
    expect(files.read(join(folder, 'log', 'events.ndjson'))).toBe('a\nb\n');
    expect(files.list(join(folder, 'log'))).toEqual(['another', 'events.ndjson']);
    files.remove(join(folder, 'log'));
    files.remove(join(folder, 'log'));
    expect(files.list(join(folder, 'log'))).toEqual([]);
    expect(files.read(join(folder, 'log', 'another'))).toBeUndefined();
    expect(files.exists(join(folder, 'log'))).toBe(false);
  });
});
