import { subscriptionId } from '../../../src/simulator/catalogue.ts';
import { fetchDoor, type DoorHooks } from '../../../src/simulator/doors.ts';
import { paths } from '../../support/azure-bodies.ts';
import { createParts, newestVersion, type Part, type Rig } from '../../support/wire-client.ts';
import type { Tour } from './tour.ts';

type Step = readonly [request: string, body?: object];

/** Plain requests, as programs make them that nobody here has written; after each there is time to finish. */
function tour(parts: readonly Part[], steps: readonly Step[], sees: readonly string[]): Tour {
  return {
    sees,
    async run(rig, hooks) {
      await createParts(rig, 'group', ...parts);
      for (const [request, body] of steps) {
        await ask(rig, hooks, request, body);
        await rig.clock.sleep(10 * 60_000);
      }
    },
  };
}

async function ask({ simulator }: Rig, hooks: DoorHooks, request: string, body?: object): Promise<void> {
  const [method = '', path = ''] = request.split(' ');
  const url = new URL(path.replace('~', `/subscriptions/${subscriptionId}`), 'https://management.azure.com');
  url.searchParams.set('api-version', newestVersion(url.pathname));
  const headers = { authorization: `Bearer ${simulator.signIn()}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  await fetchDoor(simulator, hooks)(url, { method, headers, ...sent });
}

const { account, cluster, network, server, zone } = paths;
const records: readonly (readonly [string, object])[] = [
  ['A', { aRecords: [{ ipv4Address: '10.0.0.4' }] }],
  ['AAAA', { aaaaRecords: [{ ipv6Address: '::1' }] }],
  ['CNAME', { cnameRecord: { cname: 'other.example' } }],
  ['MX', { mxRecords: [{ preference: 1, exchange: 'mail.example' }] }],
  ['PTR', { ptrRecords: [{ ptrdname: 'host.example' }] }],
  ['SRV', { srvRecords: [{ priority: 1, weight: 1, port: 80, target: 'host.example' }] }],
  ['TXT', { txtRecords: [{ value: ['text'] }] }],
];

/** What other programs ask of the same types. */
export const foreignTours: Readonly<Record<string, Tour>> = {
  'the lists of ARM itself': tour(
    ['account'],
    [
      ['GET ~/providers'],
      ['GET /providers'],
      ['GET ~/providers/Microsoft.Storage'],
      ['GET /providers/Microsoft.Storage'],
      ['GET ~/providers/Microsoft.Network/resourceTypes'],
      ['POST ~/providers/Microsoft.Compute/unregister'],
      ["GET ~/resources?$filter=resourceType%20eq%20'Microsoft.Storage/storageAccounts'&$expand=createdTime"],
      ['GET ~/resourceGroups/rg/resources?$expand=provisioningState&$top=500'],
      ['GET ~/resourcegroups?$top=1'],
      ['GET ~/tagNames'],
      [`PUT ${account}/providers/Microsoft.Resources/tags/default`, { properties: { tags: { a: 'b' } } }],
      [
        `PATCH ${account}/providers/Microsoft.Resources/tags/default`,
        { operation: 'Merge', properties: { tags: { c: 'd' } } },
      ],
      [`GET ${account}/providers/Microsoft.Resources/tags/default`],
      [`DELETE ${account}/providers/Microsoft.Resources/tags/default`],
      ['GET ~/providers/Microsoft.Compute/locations/eastus2/vmSizes'],
    ],
    ['Providers_List', 'Providers_Unregister', 'Resources_List', 'Resources_ListByResourceGroup'],
  ),
  'an account': tour(
    ['account'],
    [
      [`POST ${account}/listKeys`],
      [`POST ${account}/regenerateKey`, { keyName: 'key1' }],
      [`GET ${account}/blobServices/default`],
      [`PUT ${account}/blobServices/default`, { properties: { cors: { corsRules: [] } } }],
      [`GET ${account}/blobServices`],
      ['GET ~/providers/Microsoft.Storage/skus'],
      ['GET ~/providers/Microsoft.Storage/locations/eastus2/usages'],
      [`PATCH ${account}`, { tags: { a: 'b' } }],
      ['GET ~/providers/Microsoft.Storage/storageAccounts'],
      [`GET ${account}x`],
    ],
    ['StorageAccounts_ListKeys', 'StorageAccounts_RegenerateKey', 'StorageAccounts_Update'],
  ),
  'the records of a zone': tour(
    ['zone'],
    [
      ...records.flatMap(([kind, one]): Step[] => [
        [`PUT ${zone}/${kind}/${kind}1`, { properties: { ttl: 300, ...one } }],
        [`PATCH ${zone}/${kind}/${kind}1`, { properties: { ttl: 60 } }],
        [`GET ${zone}/${kind}/${kind}1`],
        [`GET ${zone}/${kind}`],
        [`DELETE ${zone}/${kind}/${kind}1`],
        [`DELETE ${zone}/${kind}/${kind}1`],
        [`GET ${zone}/${kind}/${kind}1`],
      ]),
      [`GET ${zone}/SOA/@`],
      [`GET ${zone}/ALL`],
      [`PATCH ${zone}`, { tags: { a: 'b' } }],
      ['GET ~/providers/Microsoft.Network/privateDnsZones'],
    ],
    ['RecordSets_CreateOrUpdate', 'RecordSets_Update', 'RecordSets_Delete', 'RecordSets_List'],
  ),
  'a network of somebody else': tour(
    ['network'],
    [
      [`PATCH ${network}`, { tags: { a: 'b' } }],
      [`GET ${network}/subnets`],
      [`GET ${network}/usages`],
      [`GET ${network}/CheckIPAddressAvailability?ipAddress=10.20.0.9`],
      ['GET ~/providers/Microsoft.Network/locations/eastus2/usages'],
      ['GET ~/providers/Microsoft.Network/virtualNetworks'],
      [`GET ${network}/subnets/none`],
      [`DELETE ${network}/subnets/none`],
    ],
    ['VirtualNetworks_UpdateTags', 'VirtualNetworks_ListAll', 'Subnets_List'],
  ),
  'a cluster and its times': tour(
    ['network', 'cluster'],
    [
      [`GET ${cluster}/maintenanceConfigurations/default`],
      [
        `PUT ${cluster}/maintenanceConfigurations/default`,
        { properties: { timeInWeek: [{ day: 'Sunday', hourSlots: [1] }] } },
      ],
      [`GET ${cluster}/maintenanceConfigurations/default`],
      [`GET ${cluster}/maintenanceConfigurations`],
      [`DELETE ${cluster}/maintenanceConfigurations/default`],
      [`POST ${cluster}/accessProfiles/clusterUser/listCredential`],
      [`GET ${cluster}/upgradeProfiles/default`],
      [`GET ${cluster}/agentPools/workers/upgradeProfiles/default`],
      [`GET ${cluster}/availableAgentPoolVersions`],
      ['GET ~/providers/Microsoft.ContainerService/locations/eastus2/kubernetesVersions'],
      ['GET ~/providers/Microsoft.ContainerService/managedClusters'],
      [`PATCH ${cluster}`, { tags: { a: 'b' } }],
    ],
    [
      'MaintenanceConfigurations_CreateOrUpdate',
      'ManagedClusters_GetAccessProfile',
      'ManagedClusters_UpdateTags',
    ],
  ),
  'a server and its guards': tour(
    ['network', 'zone', 'server'],
    [
      [
        `PUT ${server}/firewallRules/me`,
        { properties: { startIpAddress: '10.0.0.1', endIpAddress: '10.0.0.9' } },
      ],
      [`GET ${server}/firewallRules/me`],
      [`GET ${server}/firewallRules`],
      [`DELETE ${server}/firewallRules/me`],
      [`GET ${server}/firewallRules/me`],
      [
        `PATCH ${server}/configurations/require_secure_transport`,
        { properties: { value: 'off', source: 'user-override' } },
      ],
      [`GET ${server}/configurations`],
      [`GET ${server}/databases`],
      [`POST ${server}/stop`],
      [`POST ${server}/start`],
      [`POST ${server}/restart`],
      ['GET ~/providers/Microsoft.DBforPostgreSQL/flexibleServers'],
    ],
    ['FirewallRules_CreateOrUpdate', 'Configurations_Update', 'Servers_Restart', 'Servers_Stop'],
  ),
};
