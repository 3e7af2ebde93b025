import { postgresSkus, postgresVersions } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import { dig, listOf, merged, objectOf, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import { checkRequired } from './checks.ts';
import { rangeOf } from './cidr.ts';
import type { Cloud } from './cloud.ts';
import { about } from './lifecycle.ts';
import { isReserved, nameHolder } from './names.ts';
import { isOfferRestricted } from './postgres-catalogue.ts';
import type { Write } from './resource-type.ts';
import { prefixesOf } from './subnet-rules.ts';
import { sameRegion, topResource } from './target.ts';

const serverType = 'Microsoft.DBforPostgreSQL/flexibleServers';

/** A 400 of PostgreSQL. */
export const bad = (code: string, message: string): Refusal => new Refusal(400, code, message);

/** Everything that PostgreSQL checks before it accepts a server. */
export function checkServer(write: Write): void {
  const { existing, body, cloud, name } = write;
  checkAccess(write);
  const had = objectOf(existing?.body['properties']);
  if (existing !== undefined) {
    const wanted = dig(body, 'properties.network.delegatedSubnetResourceId');
    if (
      wanted !== undefined &&
      textOf(wanted).toLowerCase() !== textOf(dig(had, 'network.delegatedSubnetResourceId')).toLowerCase()
    ) {
      throw bad('DelegatedSubnetChangeNotAllowed', 'The delegated subnet of a server cannot be changed.');
    }
    return;
  }
  checkSource(write);
  checkRequired(body, ['sku.name', 'sku.tier']);
  checkOffer(write);
  const holder = nameHolder(cloud, serverType, name);
  if (holder !== undefined || isReserved(cloud, serverType, name)) {
    throw new Refusal(409, 'ServerNameAlreadyExists', `Specified server name is already used.`);
  }
  checkPrivateAccess(write);
}

const isCopy = (mode: string): boolean => /Restore$|^Replica$/i.test(mode);

/** A copy of a server is as its source, where it is not told otherwise. */
export function asCopied(write: Write): Write {
  const { body, cloud, existing } = write;
  const { createMode, sourceServerResourceId } = objectOf(body['properties']);
  const source = cloud.store.get(textOf(sourceServerResourceId));
  if (existing !== undefined || source === undefined || !isCopy(textOf(createMode))) return write;
  const { storage, version, administratorLogin, authConfig } = objectOf(source.body['properties']);
  const inherited = {
    sku: source.body['sku'],
    properties: { storage, version, administratorLogin, authConfig },
  };
  return { ...write, body: merged(inherited, body) };
}

/** How long it takes until a backup has arrived in the other region. */
const GEO_BACKUP_MS = 24 * 60 * 60 * 1000;

/** Copies of a server have it as their source. */
function checkSource({ body, cloud }: Write): void {
  const mode = textOf(dig(body, 'properties.createMode'));
  if (!isCopy(mode)) return;
  const sourceId = textOf(dig(body, 'properties.sourceServerResourceId'));
  const source = cloud.store.get(sourceId);
  if (source === undefined)
    throw bad('SourceServerNotFound', `The source server '${sourceId}' does not exist.`);
  if (!/^GeoRestore$/i.test(mode) || cloud.now() >= source.createdAt + GEO_BACKUP_MS) return;
  throw bad(
    'GeoBackupsNotAvailable',
    `Unable to geo-restore server ${source.name} as its geo-backups are not available yet.`,
  );
}

/** A server stays as long as it is copied. */
export function refuseReplicated(server: Resource, cloud: Cloud): void {
  const replicas = cloud.store.ofType(serverType).filter(({ body }) => {
    const { sourceServerResourceId, replicationRole } = objectOf(body['properties']);
    const isReplica = textOf(replicationRole).endsWith('Replica');
    return isReplica && textOf(sourceServerResourceId).toLowerCase() === server.id.toLowerCase();
  });
  if (replicas.length === 0) return;
  throw bad(
    'ReadReplicaServersExistForSourceServer',
    `Server '${server.name}' has '${replicas.length}' active replicas.Drop operation on server with replicas not allowed.`,
  );
}

const forbiddenLogin = /^(azure_superuser|azure_pg_admin|admin|administrator|root|guest|public|pg_.*)$/i;

function checkAccess({ body, existing }: Write): void {
  if (textOf(dig(body, 'properties.sourceServerResourceId')) !== '') return;
  const login = textOf(dig(body, 'properties.administratorLogin'));
  const password = textOf(dig(body, 'properties.administratorLoginPassword'));
  const usesPassword = textOf(dig(body, 'properties.authConfig.passwordAuth')) !== 'Disabled';
  if (existing === undefined && usesPassword && (login === '' || password === '')) {
    throw bad(
      'InvalidParameterValue',
      'Invalid value given for parameter AdministratorLogin. Specify a valid parameter value.',
    );
  }
  if (forbiddenLogin.test(login))
    throw bad('InvalidAdministratorLogin', `The administrator login '${login}' is reserved.`);
  if (password === '') return;
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((one) => one.test(password)).length;
  if (
    password.length >= 8 &&
    password.length <= 128 &&
    classes >= 3 &&
    (login === '' || !password.includes(login))
  )
    return;
  throw bad('PasswordNotComplex', 'Password does not meet complexity requirements.');
}

function checkOffer(write: Write): void {
  const { body, cloud, location } = write;
  if (isOfferRestricted(write)) {
    throw bad(
      'LocationIsOfferRestricted',
      `Subscriptions are restricted from provisioning in location '${location}'. Try again in a different location. For exceptions to this rule please open a support request with Issue type of 'Service and subscription limits'.`,
    );
  }
  const disguised = cloud.surroundings.faults.take('pg.disguisedOfferRestricted', about(write)) !== undefined;
  const version = textOf(dig(body, 'properties.version')) || '17';
  const versions: readonly string[] = disguised ? [] : postgresVersions;
  if (!versions.includes(version)) {
    throw bad(
      'ParameterOutOfRange',
      `The value of the 'Version' should be in: [${versions.join(',')}]. Verify that the specified parameter value is correct.`,
    );
  }
  const sku = textOf(dig(body, 'sku.name'));
  if (!postgresSkus.some(({ name }) => name === sku)) {
    throw bad(
      'InvalidSku',
      `The SKU '${sku}' is not valid for the flexible server. Verify that the specified parameter value is correct.`,
    );
  }
  const size = dig(body, 'properties.storage.storageSizeGB');
  if (typeof size === 'number' && (size < 32 || Math.log2(size) % 1 !== 0)) {
    throw bad(
      'ParameterOutOfRange',
      `The value of the 'StorageSizeGB' should be in: [32,64,128,256,512,1024,2048,4096,8192,16384,32768]. Verify that the specified parameter value is correct.`,
    );
  }
}

/** What private access demands. A missing link of the zone is not noticed: the name will not resolve. */
function checkPrivateAccess({ body, cloud, name, location }: Write): void {
  const subnetId = textOf(dig(body, 'properties.network.delegatedSubnetResourceId'));
  const zoneId = textOf(dig(body, 'properties.network.privateDnsZoneArmResourceId'));
  if (subnetId === '') return;
  const subnet = cloud.store.get(subnetId);
  if (subnet === undefined) throw bad('InvalidVnetSubnet', `The subnet '${subnetId}' does not exist.`);
  checkSubnet(subnet, cloud, location);
  const zone = cloud.store.get(zoneId);
  if (zoneId === '' || zone === undefined)
    throw bad('InvalidPrivateDnsZone', `The private DNS zone '${zoneId}' does not exist.`);
  if (zone.state !== 'Succeeded')
    throw bad('InvalidPrivateDnsZone', `The private DNS zone '${zoneId}' is not ready.`);
  const suffix = '.postgres.database.azure.com';
  if (!zone.name.endsWith(suffix) || zone.name === `${name}${suffix}`) {
    throw bad(
      'InvalidPrivateDnsZone',
      `The private DNS zone '${zone.name}' is not valid: its name must end with '${suffix}' and differ from the server's.`,
    );
  }
}

function checkSubnet(subnet: Resource, cloud: Cloud, location: string): void {
  const network = cloud.store.get(topResource(subnet.id));
  if (network?.state !== 'Succeeded') {
    throw new Refusal(
      409,
      'ReferencedResourceNotProvisioned',
      `The virtual network of subnet '${subnet.id}' is not in Succeeded state.`,
    );
  }
  if (!sameRegion(textOf(network.body['location']), location)) {
    throw bad(
      'InvalidVnetLocation',
      `The virtual network of subnet '${subnet.id}' is in another region than the server.`,
    );
  }
  const delegated = listOf(dig(subnet.body, 'properties.delegations')).some(
    (one) => textOf(dig(one, 'properties.serviceName')).toLowerCase() === serverType.toLowerCase(),
  );
  if (!delegated) {
    throw bad(
      'SubnetMissingRequiredDelegation',
      `Subnet '${subnet.id}' requires delegation to '${serverType}'.`,
    );
  }
  const [prefix = ''] = prefixesOf(objectOf(subnet.body['properties']));
  if (rangeOf(prefix).size < 16)
    throw bad('InvalidSubnetSize', `Subnet '${subnet.id}' must be /28 or larger.`);
}
