import { armResource } from './arm-resource.ts';
import { resourceGroup } from './resource-group.ts';
import { resourceProviders } from './resource-providers.ts';

/** Where the database's private address gets its name. */
export const privateDnsZone = armResource({
  id: 'private-dns-zone',
  title: 'Private DNS zone',
  needs: { group: resourceGroup, providers: resourceProviders },
  within: 'group',
  typicalSeconds: 16,
  rights: {
    read: ['Microsoft.Network/privateDnsZones/read'],
    create: ['Microsoft.Network/privateDnsZones/write', 'Microsoft.Network/privateDnsZones/join/action'],
    delete: ['Microsoft.Network/privateDnsZones/delete'],
  },
  client: (azure) => azure.privateDns(),
  read: (client, { names }) => client.privateZones.get(names.resourceGroup, names.privateDnsZone),
  start: (client, { names }, body, options) =>
    client.privateZones.createOrUpdate(names.resourceGroup, names.privateDnsZone, body, options),
  remove: (client, { names }, options) =>
    client.privateZones.delete(names.resourceGroup, names.privateDnsZone, options),
  wanted: ({ config, names }) => ({ location: 'global', tags: { ...config.tags, ...names.tags } }),
  outputs: (live) => ({ id: live.id ?? '', name: live.name ?? '' }),
});
