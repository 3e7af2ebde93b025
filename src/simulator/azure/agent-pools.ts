import { dig, merged, objectOf, textOf, type JsonObject } from '../json.ts';
import type { NodePool } from '../ports.ts';
import type { Seconds } from '../spread.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';
import {
  aksRefusal,
  checkAddresses,
  checkPool,
  checkQuota,
  checkRuns,
  clusterBusy,
  clusterEtag,
  patchOf,
} from './cluster-rules.ts';
import { poolProperties } from './cluster-shapes.ts';
import { poolChange, poolProgress } from './cluster-progress.ts';
import { plainView } from './lifecycle.ts';
import { Refusal } from '../errors.ts';
import { type, type Write } from './resource-type.ts';
import { parentId } from './target.ts';

/** A pool with AKS's defaults. */
export function filledPool(wanted: JsonObject, clusterVersion: string): JsonObject {
  const { provisioningState: _state, ...properties } = wanted;
  const version = textOf(wanted['orchestratorVersion']) || clusterVersion;
  const isSpot = wanted['scaleSetPriority'] === 'Spot';
  return merged(
    {
      count: 1,
      osDiskSizeGB: 128,
      osDiskType: 'Managed',
      kubeletDiskType: 'OS',
      maxPods: 250,
      type: 'VirtualMachineScaleSets',
      enableAutoScaling: false,
      scaleDownMode: 'Delete',
      powerState: { code: 'Running' },
      enableNodePublicIP: false,
      mode: 'User',
      osType: 'Linux',
      osSKU: 'Ubuntu',
      nodeImageVersion: 'AKSUbuntu-2404gen2containerd-202611.03.0',
      upgradeSettings: isSpot ? {} : { maxSurge: '10%' },
      enableFIPS: false,
      securityProfile: { enableVTPM: false, enableSecureBoot: false },
    },
    { ...properties, orchestratorVersion: version, currentOrchestratorVersion: patchOf(version) },
  );
}

/** The pools of a cluster as Kubernetes sees them: those that are up. */
export function nodePools(cloud: Cloud, clusterId: string): readonly NodePool[] {
  return cloud.store
    .children(clusterId, agentPools.type)
    .filter(({ state }) => state !== 'Creating' && state !== 'Failed')
    .map(({ name, body }) => {
      const { count, vmSize, mode, nodeTaints, nodeLabels } = objectOf(body['properties']);
      return {
        name,
        mode: mode === 'System' ? ('System' as const) : ('User' as const),
        count: dig(body, 'properties.powerState.code') === 'Stopped' ? 0 : Number(count),
        vmSize: textOf(vmSize),
        taints: (nodeTaints ?? []) as readonly string[],
        labels: (nodeLabels ?? {}) as Readonly<Record<string, string>>,
      };
    });
}

/** Has Kubernetes follow what ARM knows of a cluster. */
export function publish(cloud: Cloud, clusterId: string): void {
  const cluster = cloud.store.get(clusterId);
  if (cluster === undefined || cluster.state === 'Creating' || cluster.state === 'Failed') return;
  cloud.clusters.open({
    id: cluster.id,
    fqdn: textOf(dig(cluster.body, 'properties.fqdn')),
    version: textOf(dig(cluster.body, 'properties.currentKubernetesVersion')),
    pools: nodePools(cloud, clusterId),
    ...(typeof cluster.hidden['issuer'] === 'string' ? { issuer: cluster.hidden['issuer'] } : {}),
    isStopped: dig(cluster.body, 'properties.powerState.code') === 'Stopped',
  });
}

/** Pools change side by side, but not while their cluster does. */
function checkCluster(cluster: Resource | undefined, cloud: Cloud): void {
  const isBusy = Number(cluster?.hidden['busyUntil'] ?? 0) > cloud.now();
  if (cluster !== undefined && (isBusy || cluster.state !== 'Succeeded')) throw clusterBusy(cluster);
}

