import { createHash } from 'node:crypto';
import { postgresSkus, regions } from '../catalogue.ts';
import { dig, isSame, merged, objectOf, textOf, textOr, type JsonObject, type Shape } from '../json.ts';
import type { Operation } from '../operations.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';
import { plainView } from './lifecycle.ts';
import { busyAtPoll, serverBusy } from './postgres-busy.ts';
import { asCopied, bad, checkServer, refuseReplicated } from './postgres-rules.ts';
import { type, type Beginning, type Call, type Doom, type Write } from './resource-type.ts';
import { subnets } from './subnets.ts';
import { sameRegion } from './target.ts';

const serverType = 'Microsoft.DBforPostgreSQL/flexibleServers';

const properties: Shape = {
  administratorLogin: 'string',
  administratorLoginPassword: 'string',
  authConfig: { activeDirectoryAuth: 'string', passwordAuth: 'string', tenantId: 'string' },
  availabilityZone: 'string',
  backup: { backupRetentionDays: 'integer', geoRedundantBackup: 'string', earliestRestoreDate: 'string' },
  cluster: 'object',
  createMode: 'string',
  dataEncryption: 'object',
  fullyQualifiedDomainName: 'string',
  highAvailability: { mode: 'string', state: 'string', standbyAvailabilityZone: 'string' },
  maintenanceWindow: 'object',
  minorVersion: 'string',
  network: {
    delegatedSubnetResourceId: 'string',
    privateDnsZoneArmResourceId: 'string',
    publicNetworkAccess: 'string',
  },
  pointInTimeUTC: 'string',
  privateEndpointConnections: 'any',
  replica: 'object',
  replicaCapacity: 'integer',
  replicationRole: 'string',
  sourceServerResourceId: 'string',
  state: 'string',
  storage: {
    storageSizeGB: 'integer',
    autoGrow: 'string',
    tier: 'string',
    iops: 'integer',
    throughput: 'integer',
    type: 'string',
  },
  version: 'string',
};

function fillServer({ body, existing, location, name, cloud }: Write): {
  body: JsonObject;
  hidden: JsonObject;
} {
  const {
    administratorLoginPassword,
    createMode: mode,
    state: _state,
    ...wanted
  } = objectOf(body['properties']);
  const isPrivate = textOf(dig(wanted, 'network.delegatedSubnetResourceId')) !== '';
  const defaults: JsonObject = {
    replica: { role: 'Primary', capacity: 5 },
    storage: { type: '', iops: 120, tier: 'P4', storageSizeGB: 32, autoGrow: 'Disabled' },
    network: {},
    privateEndpointConnections: [],
    dataEncryption: { type: 'SystemManaged' },
    authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' },
    fullyQualifiedDomainName: `${name}.postgres.database.azure.com`,
    version: '17',
    minorVersion: '6',
    availabilityZone: '1',
    backup: {
      backupRetentionDays: 7,
      geoRedundantBackup: 'Disabled',
      earliestRestoreDate: new Date(cloud.now()).toISOString(),
    },
    highAvailability: { mode: 'Disabled', state: 'NotEnabled' },
    maintenanceWindow: { customWindow: 'Disabled', dayOfWeek: 0, startHour: 0, startMinute: 0 },
    replicationRole: 'Primary',
    replicaCapacity: 5,
  };
  const all = merged(objectOf(existing?.body['properties'] ?? defaults), wanted);
  const network = {
    ...objectOf(all['network']),
    publicNetworkAccess:
      isPrivate || dig(existing?.body, 'properties.network.publicNetworkAccess') === 'Disabled'
        ? 'Disabled'
        : 'Enabled',
  };
  const displayName = regions.find((region) => sameRegion(region.name, location))?.displayName;
  return {
    body: {
      sku: body['sku'] ?? existing?.body['sku'],
      systemData: existing?.body['systemData'] ?? { createdAt: new Date(cloud.now()).toISOString() },
      location: displayName ?? location,
      ...(body['tags'] === undefined ? {} : { tags: body['tags'] }),
      properties: {
        ...all,
        network,
        ...(mode === 'Replica'
          ? { replicationRole: 'AsyncReplica', replica: { role: 'AsyncReplica', capacity: 0 } }
          : {}),
      },
    },
    hidden:
      typeof administratorLoginPassword === 'string'
        ? { passwordHash: passwordHash(administratorLoginPassword) }
        : {},
  };
}

