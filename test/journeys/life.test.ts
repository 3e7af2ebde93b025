import { beforeAll, describe, expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { HOME, machine, type Machine, type Ran } from '../support/run-cli.ts';

const settings = ['--subscription', subscriptionId, '--location', 'eastus2', '--yes'];
const writes = (calls: readonly string[]): readonly string[] =>
  calls.filter(
    (call) => !/^(GET|HEAD) /.test(call) && !/listClusterUserCredential|checkNameAvailability/i.test(call),
  );
const arm = (box: Machine): readonly string[] =>
  Object.values((box.world()['arm'] as { resources?: Record<string, { id?: string }> }).resources ?? {}).map(
    ({ id }) => String(id),
  );

describe.each(['service-principal', 'workload'])(
  'the life of a deployment with --identity %s',
  (identity) => {
    const box = machine();
    let built: Ran;
    beforeAll(async () => {
      built = await box.run('up', ...settings, '--identity', identity);
    }, 60_000);

    test('is built, looked at, changed, repaired, put to use and taken away, in that order', async () => {
      expect(built).toMatchObject({ code: 0 });
      expect(built.out).toContain('Metaflow is up');
      expect(writes(box.newCalls()).length).toBeGreaterThan(20);

      expect(await box.run('status')).toMatchObject({ code: 0 });
      const again = await box.run('up', '--yes');
      expect(again.code).toBe(0);
      expect(writes(box.newCalls())).toEqual([]);

      const planned = await box.run('plan', '--task-nodes-max', '20', '--exit-code');
      expect(planned.code).toBe(8);
      expect(planned.out).toContain('Task node pool');
      expect((await box.run('up', '--yes', '--task-nodes-max', '20')).code).toBe(0);
      expect(writes(box.newCalls()).map((call) => call.replace(/^(\S+) .*\/(\S+) \d+$/, '$1 $2'))).toEqual([
        'PUT tasks',
      ]);

      const profile = await box.run('config');
      expect(JSON.parse(profile.out)).toMatchObject({
        METAFLOW_DEFAULT_DATASTORE: 'azure',
        METAFLOW_KUBERNETES_NAMESPACE: 'metaflow-jobs',
      });

      const gone = await box.run('down', '--confirm', 'metaflow');
      expect(gone).toMatchObject({ code: 0 });
      expect(arm(box).filter((id) => /rg-metaflow/i.test(id))).toEqual([]);
      expect([...box.files.disk.keys()].filter((path) => path.includes('/metaflow/state.json'))).toEqual([]);
    }, 60_000);
  },
);

describe('trouble', () => {
  test('a state file that is lost loses nothing: up finds everything, down removes it', async () => {
    const box = machine();
    await box.run('up', ...settings);
    box.files.remove(`${HOME}/.metaflow-azure/_simulated/metaflow`);
    box.newCalls();
    expect(await box.run('up', ...settings)).toMatchObject({ code: 0 });
    expect(writes(box.newCalls())).toEqual([]);
    box.files.remove(`${HOME}/.metaflow-azure/_simulated/metaflow`);
    const gone = await box.run(
      'down',
      '--subscription',
      subscriptionId,
      '--location',
      'eastus2',
      '--name',
      'metaflow',
      '--confirm',
      'metaflow',
    );
    expect(gone).toMatchObject({ code: 0 });
    expect(arm(box).filter((id) => /rg-metaflow/i.test(id))).toEqual([]);
  }, 60_000);

  test('an interrupt drains, says how to go on, and up goes on', async () => {
    let left = 60;
    const box: Machine = machine({
      hooks: {
        after: () => {
          if (--left === 0) box.interrupt();
        },
      },
    });
    const stopped = await box.run('up', ...settings);
    expect(stopped.code).toBe(130);
    expect(await box.run('up', '--yes')).toMatchObject({ code: 0 });
    expect((await box.run('status')).code).toBe(0);
  }, 60_000);

  test('what failed is named with its reason, and --rollback takes back what the run created', async () => {
    const box = machine({
      prepare: ({ faults }) => {
        faults.add({ id: 'aks.allocationFailed', times: 50 });
      },
    });
    const failed = await box.run('up', ...settings, '--rollback');
    expect(failed.code).toBe(4);
    expect(failed.err).toContain('Kubernetes cluster');
    expect(arm(box).filter((id) => /rg-metaflow/i.test(id))).toEqual([]);
  }, 60_000);

  test('somebody else’s group of our name is not taken without being asked to', async () => {
    const box = machine({
      prepare: ({ world, arm: { cloud } }) => {
        void world;
        void cloud;
      },
    });
    await box.run('up', ...settings, '--name', 'other');
    const text = box.files.disk.get(`${HOME}/.metaflow-azure/_simulated/_world.json`) ?? '';
    box.files.disk.set(
      `${HOME}/.metaflow-azure/_simulated/_world.json`,
      text.replaceAll('"metaflow-azure-deployment":"other"', '"owner":"finance"'),
    );
    box.files.remove(`${HOME}/.metaflow-azure/_simulated/other`);
    box.newCalls();
    const refused = await box.run('up', ...settings, '--name', 'other');
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('Resource group');
    expect(refused.err).toContain('--adopt');
    expect(writes(box.newCalls())).toEqual([]);
    const down = await box.run(
      'down',
      '--name',
      'other',
      '--subscription',
      subscriptionId,
      '--location',
      'eastus2',
      '--confirm',
      'other',
    );
    // Role assignments are ours by their name, whoever has the things that they are for.
    const touched = writes(box.newCalls()).filter((call) => call.includes('management.azure.com'));
    expect(touched.filter((call) => !call.includes('/roleAssignments/'))).toEqual([]);
    expect(down.code).not.toBe(70);
  }, 60_000);
});

describe('bad input', () => {
  test.each([
    [['--location', 'atlantis9'], 2, /atlantis9/],
    [['--location', 'not a region!'], 2, /location/],
    [['--name', 'X'], 2, /name/],
    [['--subscription', 'mine'], 2, /subscription/],
    [['--address-space', '10.0.0.0/16'], 2, /10\.0\.0\.0\/16/],
    [['--node-size', 'Standard_Q9_v1'], 4, /Standard_Q9_v1/],
    [['--kubernetes-version', '1.11'], 4, /1\.11/],
  ])('%j ends with %d, names the thing, and writes nothing', async (given, code, says) => {
    const box = machine();
    const ran = await box.run('up', ...settings, ...given);
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(says);
    expect(writes(box.newCalls())).toEqual([]);
    expect([...box.files.disk.keys()].filter((path) => path.endsWith('state.json'))).toEqual([]);
  });
});