function checkAgentPool({ cloud, target, name, body, existing, parent }: Write): void {
  if (parent === undefined) return;
  checkRuns(parent);
  checkCluster(parent, cloud);
  const pool = objectOf(body['properties']);
  const location = textOf(parent.body['location']);
  const had = existing === undefined ? {} : { existingPool: objectOf(existing.body['properties']) };
  const wanted = { ...had.existingPool, ...pool };
  checkPool(name, wanted, { cloud, location, ...had });
  checkAddresses(objectOf(dig(parent.body, 'properties.networkProfile')), [wanted], cloud);
  const before = Number(had.existingPool?.['count'] ?? 0);
  const more = Math.max(0, Number(wanted['count'] ?? 1) - before);
  checkQuota({ cloud, target }, location, [{ ...wanted, count: more }]);
}

/** How long a change takes, by what changes: medians of the recordings. */
function updateSeconds(id: string, { store }: Cloud): Seconds {
  const seconds: Readonly<Record<string, Seconds>> = {
    Upgrading: 318,
    Scaling: 90,
    Stopping: 60,
    Starting: 212,
  };
  return seconds[store.get(id)?.state ?? ''] ?? { p50: 14, p90: 178, min: 3 };
}

/** Node pools of AKS. */
export const agentPools = type('Microsoft.ContainerService/managedClusters/agentPools', {
  location: 'none',
  parentIsRoot: true,
  verbs: ['GET', 'HEAD', 'PUT', 'DELETE'],
  requires: ['properties.vmSize'],
  properties: poolProperties,
  etag: clusterEtag,
  busy: clusterBusy,
  notFound: ({ target }) =>
    new Refusal(
      404,
      'NotFound',
      `Could not find the agentpool: ${target.names[1]} in subscription: ${target.subscriptionId}, resourceGroup: ${target.resourceGroup}, resourceName: ${target.names[0]}.`,
      {
        flat: true,
        details: [{ code: 'Unspecified', message: 'rpc error: code = NotFound desc = Agent Pool not found' }],
        subcode: 'GetAgentPool_NotFound_HCPServerError',
      },
    ),
  updatingState: ({ existing, body }) =>
    poolChange(objectOf(existing?.body['properties']), objectOf(body['properties'])),
  check: checkAgentPool,
  keep: ({ body, existing, parent }) => ({
    body: {
      properties: filledPool(
        { ...objectOf(existing?.body['properties']), ...objectOf(body['properties']) },
        textOf(dig(parent?.body, 'properties.kubernetesVersion')),
      ),
    },
  }),
  show(resource, cloud) {
    const view = plainView(agentPools, resource);
    const isBusy = resource.state === 'Succeeded' && Number(resource.hidden['busyUntil'] ?? 0) > cloud.now();
    const properties = { ...objectOf(view['properties']), eTag: clusterEtag.of(resource) };
    return { ...view, properties: isBusy ? { ...properties, provisioningState: 'Updating' } : properties };
  },
  ready(resource, cloud, op) {
    publish(cloud, parentId(resource.id));
    if (op.verb !== 'create') return;
    const knobs = cloud.surroundings.faults.take('aks.backgroundOp', `PUT ${resource.id}`);
    if (knobs === undefined) return;
    resource.hidden['busyUntil'] = cloud.now() + Number(knobs['seconds'] ?? 60) * 1000;
  },
  gone(resource, cloud) {
    if (cloud.store.get(parentId(resource.id)) !== undefined) publish(cloud, parentId(resource.id));
  },
  checkDelete(resource, { cloud }) {
    checkCluster(cloud.store.get(parentId(resource.id)), cloud);
    const pools = cloud.store.children(parentId(resource.id), agentPools.type);
    const others = pools.filter(
      ({ id, body }) => id !== resource.id && dig(body, 'properties.mode') === 'System',
    );
    if (others.length > 0) return;
    if (dig(resource.body, 'properties.mode') !== 'System') return;
    throw aksRefusal(400, 'OperationNotAllowed', 'There has to be at least one system agent pool.');
  },
  lro: {
    style: 'containerservice',
    create: { seconds: { p50: 217, p90: 362, min: 54 }, ackSeconds: { p50: 5, p90: 7 } },
    update: { seconds: updateSeconds, ackSeconds: 4 },
    delete: { seconds: { p50: 54, p90: 70, min: 25 }, ackSeconds: 1 },
    accepted: (op, body) => ({ status: op.verb === 'create' ? 201 : 200, body }),
    progress: poolProgress,
  },
});
