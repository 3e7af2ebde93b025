import { postgresSkus, postgresVersions, regions } from '../catalogue.ts';
import { answer, Refusal } from '../errors.ts';
import { textOf } from '../json.ts';
import type { WireResponse } from '../wire.ts';
import { about } from './lifecycle.ts';
import { isReserved, nameHolder } from './names.ts';
import type { Call, Route } from './resource-type.ts';
import { sameRegion } from './target.ts';

const serverType = 'Microsoft.DBforPostgreSQL/flexibleServers';

/** Whether the subscription may create servers in the region of a request. */
export function isOfferRestricted(call: Call): boolean {
  return call.cloud.surroundings.faults.take('pg.offerRestricted', about(call)) !== undefined;
}

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
            supportedIops: 120 * 2 ** index,
            storageSizeMb,
            defaultIopsTier: ['P4', 'P6', 'P10'][index],
            supportedIopsTiers: [{ name: ['P4', 'P6', 'P10'][index], iops: 120 * 2 ** index }],
          })),
        },
      ],
    };
  });
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
    supportedFeatures: [],
    fastProvisioningSupported: 'Disabled',
    geoBackupSupported: 'Enabled',
    zoneRedundantHaSupported: region.zones.length > 0 ? 'Enabled' : 'Disabled',
    storageAutoGrowthSupported: 'Enabled',
    onlineResizeSupported: 'Enabled',
    restricted: isRestricted ? 'Enabled' : 'Disabled',
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
