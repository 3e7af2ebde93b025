import { Refusal } from '../errors.ts';
import { dig, isObject, listOf, textOf } from '../json.ts';
import type { Operation } from '../operations.ts';
import type { Call } from './resource-type.ts';
import { checkRight, isAllowed } from './rights.ts';

/** A reference to something else for which the caller needs a right there too. `[]` in a path means each. */
interface Link {
  readonly path: string;
  readonly action: string;
}

const subnetJoin = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const identities: Link = {
  path: 'identity.userAssignedIdentities{}',
  action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
};
const subnetLinks = (at: string): readonly Link[] => [
  { path: `${at}networkSecurityGroup.id`, action: 'Microsoft.Network/networkSecurityGroups/join/action' },
  { path: `${at}routeTable.id`, action: 'Microsoft.Network/routeTables/join/action' },
  { path: `${at}natGateway.id`, action: 'Microsoft.Network/natGateways/join/action' },
];

/** What is linked from where, by lower-cased type (the actions are the published ones of the providers). */
const links: Readonly<Record<string, readonly Link[]>> = {
  'microsoft.containerservice/managedclusters': [
    { path: 'properties.agentPoolProfiles[].vnetSubnetID', action: subnetJoin },
    { path: 'properties.agentPoolProfiles[].podSubnetID', action: subnetJoin },
    identities,
  ],
  'microsoft.containerservice/managedclusters/agentpools': [
    { path: 'properties.vnetSubnetID', action: subnetJoin },
    { path: 'properties.podSubnetID', action: subnetJoin },
  ],
  'microsoft.dbforpostgresql/flexibleservers': [
    { path: 'properties.network.delegatedSubnetResourceId', action: subnetJoin },
    {
      path: 'properties.network.privateDnsZoneArmResourceId',
      action: 'Microsoft.Network/privateDnsZones/join/action',
    },
    identities,
  ],
  'microsoft.network/privatednszones/virtualnetworklinks': [
    { path: 'properties.virtualNetwork.id', action: 'Microsoft.Network/virtualNetworks/join/action' },
  ],
  'microsoft.network/virtualnetworks': subnetLinks('properties.subnets[].properties.'),
  'microsoft.network/virtualnetworks/subnets': subnetLinks('properties.'),
  'microsoft.storage/storageaccounts': [
    {
      path: 'properties.networkAcls.virtualNetworkRules[].id',
      action: 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action',
    },
    identities,
  ],
};

/** All ids that stand at a path of a body. */
function idsAt(value: unknown, path: string): readonly string[] {
  if (path.endsWith('{}')) {
    const found = dig(value, path.slice(0, -2));
    return isObject(found) ? Object.keys(found) : [];
  }
  const [outer = '', inner] = path.split(/\[\]\.(.*)/s);
  if (inner === undefined) return [textOf(dig(value, outer))].filter((id) => id !== '');
  return listOf(dig(value, outer)).flatMap((item) => idsAt(item, inner));
}

/** Refuses a write that reaches for what the caller may not use, though the write itself is allowed. */
export function checkLinkedAccess(call: Call, action: string): void {
  const { cloud, caller, target, body } = call;
  const missing = (links[target.type?.toLowerCase() ?? ''] ?? []).flatMap((link) =>
    idsAt(body, link.path)
      // What is no id at all is for the provider to refuse.
      .filter((id) => id.startsWith('/subscriptions/') && !isAllowed(cloud, caller, link.action, id))
      .map((id) => ({ id, action: link.action })),
  );
  if (missing.length === 0) return;
  const list = (items: readonly string[]): string => [...new Set(items)].join(',');
  throw new Refusal(
    403,
    'LinkedAuthorizationFailed',
    `The client '${caller.name}' with object id '${caller.objectId}' has permission to perform action '${action}' on scope '${target.path}'; however, it does not have permission to perform action(s) '${list(missing.map((one) => one.action))}' on the linked scope(s) '${list(missing.map(({ id }) => id))}' (respectively) or the linked scope(s) are invalid.`,
    { cause: 'gateway' },
  );
}

/**
 * Whoever follows an operation must be allowed to read in the group of its resource; a right on the resource alone
 * starts it and does not track it. The end of a group is told to everybody who has the address: no scope is left to ask at.
 */
export function checkPollRight(call: Call, op: Operation): void {
  if (op.style === 'groups') return;
  const path = call.target.path.split(/\/providers\//i).at(-1) ?? '';
  const [namespace = '', ...rest] = path.split('/');
  const leaf = rest.at(-2) ?? '';
  const action = `${namespace}/${rest[0] === 'locations' ? 'locations/' : ''}${leaf}/read`;
  checkRight(call, action, `/subscriptions/${op.subscriptionId}/resourceGroups/${op.resourceGroup}`);
}
