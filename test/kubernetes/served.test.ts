import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { ResourceManagementClient } from '@azure/arm-resources';
import { ClientSecretCredential } from '@azure/identity';
import { AppsV1Api, CoreV1Api, KubeConfig, Watch, type V1ReplicaSet } from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SimulatorSettings } from '../../src/cli/present/simulator-text.ts';
import { cluster as clusterBody } from '../support/azure-bodies.ts';
import { eventually, pathOf, runFolder } from './programs.ts';

const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager'];
const entry = fileURLToPath(new URL('../../src/cli/entry.ts', import.meta.url));

/** The served simulator as people start it, and ARM there. */
interface Served {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly clusters: ContainerServiceClient;
  /** What it keeps in the folder for what need not last. */
  left(): readonly string[];
  /** Process ids of the programs that work in that folder. */
  programs(): readonly number[];
}

let folder: string;
let served: Served;
beforeEach(async () => {
  folder = mkdtempSync(join(runFolder(), 'served-'));
  served = await serve();
});
afterEach(async () => {
  served.child.kill('SIGKILL');
  await served.ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function serve(): Promise<Served> {
  const assets = join(folder, 'assets');
  const temporary = join(folder, 'temporary');
  for (const path of [assets, temporary]) mkdirSync(path);
  for (const name of PROGRAMS) symlinkSync(pathOf(name), join(assets, name));
  const argv = [entry, 'simulator', '--speed', '0', '-o', 'json', '--ca-dir', folder];
  const child = spawn(process.execPath, argv, {
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: temporary, KUBEBUILDER_ASSETS: assets },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const note = join(runFolder(), 'pids', String(child.pid));
  writeFileSync(note, 'simulator');
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve)).finally(() =>
    rmSync(note, { force: true }),
  );
  const settings = await settingsFrom(child);
  const clusters = await armAt(settings);
  return {
    child,
    ended,
    clusters,
    left: () => readdirSync(temporary),
    programs: () => {
      const { stdout } = spawnSync('ps', ['-ww', '-A', '-o', 'pid=,args='], { encoding: 'utf8' });
      const lines = stdout.split('\n').filter((line) => line.includes(temporary) && !line.includes(entry));
      return lines.map((line) => Number.parseInt(line, 10));
    },
  };
}

async function settingsFrom({ stdout }: ChildProcess): Promise<SimulatorSettings> {
  if (stdout === null) throw new Error('a simulator without output');
  let text = '';
  for await (const line of createInterface(stdout)) {
    text += line;
    try {
      return JSON.parse(text) as SimulatorSettings;
    } catch {
      // There is more to come.
    }
  }
  throw new Error(`the simulator ended: ${text}`);
}

/** The clients of Azure at the simulator, with a group in it. */
async function armAt({ url, caFile, environment }: SimulatorSettings): Promise<ContainerServiceClient> {
  const endpoint = url.slice(0, -1);
  const tlsOptions = { ca: readFileSync(caFile, 'utf8') };
  const { AZURE_TENANT_ID = '', AZURE_CLIENT_ID = '', AZURE_CLIENT_SECRET = '' } = environment;
  const credential = new ClientSecretCredential(AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, {
    authorityHost: endpoint,
    disableInstanceDiscovery: true,
    tlsOptions,
  });
  const { AZURE_SUBSCRIPTION_ID: subscription = '' } = environment;
  const options = { endpoint, tlsOptions };
  const groups = new ResourceManagementClient(credential, subscription, options);
  await groups.resourceGroups.createOrUpdate('rg', { location: 'eastus2' });
  return new ContainerServiceClient(credential, subscription, options);
}

/** Creates the cluster, takes its kubeconfig and waits until its API server lets somebody in. */
async function openCluster({ clusters }: Served): Promise<KubeConfig> {
  const [{ vnetSubnetID: _own, ...pool }] = clusterBody.agentPoolProfiles as unknown as [
    Record<string, unknown>,
  ];
  const body = { ...clusterBody, agentPoolProfiles: [pool as { name: string }] };
  await clusters.managedClusters.createOrUpdate('rg', 'k', body, { updateIntervalInMs: 50 });
  const { kubeconfigs } = await clusters.managedClusters.listClusterUserCredentials('rg', 'k');
  const config = new KubeConfig();
  config.loadFromString(Buffer.from(kubeconfigs?.[0]?.value ?? '').toString());
  await ready(config);
  return config;
}

const ready = (config: KubeConfig): Promise<unknown> =>
  eventually('the default account', () =>
    config.makeApiClient(CoreV1Api).readNamespacedServiceAccount({ namespace: 'default', name: 'default' }),
  );

const gone = (): Promise<true> =>
  eventually('the end of the programs', () => (served.programs().length === 0 ? true : undefined));

/** The same cluster for somebody with other credentials. */
function withUser(config: KubeConfig, change: (user: object) => object): CoreV1Api {
  const other = new KubeConfig();
  other.loadFromString(config.exportConfig());
  other.users = config.users.map((user) => ({ ...(change(user) as typeof user), name: user.name }));
  return other.makeApiClient(CoreV1Api);
}

const labels = { app: 'a' };
const deployment = {
  metadata: { name: 'a' },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'busybox:1' }] } },
  },
};

