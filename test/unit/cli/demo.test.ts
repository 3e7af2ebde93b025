import { describe, expect, test } from '@jest/globals';
import { rig } from './rig.ts';

describe('demo', () => {
  test('shows each command as one would type it, plays it in a home that is thrown away', async () => {
    const { run, err, out, files, opened } = rig({
      env: { METAFLOW_AZURE_HOME: '/real', METAFLOW_AZURE_SIZE: 'x' },
    });
    expect(await run('demo')).toBe(0);
    expect(err.text().match(/^\$ .*$/gm)).toEqual([
      '$ metaflow-azure up --simulate --name demo --yes',
      '$ metaflow-azure status --simulate',
      '$ metaflow-azure config --simulate',
      '$ metaflow-azure down --simulate --confirm demo',
    ]);
    expect(out.text()).toContain('"demo" is gone');
    expect(
      opened.map(({ command, simulate, io }) => [command, simulate, io.home.startsWith('/tmp/')]),
    ).toEqual(['up', 'status', 'config', 'down'].map((command) => [command, true, true]));
    expect([...files.disk.keys()]).toEqual([]);
  });

  test('as JSON is one document', async () => {
    const { run, out } = rig();
    expect(await run('demo', '-o', 'json')).toBe(0);
    expect(JSON.parse(out.text())).toMatchObject({ played: [{ exitCode: 0 }, {}, {}, { exitCode: 0 }] });
  });

  test('ends with the first command that fails', async () => {
    const { run, out } = rig({ useCases: { apply: () => Promise.reject(new Error('broken')) } });
    expect(await run('demo')).toBe(70);
    expect(out.text()).not.toContain('That was all of it');
  });
});
