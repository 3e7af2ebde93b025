import { createHash } from 'node:crypto';
import type { JsonObject } from '../../json.ts';
import type { NodePool } from '../../ports.ts';
import { kindNamed } from '../schema/kinds.ts';
import { eraseObject, findObject, insertObject, listNamed, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import type { Node } from './views.ts';

/** Memory of machine families, in GiB a core. */
const GIB_PER_CORE: Readonly<Record<string, number>> = { D: 4, E: 8, F: 2, B: 4, A: 2, L: 8 };
const MANAGED_BY = 'kubernetes.azure.com/cluster';

/** Cores and memory of a machine size such as `Standard_D4s_v5`. */
function sizeOf(vmSize: string): { cores: number; gib: number } {
  const match = /^Standard_([A-Z])[A-Z]*(\d+)/i.exec(vmSize);
  const cores = Number(match?.[2] ?? 2);
  return { cores, gib: cores * (GIB_PER_CORE[(match?.[1] ?? 'D').toUpperCase()] ?? 4) };
}

/** What AKS leaves to pods: less than there is, by what the kubelet and the system keep for themselves. */
function allocatableOf(vmSize: string): Record<string, string> {
  const { cores, gib } = sizeOf(vmSize);
  const reserved = cores <= 2 ? 100 : cores <= 4 ? 140 : 180;
  const memory = gib * 1024 - Math.min(20 * 60 + 50, gib * 256) - 100;
  return {
    cpu: `${cores * 1000 - reserved}m`,
    memory: `${memory}Mi`,
    pods: '60',
    'ephemeral-storage': '110Gi',
  };
}

function taintOf(text: string): { key: string; value?: string; effect: string } {
  const [left = '', effect = 'NoSchedule'] = text.split(':');
  const [key = '', value] = left.split('=');
  return { key, ...(value === undefined ? {} : { value }), effect };
}

/** What a kubelet tells of its machine. Clients of other languages refuse a Node that lacks one of these fields. */
function machineOf(name: string, version: string): JsonObject {
  const digest = (what: string): string => createHash('sha256').update(`${what} ${name}`).digest('hex');
  const uuid = (what: string): string =>
    digest(what).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return {
    machineID: digest('machine').slice(0, 32),
    systemUUID: uuid('system'),
    bootID: uuid('boot'),
    kernelVersion: '6.8.0-1040-azure',
    osImage: 'Ubuntu 24.04.3 LTS',
    containerRuntimeVersion: 'containerd://2.1.6-1',
    kubeletVersion: `v${version}`,
    // Kubernetes no longer fills it, and still calls it required.
    kubeProxyVersion: '',
    operatingSystem: 'linux',
    architecture: 'amd64',
  };
}

/** An address in the network of the nodes, 10.224.0.0/16 as AKS has it. */
const addressOf = ({ state }: Cluster, { name }: NodePool, index: number): string =>
  `10.224.${state.pools.findIndex((pool) => pool.name === name)}.${index + 4}`;

/** A machine of a pool as a Node. */
export function nodeOf(cluster: Cluster, pool: NodePool, index: number): KubeObject {
  const name = nodeName(pool, index);
  const time = timeText(cluster.now);
  const capacity = sizeOf(pool.vmSize);
  const taints = pool.taints.map(taintOf);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'node.kubernetes.io/instance-type': pool.vmSize,
        [MANAGED_BY]: 'MC_simulated',
        'kubernetes.azure.com/agentpool': pool.name,
        agentpool: pool.name,
        'kubernetes.azure.com/mode': pool.mode.toLowerCase(),
        ...pool.labels,
      },
    },
    spec: { providerID: `azure:///simulated/${name}`, ...(taints.length === 0 ? {} : { taints }) },
    status: {
      allocatable: allocatableOf(pool.vmSize),
      capacity: { cpu: String(capacity.cores), memory: `${capacity.gib}Gi`, pods: '60' },
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastTransitionTime: time,
        },
      ],
      addresses: [
        { type: 'InternalIP', address: addressOf(cluster, pool, index) },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: machineOf(name, cluster.state.version),
    },
  };
}

/** The name of a machine in a pool, as scale sets number them. */
export function nodeName(pool: NodePool, index: number): string {
  return `aks-${pool.name}-10000000-vmss${index.toString(36).padStart(6, '0')}`;
}

/** Makes one node for each machine of the pools and takes away those without a machine. */
export function playNodes(cluster: Cluster): number | undefined {
  const { state } = cluster;
  const kind = kindNamed('Node');
  const wanted = new Map(
    state.pools.flatMap((pool) =>
      Array.from(
        { length: Math.max(pool.count, extraNodes(cluster, pool)) },
        (_, index) => [nodeName(pool, index), { pool, index }] as const,
      ),
    ),
  );
  for (const node of listNamed<Node>(state, 'Node')) {
    const isOurs = node.metadata.labels?.[MANAGED_BY] !== undefined;
    if (isOurs && !wanted.has(node.metadata.name)) eraseObject(cluster, kind, node);
  }
  for (const [name, { pool, index }] of wanted) {
    if (findObject(state, kind, undefined, name) === undefined)
      insertObject(cluster, kind, nodeOf(cluster, pool, index));
  }
  return undefined;
}

/** How many machines the autoscaler has given a pool so far. */
function extraNodes({ state }: Cluster, pool: NodePool): number {
  const plan = state.plans[`autoscaler ${pool.name}`];
  return typeof plan?.['count'] === 'number' ? plan['count'] : 0;
}
