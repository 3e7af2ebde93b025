import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../src/problems/problem.ts';
import { answers } from '../../support/answers.ts';
import { configWith, outcomeWith, remembering, rig, type RigOptions } from './rig.ts';

const rigFor = (options: RigOptions = {}) =>
  rig({ files: remembering(configWith({ name: 'demo' })), ...options });
const statePath = '/home/ada/.metaflow-azure/demo/state.json';
const profilePath = '/home/ada/.metaflowconfig/config.json';

describe('down', () => {
  test('lists what dies and what stays, wants the name, removes, and proves it', async () => {
    const prompts = answers({ confirm: 'demo' });
    const { run, out, err, files } = rigFor({ columns: 80, prompts });
    expect(await run('down')).toBe(0);
    expect(err.text()).toContain('- Storage account  with its data');
    expect(err.text()).toContain('= Resource providers');
    expect(out.text()).toContain('"demo" is gone: looked for 3 things once more, found none.');
    expect(files.disk.has(statePath)).toBe(false);
  });

  test.each([
    [[], 'metaflow-azure down --name demo --confirm demo'],
    [['--yes'], 'metaflow-azure down --name demo --confirm demo'],
    [['--confirm', 'other'], '--confirm says "other", and the deployment is "demo"'],
  ])('with %p and nobody there removes nothing and exits with 2', async (more, says) => {
    const taken: string[] = [];
    const takeAway = () => {
      taken.push('taken');
      return Promise.reject(new Error('it went on'));
    };
    const { run, err, files } = rigFor({ useCases: { takeAway } });
    expect(await run('down', ...more)).toBe(2);
    expect(err.text()).toContain(says);
    expect([taken, files.disk.has(statePath)]).toEqual([[], true]);
  });

  test('--yes alone does not spare a person the name', async () => {
    const prompts = answers({ confirm: '' });
    const { run, err } = rigFor({ columns: 80, prompts });
    expect(await run('down', '--yes')).toBe(130);
    expect(prompts.asked).toEqual(['confirm']);
    expect(err.text()).toContain('Nothing was removed.');
  });

  test('a wrong name is refused at the question', async () => {
    const { run } = rigFor({ columns: 80, prompts: answers({ confirm: 'dem' }) });
    expect(await run('down')).toBe(70);
  });

  test('--confirm with the name asks nothing', async () => {
    expect(await rigFor().run('down', '--confirm', 'demo')).toBe(0);
  });

  test('leftovers are listed, exit with 7, and are not forgotten', async () => {
    const takeAway = () =>
      Promise.resolve({
        outcome: outcomeWith(['group']),
        receipt: { lookedFor: 3, leftovers: ['/subscriptions/x'] },
      });
    const text = rigFor({ useCases: { takeAway } });
    expect(await text.run('down', '--confirm', 'demo')).toBe(7);
    expect(text.out.text()).toContain('/subscriptions/x');
    expect(text.files.disk.has(statePath)).toBe(true);
    const json = rigFor({ useCases: { takeAway } });
    await json.run('down', '--confirm', 'demo', '-o', 'json');
    expect(JSON.parse(json.out.text())).toMatchObject({ error: { code: 'leftovers.found', exitCode: 7 } });
  });

  test('a failure keeps the memory and says how to go on', async () => {
    const error = new Problem('azure.locked', 'somebody put a lock on it');
    const takeAway = () =>
      Promise.resolve({
        outcome: outcomeWith([], { group: error }),
        receipt: { lookedFor: 0, leftovers: [] },
      });
    const { run, err, files } = rigFor({ useCases: { takeAway } });
    expect(await run('down', '--confirm', 'demo')).toBe(4);
    expect(err.text()).toContain('metaflow-azure down --name demo\n');
    expect(files.disk.has(statePath)).toBe(true);
  });
});

describe('config', () => {
  const sorted =
    '{\n    "METAFLOW_DEFAULT_DATASTORE": "azure",\n    "METAFLOW_DEFAULT_METADATA": "service"\n}\n';

  test('prints the profile as Metaflow writes it, and how to reach the services beside it', async () => {
    const { run, out, err } = rigFor();
    expect(await run('config')).toBe(0);
    expect(out.text()).toBe(sorted);
    expect(err.text()).toContain('kubectl -n metaflow port-forward service/metadata-service 8080:8080');
  });

  test('--write makes a new file without a question', async () => {
    const { run, files } = rigFor();
    expect(await run('config', '--write')).toBe(0);
    expect(files.disk.get(profilePath)).toBe(sorted);
  });

  const existing = '{"METAFLOW_DEFAULT_DATASTORE": "s3", "METAFLOW_SERVICE_AUTH_KEY": "hunter2"}';
  const withProfile = (options: RigOptions = {}) => {
    const made = rigFor(options);
    made.files.disk.set(profilePath, existing);
    return made;
  };

  test('--write shows what would change in a file that is there, and needs a yes for it', async () => {
    const { run, err, files } = withProfile();
    expect(await run('config', '--write')).toBe(2);
    expect(err.text()).toContain('~ METAFLOW_DEFAULT_DATASTORE = s3 → azure');
    expect(err.text()).toContain('Stays as it is: METAFLOW_SERVICE_AUTH_KEY');
    expect(err.text()).not.toContain('hunter2');
    expect(files.disk.get(profilePath)).toBe(existing);
  });

  test.each([
    ['--yes', ['--yes'], {}],
    ['a yes', [], { columns: 80, prompts: answers({ overwrite: true }) }],
  ])('--write changes it with %s, and keeps what was there', async (_how, more, options) => {
    const { run, files, out } = withProfile(options);
    expect(await run('config', '--write', ...more)).toBe(0);
    expect(JSON.parse(files.disk.get(profilePath) ?? '')).toMatchObject({
      METAFLOW_DEFAULT_DATASTORE: 'azure',
      METAFLOW_SERVICE_AUTH_KEY: 'hunter2',
    });
    const backup = `${profilePath}.2026-11-24T12-00-00.bak`;
    expect(files.disk.get(backup)).toBe(existing);
    expect(out.text()).toContain(backup);
  });

  test('a no leaves the file alone', async () => {
    const { run, files } = withProfile({ columns: 80, prompts: answers({ overwrite: false }) });
    expect(await run('config', '--write')).toBe(130);
    expect(files.disk.get(profilePath)).toBe(existing);
  });

  test('--write twice finds nothing to do', async () => {
    const { run, out, files } = rigFor();
    await run('config', '--write');
    expect(await run('config', '--write')).toBe(0);
    expect(out.text()).toContain('is as it should be');
    expect([...files.disk.keys()].filter((path) => path.endsWith('.bak'))).toEqual([]);
  });

  test.each([
    [['--profile', 'azure', '--write'], '/home/ada/.metaflowconfig/config_azure.json'],
    [['--path', 'here.json'], '/project/here.json'],
  ])('%p chooses the file', async (more, path) => {
    const { run, files } = rigFor();
    expect(await run('config', ...more)).toBe(0);
    expect(files.disk.has(path)).toBe(true);
  });

  test('a rehearsal does not touch the profile that Metaflow uses', async () => {
    const { run, files } = rig();
    const place = ['--subscription', '00000000-0000-4000-8000-000000000001', '--location', 'eastus2'];
    expect(await run('config', '--simulate', '--write', ...place)).toBe(2);
    expect([...files.disk.keys()]).toEqual([]);
  });
});
