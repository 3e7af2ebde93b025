import { describe, expect, test } from '@jest/globals';
import { profile } from '../../../src/app/profile.ts';
import type { Session } from '../../../src/app/ports.ts';
import type { Config } from '../../../src/config/schema.ts';
import type { Azure } from '../../../src/gateways/ports.ts';
import { memoryKube, worldOn } from '../kubernetes/support.ts';

const account = { primaryEndpoints: { blob: 'https://stmetaflow.blob.core.windows.net/' } };

/** The profile of a deployment whose storage account is, or is not, there. */
const profileOf = (config: Partial<Config>, isThere = true) => {
  const missing = Object.assign(new Error('gone'), { statusCode: 404, code: 'ResourceNotFound' });
  const getProperties = () => (isThere ? Promise.resolve(account) : Promise.reject(missing));
  const azure = { storage: async () => ({ storageAccounts: { getProperties } }) } as unknown as Azure;
  return profile({ world: worldOn(memoryKube(), { azure, config }) } as Session);
};

describe('the profile', () => {
  test('has every key that Metaflow on Azure with Argo needs, dictionaries as JSON strings', async () => {
    expect(await profileOf({ identity: 'workload' })).toEqual({
      METAFLOW_DEFAULT_DATASTORE: 'azure',
      METAFLOW_AZURE_STORAGE_BLOB_SERVICE_ENDPOINT: 'https://stmetaflow.blob.core.windows.net/',
      METAFLOW_DATASTORE_SYSROOT_AZURE: 'metaflow/metaflow',
      METAFLOW_DEFAULT_METADATA: 'service',
      METAFLOW_SERVICE_URL: 'http://127.0.0.1:8080/',
      METAFLOW_SERVICE_INTERNAL_URL: 'http://metadata-service.metaflow:8080/',
      METAFLOW_UI_URL: 'http://localhost:3000',
      METAFLOW_KUBERNETES_NAMESPACE: 'metaflow-jobs',
      METAFLOW_KUBERNETES_SERVICE_ACCOUNT: 'metaflow-task',
      METAFLOW_KUBERNETES_SECRETS: 'metaflow-azure-storage',
      METAFLOW_KUBERNETES_LABELS: 'azure.workload.identity/use=true',
      METAFLOW_KUBERNETES_NODE_SELECTOR: 'metaflow/pool=tasks',
      METAFLOW_KUBERNETES_TOLERATIONS:
        '[{"key":"metaflow/pool","value":"tasks","operator":"Equal","effect":"NoSchedule"}]',
      METAFLOW_KUBERNETES_ANNOTATIONS: 'cluster-autoscaler.kubernetes.io/safe-to-evict=false',
      METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES: true,
      METAFLOW_ARGO_WORKFLOWS_UI_URL: 'https://localhost:2746',
      METAFLOW_ARGO_EVENTS_EVENT_BUS: 'default',
      METAFLOW_ARGO_EVENTS_EVENT_SOURCE: 'argo-events-webhook',
      METAFLOW_ARGO_EVENTS_EVENT: 'metaflow-event',
      METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT: 'operate-workflow-sa',
      METAFLOW_ARGO_EVENTS_WEBHOOK_URL: 'http://127.0.0.1:12000/metaflow-event',
      METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL:
        'http://argo-events-webhook-eventsource-svc.metaflow-jobs:12000/metaflow-event',
    });
  });

  test.each<[string, Partial<Config>, RegExp]>([
    ['without Argo says nothing of it', { argo: 'none' }, /ARGO/],
    ['with a service principal labels no tasks', { identity: 'service-principal' }, /LABELS/],
  ])('%s', async (_, config, absent) => {
    const keys = Object.keys(await profileOf(config));
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => absent.test(key))).toEqual([]);
  });

  test('has no value but strings and true: Metaflow does not pass on anything else to tasks', async () => {
    const values = Object.values(await profileOf({ argo: 'quick-start' }));
    expect(values.filter((value) => typeof value !== 'string')).toEqual([true]);
    expect(values.filter((value) => value === '' || String(value).includes('undefined'))).toEqual([]);
  });

  test('of a deployment that is not there is refused', async () => {
    await expect(profileOf({}, false)).rejects.toMatchObject({
      code: 'azure.missing',
      advice: expect.arrayContaining([expect.stringContaining('metaflow-azure up')]),
    });
  });
});
