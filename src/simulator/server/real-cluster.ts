import { generateKeyPairSync } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../clock.ts';
import type { ClusterState } from '../kubernetes/world.ts';
import type { Authority } from './certificates.ts';
import { freePorts, launch, type Program } from './programs.ts';

/** Where files of control planes are written. */
interface Files {
  exists(path: string): boolean;
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** What real control planes are made from. */
export interface ControlPlanes {
  /** The folder of etcd and kube-apiserver; kube-controller-manager is used where it is there. */
  readonly programs: string;
  /** For their data; it goes when the server ends. */
  readonly folder: string;
  readonly files: Files;
}

/** What a real cluster is started with. */
export interface Ground extends ControlPlanes {
  readonly authority: Authority;
  readonly real: Clock;
  /** Told in a sentence when a control plane did not start, or ended by itself. */
  readonly say: (message: string) => void;
}

/** A control plane of real programs. */
export interface RealCluster {
  /** Where its API server listens; undefined while it is not ready. */
  readonly port: () => number | undefined;
  /** Ends its programs; its data stays. */
  stop(): Promise<void>;
}

const NEEDED = ['etcd', 'kube-apiserver'] as const;
const CONTROLLERS = 'kube-controller-manager';
const LOOK_EVERY_MS = 100;

/** A program that a folder should have and has not. */
export function missingProgram({ programs, files }: Pick<ControlPlanes, 'programs' | 'files'>) {
  return NEEDED.find((name) => !files.exists(`${programs}/${name}`));
}

/** One start of a control plane: what it needs, where it lies, and what it has of this machine. */
interface Place {
  readonly ground: Ground;
  readonly state: ClusterState;
  readonly folder: string;
  readonly ports: { readonly etcd: number; readonly peer: number; readonly api: number };
}

/** Starts a control plane on what `folder` has from before, once `before` has come to its end. */
export function startRealCluster(
  ground: Ground,
  state: ClusterState,
  { folder, before }: { readonly folder: string; readonly before: Promise<void> },
): RealCluster {
  const ending = new AbortController();
  const programs: Program[] = [];
  let port: number | undefined;
  const end = (): void => {
    port = undefined;
    ending.abort();
    for (const program of programs) program.stop();
  };
  const fail = (reason: string): void => {
    if (ending.signal.aborted) return;
    end();
    ground.say(`The API server of ${state.fqdn} does not run: ${reason}`);
  };
  const start = (name: string, flags: Readonly<Record<string, string>>): void => {
    const program = launch(`${ground.programs}/${name}`, folder, flags);
    programs.push(program);
    void program.over.then((words) => fail(`${name}: ${words}`));
  };
  const begin = async (): Promise<void> => {
    await before;
    const [etcd = 0, peer = 0, api = 0] = await freePorts(3);
    if (ending.signal.aborted) return;
    const place: Place = { ground, state, folder, ports: { etcd, peer, api } };
    writeKeys(place);
    start('etcd', etcdFlags(place));
    start('kube-apiserver', apiFlags(place));
    while (!ending.signal.aborted && !(await isReady(place))) {
      await ground.real.sleep(LOOK_EVERY_MS, ending.signal);
    }
    if (ending.signal.aborted) return;
    port = api;
    if (ground.files.exists(`${ground.programs}/${CONTROLLERS}`)) start(CONTROLLERS, controllerFlags(place));
  };
  const begun = begin().catch((error: unknown) => fail(String(error)));
  return {
    port: () => port,
    async stop() {
      end();
      await begun;
      await Promise.all(programs.map(({ over }) => over));
    },
  };
}

/** Who is believed: the authority and its clients, the tokens of the kubeconfigs, the cluster's own ServiceAccounts. */
function writeKeys({ ground, state, folder, ports }: Place): void {
  const { authority, files } = ground;
  const write = (name: string, text: string): void => files.write(`${folder}/${name}`, text);
  const own = authority.forServer(['127.0.0.1', state.fqdn]);
  write('ca.pem', authority.certificate);
  write('server.pem', own.certificate);
  write('server-key.pem', own.key);
  const tokens = Object.entries(state.tokens).map(
    ([token, { name, groups }]) => `${token},${name},${name},"${groups.join(',')}"\n`,
  );
  write('tokens.csv', tokens.join(''));
  if (!files.exists(`${folder}/accounts-key.pem`)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    write('accounts-key.pem', privateKey.export({ type: 'sec1', format: 'pem' }).toString());
  }
  const { certificate, key } = authority.forClient({ commonName: `system:${CONTROLLERS}` });
  write(
    'controllers.json',
    JSON.stringify(kubeconfig(`https://127.0.0.1:${ports.api}`, { certificate, key })),
  );
}

const kubeconfig = (server: string, { certificate, key }: { certificate: string; key: string }) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'own', cluster: { server, 'certificate-authority': 'ca.pem' } }],
  users: [
    {
      name: 'own',
      user: {
        'client-certificate-data': Buffer.from(certificate).toString('base64'),
        'client-key-data': Buffer.from(key).toString('base64'),
      },
    },
  ],
  contexts: [{ name: 'own', context: { cluster: 'own', user: 'own' } }],
  'current-context': 'own',
});

function etcdFlags({ folder, ports }: Place): Readonly<Record<string, string>> {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.peer}`;
  return {
    'data-dir': `${folder}/etcd`,
    // What is written survives the program, though not the machine: nor do we.
    'unsafe-no-fsync': 'true',
    'log-level': 'error',
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
  };
}

function apiFlags({ folder, ports }: Place): Readonly<Record<string, string>> {
  return {
    'etcd-servers': `http://127.0.0.1:${ports.etcd}`,
    'bind-address': '127.0.0.1',
    'secure-port': String(ports.api),
    // An address for documentation: it must not be of the loopback, and nobody uses it.
    'advertise-address': '192.0.2.1',
    'tls-cert-file': `${folder}/server.pem`,
    'tls-private-key-file': `${folder}/server-key.pem`,
    'client-ca-file': `${folder}/ca.pem`,
    'token-auth-file': `${folder}/tokens.csv`,
    'authorization-mode': 'RBAC',
    // As AKS has it: who has no credentials is refused with 401.
    'anonymous-auth': 'false',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': `${folder}/accounts-key.pem`,
    'service-account-signing-key-file': `${folder}/accounts-key.pem`,
    'service-cluster-ip-range': '10.0.0.0/16',
    'allow-privileged': 'true',
    profiling: 'false',
  };
}

const controllerFlags = ({ folder }: Place): Readonly<Record<string, string>> => ({
  kubeconfig: `${folder}/controllers.json`,
  'secure-port': '0',
  'leader-elect': 'false',
  profiling: 'false',
  'service-account-private-key-file': `${folder}/accounts-key.pem`,
  'root-ca-file': `${folder}/ca.pem`,
  'use-service-account-credentials': 'true',
});

function isReady({ ground, state, ports }: Place): Promise<boolean> {
  const [token = ''] = Object.keys(state.tokens);
  const options = {
    host: '127.0.0.1',
    port: ports.api,
    path: '/readyz',
    ca: ground.authority.certificate,
    headers: { authorization: `Bearer ${token}` },
    agent: false,
    timeout: 5000,
  };
  return new Promise((resolve) => {
    const asked = httpsRequest(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
