import { describe, expect, test } from '@jest/globals';
import { DATABASE_PASSWORD } from '../../../src/azure/database-server.ts';
import { APPLICATION_PASSWORD } from '../../../src/entra/application.ts';
import type { AnyResource, Status } from '../../../src/engine/resource.ts';
import type { Azure, Graph, JsonObject, KubeObject } from '../../../src/gateways/ports.ts';
import { databaseCredentials } from '../../../src/kubernetes/database-credentials.ts';
import { secretValues } from '../../../src/kubernetes/secret.ts';
import { storageCredentials } from '../../../src/kubernetes/storage-credentials.ts';
import { Secret } from '../../../src/util/secret.ts';
import { contextOf, memoryKube, NOW, worldOn } from './support.ts';

type Options = Parameters<typeof worldOn>[1];

function setting(resource: AnyResource, options: Options = {}) {
  const kube = memoryKube();
  const world = worldOn(kube, options);
  const context = contextOf(resource, world);
  const secretIn = (namespace: string, name: string): KubeObject | undefined =>
    kube.objects.get(`Secret ${namespace}/${name}`);
  const read = async (): Promise<unknown> => resource.read(context);
  return {
    kube,
    world,
    secretIn,
    ensure: async () => resource.ensure(context, await read()),
    changes: async () => resource.diff(await read(), context).map(({ path }) => path),
    status: async (): Promise<Status> => resource.status(await read(), context),
    version: async () => (resource.outputs(await read(), context) as { version: string }).version,
  };
}

/** A server whose password changes are noted, and end as `outcome` says. */
function postgres(outcome: { is: 'running' | 'succeeded' | 'failed' }) {
  const passwords: string[] = [];
  const beginUpdate = async (
    _group: string,
    _name: string,
    body: { administratorLoginPassword: string },
    options: { onResponse(response: unknown): void },
  ) => {
    passwords.push(body.administratorLoginPassword);
    options.onResponse({
      status: 202,
      headers: {
        get: (name: string) => (name === 'azure-asyncoperation' ? 'https://arm/operation/1' : undefined),
      },
    });
  };
  const azure = {
    postgres: async () => ({ servers: { beginUpdate } }),
    operation: async () => (outcome.is === 'failed' ? { is: 'failed', error: new Error('no') } : outcome),
  } as unknown as Azure;
  return { azure, passwords };
}

describe('the password of the database', () => {
  const secretOf = ({ secretIn }: ReturnType<typeof setting>) =>
    secretValues(secretIn('metaflow', 'metaflow-database'));

  test('of the server that this process made goes into the Secret, with the address', async () => {
    const given = setting(databaseCredentials);
    given.world.vault.keep(DATABASE_PASSWORD, new Secret('made-with-the-server'));
    await given.ensure();
    expect(secretOf(given)).toEqual({
      MF_METADATA_DB_HOST: 'psql.postgres.database.azure.com',
      MF_METADATA_DB_PORT: '5432',
      MF_METADATA_DB_NAME: 'metaflow',
      MF_METADATA_DB_USER: 'metaflow',
      MF_METADATA_DB_PSWD: 'made-with-the-server',
    });
    expect(await given.changes()).toEqual([]);
  });

  test('that nobody remembers is set anew, and believed when the server has taken it', async () => {
    const outcome: { is: 'running' | 'succeeded' } = { is: 'running' };
    const { azure, passwords } = postgres(outcome);
    const given = setting(databaseCredentials, { azure });
    await given.ensure();
    expect(passwords).toEqual([secretOf(given)['MF_METADATA_DB_PSWD']]);
    expect(await given.status()).toMatchObject({ is: 'pending' });
    outcome.is = 'succeeded';
    expect(await given.status()).toEqual({ is: 'ready' });
    expect(passwords).toHaveLength(1);
    expect(await given.changes()).toEqual([]);
  });

  test('that the server refused is set once more', async () => {
    const { azure, passwords } = postgres({ is: 'failed' });
    const given = setting(databaseCredentials, { azure });
    await given.ensure();
    expect(await given.status()).toMatchObject({ is: 'broken' });
    await given.ensure();
    expect(new Set(passwords).size).toBe(2);
  });

  test('of a new server replaces the one of the old, and its readers notice', async () => {
    const given = setting(databaseCredentials);
    given.world.vault.keep(DATABASE_PASSWORD, new Secret('old'));
    await given.ensure();
    const before = await given.version();
    given.world.vault.keep(DATABASE_PASSWORD, new Secret('new'));
    expect(await given.changes()).toEqual(['MF_METADATA_DB_PSWD']);
    await given.ensure();
    expect(await given.version()).not.toBe(before);
  });
});

const DAY = 86_400_000;
const iso = (days: number): string => new Date(NOW + days * DAY).toISOString();