/** What the world keeps of a password, for tests to compare. */
export function passwordHash(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

/** Mistakes that PostgreSQL finds only while it works. */
function doomOf({ body, name }: Resource, _call: Call, { verb }: Beginning): Doom | undefined {
  if (verb === 'delete') return undefined;
  const sku = postgresSkus.find((one) => one.name === dig(body, 'sku.name'));
  if (sku !== undefined && sku.tier !== dig(body, 'sku.tier')) {
    return {
      code: 'ServerEditionIncompatibleWithSkuSize',
      message: `The server edition '${textOf(dig(body, 'sku.tier'))}' is incompatible with the SKU size '${sku.name}'.`,
    };
  }
  if (sku?.tier !== 'Burstable' || dig(body, 'properties.highAvailability.mode') === 'Disabled')
    return undefined;
  // The empty code and the spelling are Azure's.
  return { code: '', message: `High availiality not supported for burstable server [${name}].` };
}

/** Seconds, by a fault or by the profile, that something lags. */
const lag = (cloud: Cloud, [fault, path, realistic]: readonly [string, string, number]): number => {
  const knobs = cloud.surroundings.faults.take(fault, path);
  if (knobs !== undefined) return Number(knobs['seconds'] ?? realistic);
  return cloud.surroundings.profile === 'realistic' ? realistic : 0;
};

const upsert = (op: Operation) => ({
  status: 202 as const,
  body: { operation: 'UpsertServerManagementOperationV2', startTime: new Date(op.startedAt).toISOString() },
});

/** PostgreSQL flexible servers. */
export const flexibleServers = type(serverType, {
  name: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  nameRefusal: (name) => bad('InvalidServerName', `Specified server name ${name} is not valid.`),
  location: 'regional',
  members: { sku: { name: 'string', tier: 'string' }, identity: 'object' },
  properties,
  states: {
    member: 'state',
    creating: 'Provisioning',
    ready: 'Ready',
    deleting: 'Dropping',
    failed: 'Disabled',
  },
  lockRoot: (id) => id,
  busy: serverBusy,
  check: (write) => checkServer(asCopied(write)),
  keep: (write) => fillServer(asCopied(write)),
  // For the first seconds the server is accepted but not there.
  visible: ({ state, createdAt }, cloud) => state !== 'Provisioning' || cloud.now() >= createdAt + 10_000,
  show(resource, cloud) {
    const view = plainView(flexibleServers, resource);
    const isBusy = resource.state === 'Ready' && Number(resource.hidden['busyUntil'] ?? 0) > cloud.now();
    return isBusy ? { ...view, properties: { ...objectOf(view['properties']), state: 'Updating' } } : view;
  },
  doom: (server, call, start) => busyAtPoll(server, call, start) ?? doomOf(server, call, start),
  restores: true,
  unchanged: {
    takes: 'its time',
    is: ({ existing, body }, kept) =>
      dig(body, 'properties.administratorLoginPassword') === undefined
        ? isSame(kept, existing?.body)
        : isSame(kept, existing?.body) &&
          passwordHash(textOf(dig(body, 'properties.administratorLoginPassword'))) ===
            existing?.hidden['passwordHash'],
  },
  checkDelete: (server, { cloud }) => refuseReplicated(server, cloud),
  ready(resource, cloud, op) {
    resource.state = textOr(resource.hidden['afterPower'], resource.state);
    delete resource.hidden['afterPower'];
    if (op.verb !== 'create') return;
    const seconds = lag(cloud, ['pg.busyAfterCreate', `PUT ${resource.id}`, 30]);
    if (seconds > 0) resource.hidden['busyUntil'] = cloud.now() + seconds * 1000;
    for (const name of ['postgres', 'azure_maintenance', 'azure_sys']) addDatabase(resource, name, cloud);
  },
  gone(resource, cloud) {
    const subnet = cloud.store.get(
      textOf(dig(resource.body, 'properties.network.delegatedSubnetResourceId')),
    );
    const seconds =
      subnet?.type === subnets.type ? lag(cloud, ['net.salLinger', `DELETE ${resource.id}`, 60]) : 0;
    const stays = cloud.surroundings.faults.take('net.salForever', `DELETE ${resource.id}`) !== undefined;
    if (subnet !== undefined && stays) subnet.hidden['linkedUntil'] = Number.MAX_SAFE_INTEGER;
    else if (subnet !== undefined && seconds > 0) subnet.hidden['linkedUntil'] = cloud.now() + seconds * 1000;
  },
  lro: {
    style: 'postgres',
    create: { seconds: { p50: 275, p90: 420 }, ackSeconds: { p50: 2, p90: 4 }, retryAfterSeconds: 60 },
    update: { seconds: { p50: 31, p90: 455, max: 490 }, ackSeconds: 0.5, retryAfterSeconds: 60 },
    delete: { seconds: { p50: 70, p90: 90 }, ackSeconds: 0.5, retryAfterSeconds: 15 },
    accepted: upsert,
    acceptedDelete: (op) => ({
      operation: 'DropServerManagementOperation',
      startTime: new Date(op.startedAt).toISOString(),
    }),
  },
});

function addDatabase(server: Resource, name: string, cloud: Cloud): void {
  cloud.store.put({
    id: `${server.id}/databases/${name}`,
    name,
    type: 'Microsoft.DBforPostgreSQL/flexibleServers/databases',
    createdAt: cloud.now(),
    body: { properties: { charset: 'UTF8', collation: 'en_US.utf8' } },
    hidden: {},
    state: 'Succeeded',
  });
}
