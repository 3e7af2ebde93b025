import { dnsRoutes, recordSetTypes } from './dns-records.ts';
import { networkUsageRoutes } from './network-usage.ts';
import { privateDnsZones, virtualNetworkLinks } from './private-dns.ts';
import type { Provider } from './resource-type.ts';
import { subnets } from './subnets.ts';
import { virtualNetworks } from './virtual-networks.ts';

/** Microsoft.Network: virtual networks and private DNS. */
export const network: Provider = {
  namespace: 'Microsoft.Network',
  types: [virtualNetworks, subnets, privateDnsZones, virtualNetworkLinks, ...recordSetTypes],
  routes: [...dnsRoutes, ...networkUsageRoutes],
};
