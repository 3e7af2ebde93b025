import { dig, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Operation, Progress } from '../operations.ts';
import type { Resource } from '../store.ts';
import type { Call } from './resource-type.ts';

/** Since this version AKS says how far it has come; the shares are those of recorded operations. */
const TALKATIVE = '2025-08-01';

const nodes = (done: number, count: number): string => `${done}/${count} nodes completed`;

/** What AKS says while it works on a cluster with so many nodes. */
export function clusterProgress(count: number, { apiVersion }: Call, verb: Operation['verb']): Progress {
  if (apiVersion < TALKATIVE || verb === 'delete') return [];
  if (verb === 'update') {
    return [
      [0.12, 'ProvisioningNetworkResources'],
      [0.16, 'ProvisioningControlPlane'],
      [0.55, 'ReconcilingDNS'],
    ];
  }
  return [
    [0.11, 'ProvisioningNetworkResources'],
    [0.15, 'ProvisioningControlPlane'],
    [0.5, 'CreatingAgentPools'],
    [0.55, `CreatingAgentPools: ${nodes(0, count)}`],
    [0.7, `CreatingAgentPools: ${nodes(count, count)}`],
    [0.77, 'ReconcilingAddons'],
  ];
}

/** What AKS says while it works on a pool. */
export function poolProgress(pool: Resource, { apiVersion }: Call, verb: Operation['verb']): Progress {
  if (apiVersion < TALKATIVE || verb === 'delete') return [];
  const count = Number(dig(pool.body, 'properties.count') ?? 1);
  if (verb === 'create') {
    return [
      [0.07, 'CreatingAgentPool'],
      [0.13, `CreatingAgentPool: ${nodes(0, count)}`],
      [0.65, `CreatingAgentPool: ${nodes(count, count)}`],
    ];
  }
  if (pool.state === 'Scaling') return [[0.1, `ScalingAgentPool: ${nodes(0, count)}`]];
  if (pool.state !== 'Upgrading') return [];
  return [
    [0.03, 'UpgradingAgentPool'],
    [0.06, 'RollingUpgradeCreatingSurgeNodes'],
    [0.4, `RollingUpgradeUpgradingNodes: ${nodes(0, count)}; 0 errors`],
  ];
}

/** The word for what changes about a pool. */
export function poolChange(had: JsonObject, wanted: JsonObject): string {
  const differs = (path: string): boolean => {
    const wish = dig(wanted, path);
    return wish !== undefined && wish !== dig(had, path);
  };
  if (differs('powerState.code'))
    return dig(wanted, 'powerState.code') === 'Stopped' ? 'Stopping' : 'Starting';
  if (differs('orchestratorVersion')) return 'Upgrading';
  return differs('count') ? 'Scaling' : 'Updating';
}

/** The word for what changes about a cluster, given what changes about each of its pools. */
export function clusterChange(had: JsonObject, wanted: JsonObject, pools: readonly string[]): string {
  const version = textOf(objectOf(wanted['properties'])['kubernetesVersion']);
  if (version !== '' && version !== dig(had, 'properties.kubernetesVersion')) return 'Upgrading';
  return pools.find((change) => change !== 'Updating') ?? 'Updating';
}
