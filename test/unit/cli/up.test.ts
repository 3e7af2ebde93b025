import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../src/problems/problem.ts';
import { answers } from '../../support/answers.ts';
import { transcript } from './golden.ts';
import { configWith, outcomeWith, previewOf, remembering, rig, step, SUBSCRIPTION } from './rig.ts';

const place = ['--subscription', SUBSCRIPTION, '--location', 'eastus2'];
const statePath = '/home/ada/.metaflow-azure/metaflow/state.json';
const quota = new Problem('azure.quota', 'no room for 8 vCPUs', {
  advice: ['metaflow-azure up --node-size Standard_B4ms'],
  requestId: '5f0c2f1e',
});

describe('up', () => {
  test('without a terminal and without values names everything that is missing, and exits with 2', async () => {
    const { run, err, out, opened } = rig();
    expect(await run('up')).toBe(2);
    expect(err.text()).toContain('missing: subscription, location');
    expect(err.text()).toContain('--location <region>, METAFLOW_AZURE_LOCATION');
    expect([out.text(), opened]).toEqual(['', []]);
  });

  test.each([[[]], [['--no-input']]])('needs --yes when nobody is there to agree %p', async (more) => {
    const { run, err, files, closed } = rig(more.length > 0 ? { columns: 80 } : {});
    expect(await run('up', ...place, ...more)).toBe(2);
    expect(err.text()).toContain('metaflow-azure up --name metaflow --yes');
    expect(files.disk.has(statePath)).toBe(false);
    expect(closed).toEqual(['up']);
  });

  test('with --yes builds, remembers, and says what comes next', async () => {
    const { run, out, err, files } = rig();
    expect(await run('up', ...place, '--yes')).toBe(0);
    expect(err.text()).toContain('+ storage account');
    expect(out.text()).toContain('Metaflow is up: "metaflow" in eastus2');
    expect(out.text()).toContain('metaflow-azure config --name metaflow --write');
    expect(files.disk.has(statePath)).toBe(true);
  });

  test('with nothing to do asks for no consent', async () => {
    const useCases = { preview: () => Promise.resolve(previewOf(step('storage-account', 'keep'))) };
    const { run, out } = rig({ useCases });
    expect(await run('up', ...place)).toBe(0);
    expect(out.text()).toContain('Metaflow is up');
  });

  test('stops at a failed check before anything is asked or remembered', async () => {
    const check = {
      id: 'rights',
      title: 'Azure rights',
      verdict: 'failed',
      says: '2 missing',
      advice: ['ask'],
    } as const;
    const preview = { ...previewOf(step('a', 'create')), checks: [check] };
    const { run, err, files } = rig({ useCases: { preview: () => Promise.resolve(preview) } });
    expect(await run('up', ...place, '--yes')).toBe(3);
    expect(err.text()).toContain('Azure rights: 2 missing');
    expect(files.disk.has(statePath)).toBe(false);
  });

  test.each([
    ['config', 2],
    ['access', 3],
    ['azure', 4],
    ['kubernetes', 4],
  ] as const)('a failed check exits with the code of who can mend it: %s', async (family, code) => {
    const check = { id: 'c', title: 'Check', verdict: 'failed', says: '', advice: [], family } as const;
    const preview = { ...previewOf(step('a', 'create')), checks: [check] };
    const { run } = rig({ useCases: { preview: () => Promise.resolve(preview) } });
    expect(await run('up', ...place, '--yes')).toBe(code);
  });

  test('counts what stands, and apart from it what went; what was only let go is in neither', async () => {
    const preview = previewOf(step('a', 'create'), step('b', 'keep'), step('c', 'remove'));
    const { run, out } = rig({
      useCases: {
        preview: () => Promise.resolve(preview),
        apply: () => Promise.resolve(outcomeWith(['a', 'b', 'c', 'adopted-once'])),
      },
    });
    expect(await run('up', ...place, '--yes')).toBe(0);
    expect(out.text()).toContain(', 2 steps; 1 removed.');
  });

  test('a failed step is told once, with the way out and how far we are', async () => {
    const outcome = outcomeWith(['group'], { cluster: quota }, ['pool']);
    const { run, out, err } = rig({ useCases: { apply: () => Promise.resolve(outcome) } });
    expect(await run('up', ...place, '--yes')).toBe(4);
    expect(out.text()).toBe('');
    expect(err.text()).toBe(transcript('up-failed', err.text()));
  });

  test('a failure as JSON is one document', async () => {
    const outcome = outcomeWith(['group'], { cluster: quota }, ['pool']);
    const { run, out, err } = rig({ useCases: { apply: () => Promise.resolve(outcome) } });
    expect(await run('up', ...place, '--yes', '--output', 'json')).toBe(4);
    expect(JSON.parse(out.text())).toMatchObject({
      error: { code: 'azure.quota', exitCode: 4, step: 'cluster', requestId: '5f0c2f1e' },
      outcome: { done: ['group'], skipped: ['pool'] },
    });
    expect(err.text()).toBe('');
  });

  test('--rollback removes what this run made, and the exit code stays that of the failure', async () => {
    const undone: string[] = [];
    const useCases = {
      apply: () => Promise.resolve(outcomeWith([], { cluster: quota })),
      undo: () => {
        undone.push('undo');
        return Promise.resolve(outcomeWith(['group']));
      },
    };
    const { run, err, files } = rig({ useCases });
    expect(await run('up', ...place, '--yes', '--rollback')).toBe(4);
    expect(undone).toEqual(['undo']);
    expect(err.text()).not.toContain('Still to do');
    expect(files.disk.has(statePath)).toBe(false);
  });

  test('an error that nobody expected is called our bug, with a stack only when asked', async () => {
    const useCases = { apply: () => Promise.reject(new TypeError('x is undefined')) };
    const quiet = rig({ useCases });
    expect(await quiet.run('up', ...place, '--yes')).toBe(70);
    expect(quiet.err.text()).toContain('This is a bug in metaflow-azure');
    expect(quiet.err.text()).not.toContain('    at ');
    const verbose = rig({ useCases });
    await verbose.run('up', ...place, '--yes', '--verbose');
    expect(verbose.err.text()).toContain('    at ');
  });

  test('goes on with the only deployment that is remembered', async () => {
    const { run, opened } = rig({ files: remembering(configWith({ name: 'demo', size: 'small' })) });
    expect(await run('up', '--yes')).toBe(0);
    expect(opened[0]?.config).toMatchObject({ name: 'demo', size: 'small', location: 'eastus2' });
  });

  test('names all deployments when several are remembered', async () => {
    const { run, err } = rig({
      files: remembering(configWith({ name: 'one' }), configWith({ name: 'two' })),
    });
    expect(await run('up', '--yes')).toBe(2);
    expect(err.text()).toContain('one, two');
    expect(err.text()).toContain('metaflow-azure up --name two');
  });

  test('a rehearsal needs no values', async () => {
    const { run, opened } = rig();
    expect(await run('up', '--simulate', '--yes')).toBe(0);
    expect(opened[0]).toMatchObject({
      simulate: true,
      config: { subscription: SUBSCRIPTION, location: 'eastus2' },
    });
  });

  test('the settings file is read from where one is', async () => {
    const { run, opened, files } = rig();
    files.disk.set('/project/our.yaml', `subscription: ${SUBSCRIPTION}\nlocation: uksouth\n`);
    expect(await run('up', '--config', 'our.yaml', '--yes')).toBe(0);
    expect(opened[0]?.config.location).toBe('uksouth');
    const missing = rig();
    expect(await missing.run('up', '--config', 'no.yaml')).toBe(2);
    expect(missing.err.text()).toContain('There is no file /project/no.yaml');
  });
});

