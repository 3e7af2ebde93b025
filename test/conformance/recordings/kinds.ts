import { operator, subscriptionId } from '../../../src/simulator/catalogue.ts';
import {
  blobContributor,
  changed,
  guid,
  onePool,
  paths,
  pools,
  wire,
  workers,
} from '../../support/azure-bodies.ts';
import type { Part } from '../../support/wire-client.ts';

/** A type of ARM resource as the situations need it. */
export interface Kind {
  readonly path: string;
  /** What it stands in, and what it needs. */
  readonly parents: readonly (Part | 'identity')[];
  /** The smallest body that makes a new one. */
  readonly body: unknown;
  /** A body that changes an existing one. */
  readonly changed?: unknown;
  readonly patch?: unknown;
}

const tagged = (body: object): object => ({ ...body, tags: { changed: 'yes' } });
const identity = `${paths.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flow`;
const rights = `${paths.group}/providers/Microsoft.Authorization`;

const record = (kind: string, member: string, records: unknown, other: unknown): [string, Kind] => [
  `Microsoft.Network/privateDnsZones/${kind}`,
  {
    path: `${paths.zone}/${kind}/${kind === 'SOA' ? '@' : 'www'}`,
    parents: ['zone'],
    body: { properties: { ttl: 300, [member]: records } },
    changed: { properties: { ttl: 600, [member]: other } },
    patch: { properties: { ttl: 900 } },
  },
];

