import { describe, expect, test } from '@jest/globals';
import { quickStartCredentials } from '../../../src/kubernetes/quick-start-credentials.ts';
import { secretValues } from '../../../src/kubernetes/secret.ts';
import { contextOf, memoryKube, worldOn } from './support.ts';

function setting() {
  const kube = memoryKube();
  const world = worldOn(kube, { config: { argo: 'quick-start' } });
  const context = contextOf(quickStartCredentials, world) as never;
  const read = async () => quickStartCredentials.read(context);
  return {
    kube,
    valuesIn: (namespace: string) => secretValues(kube.objects.get(`Secret ${namespace}/argo-quick-start`)),
    ensure: async () => quickStartCredentials.ensure(context, await read()),
    changes: async () => {
      const live = await read();
      return live === undefined ? ['all'] : quickStartCredentials.diff(live, context).map(({ path }) => path);
    },
    remove: async () => {
      const live = await read();
      if (live !== undefined) await quickStartCredentials.remove(context, live);
    },
  };
}

describe('the passwords of the quick-start’s services', () => {
  test('are drawn, and workflows get only what opens MinIO', async () => {
    const given = setting();
    await given.ensure();
    const all = given.valuesIn('argo');
    expect(all).toMatchObject({ username: 'postgres', accesskey: 'argo' });
    expect(new Set([all['password'], all['secretkey'], 'password', 'admin123']).size).toBe(4);
    expect(given.valuesIn('metaflow-jobs')).toEqual({ accesskey: 'argo', secretkey: all['secretkey'] });
    expect(await given.changes()).toEqual([]);
  });

  test('stay the same when the workflows’ half is lost or differs', async () => {
    const given = setting();
    await given.ensure();
    const before = given.valuesIn('argo');
    given.kube.objects.delete('Secret metaflow-jobs/argo-quick-start');
    expect(await given.changes()).toEqual(['metaflow-jobs.accesskey', 'metaflow-jobs.secretkey']);
    await given.ensure();
    expect(given.valuesIn('argo')).toEqual(before);
    expect(given.valuesIn('metaflow-jobs')['secretkey']).toBe(before['secretkey']);
  });

  test('are not told by what would change', async () => {
    const given = setting();
    await given.ensure();
    const { secretkey = '' } = given.valuesIn('argo');
    given.kube.objects.delete('Secret argo/argo-quick-start');
    expect(JSON.stringify(await given.changes())).not.toContain(secretkey);
  });

  test('go with the rest', async () => {
    const given = setting();
    await given.ensure();
    await given.remove();
    expect([...given.kube.objects.keys()]).toEqual([]);
  });
});
