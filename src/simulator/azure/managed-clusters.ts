import { tenantId } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import { dig, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Operation } from '../operations.ts';
import type { Resource } from '../store.ts';
import { agentPools, filledPool, publish } from './agent-pools.ts';
import type { Cloud } from './cloud.ts';
import { fillCluster, nodeGroupOf } from './cluster-defaults.ts';
import { checkCluster, wantedPools } from './cluster-checks.ts';
import { clusterChange, clusterProgress, poolChange } from './cluster-progress.ts';
import { aksRefusal, checkRuns, clusterBusy, clusterEtag } from './cluster-rules.ts';
import { clusterProperties } from './cluster-shapes.ts';
import { notFound } from './checks.ts';
import { about, plainView } from './lifecycle.ts';
import { reserve } from './names.ts';
import { type, type Beginning, type Call, type Doom, type Write } from './resource-type.ts';
import { resourceGroups } from './groups.ts';

/** The pools of the body, and the group where the nodes will stand. */
function storeParts(cluster: Resource, write: Write): void {
  const { cloud, body, existing, location, target } = write;
  const version = textOf(dig(cluster.body, 'properties.kubernetesVersion'));
  for (const wanted of wantedPools(body)) {
    const { name, ...properties } = wanted;
    const id = `${cluster.id}/agentPools/${textOf(name)}`;
    const had = cloud.store.get(id);
    const createdAt = had?.createdAt ?? cloud.now();
    const whole = filledPool({ ...objectOf(had?.body['properties']), ...properties }, version);
    const state = existing === undefined ? 'Creating' : 'Updating';
    cloud.store.put({
      id,
      name: textOf(name),
      type: agentPools.type,
      createdAt,
      body: { properties: whole },
      hidden: {},
      state,
    });
  }
  if (existing !== undefined) return;
  const group = nodeGroupOf(write);
  const id = `/subscriptions/${target.subscriptionId}/resourceGroups/${group}`;
  const { tags } = body;
  cloud.store.put({
    id,
    name: group,
    type: resourceGroups.type,
    createdAt: cloud.now(),
    body: { location, managedBy: cluster.id, ...(tags === undefined ? {} : { tags }), properties: {} },
    hidden: {},
    state: 'Succeeded',
  });
  if (dig(body, 'properties.identityProfile.kubeletidentity') !== undefined) return;
  cluster.hidden['kubelet'] = cloud.directory.addManagedIdentity(`${cluster.name}-agentpool`);
}

/** Whom the nodes are, where the cluster was not told: an identity that AKS makes beside them. */
function kubeletOf({ id, name, body, hidden }: Resource): JsonObject {
  const { clientId, principalId } = objectOf(hidden['kubelet']);
  const group = `/subscriptions/${id.split('/')[2]}/resourcegroups/${textOf(dig(body, 'properties.nodeResourceGroup'))}`;
  return {
    resourceId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`,
    clientId,
    objectId: principalId,
  };
}

/** What GET shows: pools inside; issuer, kubelet identity and address only once the cluster is up. */
function clusterView(cluster: Resource, cloud: Cloud): JsonObject {
  const view = plainView(managedClusters, cluster);
  const { identityProfile, ...properties } = objectOf(view['properties']);
  const pools = cloud.store.children(cluster.id, agentPools.type).map(({ name, body, state }) => ({
    name,
    ...objectOf(body['properties']),
    provisioningState: state,
  }));
  const isBusy = cluster.state === 'Succeeded' && Number(cluster.hidden['busyUntil'] ?? 0) > cloud.now();
  const issuer = cluster.hidden['issuer'];
  const oidcIssuerProfile = {
    ...objectOf(properties['oidcIssuerProfile']),
    ...(issuer === undefined ? {} : { issuerURL: issuer }),
  };
  return {
    ...view,
    eTag: clusterEtag.of(cluster),
    properties: {
      ...properties,
      provisioningState: isBusy ? 'Updating' : cluster.state,
      agentPoolProfiles: pools,
      oidcIssuerProfile,
      ...(cluster.hidden['isUp'] === true
        ? { identityProfile: { kubeletidentity: kubeletOf(cluster), ...objectOf(identityProfile) } }
        : {}),
    },
  };
}

/** What a write of an existing cluster is about. */
function changeOf({ existing, body, cloud }: Write): string {
  const pools = wantedPools(body).map((wanted) => {
    const had = cloud.store.get(`${existing?.id}/agentPools/${textOf(wanted['name'])}`);
    return poolChange(objectOf(had?.body['properties']), wanted);
  });
  return clusterChange(objectOf(existing?.body), body, pools);
}

function clusterReady(cluster: Resource, cloud: Cloud, op: Operation): void {
  for (const pool of cloud.store.children(cluster.id, agentPools.type)) pool.state = 'Succeeded';
  cluster.hidden['isUp'] = true;
  if (dig(cluster.body, 'properties.oidcIssuerProfile.enabled') === true) {
    cluster.hidden['issuer'] ??=
      `https://${textOf(cluster.body['location'])}.oic.prod-aks.azure.com/${tenantId}/${cloud.guid()}/`;
  }
  publish(cloud, cluster.id);
  if (op.verb !== 'create') return;
  const knobs = cloud.surroundings.faults.take('aks.backgroundOp', `PUT ${cluster.id}`);
  const seconds =
    knobs === undefined
      ? cloud.surroundings.profile === 'realistic'
        ? 60
        : 0
      : Number(knobs['seconds'] ?? 60);
  if (seconds > 0) cluster.hidden['busyUntil'] = cloud.now() + seconds * 1000;
}

