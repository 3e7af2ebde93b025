import { dropBlobs } from '../blob/blob-state.ts';
import type { Containers } from '../blob/containers.ts';
import { leaseState, type Lease } from '../blob/leases.ts';
import { Refusal } from '../errors.ts';
import { objectOf } from '../json.ts';
import type { Cloud } from './cloud.ts';
import { containerPlane, freshTag } from './container-plane.ts';
import { about, plainView } from './lifecycle.ts';
import { reserve } from './names.ts';
import { type, type Call, type Write } from './resource-type.ts';
import { keysOf } from './storage-keys.ts';

const containerType = 'Microsoft.Storage/storageAccounts/blobServices/containers';

/** How long the name of a deleted container stays reserved. */
function tombstoneSeconds({ cloud, ...call }: Call): number {
  const knobs = cloud.surroundings.faults.take('storage.containerTombstone', about(call));
  if (knobs !== undefined) return Number(knobs['seconds'] ?? 30);
  return cloud.surroundings.profile === 'realistic' ? 30 : 0;
}

function checkContainer({ cloud, id, target, existing }: Write): void {
  if (target.names[1] !== 'default') {
    throw new Refusal(
      400,
      'InvalidResourceName',
      `The blob service '${target.names[1]}' does not exist: there is only 'default'.`,
    );
  }
  if (existing !== undefined || (cloud.world.reserved[id.toLowerCase()] ?? 0) <= cloud.now()) return;
  throw new Refusal(
    409,
    'ContainerOperationFailure',
    `The specified container is being deleted. Try operation later.\nRequestId:${cloud.guid()}\nTime:${new Date(cloud.now()).toISOString()}`,
  );
}

const containers = type(containerType, {
  name: /^(?=.{3,63}$)[a-z0-9](-?[a-z0-9])*$/,
  nameRefusal: (name) =>
    new Refusal(
      400,
      'ContainerOperationFailure',
      name.length < 3 || name.length > 63
        ? 'The specified resource name length is not within the permissible limits.'
        : `The specified resource name contains invalid characters: ${name}.`,
    ),
  location: 'none',
  properties: {
    defaultEncryptionScope: 'string',
    denyEncryptionScopeOverride: 'boolean',
    enableNfsV3AllSquash: 'boolean',
    enableNfsV3RootSquash: 'boolean',
    etag: 'string',
    hasImmutabilityPolicy: 'boolean',
    hasLegalHold: 'boolean',
    immutableStorageWithVersioning: 'object',
    lastModifiedTime: 'string',
    leaseState: 'string',
    leaseStatus: 'string',
    metadata: 'object',
    publicAccess: 'string',
  },
  idOf: ({ target }, parent) => `${parent?.id}/blobServices/default/containers/${target.names.at(-1)}`,
  notFound: ({ cloud }) =>
    new Refusal(
      404,
      'ContainerNotFound',
      `The specified container does not exist.\nRequestId:${cloud.guid()}\nTime:${new Date(cloud.now()).toISOString()}`,
    ),
  check: checkContainer,
  keep: ({ body, cloud, existing }) => ({
    body: { properties: { ...objectOf(existing?.body['properties']), ...objectOf(body['properties']) } },
    hidden: freshTag(cloud),
  }),
  show(resource, cloud) {
    const view = plainView(containers, resource);
    const lease = leaseState(resource.hidden['lease'] as Lease | undefined, cloud.now());
    const modified = new Date(Number(resource.hidden['modifiedAt'])).toISOString();
    return {
      ...view,
      etag: resource.hidden['etag'],
      properties: {
        deleted: false,
        remainingRetentionDays: 0,
        defaultEncryptionScope: '$account-encryption-key',
        denyEncryptionScopeOverride: false,
        publicAccess: 'None',
        leaseStatus: ['leased', 'breaking'].includes(lease) ? 'Locked' : 'Unlocked',
        leaseState: `${lease.charAt(0).toUpperCase()}${lease.slice(1)}`,
        lastModifiedTime: modified,
        legalHold: { hasLegalHold: false, tags: [] },
        hasImmutabilityPolicy: false,
        hasLegalHold: false,
        ...objectOf(view['properties']),
      },
    };
  },
  // The answer to a PUT lacks most of what GET tells, and has no properties when none were sent (recorded).
  showWritten(resource) {
    const { id, name, type: own } = plainView(containers, resource);
    const properties = objectOf(resource.body['properties']);
    if (Object.keys(properties).length === 0) return { id, name, type: own };
    const start = { deleted: false, remainingRetentionDays: 0 };
    const end = { hasImmutabilityPolicy: false, hasLegalHold: false };
    return { id, name, type: own, properties: { ...start, ...properties, ...end } };
  },
  deletionPrepared: (resource, call) => {
    const seconds = tombstoneSeconds(call);
    if (seconds > 0) reserve(call.cloud, resource.id, seconds);
  },
  ackSeconds: { write: { p50: 1, p90: 2 }, delete: { p50: 1, p90: 2 } },
  deleted: { status: 200 },
  gone: (resource, cloud) => dropBlobs(cloud.surroundings, resource.id),
});

/** Containers, without a data plane. */
export const containerTypes = [containers];

/** An account as the data plane sees it. */
export interface AccountFacts {
  readonly id: string;
  readonly allowSharedKey: boolean;
  readonly isClosed: boolean;
  keys(): readonly string[];
  /** ARM id of a container of the account. */
  containers(name: string): string | undefined;
  readonly plane: Containers;
}

/** What the data plane needs to know of an account, once there is one. */
export function accountFacts(cloud: Cloud, accountName: string): AccountFacts | undefined {
  const found = cloud.store
    .ofType('Microsoft.Storage/storageAccounts')
    .find(({ name, state }) => name === accountName && state === 'Succeeded');
  if (found === undefined) return undefined;
  const properties = objectOf(found.body['properties']);
  return {
    id: found.id,
    allowSharedKey: properties['allowSharedKeyAccess'] !== false,
    isClosed:
      properties['publicNetworkAccess'] === 'Disabled' ||
      objectOf(properties['networkAcls'])['defaultAction'] === 'Deny',
    keys: () => Object.values(keysOf(found, cloud)),
    plane: containerPlane(cloud, found),
    containers: (name) => cloud.store.get(`${found.id}/blobServices/default/containers/${name}`)?.id,
  };
}
