import { subscriptionId } from '../../src/simulator/catalogue.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const networkId = `${group}/providers/Microsoft.Network/virtualNetworks/net`;

/** Request bodies of a whole deployment, flattened as the SDK wants them. */
export const network = {
  location: 'eastus2',
  addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
  subnets: [
    {
      name: 'db',
      addressPrefix: '10.20.0.0/24',
      delegations: [{ name: 'fs', serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' }],
    },
    { name: 'nodes', addressPrefix: '10.20.16.0/20' },
  ],
};

export const zoneName = 'metaflow.private.postgres.database.azure.com';
export const zoneId = `${group}/providers/Microsoft.Network/privateDnsZones/${zoneName}`;
export const link = { location: 'global', virtualNetwork: { id: networkId }, registrationEnabled: false };
export const subnetId = (name: string): string => `${networkId}/subnets/${name}`;

export const server = {
  location: 'eastus2',
  sku: { name: 'Standard_B1ms', tier: 'Burstable' },
  version: '16',
  administratorLogin: 'metaflow',
  administratorLoginPassword: 'Correct-Horse-7-Battery',
  storage: { storageSizeGB: 32 },
  network: { delegatedSubnetResourceId: subnetId('db'), privateDnsZoneArmResourceId: zoneId },
};

export const account = { location: 'eastus2', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };

export const workers = {
  mode: 'User',
  count: 1,
  vmSize: 'Standard_D4s_v5',
  enableAutoScaling: true,
  minCount: 0,
  maxCount: 10,
  vnetSubnetID: subnetId('nodes'),
};

export const cluster = {
  location: 'eastus2',
  identity: { type: 'SystemAssigned' as const },
  dnsPrefix: 'metaflow',
  networkProfile: { networkPlugin: 'azure', networkPluginMode: 'overlay' },
  oidcIssuerProfile: { enabled: true },
  agentPoolProfiles: [
    { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D2s_v5', vnetSubnetID: subnetId('nodes') },
    { name: 'workers', ...workers },
  ],
};

export const blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

/** A GUID that ends in a number. */
export const guid = (number: number): string => `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`;

/** The same bodies as they stand on the wire. */
export const wire = {
  network: {
    location: 'eastus2',
    properties: {
      addressSpace: network.addressSpace,
      subnets: network.subnets.map(({ name, addressPrefix, delegations }) => ({
        name,
        properties: {
          addressPrefix,
          ...(delegations === undefined
            ? {}
            : {
                delegations: delegations.map((one) => ({
                  name: one.name,
                  properties: { serviceName: one.serviceName },
                })),
              }),
        },
      })),
    },
  },
  zone: { location: 'global' },
  link: {
    location: 'global',
    properties: { virtualNetwork: link.virtualNetwork, registrationEnabled: false },
  },
  server: {
    location: server.location,
    sku: server.sku,
    properties: {
      version: server.version,
      administratorLogin: server.administratorLogin,
      administratorLoginPassword: server.administratorLoginPassword,
      storage: server.storage,
      network: server.network,
    },
  },
  cluster: {
    location: cluster.location,
    identity: cluster.identity,
    properties: {
      dnsPrefix: cluster.dnsPrefix,
      networkProfile: cluster.networkProfile,
      oidcIssuerProfile: cluster.oidcIssuerProfile,
      agentPoolProfiles: cluster.agentPoolProfiles,
    },
  },
  account,
};

/** Where things of the default group stand. */
export const paths = {
  group: '~/resourceGroups/rg',
  network: '~/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net',
  zone: `~/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/${zoneName}`,
  link: `~/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/${zoneName}/virtualNetworkLinks/link`,
  server: '~/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/mf-pg',
  cluster: '~/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks',
  account: '~/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct1',
  container:
    '~/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct1/blobServices/default/containers/flows',
};

/** A body of JSON. */
export type Json = Record<string, unknown>;

/** `base` with the value at a dotted path replaced. */
export function changed(base: Json, path: string, value: unknown): Json {
  const [key = '', ...rest] = path.split('.');
  const inner = rest.length === 0 ? value : changed((base[key] ?? {}) as Json, rest.join('.'), value);
  return { ...base, [key]: inner };
}

/** A subnet as it stands in the body of a network. */
export const subnet = (name: string, addressPrefix: string) => ({ name, properties: { addressPrefix } });

/** The pools of a cluster that has one, with something changed about it. */
export const onePool = (more: Json): Json[] => [{ ...cluster.agentPoolProfiles[0], ...more }];

/** Where the pools stand in the body of a cluster. */
export const pools = 'properties.agentPoolProfiles';
