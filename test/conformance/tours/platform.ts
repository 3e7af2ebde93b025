import { ComputeManagementClient } from '@azure/arm-compute';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { StorageManagementClient } from '@azure/arm-storage';
import type { Tour } from './tour.ts';
import { all, clientOf, group, lay, location, quick, subnetId } from './tour.ts';

/** Storage, the cluster, and what there is to choose from. */
export const platformTours: Readonly<Record<string, Tour>> = {
  storage: {
    sees: [
      'StorageAccounts_Create',
      'StorageAccounts_GetProperties',
      'BlobContainers_Create',
      'StorageAccounts_Delete',
    ],
    async run(rig, hooks) {
      await lay(rig, 'without');
      const storage = clientOf(StorageManagementClient, rig, hooks);
      const name = 'sttourmetaflow';
      const wanted = {
        location,
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        minimumTlsVersion: 'TLS1_2',
        allowBlobPublicAccess: false,
      };
      await storage.storageAccounts.checkNameAvailability({
        name,
        type: 'Microsoft.Storage/storageAccounts',
      });
      await storage.storageAccounts.getProperties(group, name).catch(() => undefined);
      await storage.storageAccounts.create(group, name, wanted, quick);
      await storage.storageAccounts.create(group, name, { ...wanted, tags: { a: 'b' } }, quick);
      await storage.storageAccounts.getProperties(group, name);
      await storage.storageAccounts.update(group, name, { tags: { a: 'c' } });
      await all(storage.storageAccounts.listByResourceGroup(group));
      await storage.blobContainers.create(group, name, 'metaflow', { publicAccess: 'None' });
      await storage.blobContainers.get(group, name, 'metaflow');
      await all(storage.blobContainers.list(group, name));
      await storage.blobContainers.delete(group, name, 'metaflow');
      await storage.storageAccounts.delete(group, name);
    },
  },
  cluster: {
    sees: [
      'ManagedClusters_CreateOrUpdate',
      'ManagedClusters_Get',
      'AgentPools_CreateOrUpdate',
      'ManagedClusters_Delete',
    ],
    async run(rig, hooks) {
      await lay(rig, 'with a network');
      const aks = clientOf(ContainerServiceClient, rig, hooks);
      const pool = {
        count: 1,
        vmSize: 'Standard_D4s_v5',
        osType: 'Linux',
        vnetSubnetID: subnetId('nodes'),
        maxPods: 60,
      };
      const wanted = {
        location,
        dnsPrefix: 'tour',
        identity: { type: 'SystemAssigned' as const },
        sku: { name: 'Base', tier: 'Free' },
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true } },
        agentPoolProfiles: [{ ...pool, name: 'system', mode: 'System' }],
        networkProfile: {
          networkPlugin: 'azure',
          networkPluginMode: 'overlay',
          serviceCidr: '10.21.0.0/16',
          dnsServiceIP: '10.21.0.10',
        },
      };
      const tasks = { ...pool, mode: 'User', enableAutoScaling: true, minCount: 0, maxCount: 10, count: 0 };
      await aks.managedClusters.get(group, 'aks-tour').catch(() => undefined);
      await aks.managedClusters.createOrUpdate(group, 'aks-tour', wanted, quick);
      await aks.managedClusters.get(group, 'aks-tour');
      await all(aks.managedClusters.listByResourceGroup(group));
      await aks.managedClusters.listClusterUserCredentials(group, 'aks-tour');
      await aks.agentPools.createOrUpdate(group, 'aks-tour', 'tasks', tasks, quick);
      await aks.agentPools.get(group, 'aks-tour', 'tasks');
      await all(aks.agentPools.list(group, 'aks-tour'));
      await aks.agentPools.delete(group, 'aks-tour', 'tasks', quick);
      await aks.managedClusters.delete(group, 'aks-tour', quick);
    },
  },
  'sizes and quota': {
    sees: ['Usage_List', 'ResourceSkus_List'],
    async run(rig, hooks) {
      const compute = clientOf(ComputeManagementClient, rig, hooks);
      await all(compute.usage.list(location));
      await all(compute.resourceSkus.list({ filter: `location eq '${location}'` }));
    },
  },
};