/** A directory with one application. */
function directory(passwords: JsonObject[] = []): { graph: Graph; passwords: JsonObject[]; calls: string[] } {
  const calls: string[] = [];
  const graph: Graph = {
    get: async () => ({ id: 'object-1', passwordCredentials: passwords }),
    async post(path, body) {
      calls.push(path.slice(path.lastIndexOf('/') + 1));
      if (path.endsWith('/removePassword')) {
        passwords.splice(
          passwords.findIndex(({ keyId }) => keyId === body['keyId']),
          1,
        );
        return {};
      }
      const number = calls.length;
      const asked = body['passwordCredential'] as JsonObject;
      const key = { ...asked, keyId: `key-${number}`, hint: `s${number}~`, startDateTime: iso(0) };
      passwords.push(key);
      return { ...key, secretText: `s${number}~secret` };
    },
    patch: async () => undefined,
    delete: async () => undefined,
  };
  return { graph, passwords, calls };
}
const key = (keyId: string, hint: string, days: number, displayName = 'metaflow-azure'): JsonObject => ({
  keyId,
  hint,
  displayName,
  startDateTime: iso(days - 365),
  endDateTime: iso(days),
});
const names = ['metaflow-jobs', 'metaflow'] as const;
const storageOf = ({ secretIn }: ReturnType<typeof setting>) =>
  names.map((namespace) => secretValues(secretIn(namespace, 'metaflow-azure-storage')));

describe('access to storage', () => {
  test('with managed identities is the address alone, and no credential', async () => {
    const given = setting(storageCredentials, { config: { identity: 'workload' } });
    await given.ensure();
    const address = {
      METAFLOW_AZURE_STORAGE_BLOB_SERVICE_ENDPOINT: 'https://st1.blob.core.windows.net/',
      METAFLOW_DATASTORE_SYSROOT_AZURE: 'metaflow/metaflow',
    };
    expect(storageOf(given)).toEqual([address, address]);
    expect(await given.changes()).toEqual([]);
  });

  test('with a service principal has the password that came with the application', async () => {
    const { graph, calls } = directory([key('first', 'abc', 365)]);
    const given = setting(storageCredentials, { graph });
    given.world.vault.keep(APPLICATION_PASSWORD, new Secret('abc-rest'));
    await given.ensure();
    expect(storageOf(given)[0]).toMatchObject({
      AZURE_CLIENT_ID: 'app-1',
      AZURE_TENANT_ID: 'tenant-1',
      AZURE_CLIENT_SECRET: 'abc-rest',
    });
    expect(storageOf(given)[1]).toEqual(storageOf(given)[0]);
    expect(await given.changes()).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('that is lost is given anew, and our lost passwords go, but nobody else’s', async () => {
    const { graph, passwords } = directory([key('lost', 'xyz', 300), key('theirs', 'qqq', 300, 'a person')]);
    const given = setting(storageCredentials, { graph });
    await given.ensure();
    expect(passwords.map(({ keyId }) => keyId)).toEqual(['theirs', 'key-1']);
    expect(await given.changes()).toEqual([]);
  });

  test('that ends soon is renewed, and the old one stays for the tasks that run', async () => {
    const { graph, passwords } = directory([key('first', 'abc', 365)]);
    const given = setting(storageCredentials, { graph });
    given.world.vault.keep(APPLICATION_PASSWORD, new Secret('abc-rest'));
    await given.ensure();
    passwords[0] = key('first', 'abc', 20);
    expect(await given.changes()).toEqual(['password']);
    await given.ensure();
    expect(passwords.map(({ keyId }) => keyId)).toEqual(['first', 'key-1']);
    expect(await given.changes()).toEqual([]);
  });

  test('in one namespace is copied to the other, without a new password', async () => {
    const { graph, calls } = directory();
    const given = setting(storageCredentials, { graph });
    await given.ensure();
    given.kube.objects.delete('Secret metaflow/metaflow-azure-storage');
    expect(await given.changes()).toEqual(['Secret in metaflow']);
    await given.ensure();
    expect(storageOf(given)[1]).toEqual(storageOf(given)[0]);
    expect(calls).toEqual(['addPassword']);
  });

  test('changes are told without what is secret', async () => {
    const { graph } = directory();
    const given = setting(storageCredentials, { graph });
    await given.ensure();
    const context = contextOf(storageCredentials, {
      ...given.world,
      operator: { ...given.world.operator, tenantId: 'other' },
    }) as never;
    const live = await storageCredentials.read(context);
    const changes = storageCredentials.diff(live as never, context);
    expect(changes.map(({ path }) => path)).toEqual([
      'metaflow-jobs.AZURE_TENANT_ID',
      'metaflow.AZURE_TENANT_ID',
    ]);
    expect(JSON.stringify(changes)).not.toContain('tenant-1');
  });
});
