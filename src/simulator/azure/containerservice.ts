import { kubernetesVersions, tenantId } from '../catalogue.ts';
import { answer } from '../errors.ts';
import { dig, isObject, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { agentPools } from './agent-pools.ts';
import {
  clusterOf,
  maintenanceConfigurations,
  upgradeRoutes,
  upgradesOf,
  type Upgrade,
} from './cluster-children.ts';
import { clusterPowerRoutes } from './cluster-power.ts';
import { aksRefusal, clusterBusy } from './cluster-rules.ts';
import { about } from './lifecycle.ts';
import { managedClusters } from './managed-clusters.ts';
import type { Call, Provider, Route } from './resource-type.ts';

const path =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{cluster}';

type User = 'clusterUser' | 'clusterAdmin';

/** The kubeconfig of a cluster that is up, in base64: users of Entra sign in, all others need local accounts. */
function kubeconfigOf(call: Call, cluster: Resource, user: User): string {
  const { cloud } = call;
  if (cluster.hidden['isUp'] !== true || cluster.deleting === true) throw clusterBusy(cluster);
  const aad = dig(cluster.body, 'properties.aadProfile');
  if (user === 'clusterUser' && isObject(aad)) {
    const config = cloud.clusters.kubeconfig(cluster.id, user, textOf(aad['tenantID']) || tenantId);
    return Buffer.from(config).toString('base64');
  }
  const isDisabled = dig(cluster.body, 'properties.disableLocalAccounts') === true;
  if (isDisabled || cloud.surroundings.faults.take('aks.localAccountsDisabled', about(call)) !== undefined) {
    throw aksRefusal(
      400,
      'BadRequest',
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    );
  }
  return Buffer.from(cloud.clusters.kubeconfig(cluster.id, user)).toString('base64');
}

const credentials =
  (user: User) =>
  (call: Call): WireResponse =>
    answer(200, { kubeconfigs: [{ name: user, value: kubeconfigOf(call, clusterOf(call), user) }] });

/** The same kubeconfig in the form of old clients: Terraform asked for it until 2022. */
function accessProfile(call: Call): WireResponse {
  const name = call.params['role'] ?? '';
  const cluster = clusterOf(call);
  if (name !== 'clusterUser' && name !== 'clusterAdmin') {
    throw aksRefusal(404, 'NotFound', `Could not find the access profile: ${name}.`);
  }
  const { location, tags } = cluster.body;
  return answer(200, {
    id: `${cluster.id}/accessProfiles/${name}`,
    name,
    type: 'Microsoft.ContainerService/ManagedClusters/AccessProfiles',
    location,
    ...(tags === undefined ? {} : { tags }),
    properties: { kubeConfig: kubeconfigOf(call, cluster, name) },
  });
}

function versions(): WireResponse {
  const values = kubernetesVersions.map(({ version, patches, is }) => ({
    version,
    // Left out when false, as on the wire.
    ...(is === 'default' ? { isDefault: true } : {}),
    ...(is === 'preview' ? { isPreview: true } : {}),
    capabilities: { supportPlan: ['KubernetesOfficial', 'AKSLongTermSupport'] },
    patchVersions: Object.fromEntries(
      patches.map((patch, index) => [patch, { upgrades: patches.slice(index + 1) }]),
    ),
  }));
  return answer(200, { values });
}

/** The versions in the form of 2019, by which Terraform still asks: every patch by itself, and where it can go to. */
function orchestrators({ target }: Call): WireResponse {
  const orchestratorType = 'Kubernetes';
  const named = ({ kubernetesVersion, ...rest }: Upgrade): object => ({
    orchestratorType,
    orchestratorVersion: kubernetesVersion,
    ...rest,
  });
  const all = kubernetesVersions.flatMap(({ patches, is }) =>
    patches.map((patch, index) => ({
      orchestratorType,
      orchestratorVersion: patch,
      ...(is === 'default' && index === patches.length - 1 ? { default: true } : {}),
      ...(is === 'preview' ? { isPreview: true } : {}),
      upgrades: upgradesOf(patch).map(named),
    })),
  );
  return answer(200, {
    id: target.path,
    name: 'default',
    type: 'Microsoft.ContainerService/locations/orchestrators',
    properties: { orchestrators: all },
  });
}

const credentialRoute = (leaf: string, user: User): Route => ({
  method: 'POST',
  path: `${path}/${leaf}`,
  action: `${managedClusters.type}/${leaf}/action`,
  ackSeconds: { p50: 0.6, p90: 1.2 },
  answer: credentials(user),
});

/** Microsoft.ContainerService: AKS. */
export const containerservice: Provider = {
  namespace: 'Microsoft.ContainerService',
  types: [managedClusters, agentPools, maintenanceConfigurations],
  routes: [
    ...clusterPowerRoutes,
    credentialRoute('listClusterUserCredential', 'clusterUser'),
    credentialRoute('listClusterAdminCredential', 'clusterAdmin'),
    {
      method: 'POST',
      path: `${path}/accessProfiles/{role}/listCredential`,
      action: `${managedClusters.type}/accessProfiles/listCredential/action`,
      ackSeconds: 0.6,
      answer: accessProfile,
    },
    ...upgradeRoutes,
    {
      method: 'GET',
      path: '/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/kubernetesVersions',
      action: 'Microsoft.ContainerService/locations/kubernetesversions/read',
      answer: versions,
    },
    {
      method: 'GET',
      path: '/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/orchestrators',
      action: 'Microsoft.ContainerService/locations/orchestrators/read',
      answer: orchestrators,
    },
  ],
};
