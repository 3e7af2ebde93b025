import { VirtualClock } from '../../src/simulator/clock.ts';
import { createKubernetes } from '../../src/simulator/kubernetes/kubernetes.ts';
import { pretended } from '../../src/simulator/kubernetes/pem.ts';
import type { Clusters, NodePool, Surroundings } from '../../src/simulator/ports.ts';
import type { WireResponse } from '../../src/simulator/wire.ts';
import { parse } from 'yaml';

/** A fault that is switched on in a test. */
export interface TestFault {
  readonly about: RegExp;
  readonly knobs?: Record<string, unknown>;
  times?: number;
}

/** A JSON answer, loosely typed for tests. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
export type Json = any;

/** One request of a test. */
export interface Ask {
  readonly body?: unknown;
  readonly type?: string;
  readonly query?: Record<string, string>;
  readonly token?: string;
  readonly agent?: string;
  readonly accept?: string;
}

const ID =
  '/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/aks-test';
const FQDN = 'aks-test-1a2b.hcp.westeurope.azmk8s.io';

export const systemPool: NodePool = {
  name: 'system',
  mode: 'System',
  count: 2,
  vmSize: 'Standard_D4s_v5',
  taints: [],
  labels: {},
};

/** A cluster under a virtual clock, with short ways to talk to it. */
export function rig(
  pools: readonly NodePool[] = [systemPool],
  world: Record<string, unknown> = {},
  version = '1.33.2',
) {
  const clock = new VirtualClock();
  const faults = new Map<string, TestFault>();
  let seed = 42;
  const surroundings: Surroundings = {
    clock,
    wall: () => clock.now(),
    certificates: pretended,
    random: () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    },
    faults: {
      take(id, about) {
        const fault = faults.get(id);
        if (fault === undefined || !fault.about.test(about) || fault.times === 0) return undefined;
        if (fault.times !== undefined) fault.times -= 1;
        return fault.knobs ?? {};
      },
    },
    profile: 'fast',
    world,
  };
  const kubernetes = createKubernetes(surroundings);
  const clusters: Clusters = kubernetes.clusters;
  if (world['kubernetes'] === undefined) {
    clusters.open({ id: ID, fqdn: FQDN, version, pools });
  }
  const config: Json = parse(clusters.kubeconfig(ID, 'clusterUser'));
  const ask = (
    method: string,
    path: string,
    { body, type, query = {}, token, agent, accept }: Ask = {},
  ): WireResponse => {
    const url = new URL(`https://${FQDN}${path}`);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    return kubernetes.handle({
      method,
      url,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token ?? String(config.users[0].user.token)}` }),
        'content-type': type ?? 'application/json',
        'user-agent': agent ?? 'test/1.0',
        ...(accept === undefined ? {} : { accept }),
      },
      body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    });
  };
  const json = (method: string, path: string, options: Ask = {}): Json =>
    JSON.parse(ask(method, path, options).body);
  const apply = (path: string, body: object, query: Record<string, string> = {}): WireResponse =>
    ask('PATCH', path, {
      body,
      type: 'application/apply-patch+yaml',
      query: { fieldManager: 'metaflow-azure', ...query },
    });
  /** Lets time pass in steps, as a client that polls does. */
  const pass = (seconds: number): void => clock.advance(seconds * 1000);
  return {
    clock,
    faults,
    world,
    kubernetes,
    clusters,
    config,
    ask,
    json,
    apply,
    pass,
    get: (path: string): Json => json('GET', path),
  };
}

export const namespace = (name: string, labels: Record<string, string> = {}): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export const container = (extra: object = {}): object => ({
  name: 'main',
  image: 'example.azurecr.io/app:1',
  ...extra,
});

export const deployment = (name: string, spec: object = {}, pod: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container()], ...pod } },
    ...spec,
  },
});

export const job = (name: string, spec: object = {}, pod: object = {}): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: 'default' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [container()], ...pod } }, ...spec },
});

export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
export const JOBS = '/apis/batch/v1/namespaces/default/jobs';
export const CORE = '/api/v1/namespaces/default';
