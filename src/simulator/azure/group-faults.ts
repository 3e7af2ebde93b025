import { dig, objectOf, textOf, textOr } from '../json.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';
import { about } from './lifecycle.ts';
import type { Call, Provider, Write } from './resource-type.ts';
import { groupId } from './target.ts';

/** The type that resource groups are kept under. */
export const groupType = 'Microsoft.Resources/resourceGroups';

const stray = (group: string, name: string, cloud: Cloud): Resource => ({
  id: `${group}/providers/Microsoft.Network/virtualNetworks/${name}`,
  name,
  type: 'Microsoft.Network/virtualNetworks',
  createdAt: cloud.now(),
  body: {
    location: cloud.store.get(group)?.body['location'],
    tags: { owner: 'somebody else' },
    properties: { addressSpace: { addressPrefixes: ['192.168.0.0/24'] }, resourceGuid: cloud.guid() },
  },
  hidden: {},
  state: 'Succeeded',
});

/** Policies and colleagues put things into groups that are not theirs. */
export function foreignResource(group: Resource, { cloud, ...call }: Write): void {
  const knobs = cloud.surroundings.faults.take('rg.foreignResource', about(call));
  if (knobs !== undefined) cloud.store.put(stray(group.id, textOr(knobs['name'], 'not-ours'), cloud));
}

/** How long the association of a subnet outlives the server in it, if a fault says so. */
function outlives(cloud: Cloud, server: Resource): number {
  const { faults } = cloud.surroundings;
  if (faults.take('net.salForever', `DELETE ${server.id}`) !== undefined) return Number.MAX_SAFE_INTEGER;
  const knobs = faults.take('net.salLinger', `DELETE ${server.id}`);
  return knobs === undefined ? 0 : Number(knobs['seconds'] ?? 60) * 1000;
}

/**
 * ARM repeats no 400 while it deletes a group: a subnet that is still linked keeps its network, and with it the group.
 * Answers the subnet that will be in the way in so many seconds.
 */
export function linkedSubnet(group: Resource, cloud: Cloud, seconds: number): Resource | undefined {
  const end = cloud.now() + seconds * 1000;
  for (const server of cloud.store.below(group.id).filter(({ type }) => /\/flexibleServers$/i.test(type))) {
    const subnet = cloud.store.get(textOf(dig(server.body, 'properties.network.delegatedSubnetResourceId')));
    const lag = subnet === undefined ? 0 : outlives(cloud, server);
    if (subnet !== undefined && lag > 0) {
      subnet.hidden['linkedUntil'] = Math.min(Number.MAX_SAFE_INTEGER, end + lag);
    }
  }
  const held = cloud.store.below(group.id).find(({ hidden }) => Number(hidden['linkedUntil'] ?? 0) > end);
  if (held !== undefined) group.hidden['keeps'] = held.id.split('/').slice(0, 9).join('/');
  return held;
}

/** A child that was still being made when its group went brings the group back. */
export function resurrection(group: Resource, cloud: Cloud): void {
  const knobs = cloud.surroundings.faults.take('rg.resurrects', `DELETE ${group.id}`);
  if (knobs !== undefined) group.hidden['comesBack'] = Number(knobs['seconds'] ?? 60);
}

/** Puts a group on its way back that was taken out of the world, if that is its fate. */
export function comesBack(group: Resource, cloud: Cloud): void {
  const seconds = Number(group.hidden['comesBack'] ?? 0);
  if (seconds === 0) return;
  const { location, tags } = group.body;
  cloud.later(seconds, 'group.back', JSON.stringify({ id: group.id, name: group.name, location, tags }));
}

/** A group of the name is being deleted, by an earlier run or in the portal. */
export function beingDeleted({ cloud, ...call }: Call): void {
  const id = groupId(call.target.path);
  if (id === '' || cloud.store.get(id) !== undefined) return;
  const knobs = cloud.surroundings.faults.take('rg.beingDeleted', about(call));
  if (knobs === undefined) return;
  cloud.store.put({
    id,
    name: call.target.resourceGroup ?? '',
    type: groupType,
    createdAt: cloud.now(),
    body: { location: textOr(knobs['location'], 'eastus2'), tags: objectOf(knobs['tags']), properties: {} },
    hidden: {},
    state: 'Deleting',
    deleting: true,
  });
  cloud.later(Number(knobs['seconds'] ?? 120), 'forget', id);
}

/** What happens to groups by itself. */
export const groupEvents: NonNullable<Provider['events']> = {
  'group.back': (cloud, told) => {
    const { id, name, location, tags } = objectOf(JSON.parse(told));
    const group = {
      id: textOf(id),
      name: textOf(name),
      type: groupType,
      createdAt: cloud.now(),
      body: { location, ...(tags === undefined ? {} : { tags }), properties: {} },
      hidden: {},
      state: 'Succeeded',
    };
    if (cloud.store.get(group.id) !== undefined) return;
    cloud.store.put(group);
    const late = stray(group.id, 'late', cloud);
    cloud.store.put({ ...late, body: { ...late.body, ...(tags === undefined ? {} : { tags }) } });
  },
};