describe('the wizard of up', () => {
  const first = {
    name: 'demo',
    location: 'eastus2',
    size: 'small',
    identity: 'workload',
    more: false,
    proceed: true,
  };

  test('asks for what nobody has said, shows the plan, and asks for consent last', async () => {
    const prompts = answers(first);
    const { run, opened, err } = rig({ columns: 80, prompts });
    expect(await run('up')).toBe(0);
    expect(prompts.asked).toEqual(['name', 'location', 'size', 'identity', 'more', 'proceed']);
    expect(opened[0]?.config).toMatchObject({ name: 'demo', size: 'small', identity: 'workload' });
    expect(err.text()).toContain('Signed in as ada@contoso.example (tenant tenant-1)');
    expect(err.text()).toContain('Research');
  });

  test('lets choose among several subscriptions that are enabled', async () => {
    const two = '00000000-0000-4000-8000-000000000002';
    const subscriptions = () =>
      Promise.resolve([
        { id: SUBSCRIPTION, name: 'One', state: 'Enabled' },
        { id: two, name: 'Two', state: 'Enabled' },
        { id: 'off', name: 'Off', state: 'Disabled' },
      ]);
    const prompts = answers({ ...first, subscription: two });
    const { run, opened } = rig({ columns: 80, prompts, account: { subscriptions } });
    expect(await run('up')).toBe(0);
    expect(opened[0]?.config.subscription).toBe(two);
  });

  test('without a subscription says whom to ask', async () => {
    const { run, err } = rig({
      columns: 80,
      prompts: answers(first),
      account: { subscriptions: () => Promise.resolve([]) },
    });
    expect(await run('up')).toBe(3);
    expect(err.text()).toContain('can see no subscription in tenant tenant-1');
  });

  test('does not ask what a flag, a variable or the state file has said', async () => {
    const prompts = answers(first);
    const env = { METAFLOW_AZURE_SIZE: 'standard' };
    await rig({ columns: 80, prompts, env }).run('up', ...place, '--name', 'x1y', '--identity', 'workload');
    expect(prompts.asked).toEqual(['proceed']);
    const again = answers({ proceed: true });
    await rig({ columns: 80, prompts: again, files: remembering(configWith({ name: 'demo' })) }).run('up');
    expect(again.asked).toEqual(['proceed']);
  });

  test('asks for everything else on request; an empty answer takes the default', async () => {
    const prompts = answers({
      ...first,
      more: true,
      argo: 'none',
      nodeSize: '',
      taskNodeSize: 'Standard_D8s_v5',
      taskNodesMax: '3',
      databaseSize: '',
      kubernetesVersion: '',
      addressSpace: '',
      servicePrincipalClusterAccess: false,
      nameSuffix: '',
      tags: 'team=ml',
      metadataImage: '',
      uiImage: '',
    });
    const { run, opened } = rig({ columns: 80, prompts });
    expect(await run('up')).toBe(0);
    expect(opened[0]?.config).toMatchObject({
      argo: 'none',
      taskNodesMax: 3,
      tags: { team: 'ml' },
      addressSpace: '10.20.0.0/16',
    });
  });

  test('a no to the plan changes nothing and is no error', async () => {
    const { run, err, files } = rig({ columns: 80, prompts: answers({ ...first, proceed: false }) });
    expect(await run('up')).toBe(130);
    expect(err.text()).toContain('Nothing was changed.');
    expect(err.text()).not.toContain('✖');
    expect([...files.disk.keys()]).toEqual([]);
  });

  test('lets choose the deployment when several are remembered, or begin a new one', async () => {
    const files = remembering(configWith({ name: 'one' }), configWith({ name: 'two' }));
    const chosen = rig({ columns: 80, files, prompts: answers({ deployment: 'two', proceed: true }) });
    await chosen.run('up');
    expect(chosen.opened[0]?.config.name).toBe('two');
    const fresh = rig({ columns: 80, files, prompts: answers({ ...first, deployment: '', name: 'three' }) });
    await fresh.run('up');
    expect(fresh.opened[0]?.config.name).toBe('three');
  });

  test('CI is nobody, even with a terminal', async () => {
    const prompts = answers(first);
    expect(await rig({ columns: 80, prompts, env: { CI: 'true' } }).run('up')).toBe(2);
    expect(prompts.asked).toEqual([]);
  });
});
