import { dig, isObject, isSame, listOf, objectOf, textOf, without, type JsonObject } from '../json.ts';
import { Refusal } from '../errors.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';
import { plainView } from './lifecycle.ts';
import { anotherOperation, doomedByAnother, networkEtag, networkTrouble } from './network-errors.ts';
import { type, type Write } from './resource-type.ts';
import { checkPrefixes, checkSubnets, prefixesOf } from './subnet-rules.ts';
import { checkUnused, filledSubnet, subnetProperties, subnets, subnetView } from './subnets.ts';

const wantedSubnets = (body: JsonObject): readonly JsonObject[] =>
  listOf(dig(body, 'properties.subnets')).filter(isObject);

function checkNetwork({ cloud, body, existing, name, request, target }: Write): void {
  networkTrouble({ cloud, request, target });
  const prefixes = listOf(dig(body, 'properties.addressSpace.addressPrefixes')).map(textOf);
  checkPrefixes(prefixes, name);
  checkEncryption(body, target.path);
  const wanted = wantedSubnets(body);
  checkSubnets(
    wanted.map((subnet) => ({
      name: textOf(subnet['name']),
      prefixes: prefixesOf(objectOf(subnet['properties'])),
    })),
    { name, prefixes },
  );
  const unnamed = wanted.find((subnet) => subnets.name?.test(textOf(subnet['name'])) !== true);
  if (unnamed !== undefined) {
    throw new Refusal(400, 'InvalidResourceName', `Resource name ${textOf(unnamed['name'])} is invalid.`, {
      details: [],
    });
  }
  if (existing === undefined) return;
  for (const dropped of droppedSubnets(existing, body, cloud)) checkUnused(dropped, cloud);
  checkDelegations(existing, body, cloud);
}

function checkEncryption(body: JsonObject, id: string): void {
  const { enabled, enforcement } = objectOf(dig(body, 'properties.encryption'));
  if ((enabled === undefined) === (enforcement === undefined)) return;
  throw new Refusal(
    400,
    'MustSpecifyBothEncryptionIntentAndEnforcementPolicy',
    `Cannot encrypt VirtualNetwork ${id} unless both encryption intent (Enabled true or false) and enforcement policy (AllowUnencrypted or DropUnencrypted) are specified.`,
    { details: [] },
  );
}

/** A delegation that a server lives on can not be taken away by a PUT that forgets it. */
function checkDelegations(network: Resource, body: JsonObject, cloud: Cloud): void {
  for (const subnet of cloud.store.children(network.id, subnets.type)) {
    const wanted = wantedSubnets(body).find(
      ({ name }) => textOf(name).toLowerCase() === subnet.name.toLowerCase(),
    );
    const isUsed = listOf(dig(subnetView(subnet, cloud), 'properties.serviceAssociationLinks')).length > 0;
    if (!isUsed || listOf(dig(wanted, 'properties.delegations')).length > 0) continue;
    throw new Refusal(
      400,
      'SubnetMissingRequiredDelegation',
      `Subnet ${subnet.id} requires the delegation Microsoft.DBforPostgreSQL/flexibleServers to reference service association link ${subnet.name}-service-association-link.`,
      { details: [] },
    );
  }
}

function droppedSubnets(network: Resource, body: JsonObject, cloud: Cloud): readonly Resource[] {
  const kept = wantedSubnets(body).map(({ name }) => textOf(name).toLowerCase());
  return cloud.store
    .children(network.id, subnets.type)
    .filter(({ name }) => !kept.includes(name.toLowerCase()));
}

/** PUT replaces: subnets that the body does not name go. */
function replaceSubnets(network: Resource, { cloud, body, location }: Write): void {
  for (const { id } of droppedSubnets(network, body, cloud)) cloud.store.remove(id);
  for (const wanted of wantedSubnets(body)) {
    const id = `${network.id}/subnets/${textOf(wanted['name'])}`;
    const had = cloud.store.get(id);
    cloud.store.put({
      id: had?.id ?? id,
      name: had?.name ?? textOf(wanted['name']),
      type: subnets.type,
      createdAt: had?.createdAt ?? cloud.now(),
      body: {
        etag: `W/"${cloud.guid()}"`,
        properties: filledSubnet(objectOf(wanted['properties']), location),
      },
      hidden: had?.hidden ?? {},
      state: 'Updating',
    });
  }
}

