import { describe, expect, test } from '@jest/globals';
import { eventLog } from '../../../src/state/events.ts';
import { deploymentsIn, pathsOf, stateHome } from '../../../src/state/paths.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { memoryFiles } from '../../support/files.ts';

describe('the folder of deployments', () => {
  test.each([
    [{}, false, '/home/ada/.metaflow-azure'],
    [{ METAFLOW_AZURE_HOME: '/elsewhere' }, false, '/elsewhere'],
    [{ METAFLOW_AZURE_HOME: '' }, false, '/home/ada/.metaflow-azure'],
    [{}, true, '/home/ada/.metaflow-azure/_simulated'],
  ])('with %p and simulate %p is %s', (env, simulate, expected) => {
    expect(stateHome(env, '/home/ada', simulate)).toBe(expected);
  });

  test('lists what has a state file, and no rehearsals', () => {
    const files = memoryFiles({
      '/r/one/state.json': '',
      '/r/two/state.json': '',
      '/r/begun/lock': '',
      '/r/_simulated/state.json': '',
    });
    expect(deploymentsIn(files, '/r')).toEqual(['one', 'two']);
  });
});

describe('the log of events', () => {
  const { events: path } = pathsOf('/r', 'demo');
  const log = (files = memoryFiles()) => ({
    files,
    write: eventLog({ files, path, now: () => 0, run: 'run-1' }),
  });

  test('has a line for each event, errors by their code and without their causes', () => {
    const { files, write } = log();
    write({ type: 'step.kept', id: 'a', title: 'A' });
    const cause = new Error('body: { "password": "hunter2" }');
    write({
      type: 'step.failed',
      id: 'a',
      title: 'A',
      error: new Problem('azure.quota', 'no room', { cause }),
    });
    const lines = (files.disk.get(path) ?? '').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { at: '1970-01-01T00:00:00.000Z', run: 'run-1', type: 'step.kept', id: 'a', title: 'A' },
      expect.objectContaining({ error: { code: 'azure.quota', message: 'no room', advice: [] } }),
    ]);
    expect(lines.join('')).not.toContain('hunter2');
  });

  test('that cannot be written stops nobody', () => {
    const { files, write } = log();
    files.refuse = 'ENOSPC';
    expect(() => write({ type: 'step.kept', id: 'a', title: 'A' })).not.toThrow();
  });
});
