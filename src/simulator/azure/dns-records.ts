import { Refusal } from '../errors.ts';
import { dig, merged, objectOf, textOf, type JsonObject, type Shape } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import type { Cloud } from './cloud.ts';
import { plainView, present } from './lifecycle.ts';
import { paged } from './paging.ts';
import { type, type Call, type ResourceType, type Route, type Write } from './resource-type.ts';
import { parentId } from './target.ts';

const zoneType = 'Microsoft.Network/privateDnsZones';

/** Where each kind of record set keeps its records, and what a record is. */
const kinds: Readonly<Record<string, readonly [string, Shape]>> = {
  A: ['aRecords', [{ ipv4Address: 'string' }]],
  AAAA: ['aaaaRecords', [{ ipv6Address: 'string' }]],
  CNAME: ['cnameRecord', { cname: 'string' }],
  MX: ['mxRecords', [{ preference: 'integer', exchange: 'string' }]],
  PTR: ['ptrRecords', [{ ptrdname: 'string' }]],
  SOA: [
    'soaRecord',
    {
      host: 'string',
      email: 'string',
      serialNumber: 'integer',
      refreshTime: 'integer',
      retryTime: 'integer',
      expireTime: 'integer',
      minimumTtl: 'integer',
    },
  ],
  SRV: ['srvRecords', [{ priority: 'integer', weight: 'integer', port: 'integer', target: 'string' }]],
  TXT: ['txtRecords', [{ value: 'strings' }]],
};

const absent = ({ target }: Call): Refusal =>
  new Refusal(
    404,
    'NotFound',
    `The resource record '${target.names.at(-1)}' does not exist in resource group '${target.resourceGroup}' of subscription '${target.subscriptionId}'.`,
    { flat: 'bare' },
  );

const fqdn = (name: string, zone: string): string => (name === '@' ? `${zone}.` : `${name}.${zone}.`);

/** An alias stands alone: nothing else may have its name. */
function checkAlias(kind: string, { cloud, name, id, parent, body }: Write): void {
  if (Number(dig(body, 'properties.ttl') ?? 1) < 1) {
    throw new Refusal(400, 'BadRequest', 'The TTL must be between 1 and 2147483647.', { flat: 'bare' });
  }
  const others = recordSets(cloud, parent?.id ?? '').filter(
    (other) => other.name.toLowerCase() === name.toLowerCase() && other.id.toLowerCase() !== id.toLowerCase(),
  );
  const isClash = others.some((other) => kind === 'CNAME' || other.type === `${zoneType}/CNAME`);
  if (!isClash) return;
  throw new Refusal(
    400,
    'BadRequest',
    `The record could not be created because a CNAME record and another record cannot have the same name: ${name}.`,
    { flat: 'bare' },
  );
}

function keepRecords(kind: string, { body, existing, cloud, name, parent }: Write): { body: JsonObject } {
  const [member] = kinds[kind] as readonly [string, Shape];
  const { metadata, ttl, [member]: records } = objectOf(body['properties']);
  const had = objectOf(existing?.body['properties']);
  const isList = member.endsWith('s');
  // Host and serial number are Azure's; whatever else a write does not name of the SOA stays.
  const start = {
    ...merged(objectOf(had[member]), objectOf(records)),
    serialNumber: 1,
    host: 'azureprivatedns.net',
  };
  const kept = kind === 'SOA' ? start : (records ?? (isList ? [] : undefined));
  return {
    body: {
      etag: cloud.guid(),
      properties: {
        ...(metadata === undefined ? {} : { metadata }),
        fqdn: fqdn(name, parent?.name ?? ''),
        ttl: ttl ?? had['ttl'] ?? 3600,
        ...(kept === undefined ? {} : { [member]: kept }),
        isAutoRegistered: false,
      },
    },
  };
}

