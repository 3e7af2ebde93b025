import { Refusal } from '../errors.ts';
import { dig, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Duration } from '../spread.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';
import { addStartOfAuthority, recordSetCount } from './dns-records.ts';
import { about, plainView } from './lifecycle.ts';
import { type, type Beginning, type Call, type Doom, type Write } from './resource-type.ts';
import { covers } from './rights.ts';
import { parentId } from './target.ts';

/** Half of the links take 18 seconds, the other half 46. */
const linking: Duration = {
  p50: 30,
  p90: 50,
  humps: [
    { mean: 18, sd: 4 },
    { mean: 46, sd: 4 },
  ],
};

/** Preconditions of private DNS fail asynchronously: the refusal waits at the poll. */
function precondition(resource: Resource, call: Call, { verb }: Beginning): Doom | undefined {
  const { request, cloud } = call;
  const what = resource.type.endsWith('Links') ? 'Virtual Network link' : 'Zone';
  const raced = cloud.surroundings.faults.take('dns.preconditionAsync', about(call)) !== undefined;
  if (request.headers['if-none-match'] === '*' && verb === 'update') {
    return {
      code: 'PreconditionFailed',
      message: `The ${what} ${resource.name} exists already and hence cannot be created again.`,
    };
  }
  const etag = request.headers['if-match'];
  const isMet = etag === undefined || etag === '' || etag === '*' || etag === resource.hidden['formerEtag'];
  if (isMet && !raced) return undefined;
  return {
    code: 'PreconditionFailed',
    message: `The ${what} ${resource.name} has been modified (etag mismatch).`,
  };
}

const isEarly = (resource: Resource, cloud: Cloud): boolean =>
  resource.state === 'Creating' && cloud.now() < resource.createdAt + 2000;

/** Private DNS zones: accepted with an empty object, and slow. */
export const privateDnsZones = type('Microsoft.Network/privateDnsZones', {
  name: /^(?=.{1,253}$)[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?){1,33}$/,
  location: 'global',
  members: { etag: 'string' },
  properties: {
    internalId: 'string',
    maxNumberOfRecordSets: 'integer',
    maxNumberOfVirtualNetworkLinks: 'integer',
    maxNumberOfVirtualNetworkLinksWithRegistration: 'integer',
    numberOfRecordSets: 'integer',
    numberOfVirtualNetworkLinks: 'integer',
    numberOfVirtualNetworkLinksWithRegistration: 'integer',
    provisioningState: 'string',
  },
  keep: ({ body, existing, cloud }) => ({
    body: {
      etag: cloud.guid(),
      location: 'global',
      ...(body['tags'] === undefined ? {} : { tags: body['tags'] }),
      properties: {
        internalId:
          dig(existing?.body, 'properties.internalId') ??
          Buffer.from(`Immutable;${cloud.guid()};0`).toString('base64'),
        maxNumberOfRecordSets: 25_000,
        maxNumberOfVirtualNetworkLinks: 1000,
        maxNumberOfVirtualNetworkLinksWithRegistration: 100,
      },
    },
    hidden: { formerEtag: existing?.body['etag'] ?? '' },
  }),
  stored: (resource, { cloud }) => addStartOfAuthority(resource, cloud),
  doom: precondition,
  visible: (resource, cloud) => !isEarly(resource, cloud),
  show(resource, cloud) {
    const view = plainView(privateDnsZones, resource);
    const count = cloud.store.children(resource.id, virtualNetworkLinks.type).length;
    const counts = {
      numberOfRecordSets: recordSetCount(resource, cloud),
      numberOfVirtualNetworkLinks: count,
      numberOfVirtualNetworkLinksWithRegistration: 0,
    };
    return { ...view, properties: { ...objectOf(view['properties']), ...counts } };
  },
  checkDelete(resource, { cloud }) {
    const [link] = cloud.store.children(resource.id, virtualNetworkLinks.type);
    if (link === undefined) return;
    throw new Refusal(
      409,
      'CannotDeleteResource',
      `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: 'Microsoft.Network/privateDnsZones/${resource.name}/virtualNetworkLinks/${link.name}'. Please delete all nested resources before deleting this resource.`,
      { cause: 'gateway' },
    );
  },
  lro: {
    style: 'dns',
    create: { seconds: { p50: 16, p90: 24 }, ackSeconds: { p50: 2, p90: 4 }, retryAfterSeconds: 30 },
    update: { seconds: { p50: 16, p90: 24 }, ackSeconds: { p50: 2, p90: 4 }, retryAfterSeconds: 30 },
    delete: { seconds: { p50: 16, p90: 25 }, ackSeconds: 1, retryAfterSeconds: 30 },
    accepted: () => ({ status: 202, body: {} }),
  },
});

