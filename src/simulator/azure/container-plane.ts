import type { Container, Containers } from '../blob/containers.ts';
import { dropBlobs } from '../blob/blob-state.ts';
import { objectOf, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';

const containerType = 'Microsoft.Storage/storageAccounts/blobServices/containers';

function viewOf({ name, body, hidden }: Resource): Container {
  const { metadata, publicAccess } = objectOf(body['properties']);
  return {
    name,
    etag: textOf(hidden['etag']),
    modifiedAt: Number(hidden['modifiedAt']),
    metadata: objectOf(metadata) as Record<string, string>,
    publicAccess: (publicAccess ?? 'None') as Container['publicAccess'],
    lease: hidden['lease'] as Container['lease'],
    policies: textOf(hidden['policies']),
  };
}

/** A new tag, and the time of it: what a container is given with every change. */
export function freshTag(cloud: Cloud): { etag: string; modifiedAt: number } {
  return { etag: `"0x8D${cloud.letters(12).toUpperCase()}"`, modifiedAt: cloud.now() };
}

function make(
  cloud: Cloud,
  id: string,
  name: string,
  wanted: Parameters<Containers['make']>[1],
): ReturnType<Containers['make']> {
  if (!/^(?=.{3,63}$)[a-z0-9](-?[a-z0-9])*$/.test(name)) return 'misnamed';
  if (cloud.store.get(id) !== undefined) return 'exists';
  if ((cloud.world.reserved[id.toLowerCase()] ?? 0) > cloud.now()) return 'going';
  cloud.store.put({
    id,
    name,
    type: containerType,
    createdAt: cloud.now(),
    body: { properties: { ...wanted } },
    hidden: freshTag(cloud),
    state: '',
  });
  return 'made';
}

/** The containers of an account, for the data plane: the same that ARM shows. */
export function containerPlane(cloud: Cloud, account: Resource): Containers {
  const idOf = (name: string): string => `${account.id}/blobServices/default/containers/${name}`;
  return {
    all: () => cloud.store.children(account.id, containerType).map(viewOf),
    make: (name, wanted) => make(cloud, idOf(name), name, wanted),
    change(name, { lease, policies, ...properties }) {
      const found = cloud.store.get(idOf(name));
      if (found === undefined) return;
      const isLease = policies === undefined && Object.keys(properties).length === 0;
      if (isLease) {
        found.hidden = { ...found.hidden, lease };
        return;
      }
      found.body = { properties: { ...objectOf(found.body['properties']), ...properties } };
      const kept = policies === undefined ? {} : { policies };
      found.hidden = { ...found.hidden, ...kept, ...freshTag(cloud) };
    },
    settings: (service) => objectOf(objectOf(account.hidden['settings'])[service]) as Record<string, string>,
    set(service, wanted) {
      const settings = objectOf(account.hidden['settings']);
      account.hidden['settings'] = { ...settings, [service]: { ...objectOf(settings[service]), ...wanted } };
    },
    remove(name) {
      cloud.store.remove(idOf(name));
      dropBlobs(cloud.surroundings, idOf(name));
    },
  };
}
