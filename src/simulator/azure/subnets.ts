import { Refusal } from '../errors.ts';
import {
  dig,
  isObject,
  isSame,
  listOf,
  objectOf,
  textOf,
  without,
  type JsonObject,
  type Shape,
} from '../json.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';
import { plainView } from './lifecycle.ts';
import { networkEtag, networkTrouble, anotherOperation } from './network-errors.ts';
import { type, type Call } from './resource-type.ts';
import { checkSubnets, prefixesOf } from './subnet-rules.ts';
import { parentId, topResource } from './target.ts';

/** The members of a subnet's properties that the simulator knows. */
export const subnetProperties: Shape = {
  addressPrefix: 'string',
  addressPrefixes: 'strings',
  defaultOutboundAccess: 'boolean',
  delegations: [
    {
      id: 'string',
      name: 'string',
      type: 'string',
      etag: 'string',
      properties: { serviceName: 'string', actions: 'strings', provisioningState: 'string' },
    },
  ],
  ipConfigurations: 'any',
  natGateway: 'object',
  networkSecurityGroup: 'object',
  privateEndpointNetworkPolicies: 'string',
  privateEndpoints: 'any',
  privateLinkServiceNetworkPolicies: 'string',
  provisioningState: 'string',
  purpose: 'string',
  resourceNavigationLinks: 'any',
  routeTable: 'object',
  serviceAssociationLinks: 'any',
  serviceEndpoints: [
    { service: 'string', locations: 'strings', provisioningState: 'string', networkIdentifier: 'object' },
  ],
  serviceEndpointPolicies: 'any',
  sharingScope: 'string',
};

/** Everything that a subnet serves, as ids in the words of the real refusal. */
export function usersOf(subnet: Resource, cloud: Cloud): readonly string[] {
  const isThis = (id: unknown): boolean => textOf(id).toLowerCase() === subnet.id.toLowerCase();
  const linger = Number(subnet.hidden['linkedUntil'] ?? 0) > cloud.now();
  const servers = cloud.store
    .ofType('Microsoft.DBforPostgreSQL/flexibleServers')
    .filter(({ body }) => isThis(dig(body, 'properties.network.delegatedSubnetResourceId')));
  const nodes = cloud.store
    .ofType('Microsoft.ContainerService/managedClusters/agentPools')
    .filter(({ body }) => isThis(dig(body, 'properties.vnetSubnetID')))
    .map(({ name, id }) => nodeAddress(name, cloud.store.get(parentId(id))));
  const link = `${subnet.id}/serviceAssociationLinks/${subnet.name}-service-association-link`;
  return [...(servers.length > 0 || linger ? [link] : []), ...nodes];
}

function nodeAddress(pool: string, cluster: Resource | undefined): string {
  const subscription = cluster?.id.split('/').slice(0, 3).join('/') ?? '';
  const group = textOf(dig(cluster?.body, 'properties.nodeResourceGroup'));
  const scaleSet = `aks-${pool}-10000000-vmss`;
  return `${subscription}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/0/networkInterfaces/${scaleSet}/ipConfigurations/ipconfig1`;
}

