import { postgresSkus, postgresVersions, regions, type Region } from '../catalogue.ts';
import { answer, Refusal } from '../errors.ts';
import { textOf } from '../json.ts';
import type { WireResponse } from '../wire.ts';
import { about, present } from './lifecycle.ts';
import { isReserved, nameHolder } from './names.ts';
import { serverStub } from './postgres-busy.ts';
import type { Call, Route } from './resource-type.ts';
import { sameRegion, topResource } from './target.ts';

const serverType = 'Microsoft.DBforPostgreSQL/flexibleServers';

/** Whether the subscription may create servers in the region of a request. */
export function isOfferRestricted(call: Call): boolean {
  return call.cloud.surroundings.faults.take('pg.offerRestricted', about(call)) !== undefined;
}

/** Performance of disks: a disk may be as fast as a larger one. */
const diskTiers = [
  { name: 'P4', iops: 120 },
  { name: 'P6', iops: 240 },
  { name: 'P10', iops: 500 },
  { name: 'P15', iops: 1100 },
  { name: 'P20', iops: 2300 },
  { name: 'P30', iops: 5000 },
];

function editions(zones: readonly string[]): readonly object[] {
  const tiers = [...new Set(postgresSkus.map(({ tier }) => tier))];
  return tiers.map((tier) => {
    const skus = postgresSkus.filter((sku) => sku.tier === tier);
    return {
      name: tier,
      defaultSkuName: skus[0]?.name,
      supportedServerSkus: skus.map(({ name, vCores, memoryPerVCoreMb }) => ({
        name,
        vCores,
        supportedIops: 640 * vCores,
        supportedMemoryPerVcoreMb: memoryPerVCoreMb,
        supportedZones: zones,
        supportedHaMode: tier === 'Burstable' ? [] : ['SameZone', 'ZoneRedundant'],
        supportedFeatures: [],
      })),
      supportedStorageEditions: [
        {
          name: 'ManagedDisk',
          defaultStorageSizeMb: 32_768,
          supportedStorageMb: [32_768, 65_536, 131_072].map((storageSizeMb, index) => ({
            supportedIops: diskTiers[index]?.iops,
            storageSizeMb,
            defaultIopsTier: diskTiers[index]?.name,
            supportedIopsTiers: diskTiers.slice(index),
          })),
        },
      ],
    };
  });
}

/** What a region can, in the words of the older members of the answer and in those of the newer list. */
function features(region: Region, isRestricted: boolean): object {
  const status = (is: boolean): string => (is ? 'Enabled' : 'Disabled');
  const hasZones = region.zones.length > 0;
  const supported = {
    FastProvisioning: false,
    ZoneRedundantHa: hasZones,
    GeoBackup: true,
    ZoneRedundantHaAndGeoBackup: hasZones,
    StorageAutoGrowth: true,
    OnlineResize: true,
    OfferRestricted: isRestricted,
    IndexTuning: true,
  };
  return {
    supportedFeatures: Object.entries(supported).map(([name, is]) => ({ name, status: status(is) })),
    fastProvisioningSupported: status(false),
    geoBackupSupported: status(true),
    zoneRedundantHaSupported: status(hasZones),
    zoneRedundantHaAndGeoBackupSupported: status(hasZones),
    storageAutoGrowthSupported: status(true),
    onlineResizeSupported: status(true),
    restricted: status(isRestricted),
  };
}

/** Where a server stands tells what it can become. */
function serverCapabilities(call: Call): WireResponse {
  const { target } = call;
  const at = { path: topResource(target.path), type: serverType, names: target.names.slice(0, 1) };
  const server = present(serverStub, { ...call, target: { ...target, ...at } });
  return capabilities({ ...call, params: { ...call.params, location: textOf(server.body['location']) } });
}

function capabilities(call: Call): WireResponse {
  const { cloud, params } = call;
  if (cloud.surroundings.faults.take('pg.capabilities500', about(call)) !== undefined) {
    throw new Refusal(
      500,
      'InternalServerError',
      'An unexpected error occured while processing the request.',
    );
  }
  const region = regions.find(({ name }) => sameRegion(name, params['location'] ?? ''));
  if (region === undefined) {
    throw new Refusal(400, 'LocationNotAvailable', `The location '${params['location']}' is not available.`);
  }
  const isRestricted = isOfferRestricted(call);
  const entry = {
    name: 'FlexibleServerCapabilities',
    supportedServerEditions: isRestricted ? [] : editions(region.zones),
    supportedServerVersions: isRestricted
      ? []
      : postgresVersions.map((name, index) => ({
          name,
          supportedVersionsToUpgrade: postgresVersions.slice(index + 1),
          supportedFeatures: [],
        })),
    ...features(region, isRestricted),
    ...(isRestricted
      ? { reason: 'Provisioning is restricted in this region. Please choose a different region.' }
      : {}),
  };
  return answer(200, { value: [entry] });
}

function checkName(call: Call): WireResponse {
  const { cloud, body } = call;
  const name = textOf(body['name']);
  const common = { name, type: serverType };
  if (!/^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$/.test(name)) {
    return answer(200, {
      ...common,
      nameAvailable: false,
      reason: 'Invalid',
      message: `Specified server name ${name} is not valid.`,
    });
  }
  const isTaken = nameHolder(cloud, serverType, name) !== undefined || isReserved(cloud, serverType, name);
  if (isTaken && cloud.surroundings.faults.take('name.lyingAvailability', about(call)) === undefined) {
    return answer(200, {
      ...common,
      nameAvailable: false,
      reason: 'AlreadyExists',
      message: `Specified server name is already used.`,
    });
  }
  return answer(200, { ...common, nameAvailable: true, message: '' });
}

const root = '/subscriptions/{subscription}/providers/Microsoft.DBforPostgreSQL';
const checkAction = 'Microsoft.DBforPostgreSQL/checkNameAvailability/action';

/** Questions about PostgreSQL that concern no server. */
export const postgresCatalogueRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${serverType}/{server}/capabilities`,
    action: `${serverType}/capabilities/read`,
    ackSeconds: 0.6,
    answer: serverCapabilities,
  },
  {
    method: 'GET',
    path: `${root}/locations/{location}/capabilities`,
    action: 'Microsoft.DBforPostgreSQL/locations/capabilities/read',
    ackSeconds: 0.6,
    answer: capabilities,
  },
  {
    method: 'POST',
    path: `${root}/locations/{location}/checkNameAvailability`,
    action: checkAction,
    ackSeconds: 0.5,
    answer: checkName,
  },
  {
    method: 'POST',
    path: `${root}/checkNameAvailability`,
    action: checkAction,
    ackSeconds: 0.5,
    answer: checkName,
  },
  {
    method: 'POST',
    path: '/providers/Microsoft.DBforPostgreSQL/getPrivateDnsZoneSuffix',
    ackSeconds: 0.3,
    answer: () => answer(200, 'postgres.database.azure.com'),
  },
];