function clusterGone(cluster: Resource, cloud: Cloud): void {
  cloud.clusters.close(cluster.id);
  reserve(cloud, `${cluster.id}#late`, LATE_SECONDS);
  for (const principalId of [
    dig(cluster.body, 'identity.principalId'),
    dig(cluster.hidden, 'kubelet.principalId'),
  ]) {
    if (typeof principalId === 'string') cloud.directory.removeManagedIdentity(principalId);
  }
  const group = textOf(dig(cluster.body, 'properties.nodeResourceGroup'));
  cloud.store.remove(`/subscriptions/${cluster.id.split('/')[2]}/resourceGroups/${group}`);
}

/** For how long after its deletion AKS itself is asked for a cluster, before ARM knows. */
const LATE_SECONDS = 5;

function absent(call: Call): Refusal {
  const { cloud, target } = call;
  if ((cloud.world.reserved[`${target.path}#late`.toLowerCase()] ?? 0) <= cloud.now()) return notFound(call);
  return new Refusal(
    404,
    'NotFound',
    `Could not find managed cluster resource: ${target.names[0]} in subscription: ${target.subscriptionId}, resourceGroup: ${target.resourceGroup}.`,
    {
      flat: true,
      details: [
        { code: 'Unspecified', message: 'rpc error: code = NotFound desc = Managed Cluster not found' },
      ],
      subcode: 'GetManagedCluster_NotFound',
    },
  );
}

function allocation(_cluster: Resource, call: Call, { verb }: Beginning): Doom | undefined {
  if (
    verb === 'delete' ||
    call.cloud.surroundings.faults.take('aks.allocationFailed', about(call)) === undefined
  )
    return undefined;
  return {
    code: 'AllocationFailed',
    message:
      'Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at http://aka.ms/allocation-guidance',
  };
}

/** AKS clusters with their pools inline. */
export const managedClusters = type('Microsoft.ContainerService/managedClusters', {
  shownType: 'Microsoft.ContainerService/ManagedClusters',
  idOf: ({ target, cloud }) =>
    `/subscriptions/${target.subscriptionId}/resourcegroups/${cloud.store.get(target.scope)?.name}/providers/Microsoft.ContainerService/managedClusters/${target.names[0]}`,
  name: /^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/,
  nameRefusal: () =>
    aksRefusal(
      400,
      'InvalidParameter',
      'The value of parameter name is invalid. Please see https://aka.ms/aks-naming-rules for more details.',
    ),
  location: 'regional',
  requires: ['properties.agentPoolProfiles'],
  members: {
    sku: { name: 'string', tier: 'string' },
    identity: 'object',
    extendedLocation: 'object',
    kind: 'string',
    eTag: 'string',
  },
  properties: clusterProperties,
  etag: clusterEtag,
  patchesTags: { timing: { seconds: 15, ackSeconds: 1 }, check: checkRuns },
  lockRoot: (id) => id,
  busy: clusterBusy,
  notFound: absent,
  updatingState: changeOf,
  check: checkCluster,
  keep: fillCluster,
  stored: storeParts,
  show: clusterView,
  ready: clusterReady,
  broken(cluster, cloud) {
    for (const pool of cloud.store.children(cluster.id, agentPools.type)) pool.state = 'Failed';
  },
  doom: allocation,
  gone: clusterGone,
  lro: {
    style: 'containerservice',
    create: {
      seconds: (id, cloud) =>
        cloud.store.children(id, agentPools.type).length > 1
          ? { p50: 270, p90: 420, min: 119 }
          : { p50: 258, p90: 405, min: 119 },
      ackSeconds: { p50: 6, p90: 9 },
    },
    update: { seconds: { p50: 106, p90: 325, min: 51 }, ackSeconds: { p50: 5, p90: 7 } },
    delete: { seconds: { p50: 315, p90: 500, min: 126 }, ackSeconds: 1 },
    accepted: (op, body) => ({ status: op.verb === 'create' ? 201 : 200, body }),
    progress(cluster, call, verb) {
      const pools = call.cloud.store.children(cluster.id, agentPools.type);
      const count = pools.reduce((sum, { body }) => sum + Number(dig(body, 'properties.count') ?? 0), 0);
      return clusterProgress(count, call, verb);
    },
  },
});