/** Refuses to take away a subnet in use. */
export function checkUnused(subnet: Resource, cloud: Cloud): void {
  const [user] = usersOf(subnet, cloud);
  if (user === undefined) return;
  throw new Refusal(
    400,
    'InUseSubnetCannotBeDeleted',
    `Subnet ${subnet.name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    { details: [] },
  );
}

/** What is kept of a subnet, with Azure's defaults. */
export function filledSubnet(wanted: JsonObject, location: string): JsonObject {
  const delegations = listOf(wanted['delegations']).filter(isObject);
  const endpoints = listOf(wanted['serviceEndpoints']).filter(isObject);
  return {
    ...wanted,
    ...(endpoints.length === 0
      ? {}
      : {
          serviceEndpoints: endpoints.map((one) => ({
            provisioningState: 'Succeeded',
            locations: [location],
            ...one,
          })),
        }),
    delegations: delegations.map((one) => ({
      name: one['name'],
      type: 'Microsoft.Network/virtualNetworks/subnets/delegations',
      properties: {
        provisioningState: 'Succeeded',
        actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
        ...objectOf(one['properties']),
      },
    })),
    privateEndpointNetworkPolicies: wanted['privateEndpointNetworkPolicies'] ?? 'Disabled',
    privateLinkServiceNetworkPolicies: wanted['privateLinkServiceNetworkPolicies'] ?? 'Enabled',
  };
}

/** What GET shows of a subnet, the traces of its users included. */
export function subnetView(subnet: Resource, cloud: Cloud): JsonObject {
  const view = plainView(subnets, subnet);
  const users = usersOf(subnet, cloud);
  const links = users.filter((id) => id.includes('/serviceAssociationLinks/'));
  const nodes = users.filter((id) => !id.includes('/serviceAssociationLinks/'));
  const properties = objectOf(view['properties']);
  const delegations = listOf(properties['delegations']).map((one) => {
    const delegation = objectOf(one);
    return { ...delegation, id: `${subnet.id}/delegations/${textOf(delegation['name'])}` };
  });
  return {
    ...view,
    properties: {
      ...properties,
      delegations,
      ...(nodes.length === 0 ? {} : { ipConfigurations: nodes.map((id) => ({ id })) }),
      ...(links.length === 0
        ? {}
        : {
            serviceAssociationLinks: links.map((id) => ({
              id,
              name: id.split('/').at(-1),
              type: 'Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks',
              properties: {
                provisioningState: 'Succeeded',
                linkedResourceType: 'Microsoft.DBforPostgreSQL/flexibleServers',
                allowDelete: true,
              },
            })),
          }),
    },
  };
}

/** Subnets. One write at a time in the whole virtual network. */
export const subnets = type('Microsoft.Network/virtualNetworks/subnets', {
  name: /^[A-Za-z0-9]([-A-Za-z0-9._]{0,78}[A-Za-z0-9_])?$/,
  location: 'none',
  parentIsRoot: true,
  verbs: ['GET', 'HEAD', 'PUT', 'DELETE'],
  members: { etag: 'string' },
  etag: networkEtag,
  properties: subnetProperties,
  states: { creating: 'Updating' },
  unchanged: {
    takes: 'no time',
    is: ({ existing }, kept) => isSame(without(kept, 'etag'), without(existing?.body ?? {}, 'etag')),
  },
  lockRoot: topResource,
  busy: (_resource, call: Call) => anotherOperation(subnets, call),
  notFound: ({ target }) =>
    new Refusal(404, 'NotFound', `Resource ${target.path} not found.`, { details: [] }),
  check({ parent, cloud, name, body, request, target }) {
    networkTrouble({ cloud, request, target });
    if (parent === undefined) return;
    const siblings = cloud.store
      .children(parent.id, subnets.type)
      .filter((other) => other.name.toLowerCase() !== name.toLowerCase());
    const all = [
      ...siblings.map((other) => ({ name: other.name, properties: other.body['properties'] })),
      { name, properties: body['properties'] },
    ];
    checkSubnets(
      all.map((one) => ({ name: one.name, prefixes: prefixesOf(objectOf(one.properties)) })),
      {
        name: parent.name,
        prefixes: listOf(dig(parent.body, 'properties.addressSpace.addressPrefixes')).map(textOf),
      },
    );
  },
  keep: ({ body, parent, cloud }) => ({
    body: {
      etag: `W/"${cloud.guid()}"`,
      properties: filledSubnet(objectOf(body['properties']), textOf(parent?.body['location'])),
    },
  }),
  stored(_resource, { parent, cloud }) {
    if (parent === undefined) return;
    parent.state = 'Updating';
    parent.body = { ...parent.body, etag: `W/"${cloud.guid()}"` };
  },
  ready: (resource, cloud) => settleNetwork(resource, cloud),
  gone: (resource, cloud) => settleNetwork(resource, cloud),
  show: subnetView,
  checkDelete: (resource, { cloud }) => checkUnused(resource, cloud),
  lro: {
    style: 'network',
    create: { seconds: { p50: 1.5, p90: 3 }, ackSeconds: 0.5, retryAfterSeconds: 3 },
    update: { seconds: { p50: 1.5, p90: 8 }, ackSeconds: 0.5, retryAfterSeconds: 3 },
    delete: { seconds: { p50: 1.5, p90: 10 }, ackSeconds: 0.5, retryAfterSeconds: 10 },
    accepted: (op, body) => ({ status: op.verb === 'create' ? 201 : 200, body }),
  },
});

function settleNetwork(subnet: Resource, cloud: Cloud): void {
  const network = cloud.store.get(parentId(subnet.id));
  if (network !== undefined && network.operation === undefined) network.state = 'Succeeded';
}