const grant = (principalId: string): object => ({
  properties: {
    principalId,
    principalType: 'User',
    roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${blobContributor}`,
  },
});

const database: readonly Part[] = ['network', 'zone', 'server'];
const soa = { email: 'a.example.com', expireTime: 1, minimumTtl: 1, refreshTime: 1, retryTime: 1 };

/** The types of ARM resources, by the name that the recordings have for them. */
export const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'Microsoft.Resources/resourceGroups',
    {
      path: paths.group,
      parents: [],
      body: { location: 'eastus2' },
      changed: tagged({ location: 'eastus2' }),
      patch: { tags: { changed: 'yes' } },
    },
  ],
  [
    'Microsoft.Network/virtualNetworks',
    { path: paths.network, parents: [], body: wire.network, changed: tagged(wire.network) },
  ],
  [
    'Microsoft.Network/virtualNetworks/subnets',
    {
      path: `${paths.network}/subnets/more`,
      parents: ['network'],
      body: { properties: { addressPrefix: '10.20.1.0/24' } },
      changed: {
        properties: { addressPrefix: '10.20.1.0/24', serviceEndpoints: [{ service: 'Microsoft.Storage' }] },
      },
    },
  ],
  [
    'Microsoft.Network/privateDnsZones',
    { path: paths.zone, parents: [], body: wire.zone, changed: tagged(wire.zone), patch: tagged({}) },
  ],
  [
    'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    {
      path: paths.link,
      parents: ['network', 'zone'],
      body: wire.link,
      changed: tagged(wire.link),
      patch: tagged({}),
    },
  ],
  record('A', 'aRecords', [{ ipv4Address: '10.0.0.4' }], [{ ipv4Address: '10.0.0.5' }]),
  record('AAAA', 'aaaaRecords', [{ ipv6Address: '2001:db8::1' }], [{ ipv6Address: '2001:db8::2' }]),
  record('CNAME', 'cnameRecord', { cname: 'a.example.com' }, { cname: 'b.example.com' }),
  record('MX', 'mxRecords', [{ preference: 10, exchange: 'a.example.com' }], []),
  record('PTR', 'ptrRecords', [{ ptrdname: 'a.example.com' }], []),
  record('SOA', 'soaRecord', soa, { ...soa, retryTime: 2 }),
  record('SRV', 'srvRecords', [{ priority: 1, weight: 2, port: 80, target: 'a.example.com' }], []),
  record('TXT', 'txtRecords', [{ value: ['a'] }], [{ value: ['b'] }]),
  [
    'Microsoft.DBforPostgreSQL/flexibleServers',
    {
      path: paths.server,
      parents: ['network', 'zone'],
      body: wire.server,
      changed: changed(wire.server, 'properties.storage', { storageSizeGB: 64 }),
      patch: tagged({ properties: { storage: { storageSizeGB: 64 } } }),
    },
  ],
  [
    'Microsoft.DBforPostgreSQL/flexibleServers/databases',
    {
      path: `${paths.server}/databases/flows`,
      parents: database,
      body: { properties: { charset: 'utf8', collation: 'en_US.utf8' } },
    },
  ],
  [
    'Microsoft.DBforPostgreSQL/flexibleServers/configurations',
    {
      path: `${paths.server}/configurations/lock_timeout`,
      parents: database,
      body: { properties: { value: '100', source: 'user-override' } },
      changed: { properties: { value: '200', source: 'user-override' } },
      patch: { properties: { value: '300', source: 'user-override' } },
    },
  ],
  [
    'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules',
    {
      path: `${paths.server}/firewallRules/office`,
      parents: database,
      body: { properties: { startIpAddress: '1.2.3.4', endIpAddress: '1.2.3.4' } },
    },
  ],
  [
    'Microsoft.Storage/storageAccounts',
    {
      path: paths.account,
      parents: [],
      body: wire.account,
      changed: tagged(wire.account),
      patch: { properties: { minimumTlsVersion: 'TLS1_2' } },
    },
  ],
  [
    'Microsoft.Storage/storageAccounts/blobServices',
    {
      path: `${paths.account}/blobServices/default`,
      parents: ['account'],
      body: { properties: { deleteRetentionPolicy: { enabled: true, days: 7 } } },
    },
  ],
  [
    'Microsoft.Storage/storageAccounts/blobServices/containers',
    {
      path: paths.container,
      parents: ['account'],
      body: {},
      changed: { properties: { metadata: { a: 'b' } } },
      patch: { properties: { metadata: { a: 'b' } } },
    },
  ],
  [
    'Microsoft.ContainerService/managedClusters',
    {
      path: paths.cluster,
      parents: ['network'],
      body: changed(wire.cluster, pools, onePool({})),
      changed: tagged(changed(wire.cluster, pools, onePool({}))),
    },
  ],
  [
    'Microsoft.ContainerService/managedClusters/agentPools',
    {
      path: `${paths.cluster}/agentPools/extra`,
      parents: ['network', 'cluster'],
      body: { properties: workers },
      changed: { properties: { ...workers, tags: { changed: 'yes' } } },
    },
  ],
  [
    'Microsoft.ManagedIdentity/userAssignedIdentities',
    { path: identity, parents: [], body: { location: 'eastus2' }, changed: tagged({ location: 'eastus2' }) },
  ],
  [
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
    {
      path: `${identity}/federatedIdentityCredentials/pod`,
      parents: ['identity'],
      body: { properties: { issuer: 'https://issuer/', subject: 'pod', audiences: ['a'] } },
    },
  ],
  [
    'Microsoft.Authorization/roleAssignments',
    { path: `${rights}/roleAssignments/${guid(1)}`, parents: [], body: grant(operator.objectId) },
  ],
  [
    'Microsoft.Authorization/roleDefinitions',
    {
      path: `${rights}/roleDefinitions/${guid(2)}`,
      parents: [],
      body: {
        properties: {
          roleName: 'Reader of groups',
          type: 'CustomRole',
          permissions: [{ actions: ['Microsoft.Resources/subscriptions/resourceGroups/read'] }],
          assignableScopes: [`/subscriptions/${subscriptionId}/resourceGroups/rg`],
        },
      },
    },
  ],
  [
    'Microsoft.Authorization/locks',
    { path: `${rights}/locks/keep`, parents: [], body: { properties: { level: 'CanNotDelete' } } },
  ],
]);