/** Whether a write says anything that the network does not have. */
function isNews({ existing, body, location, cloud }: Write, kept: JsonObject): boolean {
  if (existing === undefined || !isSame(without(kept, 'etag'), without(existing.body, 'etag'))) return true;
  if (droppedSubnets(existing, body, cloud).length > 0) return true;
  return wantedSubnets(body).some(({ name, properties }) => {
    const had = cloud.store.get(`${existing.id}/subnets/${textOf(name)}`);
    return !isSame(had?.body['properties'], filledSubnet(objectOf(properties), location));
  });
}

/** Azure makes a group for its network watchers beside the first network of a region. */
function addNetworkWatcher(cloud: Cloud, subscriptionId: string, location: string): void {
  const id = `/subscriptions/${subscriptionId}/resourceGroups/NetworkWatcherRG`;
  if (cloud.store.get(id) !== undefined) return;
  cloud.store.put({
    id,
    name: 'NetworkWatcherRG',
    type: 'Microsoft.Resources/resourceGroups',
    createdAt: cloud.now(),
    body: { location, properties: {} },
    hidden: {},
    state: 'Succeeded',
  });
}

/** Polls ask for more patience than the first answer. */
const pollAgain = { seconds: 10, from: 0 };

/** Virtual networks with their subnets inline. */
export const virtualNetworks = type('Microsoft.Network/virtualNetworks', {
  name: /^[A-Za-z0-9][-A-Za-z0-9._]{0,62}[A-Za-z0-9_]$/,
  location: 'regional',
  requires: ['properties.addressSpace.addressPrefixes'],
  members: { etag: 'string', extendedLocation: 'object' },
  properties: {
    addressSpace: { addressPrefixes: 'strings', ipamPoolPrefixAllocations: 'any' },
    bgpCommunities: 'object',
    ddosProtectionPlan: 'object',
    dhcpOptions: 'object',
    enableDdosProtection: 'boolean',
    enableVmProtection: 'boolean',
    encryption: 'object',
    flowTimeoutInMinutes: 'integer',
    privateEndpointVNetPolicies: 'string',
    provisioningState: 'string',
    resourceGuid: 'string',
    subnets: [{ id: 'string', name: 'string', type: 'string', etag: 'string', properties: subnetProperties }],
    virtualNetworkPeerings: 'any',
  },
  states: { creating: 'Updating' },
  unchanged: { takes: 'no time', is: (write, kept) => !isNews(write, kept) },
  etag: networkEtag,
  patchesTags: { timing: 'sync' },
  lockRoot: (id) => id,
  busy: (_resource, call) => anotherOperation(virtualNetworks, call),
  check: checkNetwork,
  keep({ body, existing, location, cloud }) {
    const { subnets: _subnets, ...properties } = objectOf(body['properties']);
    return {
      body: {
        etag: `W/"${cloud.guid()}"`,
        location,
        ...(body['tags'] === undefined ? {} : { tags: body['tags'] }),
        properties: {
          resourceGuid: dig(existing?.body, 'properties.resourceGuid') ?? cloud.guid(),
          privateEndpointVNetPolicies: 'Disabled',
          virtualNetworkPeerings: [],
          enableDdosProtection: false,
          ...properties,
        },
      },
    };
  },
  stored(resource, write) {
    replaceSubnets(resource, write);
    addNetworkWatcher(write.cloud, write.target.subscriptionId ?? '', write.location);
  },
  show(resource, cloud) {
    const view = plainView(virtualNetworks, resource);
    const children = cloud.store.children(resource.id, subnets.type);
    return {
      ...view,
      properties: {
        ...objectOf(view['properties']),
        subnets: children.map((subnet) => subnetView(subnet, cloud)),
      },
    };
  },
  ready(resource, cloud) {
    for (const subnet of cloud.store.children(resource.id, subnets.type)) subnet.state = 'Succeeded';
  },
  broken(resource, cloud) {
    for (const subnet of cloud.store.children(resource.id, subnets.type)) subnet.state = 'Failed';
  },
  doom: (_resource, call) => doomedByAnother(call),
  checkDelete(resource, { cloud }) {
    for (const subnet of cloud.store.children(resource.id, subnets.type)) checkUnused(subnet, cloud);
  },
  lro: {
    style: 'network',
    create: { seconds: { p50: 4, p90: 6 }, ackSeconds: { p50: 2, p90: 3 }, retryAfterSeconds: 3, pollAgain },
    update: { seconds: { p50: 3, p90: 5 }, ackSeconds: 3, retryAfterSeconds: 3, pollAgain },
    delete: { seconds: { p50: 3, p90: 10 }, ackSeconds: 2, retryAfterSeconds: 10 },
    accepted: (op, body) => ({ status: op.verb === 'create' ? 201 : 200, body }),
  },
});
