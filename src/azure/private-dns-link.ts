import type { VirtualNetworkLink } from '@azure/arm-privatedns';
import type { Status } from '../engine/resource.ts';
import { armResource, provisioning } from './arm-resource.ts';
import { privateDnsZone } from './private-dns-zone.ts';
import { resourceGroup } from './resource-group.ts';
import { virtualNetwork } from './virtual-network.ts';

/** A link is of use only once its own state says Completed, which can lag behind provisioning. */
function linkStatus(live: VirtualNetworkLink): Status {
  const status = provisioning(live);
  if (status.is !== 'ready' || live.virtualNetworkLinkState !== 'InProgress') return status;
  return { is: 'pending', because: 'the link is being completed' };
}

/** Lets the virtual network resolve names of the private zone. Must stand before the database server. */
export const privateDnsLink = armResource({
  id: 'private-dns-link',
  title: 'Private DNS link',
  needs: { group: resourceGroup, zone: privateDnsZone, network: virtualNetwork },
  // Not within the zone: Azure deletes no zone that has links.
  within: 'group',
  typicalSeconds: 30,
  rights: {
    read: ['Microsoft.Network/privateDnsZones/virtualNetworkLinks/read'],
    create: ['Microsoft.Network/privateDnsZones/virtualNetworkLinks/write'],
    delete: ['Microsoft.Network/privateDnsZones/virtualNetworkLinks/delete'],
  },
  client: (azure) => azure.privateDns(),
  read: (client, { names }) =>
    client.virtualNetworkLinks.get(names.resourceGroup, names.privateDnsZone, names.privateDnsLink),
  start: (client, { names }, body, options) =>
    client.virtualNetworkLinks.createOrUpdate(
      names.resourceGroup,
      names.privateDnsZone,
      names.privateDnsLink,
      body,
      options,
    ),
  remove: (client, { names }, options) =>
    client.virtualNetworkLinks.delete(
      names.resourceGroup,
      names.privateDnsZone,
      names.privateDnsLink,
      options,
    ),
  wanted: ({ config, names, needs }) => ({
    location: 'global',
    tags: { ...config.tags, ...names.tags },
    virtualNetwork: { id: needs.network.id },
    registrationEnabled: false,
  }),
  fixed: ['virtualNetwork'],
  status: linkStatus,
  outputs: (live) => ({ id: live.id ?? '' }),
});
