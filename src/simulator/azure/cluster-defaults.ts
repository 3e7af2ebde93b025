import { tenantId } from '../catalogue.ts';
import { dig, merged, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Cloud } from './cloud.ts';
import { filledNetwork } from './cluster-network.ts';
import { patchOf } from './cluster-rules.ts';
import type { Write } from './resource-type.ts';

/** The group in which a cluster's nodes stand. */
export const nodeGroupOf = ({ body, target, name, location, existing }: Write): string =>
  textOf(dig(body, 'properties.nodeResourceGroup')) ||
  textOf(dig(existing?.body, 'properties.nodeResourceGroup')) ||
  `MC_${target.resourceGroup}_${name}_${location}`.slice(0, 80);

function defaultsOf({ cloud, location }: Write, prefix: string): JsonObject {
  const host = `${prefix}-${cloud.letters(8)}`;
  return {
    powerState: { code: 'Running' },
    fqdn: `${host}.hcp.${location}.azmk8s.io`,
    azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io`,
    servicePrincipalProfile: { clientId: 'msi' },
    enableRBAC: true,
    supportPlan: 'KubernetesOfficial',
    maxAgentPools: 100,
    autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' },
    securityProfile: {},
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
    oidcIssuerProfile: { enabled: false },
    workloadAutoScalerProfile: {},
    resourceUID: cloud.guid().replaceAll('-', '').slice(0, 24),
    metricsProfile: { costAnalysis: { enabled: false } },
    nodeProvisioningProfile: { mode: 'Manual', defaultNodePools: 'Auto' },
    bootstrapProfile: { artifactSource: 'Direct' },
  };
}

/** What is kept of a write to a cluster, with AKS's defaults. */
export function fillCluster(write: Write): { body: JsonObject } {
  const { body, existing, location, cloud, name } = write;
  const { agentPoolProfiles: _pools, provisioningState: _state, ...wanted } = objectOf(body['properties']);
  const base = objectOf(existing?.body['properties'] ?? defaultsOf(write, textOf(wanted['dnsPrefix'])));
  const network = objectOf(wanted['networkProfile']);
  const isNew = existing === undefined;
  const version = textOf(wanted['kubernetesVersion']) || textOf(base['kubernetesVersion']) || patchOf('');
  const identity = existing?.body['identity'] ?? newIdentity(cloud, name, objectOf(body['identity']));
  const sku = merged({ name: 'Base', tier: 'Free' }, objectOf(body['sku'] ?? existing?.body['sku']));
  return {
    body: {
      location,
      ...(body['tags'] === undefined ? {} : { tags: body['tags'] }),
      properties: {
        ...merged(base, wanted),
        ...(isNew ? { networkProfile: filledNetwork(network) } : {}),
        kubernetesVersion: version,
        currentKubernetesVersion: patchOf(version),
        nodeResourceGroup: nodeGroupOf(write),
      },
      identity,
      sku,
      kind: 'Base',
    },
  };
}

function newIdentity(cloud: Cloud, name: string, wanted: JsonObject): JsonObject {
  if (wanted['type'] !== 'SystemAssigned') return wanted;
  const { principalId } = cloud.directory.addManagedIdentity(name);
  return { type: 'SystemAssigned', principalId, tenantId };
}