test('with KUBEBUILDER_ASSETS a real API server serves each cluster, takes its credentials, streams, and ends with it', async () => {
  const config = await openCluster(served);
  expect(served.programs()).not.toEqual([]);
  const seen: string[] = [];
  let ended = false;
  await new Watch(config).watch(
    '/apis/apps/v1/namespaces/default/replicasets',
    {},
    (type, { metadata, status }: V1ReplicaSet) =>
      void seen.push(`${type} ${metadata?.ownerReferences?.[0]?.name} ${status?.replicas}`),
    () => (ended = true),
  );
  const apps = config.makeApiClient(AppsV1Api);
  await apps.createNamespacedDeployment({ namespace: 'default', body: deployment });
  await eventually('a replica', () => (seen.includes('MODIFIED a 1') ? true : undefined));

  const certified = withUser(config, (user) => ({ ...user, token: undefined }));
  expect((await certified.listNamespace()).items.map(({ metadata }) => metadata?.name)).toContain('default');
  await expect(withUser(config, () => ({ token: 'nonsense' })).listNamespace()).rejects.toThrow('401');

  expect(ended).toBe(false);
  await served.clusters.managedClusters.delete('rg', 'k', { updateIntervalInMs: 50 });
  await expect(apps.listNamespacedDeployment({ namespace: 'default' })).rejects.toThrow('404');
  await eventually('the end of the watch', () => (ended ? true : undefined));
  await gone();

  served.child.kill('SIGTERM');
  expect(await served.ended).toBe(0);
  expect(served.left()).toEqual([]);
}, 120_000);

test('a stopped cluster has no API server, and what is in it is there again after its start', async () => {
  const config = await openCluster(served);
  const api = config.makeApiClient(CoreV1Api);
  const body = { metadata: { name: 'kept' } };
  await api.createNamespacedConfigMap({ namespace: 'default', body });
  await served.clusters.managedClusters.stop('rg', 'k', { updateIntervalInMs: 50 });
  await expect(api.listNamespace()).rejects.toThrow('fetch failed');
  await gone();
  await served.clusters.managedClusters.start('rg', 'k', { updateIntervalInMs: 50 });
  await ready(config);
  await api.readNamespacedConfigMap({ namespace: 'default', name: 'kept' });
}, 120_000);

test('real API servers end with the simulator, however it ends', async () => {
  await openCluster(served);
  expect(served.programs()).not.toEqual([]);
  served.child.kill('SIGKILL');
  await gone();
}, 120_000);