const recordSet = (kind: string): ResourceType => {
  const [member, shape] = kinds[kind] as readonly [string, Shape];
  const own: ResourceType = type(`${zoneType}/${kind}`, {
    name: /^(@|\*|(\*\.)?[A-Za-z0-9_]([-A-Za-z0-9_.]{0,252}[A-Za-z0-9_])?)$/,
    location: 'none',
    members: { etag: 'string' },
    properties: {
      [member]: shape,
      fqdn: 'string',
      isAutoRegistered: 'boolean',
      metadata: 'object',
      provisioningState: 'string',
      ttl: 'integer',
    },
    ...(kind === 'SOA' ? { verbs: ['GET', 'PUT', 'PATCH'] } : {}),
    etag: {
      isHeader: true,
      of: ({ body }) => textOf(body['etag']),
      refusal: (name, why) =>
        new Refusal(
          412,
          'PreconditionFailed',
          why === 'exists'
            ? `The Record set ${name} exists already and hence cannot be created again.`
            : `The Record set ${name} has been modified (etag mismatch).`,
          { flat: 'bare' },
        ),
    },
    notFound: absent,
    check: (write) => checkAlias(kind, write),
    keep: (write) => keepRecords(kind, write),
    show: (resource) => plainView(own, resource),
    deleted: { status: 200 },
  });
  return own;
};

/** The record sets of a zone, a type for each kind of record. */
export const recordSetTypes: readonly ResourceType[] = Object.keys(kinds).map((kind) => recordSet(kind));

/** The record that every zone has from its birth. */
export function addStartOfAuthority(zone: Resource, cloud: Cloud): void {
  const id = `${zone.id}/SOA/@`;
  if (cloud.store.get(id) !== undefined) return;
  const soaRecord = {
    email: 'azureprivatedns-host.microsoft.com',
    expireTime: 2_419_200,
    host: 'azureprivatedns.net',
    minimumTtl: 10,
    refreshTime: 3600,
    retryTime: 300,
    serialNumber: 1,
  };
  const properties = { fqdn: `${zone.name}.`, ttl: 3600, soaRecord, isAutoRegistered: false };
  cloud.store.put({
    id,
    name: '@',
    type: `${zoneType}/SOA`,
    createdAt: cloud.now(),
    body: { etag: cloud.guid(), properties },
    hidden: {},
    state: '',
  });
}

const recordSets = (cloud: Cloud, zoneId: string): readonly Resource[] =>
  recordSetTypes.flatMap((own) => cloud.store.children(zoneId, own.type));

/** How many record sets a zone has, its SOA included. */
export function recordSetCount(zone: Resource, cloud: Cloud): number {
  return recordSets(cloud, zone.id).length;
}

/** Record sets of one kind or of all, by the end of their names. */
function listRecords(call: Call): WireResponse {
  const { cloud, target, params, request } = call;
  const path = parentId(`${target.path}/`);
  const zone = present(zoneStub, {
    ...call,
    target: { ...target, path, type: zoneType, names: target.names.slice(0, 1) },
  });
  const suffix = (request.url.searchParams.get('$recordsetnamesuffix') ?? '').toLowerCase();
  const kind = (params['kind'] ?? '').toLowerCase();
  const found = recordSets(cloud, zone.id)
    .filter((one) => kind === 'all' || one.type.toLowerCase() === `${zoneType}/${kind}`.toLowerCase())
    .filter(({ name }) => name.toLowerCase().endsWith(suffix));
  return paged(
    call,
    found.map((one) => plainView({ ...zoneStub, type: one.type }, one)),
  );
}

const zoneStub = type(zoneType, { location: 'global', keep: ({ body }) => ({ body }) });

/** Lists of records: `ALL` stands for every kind. */
export const dnsRoutes: readonly Route[] = ['ALL', ...Object.keys(kinds)].map((kind) => ({
  method: 'GET',
  path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/privateDnsZones/{zone}/${kind}`,
  action: `${zoneType}/${kind}/read`,
  answer: (call) => listRecords({ ...call, params: { ...call.params, kind } }),
}));
