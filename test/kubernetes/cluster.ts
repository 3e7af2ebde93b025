import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { apiClient, type Send } from './api-client.ts';
import { nodes, storage, type Machine } from './nodes.ts';
import { eventually, freePorts, launch, runFolder, type Program } from './programs.ts';

/** A real Kubernetes control plane with simulated nodes. */
export interface Cluster {
  /** An administrator's, as AKS gives it to people. */
  readonly kubeconfig: string;
  readonly send: Send;
  /** Where the cluster keeps its files; they go with it. */
  readonly folder: string;
  /** A program that ends with the cluster. */
  run(program: Program): Program;
  /** A kubeconfig of a ServiceAccount, as its pods would have it. */
  kubeconfigFor(namespace: string, serviceAccount: string): Promise<string>;
  /** Takes the API server away, as AKS does for minutes when it updates a control plane. */
  stopApiServer(): Promise<void>;
  startApiServer(): Promise<void>;
  stop(): Promise<void>;
}

const TOKENS = {
  admin: 'admin-token',
  'system:kube-controller-manager': 'controller-manager-token',
  'system:kube-scheduler': 'scheduler-token',
} as const;

interface Place {
  readonly folder: string;
  readonly ports: {
    readonly etcd: number;
    readonly peer: number;
    readonly api: number;
    readonly kubelet: number;
  };
}

/** Starts everything and waits until pods could run. */
export async function startCluster(machines: readonly Machine[]): Promise<Cluster> {
  const folder = mkdtempSync(join(runFolder(), 'cluster-'));
  const [etcd = 0, peer = 0, api = 0, kubelet = 0] = await freePorts(4);
  const place: Place = { folder, ports: { etcd, peer, api, kubelet } };
  writeKeys(folder);
  const running = new Map<string, Program>();
  const start = (program: Program): void => void running.set(program.name, program);
  const stop = async (): Promise<void> => {
    await Promise.all([...running.values()].map((program) => program.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    start(startEtcd(place));
    start(startApi(place));
    const send = await reachable(place, running);
    await furnish(send, machines);
    for (const program of startControllers(place)) start(program);
    await complete(send, machines.length, running);
    return {
      kubeconfig: kubeconfigOf(place, TOKENS.admin),
      send,
      folder,
      run(program) {
        start(program);
        return program;
      },
      kubeconfigFor: (namespace, name) => accountConfig(place, send, namespace, name),
      stopApiServer: async () => running.get('kube-apiserver')?.stop(),
      async startApiServer() {
        start(startApi(place));
        await reachable(place, running);
      },
      stop,
    };
  } catch (error) {
    const said = [...running.values()].map(({ name, tail }) => `--- ${name}\n${tail()}`).join('\n');
    await stop();
    throw new Error(`the control plane did not start: ${String(error)}\n${said}`, { cause: error });
  }
}

/** The keys of ServiceAccounts, and the tokens of those who are none. */
function writeKeys(folder: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  const lines = Object.entries(TOKENS).map(([user, token]) =>
    user === 'admin' ? `${token},masterclient,masterclient,system:masters` : `${token},${user},${user},`,
  );
  writeFileSync(join(folder, 'tokens.csv'), `${lines.join('\n')}\n`, { mode: 0o600 });
  mkdirSync(join(folder, 'pki'));
}

function startEtcd({ folder, ports }: Place): Program {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.peer}`;
  return launch('etcd', folder, {
    'data-dir': join(folder, 'etcd'),
    'unsafe-no-fsync': 'true',
    'log-level': 'error',
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
  });
}

function startApi({ folder, ports }: Place): Program {
  return launch('kube-apiserver', folder, {
    'etcd-servers': `http://127.0.0.1:${ports.etcd}`,
    'bind-address': '127.0.0.1',
    'secure-port': String(ports.api),
    // An address for documentation: it must not be of the loopback, and nobody uses it.
    'advertise-address': '192.0.2.1',
    'cert-dir': join(folder, 'pki'),
    'token-auth-file': join(folder, 'tokens.csv'),
    'authorization-mode': 'RBAC',
    // As AKS has it: who has no credentials is refused with 401.
    'anonymous-auth': 'false',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': join(folder, 'sa.pub'),
    'service-account-signing-key-file': join(folder, 'sa.key'),
    'service-cluster-ip-range': '10.0.0.0/16',
    'kubelet-preferred-address-types': 'InternalIP',
    'allow-privileged': 'true',
    profiling: 'false',
  });
}

