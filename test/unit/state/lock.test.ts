import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { realFiles } from '../../../src/state/real-files.ts';
import { takeLock } from '../../../src/state/lock.ts';
import { memoryFiles } from '../../support/files.ts';

const holder = { pid: 4711, host: 'box', command: 'metaflow-azure up', since: '2026-11-24T12:00:00.000Z' };
const realFilesUrl = new URL('../../../src/state/real-files.ts', import.meta.url).href;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metaflow-azure-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['in memory', memoryFiles],
  ['on disk', () => realFiles(process)],
])('the lock %s', (_where, makeFiles) => {
  test('is held once; the second to come is told by whom, doing what, and since when', () => {
    const files = makeFiles();
    const path = join(folder, 'lock');
    const lock = takeLock(files, path, holder);
    expect(() => takeLock(files, path, holder)).toThrow(
      'Another run is at work on this deployment: `metaflow-azure up`, process 4711 on box, since 2026-11-24T12:00:00.000Z',
    );
    lock.release();
    lock.release();
    takeLock(files, path, holder).release();
  });
});

describe('the lock on disk', () => {
  test('is freed when its holder is killed', async () => {
    const path = join(folder, 'lock');
    const script =
      `const { realFiles } = await import(${JSON.stringify(realFilesUrl)});` +
      `realFiles(process).lock(${JSON.stringify(path)}, ${JSON.stringify(JSON.stringify(holder))});` +
      `console.log('held'); setInterval(() => {}, 1000);`;
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const files = realFiles(process);
    expect(() => takeLock(files, path, holder)).toThrow('process 4711 on box');

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(() => takeLock(files, path, holder).release()).not.toThrow();
  });
});
