import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const entry = new URL('../../../src/cli/entry.ts', import.meta.url).pathname;

/** The program as a process of its own, in an empty home. */
function start(...argv: readonly string[]) {
  const home = mkdtempSync(join(tmpdir(), 'metaflow-azure-home-'));
  try {
    const env = { PATH: process.env['PATH'], HOME: home, USERPROFILE: home };
    const args = ['--disable-warning=ExperimentalWarning', entry, ...argv];
    return spawnSync(process.execPath, args, { encoding: 'utf8', env, input: '' });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe('the process', () => {
  test('answers on stdout and ends with 0', () => {
    const { status, stdout, stderr } = start('version');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Node ${process.version}`);
  });

  test('complains on stderr, asks nothing without a terminal, and ends with the code of the problem', () => {
    const { status, stdout, stderr } = start('up');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('missing: subscription, location');
  });
});