function startControllers(place: Place): Program[] {
  const { folder, ports } = place;
  const file = (name: string): string => join(folder, name);
  const as = (user: keyof typeof TOKENS): string => {
    const path = file(`${user.replace(':', '-')}.kubeconfig`);
    writeFileSync(path, kubeconfigOf(place, TOKENS[user]), { mode: 0o600 });
    return path;
  };
  // Without the waits that keep a big cluster from being flooded.
  const quick = { 'kube-api-qps': '500', 'kube-api-burst': '1000' };
  const quiet = { 'leader-elect': 'false', profiling: 'false', ...quick };
  return [
    launch('kube-controller-manager', folder, {
      ...quiet,
      'secure-port': '0',
      kubeconfig: as('system:kube-controller-manager'),
      'service-account-private-key-file': file('sa.key'),
      'root-ca-file': file('pki/apiserver.crt'),
      'use-service-account-credentials': 'true',
    }),
    launch('kube-scheduler', folder, {
      ...quiet,
      'secure-port': '0',
      kubeconfig: as('system:kube-scheduler'),
    }),
    launch(
      'kwok',
      folder,
      {
        kubeconfig: as('admin'),
        config: 'kubelet.yaml',
        'manage-all-nodes': 'true',
        'node-lease-duration-seconds': '40',
        'node-ip': '127.0.0.1',
        'node-port': String(ports.kubelet),
        'server-address': `127.0.0.1:${ports.kubelet}`,
        'tls-cert-file': file('pki/apiserver.crt'),
        'tls-private-key-file': file('pki/apiserver.key'),
        cidr: '10.244.0.0/16',
      },
      // Where it finds the texts of logs.
      { cwd: new URL('kwok/', import.meta.url).pathname },
    ),
  ];
}

const addressOf = ({ ports }: Place): string => `https://127.0.0.1:${ports.api}`;
/** The API server makes its own certificate when it starts. */
const caOf = ({ folder }: Place): string => readFileSync(join(folder, 'pki/apiserver.crt'), 'utf8');

const kubeconfigOf = (place: Place, token: string): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'test',
        cluster: {
          server: addressOf(place),
          'certificate-authority-data': Buffer.from(caOf(place)).toString('base64'),
        },
      },
    ],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  });

/** A client of the API server, once it answers. */
function reachable(place: Place, running: ReadonlyMap<string, Program>): Promise<Send> {
  return eventually('the API server is ready', async () => {
    refuseDead(running);
    const send = apiClient({ address: addressOf(place), ca: caOf(place), token: TOKENS.admin });
    const { status } = await send({ method: 'GET', path: '/readyz' });
    return status === 200 ? send : undefined;
  });
}

function refuseDead(running: ReadonlyMap<string, Program>): void {
  const dead = [...running.values()].find(({ ended }) => ended());
  if (dead !== undefined) throw new Error(`${dead.name} has ended`);
}

/** What AKS has in a cluster before anybody deploys to it. */
async function furnish(send: Send, machines: readonly Machine[]): Promise<void> {
  const things: readonly (readonly [string, object])[] = [
    ...nodes(machines).map((node) => ['/api/v1/nodes', node] as const),
    ...storage.map((body) => ['/apis/storage.k8s.io/v1/storageclasses', body] as const),
  ];
  for (const [path, body] of things) {
    const { status, body: said } = await send({ method: 'POST', path, body });
    if (status !== 201) throw new Error(`${path}: ${said}`);
  }
}

async function complete(send: Send, count: number, running: ReadonlyMap<string, Program>): Promise<void> {
  await eventually('the cluster can run pods', async () => {
    refuseDead(running);
    const account = await send({ method: 'GET', path: '/api/v1/namespaces/default/serviceaccounts/default' });
    const { body } = await send({ method: 'GET', path: '/api/v1/nodes' });
    const { items } = JSON.parse(body) as {
      items: {
        spec: { taints?: { key: string }[] };
        status: { conditions?: { type: string; status: string }[] };
      }[];
    };
    const ready = items.filter(
      ({ spec, status }) =>
        status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true &&
        spec.taints?.some(({ key }) => key.startsWith('node.kubernetes.io/')) !== true,
    );
    return account.status === 200 && ready.length === count ? true : undefined;
  });
}

async function accountConfig(place: Place, send: Send, namespace: string, name: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3600 },
  };
  const answer = await send({ method: 'POST', path, body });
  if (answer.status !== 201) throw new Error(`no token for ${namespace}/${name}: ${answer.body}`);
  const { status } = JSON.parse(answer.body) as { status: { token: string } };
  return kubeconfigOf(place, status.token);
}
