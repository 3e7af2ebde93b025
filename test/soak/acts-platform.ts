import { cluster, wire } from '../support/azure-bodies.ts';
import { action, groupOf, identity, inGroup, life, look, network, tags } from './acts-azure.ts';
import { group } from './estate.ts';
import { anyOf, location, subscription, type Maker, type Scene } from './scene.ts';

const server = inGroup('Microsoft.DBforPostgreSQL/flexibleServers', 'soak-pg-', 2);

const servers = anyOf(
  life(server, (scene) => {
    const { network: _inNetwork, ...properties } = wire.server.properties;
    return { ...wire.server, properties, tags: tags(scene) };
  }),
  life(server, (scene) => {
    const delegatedSubnetResourceId = `${network(scene)}/subnets/first`;
    return {
      ...wire.server,
      properties: { ...wire.server.properties, network: { delegatedSubnetResourceId } },
    };
  }),
  life(
    (scene) => `${server(scene)}/databases/db${scene.choices.number(2)}`,
    () => ({ properties: { charset: 'utf8', collation: 'en_US.utf8' } }),
  ),
  life(
    (scene) =>
      `${server(scene)}/configurations/${scene.choices.one(['max_connections', 'azure.extensions', 'nonsense'])}`,
    ({ choices }) => ({ properties: { value: String(choices.number(500)), source: 'user-override' } }),
    ({ choices }) => ({ properties: { value: String(choices.number(500)), source: 'user-override' } }),
  ),
  life(
    (scene) => `${server(scene)}/firewallRules/rule${scene.choices.number(2)}`,
    ({ choices }) => ({
      properties: { startIpAddress: `10.0.0.${choices.number(9)}`, endIpAddress: '10.0.0.5' },
    }),
  ),
  (scene) => action((one) => `${server(one)}/${one.choices.one(['start', 'stop', 'restart'])}`)(scene),
  look((scene) => `${server(scene)}/backups`),
);

/** The cluster that stands from the beginning, which nobody takes away. */
const pillar = `${group}/providers/Microsoft.ContainerService/managedClusters/k`;
const extra = (_scene: Scene): string =>
  `${subscription}/resourceGroups/g0/providers/Microsoft.ContainerService/managedClusters/extra`;

function clusterBody(scene: Scene): unknown {
  const { location: region, identity: own, ...properties } = cluster;
  const [first] = properties.agentPoolProfiles;
  const { vnetSubnetID: _inNetwork, ...pool } = first as Record<string, unknown>;
  return {
    location: region,
    identity: own,
    tags: tags(scene),
    properties: { ...properties, dnsPrefix: 'extra', agentPoolProfiles: [pool] },
  };
}

const pool = ({ choices }: Scene) => ({
  properties: { mode: 'User', count: choices.number(3), vmSize: 'Standard_D2s_v5' },
});

const clusters = anyOf(
  life(extra, clusterBody),
  life((scene) => `${pillar}/agentPools/p${scene.choices.number(2)}`, pool, pool),
  life((scene) => `${extra(scene)}/agentPools/p${scene.choices.number(2)}`, pool, pool),
  action((scene) => `${scene.choices.one([pillar, extra(scene)])}/listClusterUserCredential`),
  action((scene) => `${scene.choices.one([pillar, extra(scene)])}/listClusterAdminCredential`),
  action((scene) => `${extra(scene)}/${scene.choices.one(['start', 'stop'])}`),
  look((scene) => `${scene.choices.one([pillar, extra(scene)])}/upgradeProfiles/default`),
  look(() => pillar),
);

const filters = [
  '',
  "&$filter=resourceType%20eq%20'Microsoft.Network/virtualNetworks'",
  "&$filter=tagName%20eq%20'turn'%20and%20tagValue%20eq%20'3'",
  "&$filter=substringof('soak',name)",
  '&$expand=createdTime,provisioningState',
] as const;

/** A list of resources in pages, followed from answer to answer. */
const listing: Maker = (scene) => {
  const { choices } = scene;
  const at = choices.one([subscription, groupOf(scene)]);
  const top = choices.one(['', '', `&$top=${choices.number(5)}`]);
  return look(
    () => `${at}/resources`,
    () => `${choices.one(filters)}${top}`,
  )(scene);
};

const providers = [
  'Microsoft.Storage',
  'Microsoft.Network',
  'Microsoft.KeyVault',
  'Microsoft.Batch',
] as const;

const common = anyOf(
  listing,
  listing,
  (scene) => {
    const { choices } = scene;
    const on = choices.one([groupOf, network, identity])(scene);
    const at = `${on}/providers/Microsoft.Resources/tags/default`;
    const operation = choices.one(['Merge', 'Replace', 'Delete']);
    const method = choices.one(['GET', 'PUT', 'PATCH', 'PATCH', 'DELETE'] as const);
    const body = { ...(method === 'PATCH' ? { operation } : {}), properties: { tags: tags(scene) } };
    const act = look(() => at)(scene);
    return method === 'GET' || method === 'DELETE' ? { ...act, method } : { ...act, method, body };
  },
  // A lock stays for as long as chance wants; more often than not it is taken away again.
  (scene) => {
    const { choices } = scene;
    const at = `${choices.one([groupOf, network])(scene)}/providers/Microsoft.Authorization/locks/soak`;
    const method = choices.one(['PUT', 'DELETE', 'DELETE', 'DELETE', 'GET'] as const);
    const act = look(() => at)(scene);
    const body = { properties: { level: choices.one(['CanNotDelete', 'ReadOnly']) } };
    return method === 'PUT' ? { ...act, method, body } : { ...act, method };
  },
  action((scene) => `${subscription}/providers/${scene.choices.one(providers)}/register`),
  action(() => `${subscription}/providers/Microsoft.Batch/unregister`),
  look((scene) => `${subscription}/providers/${scene.choices.one(providers)}`),
  look(() => `${subscription}/tagNames`),
  look(
    () => `${subscription}/resourceGroups`,
    ({ choices }) => choices.one(['', '&$top=1', "&$filter=tagName%20eq%20'turn'"]),
  ),
  look(() => `${subscription}/providers/Microsoft.Compute/locations/${location}/usages`),
);

/** The slow and the large: servers, clusters, and what Resource Manager has for all of them. */
export const platform: Maker = anyOf(servers, servers, clusters, common, common);
