import { armResource } from './arm-resource.ts';
import { storageAccount } from './storage-account.ts';

/** The blob container of Metaflow's artifacts, made through ARM: no key and no data-plane role is needed. */
export const storageContainer = armResource({
  id: 'storage-container',
  title: 'Blob container',
  holds: 'what flows have stored',
  needs: { account: storageAccount },
  within: 'account',
  typicalSeconds: 1,
  rights: {
    read: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    create: ['Microsoft.Storage/storageAccounts/blobServices/containers/write'],
    delete: ['Microsoft.Storage/storageAccounts/blobServices/containers/delete'],
  },
  client: (azure) => azure.storage(),
  read: (client, { names }) =>
    client.blobContainers.get(names.resourceGroup, names.storageAccount, names.container),
  start: (client, { names }, body, options) =>
    client.blobContainers.create(names.resourceGroup, names.storageAccount, names.container, body, options),
  remove: (client, { names }, options) =>
    client.blobContainers.delete(names.resourceGroup, names.storageAccount, names.container, options),
  wanted: () => ({ publicAccess: 'None' }),
  untagged: true,
  outputs: (live) => ({ id: live.id ?? '', name: live.name ?? '' }),
});
