import { kubernetesVersions } from '../catalogue.ts';
import { answer } from '../errors.ts';
import { dig } from '../json.ts';
import type { WireResponse } from '../wire.ts';
import { agentPools } from './agent-pools.ts';
import { aksRefusal, clusterBusy } from './cluster-rules.ts';
import { about, present } from './lifecycle.ts';
import { managedClusters } from './managed-clusters.ts';
import type { Call, Provider, Route } from './resource-type.ts';

const path =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{cluster}';

const credentials =
  (user: 'clusterUser' | 'clusterAdmin') =>
  (call: Call): WireResponse => {
    const { cloud, target } = call;
    const cluster = present(managedClusters, {
      ...call,
      target: { ...target, path: target.path.split('/').slice(0, -1).join('/'), type: managedClusters.type },
    });
    if (cluster.hidden['isUp'] !== true || cluster.deleting === true) throw clusterBusy(cluster);
    const isDisabled = dig(cluster.body, 'properties.disableLocalAccounts') === true;
    if (
      isDisabled ||
      cloud.surroundings.faults.take('aks.localAccountsDisabled', about(call)) !== undefined
    ) {
      throw aksRefusal(
        400,
        'BadRequest',
        'Getting static credential is not allowed because this cluster is set to disable local accounts.',
      );
    }
    const value = Buffer.from(cloud.clusters.kubeconfig(cluster.id, user)).toString('base64');
    return answer(200, { kubeconfigs: [{ name: user, value }] });
  };

function versions(): WireResponse {
  const values = kubernetesVersions.map(({ version, patches, is }) => ({
    version,
    // Left out when false, as on the wire (facts AK-2).
    ...(is === 'default' ? { isDefault: true } : {}),
    ...(is === 'preview' ? { isPreview: true } : {}),
    capabilities: { supportPlan: ['KubernetesOfficial', 'AKSLongTermSupport'] },
    patchVersions: Object.fromEntries(
      patches.map((patch, index) => [patch, { upgrades: patches.slice(index + 1) }]),
    ),
  }));
  return answer(200, { values });
}

const credentialRoute = (leaf: string, user: 'clusterUser' | 'clusterAdmin'): Route => ({
  method: 'POST',
  path: `${path}/${leaf}`,
  action: `${managedClusters.type}/${leaf}/action`,
  ackSeconds: 0.6,
  answer: credentials(user),
});

/** Microsoft.ContainerService: AKS. */
export const containerservice: Provider = {
  namespace: 'Microsoft.ContainerService',
  types: [managedClusters, agentPools],
  routes: [
    credentialRoute('listClusterUserCredential', 'clusterUser'),
    credentialRoute('listClusterAdminCredential', 'clusterAdmin'),
    {
      method: 'GET',
      path: '/subscriptions/{subscription}/providers/Microsoft.ContainerService/locations/{location}/kubernetesVersions',
      action: 'Microsoft.ContainerService/locations/kubernetesversions/read',
      answer: versions,
    },
  ],
};
