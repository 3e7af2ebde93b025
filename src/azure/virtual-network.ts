import { armResource } from './arm-resource.ts';
import { resourceGroup } from './resource-group.ts';
import { resourceProviders } from './resource-providers.ts';

const DELEGATION = 'Microsoft.DBforPostgreSQL/flexibleServers';

/** The /20 for nodes and the /24 for the database inside a /16: pods have addresses of their own (CNI overlay). */
const subnetsOf = (addressSpace: string): { readonly cluster: string; readonly database: string } => {
  const [a, b] = addressSpace.split('.');
  return { cluster: `${a}.${b}.0.0/20`, database: `${a}.${b}.255.0/24` };
};

/** The private network, with both subnets in one request: subnets made one by one get in each other's way. */
export const virtualNetwork = armResource({
  id: 'virtual-network',
  title: 'Virtual network',
  needs: { group: resourceGroup, providers: resourceProviders },
  within: 'group',
  typicalSeconds: 4,
  rights: {
    read: ['Microsoft.Network/virtualNetworks/read', 'Microsoft.Network/virtualNetworks/subnets/read'],
    create: [
      'Microsoft.Network/virtualNetworks/write',
      'Microsoft.Network/virtualNetworks/subnets/write',
      'Microsoft.Network/virtualNetworks/join/action',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
    ],
    delete: ['Microsoft.Network/virtualNetworks/delete', 'Microsoft.Network/virtualNetworks/subnets/delete'],
  },
  client: (azure) => azure.network(),
  read: (client, { names }) => client.virtualNetworks.get(names.resourceGroup, names.virtualNetwork),
  start: (client, { names }, body, options) =>
    client.virtualNetworks.createOrUpdate(names.resourceGroup, names.virtualNetwork, body, options),
  remove: (client, { names }, options) =>
    client.virtualNetworks.delete(names.resourceGroup, names.virtualNetwork, options),
  wanted({ config, names }) {
    const prefixes = subnetsOf(config.addressSpace);
    return {
      location: config.location,
      tags: { ...config.tags, ...names.tags },
      addressSpace: { addressPrefixes: [config.addressSpace] },
      subnets: [
        { name: names.clusterSubnet, addressPrefix: prefixes.cluster },
        {
          name: names.databaseSubnet,
          addressPrefix: prefixes.database,
          delegations: [{ name: 'postgres', serviceName: DELEGATION }],
        },
      ],
    };
  },
  fixed: ['location', 'addressSpace', 'subnets'],
  outputs(live, { names }) {
    const subnet = (name: string): string =>
      live.subnets?.find((candidate) => candidate.name === name)?.id ?? `${live.id}/subnets/${name}`;
    return {
      id: live.id ?? '',
      clusterSubnet: subnet(names.clusterSubnet),
      databaseSubnet: subnet(names.databaseSubnet),
    };
  },
});