function checkLink({ body, cloud, parent, existing, id }: Write): void {
  const networkId = textOf(dig(body, 'properties.virtualNetwork.id'));
  const network = cloud.store.get(networkId);
  if (network === undefined) {
    throw new Refusal(400, 'BadRequest', `The Virtual network ${networkId} does not exist.`);
  }
  const had = textOf(dig(existing?.body, 'properties.virtualNetwork.id'));
  if (existing !== undefined && had.toLowerCase() !== networkId.toLowerCase()) {
    throw new Refusal(400, 'BadRequest', 'The virtual network of a virtual network link cannot be changed.');
  }
  for (const other of cloud.store.ofType(virtualNetworkLinks.type)) {
    if (other.id.toLowerCase() === id.toLowerCase()) continue;
    if (textOf(dig(other.body, 'properties.virtualNetwork.id')).toLowerCase() !== networkId.toLowerCase())
      continue;
    checkClash(other, {
      zone: parent?.name ?? '',
      network: textOf(dig(network.body, 'properties.resourceGuid')),
    });
  }
}

/** Two zones of overlapping names, or a network that was made anew under an old link. */
function checkClash(other: Resource, wanted: { readonly zone: string; readonly network: string }): void {
  const zone = parentId(other.id).split('/').at(-1) ?? '';
  if (other.hidden['networkGuid'] !== wanted.network) {
    throw new Refusal(
      409,
      'Conflict',
      `Virtual network resource identity '${wanted.network}' already in use. This is possible in case the virtual network was moved, or re-created.`,
    );
  }
  if (zone.toLowerCase() !== wanted.zone.toLowerCase()) return;
  throw new Refusal(
    400,
    'BadRequest',
    `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${wanted.zone}' and '${zone}' zones.`,
  );
}

/** Links of a zone to virtual networks. */
export const virtualNetworkLinks = type('Microsoft.Network/privateDnsZones/virtualNetworkLinks', {
  name: /^[A-Za-z0-9]([-A-Za-z0-9._]{0,78}[A-Za-z0-9_])?$/,
  location: 'global',
  requires: ['properties.virtualNetwork.id'],
  members: { etag: 'string' },
  properties: {
    provisioningState: 'string',
    registrationEnabled: 'boolean',
    resolutionPolicy: 'string',
    virtualNetwork: { id: 'string' },
    virtualNetworkLinkState: 'string',
  },
  check: checkLink,
  keep: ({ body, cloud, existing }) => ({
    body: {
      etag: `"${cloud.guid()}"`,
      location: 'global',
      ...(body['tags'] === undefined ? {} : { tags: body['tags'] }),
      properties: { registrationEnabled: false, ...objectOf(body['properties']) },
    },
    hidden: {
      formerEtag: existing?.body['etag'] ?? '',
      networkGuid: dig(
        cloud.store.get(textOf(dig(body, 'properties.virtualNetwork.id')))?.body,
        'properties.resourceGuid',
      ),
    },
  }),
  doom: precondition,
  visible: (resource, cloud) => !isEarly(resource, cloud),
  show(resource): JsonObject {
    const view = plainView(virtualNetworkLinks, resource);
    const virtualNetworkLinkState = resource.state === 'Succeeded' ? 'Completed' : 'InProgress';
    return { ...view, properties: { ...objectOf(view['properties']), virtualNetworkLinkState } };
  },
  mayBeOrphan: true,
  lro: {
    style: 'dns',
    create: { seconds: linking, ackSeconds: { p50: 2, p90: 5 }, retryAfterSeconds: 30 },
    update: { seconds: linking, ackSeconds: { p50: 2, p90: 5 }, retryAfterSeconds: 30 },
    delete: { seconds: { p50: 30, p90: 46 }, ackSeconds: 1, retryAfterSeconds: 30 },
    accepted: () => ({ status: 202, body: {} }),
  },
  lingers: (_resource, call) => {
    const knobs = call.cloud.surroundings.faults.take('dns.linkLinger', about(call));
    if (knobs !== undefined) return Number(knobs['seconds'] ?? 30);
    return call.cloud.surroundings.profile === 'realistic' ? 30 : 0;
  },
});

/** Whether a name of a zone resolves in a network: the program under test can not tell, its pods can. */
export function isLinked(cloud: Cloud, zoneId: string, networkId: string): boolean {
  return cloud.store
    .ofType(virtualNetworkLinks.type)
    .filter(({ id, state }) => covers(zoneId, id) && state === 'Succeeded')
    .some(
      ({ body }) =>
        textOf(dig(body, 'properties.virtualNetwork.id')).toLowerCase() === networkId.toLowerCase(),
    );
}
