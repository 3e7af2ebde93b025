import type { StorageAccountCreateParameters } from '@azure/arm-storage';
import { armResource } from './arm-resource.ts';
import { resourceGroup } from './resource-group.ts';
import { resourceProviders } from './resource-providers.ts';

/** Where Metaflow keeps artifacts. Shared keys stay off: access is by identity alone. */
export const storageAccount = armResource({
  id: 'storage-account',
  title: 'Storage account',
  holds: 'what flows have stored',
  needs: { group: resourceGroup, providers: resourceProviders },
  within: 'group',
  typicalSeconds: 14,
  rights: {
    read: ['Microsoft.Storage/storageAccounts/read'],
    create: ['Microsoft.Storage/storageAccounts/write'],
    delete: ['Microsoft.Storage/storageAccounts/delete'],
  },
  client: (azure) => azure.storage(),
  read: (client, { names }) =>
    client.storageAccounts.getProperties(names.resourceGroup, names.storageAccount),
  start: (client, { names }, body, options) =>
    client.storageAccounts.create(
      names.resourceGroup,
      names.storageAccount,
      body as StorageAccountCreateParameters,
      options,
    ),
  remove: (client, { names }, options) =>
    client.storageAccounts.delete(names.resourceGroup, names.storageAccount, options),
  wanted: ({ config, names }) => ({
    location: config.location,
    tags: { ...config.tags, ...names.tags },
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS' },
    allowBlobPublicAccess: false,
    allowSharedKeyAccess: false,
    minimumTlsVersion: 'TLS1_2',
    enableHttpsTrafficOnly: true,
    publicNetworkAccess: 'Enabled',
  }),
  fixed: ['location', 'kind', 'sku'],
  outputs: (live) => ({
    id: live.id ?? '',
    name: live.name ?? '',
    blobEndpoint: live.primaryEndpoints?.blob ?? `https://${live.name}.blob.core.windows.net/`,
  }),
});
