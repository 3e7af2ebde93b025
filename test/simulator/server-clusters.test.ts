import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CoreV1Api, KubeConfig, Log, Watch, type V1ConfigMap } from '@kubernetes/client-node';
import { ResourceManagementClient } from '@azure/arm-resources';
import { ClientSecretCredential } from '@azure/identity';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { settingsOf } from '../../src/cli/present/simulator-text.ts';
import { realFiles } from '../../src/state/real-files.ts';
import { openEstate } from '../soak/estate.ts';
import { withServer, type ServerRig } from './server-rig.ts';

/** Runs a program in the surroundings that the simulator prints. */
async function strange(rig: ServerRig): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'stranger-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, rig.ca);
  const { environment } = settingsOf({ port: rig.port, caFile, account: rig.server.account });
  const program = fileURLToPath(new URL('stranger.mjs', import.meta.url));
  const run = promisify(execFile);
  try {
    const { stdout } = await run(process.execPath, [program], {
      env: { PATH: process.env['PATH'], ...environment },
    });
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The kubeconfig that ARM hands out to who comes this way. */
async function clusterOf(rig: ServerRig, way: 'through' | 'direct'): Promise<KubeConfig> {
  const headers = await rig.authorization();
  const { subscriptionId } = rig.server.account;
  const path = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/k`;
  const asked = `${way === 'through' ? 'https://management.azure.com' : ''}${path}/listClusterUserCredential?api-version=2025-01-01`;
  const { body } = await rig[way](asked, { method: 'POST', headers });
  const [{ value }] = body['kubeconfigs'] as [{ value: string }];
  const config = new KubeConfig();
  config.loadFromString(Buffer.from(value, 'base64').toString());
  expect(config.clusters[0]?.proxyUrl).toBe(way === 'direct' ? undefined : `http://127.0.0.1:${rig.port}`);
  return config;
}

const settled = (what: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => void (what() ? resolve() : setTimeout(look, 10));
    look();
  });

test(
  'programs that know Azure only need nothing but the environment that is printed',
  () =>
    withServer(async (rig) => {
      expect(await strange(rig)).toEqual({
        blob: 'https://stranger12.blob.core.windows.net/',
        displayName: 'made by a stranger',
        isThere: false,
      });
    }),
  30_000,
);

test('the clients of Azure work at the own address too', () =>
  withServer(async ({ server, port, ca }) => {
    const { tenantId, clientId, clientSecret, subscriptionId } = server.account;
    const endpoint = `https://localhost:${port}`;
    const tlsOptions = { ca };
    const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
      authorityHost: endpoint,
      disableInstanceDiscovery: true,
      tlsOptions,
    });
    const resources = new ResourceManagementClient(credential, subscriptionId, { endpoint, tlsOptions });
    await resources.resourceGroups.createOrUpdate('rg', { location: 'eastus2' });
    await resources.resourceGroups.delete('rg');
    expect((await resources.resourceGroups.checkExistence('rg')).body).toBe(false);
  }));

test.each([['through'], ['direct']] as const)('a cluster takes its own credentials, %s', async (way) => {
  await withServer(async (rig) => {
    await openEstate(rig);
    const config = await clusterOf(rig, way);
    const api = config.makeApiClient(CoreV1Api);
    expect((await api.listNode()).items).toHaveLength(1);
    const [user] = config.users;
    if (user === undefined) throw new Error('a kubeconfig without a user');
    const { token: _token, ...certified } = user;
    config.users = [certified];
    expect((await config.makeApiClient(CoreV1Api).listNode()).items).toHaveLength(1);
    config.users = [{ name: user.name, token: 'nonsense' }];
    await expect(config.makeApiClient(CoreV1Api).listNode()).rejects.toThrow('401');
  });
});

test('a watch tells of every step as it happens, and ends with its cluster', () =>
  withServer(async (rig) => {
    const { tokens } = await openEstate(rig);
    const config = await clusterOf(rig, 'through');
    const api = config.makeApiClient(CoreV1Api);
    const seen: string[] = [];
    let ended = false;
    await new Watch(config).watch(
      '/api/v1/namespaces/default/configmaps',
      { labelSelector: 'mine=yes' },
      (type, object: V1ConfigMap) =>
        void seen.push(`${type} ${object.metadata?.name} ${object.data?.['at']}`),
      () => (ended = true),
    );
    const body = (mine: string, at: string): V1ConfigMap => ({
      metadata: { name: 'one', labels: { mine } },
      data: { at },
    });
    await api.createNamespacedConfigMap({ namespace: 'default', body: body('yes', '1') });
    await api.replaceNamespacedConfigMap({ name: 'one', namespace: 'default', body: body('yes', '2') });
    await api.replaceNamespacedConfigMap({ name: 'one', namespace: 'default', body: body('no', '3') });
    await api.replaceNamespacedConfigMap({ name: 'one', namespace: 'default', body: body('yes', '4') });
    await api.deleteNamespacedConfigMap({ name: 'one', namespace: 'default' });
    await settled(() => seen.length === 5);
    expect(seen).toEqual(['ADDED one 1', 'MODIFIED one 2', 'DELETED one 3', 'ADDED one 4', 'DELETED one 4']);
    const headers = { authorization: `Bearer ${tokens.arm}` };
    const { subscriptionId } = rig.server.account;
    const path = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/k?api-version=2025-01-01`;
    expect(ended).toBe(false);
    await rig.direct(path, { method: 'DELETE', headers });
    await rig.direct(path, { headers });
    await settled(() => ended);
    await expect(api.listNode()).rejects.toThrow('fetch failed');
  }));

test('a log is followed until its pod is over', () =>
  withServer(async (rig) => {
    await openEstate(rig);
    const config = await clusterOf(rig, 'through');
    const api = config.makeApiClient(CoreV1Api);
    const containers = [{ name: 'c', image: 'docker.io/library/busybox:1', command: ['sh', '-c', 'exit 0'] }];
    const spec = { restartPolicy: 'Never', containers };
    await api.createNamespacedPod({ namespace: 'default', body: { metadata: { name: 'p' }, spec } });
    for (let looks = 0; looks < 50; looks += 1) {
      const pod = await api.readNamespacedPod({ name: 'p', namespace: 'default' });
      if (pod.status?.phase !== 'Pending') break;
    }
    const text = new PassThrough();
    let log = '';
    text.on('data', (part: Buffer) => (log += part.toString()));
    await new Log(config).log('default', 'p', 'c', text, { follow: true });
    await settled(() => log !== '');
    expect(log).toContain('\n');
  }));

test('a real API server that does not start takes no connections, and is told of in one sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broken-'));
  writeFileSync(join(folder, 'etcd'), '#!/bin/sh\necho no room >&2\nexit 3\n', { mode: 0o755 });
  const said: string[] = [];
  const controlPlanes = { programs: folder, folder: join(folder, 'data'), files: realFiles(process) };
  await withServer(
    async (rig) => {
      const { fqdn } = await openEstate(rig);
      await settled(() => said.length > 0);
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(
        new RegExp(`^The API server of ${fqdn} does not run: (etcd: no room|kube-apiserver: .)`),
      );
      await expect(rig.through(`https://${fqdn}/api`)).rejects.toThrow('socket hang up');
    },
    { controlPlanes, say: (message) => said.push(message) },
  );
  expect(readdirSync(folder)).toEqual(['etcd']);
  rmSync(folder, { recursive: true });
});
