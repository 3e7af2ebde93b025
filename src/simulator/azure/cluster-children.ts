import { kubernetesVersions } from '../catalogue.ts';
import { answer } from '../errors.ts';
import { dig, objectOf, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { agentPools } from './agent-pools.ts';
import { aksRefusal } from './cluster-rules.ts';
import { present } from './lifecycle.ts';
import { managedClusters } from './managed-clusters.ts';
import { type, type Call, type Route } from './resource-type.ts';
import { topResource } from './target.ts';

const path =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{cluster}';

/** The names that a configuration can have: what it keeps to its hours. */
const configurationNames = ['default', 'aksManagedAutoUpgradeSchedule', 'aksManagedNodeOSUpgradeSchedule'];

/** When AKS may do what it does by itself. */
export const maintenanceConfigurations = type(`${managedClusters.type}/maintenanceConfigurations`, {
  location: 'none',
  parentIsRoot: true,
  verbs: ['GET', 'HEAD', 'PUT', 'DELETE'],
  properties: {
    maintenanceWindow: 'object',
    notAllowedTime: [{ start: 'string', end: 'string' }],
    timeInWeek: [{ day: 'string', hourSlots: 'any' }],
  },
  notFound: ({ target }) =>
    aksRefusal(
      404,
      'NotFound',
      `Could not find maintenance configuration ${target.names[1]} of managed cluster ${target.names[0]} in subscription: ${target.subscriptionId}, resourceGroup: ${target.resourceGroup}.`,
    ),
  check({ name }) {
    if (configurationNames.some((known) => known.toLowerCase() === name.toLowerCase())) return;
    throw aksRefusal(
      400,
      'InvalidParameter',
      `The maintenance configuration name '${name}' is invalid. Allowed names are: ${configurationNames.join(', ')}.`,
      { target: 'configName' },
    );
  },
  keep: ({ body }) => ({ body: { properties: objectOf(body['properties']) } }),
  written: { created: 200, updated: 200 },
  deleted: { status: 200 },
});

/** The cluster that a request below it is about. */
export function clusterOf(call: Call): Resource {
  const { target } = call;
  const at = { path: topResource(target.path), type: managedClusters.type, names: target.names.slice(0, 1) };
  return present(managedClusters, { ...call, target: { ...target, ...at } });
}

/** A version that something can go to. */
export interface Upgrade {
  readonly kubernetesVersion: string;
  readonly isPreview?: true;
}

/** The versions that a control plane or a pool of this version can go to: patches of its own minor and of the next. */
export function upgradesOf(version: string): readonly Upgrade[] {
  const minor = version.split('.').slice(0, 2).join('.');
  const at = kubernetesVersions.findIndex((known) => known.version === minor);
  const patchOf = (one: string): number => Number(one.split('.')[2] ?? 0);
  return kubernetesVersions.slice(at, at + 2).flatMap(({ version: of, patches, is }) =>
    patches
      .filter((patch) => of !== minor || patchOf(patch) > patchOf(version))
      .map((kubernetesVersion) => ({
        kubernetesVersion,
        ...(is === 'preview' ? { isPreview: true as const } : {}),
      })),
  );
}

function upgradeProfile(call: Call): WireResponse {
  const cluster = clusterOf(call);
  const version = textOf(dig(cluster.body, 'properties.currentKubernetesVersion'));
  return answer(200, {
    id: `${cluster.id}/upgradeprofiles/default`,
    name: 'default',
    type: `${managedClusters.type}/upgradeprofiles`,
    properties: {
      controlPlaneProfile: { kubernetesVersion: version, osType: 'Linux', upgrades: upgradesOf(version) },
      agentPoolProfiles: null,
    },
  });
}

function poolUpgradeProfile(call: Call): WireResponse {
  const { target, params } = call;
  const poolPath = target.path.split('/').slice(0, -2).join('/');
  const names = [params['cluster'] ?? '', params['pool'] ?? ''];
  const pool = present(agentPools, {
    ...call,
    target: { ...target, path: poolPath, type: agentPools.type, names },
  });
  const { currentOrchestratorVersion, nodeImageVersion } = objectOf(pool.body['properties']);
  return answer(200, {
    id: `${pool.id}/upgradeProfiles/default`,
    name: 'default',
    type: `${agentPools.type}/upgradeProfiles`,
    properties: {
      kubernetesVersion: currentOrchestratorVersion,
      osType: 'Linux',
      latestNodeImageVersion: nodeImageVersion,
      upgrades: upgradesOf(textOf(currentOrchestratorVersion)),
    },
  });
}

/** A pool may be as new as its control plane, and not much older. */
function poolVersions(call: Call): WireResponse {
  const cluster = clusterOf(call);
  const newest = textOf(dig(cluster.body, 'properties.currentKubernetesVersion'));
  const order = (version: string): string =>
    version
      .split('.')
      .map((part) => part.padStart(3, '0'))
      .join('.');
  const versions = kubernetesVersions
    .flatMap(({ patches, is }) => patches.map((version) => ({ version, is })))
    .filter(({ version }) => order(version) <= order(newest));
  return answer(200, {
    id: `${cluster.id}/availableAgentPoolVersions`,
    name: 'default',
    type: `${managedClusters.type}/availableAgentPoolVersions`,
    properties: {
      agentPoolVersions: versions.map(({ version, is }) => ({
        kubernetesVersion: version,
        ...(version === newest ? { default: true } : {}),
        ...(is === 'preview' ? { isPreview: true } : {}),
      })),
    },
  });
}

const read = (leaf: string, right: string, answerTo: Route['answer']): Route => ({
  method: 'GET',
  path: `${path}/${leaf}`,
  action: `${managedClusters.type}/${right}/read`,
  answer: answerTo,
});

/** Where a cluster and its pools can go from here. */
export const upgradeRoutes: readonly Route[] = [
  read('upgradeProfiles/default', 'upgradeProfiles', upgradeProfile),
  read('agentPools/{pool}/upgradeProfiles/default', 'agentPools/upgradeProfiles', poolUpgradeProfile),
  read('availableAgentPoolVersions', 'availableAgentPoolVersions', poolVersions),
];
