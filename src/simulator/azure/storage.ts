import { Refusal } from '../errors.ts';
import { dig, merged, objectOf, textOf, type JsonObject, type Shape } from '../json.ts';
import { containerTypes } from './containers.ts';
import type { Cloud } from './cloud.ts';
import { isReserved, nameHolder } from './names.ts';
import { type, type Provider, type Write } from './resource-type.ts';
import { accountType, badAccountName, skus, storageCatalogueRoutes } from './storage-catalogue.ts';
import { storageKeyRoutes } from './storage-keys.ts';
import { storageServiceRoutes } from './storage-services.ts';

const accountProperties: Shape = {
  accessTier: 'string',
  allowBlobPublicAccess: 'boolean',
  allowCrossTenantReplication: 'boolean',
  allowSharedKeyAccess: 'boolean',
  allowedCopyScope: 'string',
  azureFilesIdentityBasedAuthentication: 'object',
  creationTime: 'string',
  customDomain: 'object',
  defaultToOAuthAuthentication: 'boolean',
  dnsEndpointType: 'string',
  encryption: 'object',
  immutableStorageWithVersioning: 'object',
  isHnsEnabled: 'boolean',
  isLocalUserEnabled: 'boolean',
  isNfsV3Enabled: 'boolean',
  isSftpEnabled: 'boolean',
  keyCreationTime: 'object',
  keyPolicy: 'object',
  largeFileSharesState: 'string',
  minimumTlsVersion: 'string',
  networkAcls: 'object',
  primaryEndpoints: 'object',
  primaryLocation: 'string',
  privateEndpointConnections: 'any',
  provisioningState: 'string',
  publicNetworkAccess: 'string',
  routingPreference: 'object',
  sasPolicy: 'object',
  statusOfPrimary: 'string',
  supportsHttpsTrafficOnly: 'boolean',
};

function checkAccount({ existing, cloud, name, id, body }: Write): void {
  const sku = textOf(dig(body, 'sku.name'));
  if (sku !== '' && !skus.includes(sku)) {
    throw new Refusal(400, 'InvalidSkuName', `The SKU name '${sku}' is invalid.`);
  }
  checkIdentity(cloud, id, body);
  checkImmutability(existing?.body, body);
  if (existing !== undefined) return checkUnchangeable(existing.body, body);
  const holder = nameHolder(cloud, accountType, name);
  if (holder !== undefined && holder.id.toLowerCase() !== id.toLowerCase()) {
    throw new Refusal(
      409,
      'StorageAccountInAnotherResourceGroup',
      `The account ${name} is already in another resource group in this subscription.`,
    );
  }
  if (isReserved(cloud, accountType, name)) {
    throw new Refusal(
      409,
      'StorageAccountAlreadyTaken',
      `The storage account named ${name} is already taken.`,
    );
  }
}

/** An account does not take on an identity that is not there. */
function checkIdentity(cloud: Cloud, id: string, body: JsonObject): void {
  const wanted = Object.keys(objectOf(dig(body, 'identity.userAssignedIdentities')));
  const absent = wanted.find((identity) => cloud.store.get(identity) === undefined);
  if (absent === undefined) return;
  const error = { code: 'BadRequest', message: `Resource '${absent}' was not found.` };
  throw new Refusal(
    400,
    'FailedIdentityOperation',
    `Identity operation for resource '${id}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '${JSON.stringify({ error })}'.'.`,
    { cause: 'gateway' },
  );
}

/** A policy is whole, and only for accounts that were made for it. */
function checkImmutability(had: JsonObject | undefined, wanted: JsonObject): void {
  const path = 'properties.immutableStorageWithVersioning';
  const policy = dig(wanted, `${path}.immutabilityPolicy`);
  if (policy === undefined) return;
  const refuse = (message: string): Refusal =>
    new Refusal(400, 'InvalidStorageAccountImmutabilityPolicy', message);
  if (dig(had ?? wanted, `${path}.enabled`) !== true) {
    throw refuse(
      'Storage account level default immutability policy cannot be set as account level WORM is disabled',
    );
  }
  const missing = ['state', 'immutabilityPeriodSinceCreationInDays'].filter(
    (member) => objectOf(policy)[member] === undefined,
  );
  if (missing.length === 0) return;
  throw refuse(
    `The required property ${missing.map((member) => `immutabilityPolicy.${member}`).join(', ')} is missing.`,
  );
}

function checkUnchangeable(had: JsonObject, wanted: JsonObject): void {
  for (const path of ['properties.isHnsEnabled', 'kind']) {
    const value = dig(wanted, path);
    if (value === undefined || value === (dig(had, path) ?? false)) continue;
    throw new Refusal(
      409,
      'StorageAccountPropertyCannotBeUpdated',
      `The property '${path.split('.').at(-1)}' was specified in the input, but it cannot be updated.`,
    );
  }
}

/** Azure Policy may switch keys off, whatever was asked for. */
function withoutKeys({ cloud, request, target }: Write): JsonObject {
  const about = `${request.method} ${target.path}`;
  const isStruck = cloud.surroundings.faults.take('storage.keysDisabledByPolicy', about) !== undefined;
  return isStruck ? { allowSharedKeyAccess: false } : {};
}

function fillAccount(write: Write): { body: JsonObject } {
  const { body, existing, name, location, cloud } = write;
  const time = new Date(cloud.now()).toISOString();
  const endpoint = (service: string): string => `https://${name}.${service}.core.windows.net/`;
  const defaults: JsonObject = {
    keyCreationTime: { key1: time, key2: time },
    allowCrossTenantReplication: false,
    privateEndpointConnections: [],
    minimumTlsVersion: 'TLS1_2',
    allowBlobPublicAccess: false,
    networkAcls: { bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
    supportsHttpsTrafficOnly: true,
    encryption: {
      services: {
        file: { keyType: 'Account', enabled: true, lastEnabledTime: time },
        blob: { keyType: 'Account', enabled: true, lastEnabledTime: time },
      },
      keySource: 'Microsoft.Storage',
    },
    accessTier: 'Hot',
    creationTime: time,
    primaryEndpoints: Object.fromEntries(
      ['dfs', 'web', 'blob', 'queue', 'table', 'file'].map((service) => [service, endpoint(service)]),
    ),
    primaryLocation: location,
    statusOfPrimary: 'available',
  };
  const base = objectOf(existing?.body['properties'] ?? defaults);
  const skuName = textOf(dig(body, 'sku.name')) || textOf(dig(existing?.body, 'sku.name'));
  return {
    body: {
      sku: { name: skuName, tier: skuName.split('_')[0] },
      kind: body['kind'] ?? existing?.body['kind'],
      location,
      tags: objectOf(body['tags'] ?? existing?.body['tags']),
      ...(body['identity'] === undefined ? {} : { identity: body['identity'] }),
      properties: { ...merged(base, objectOf(body['properties'])), ...withoutKeys(write) },
    },
  };
}

const storageAccounts = type(accountType, {
  name: /^[a-z0-9]{3,24}$/,
  nameRefusal: badAccountName,
  location: 'regional',
  requires: ['sku.name', 'kind'],
  members: {
    sku: { name: 'string', tier: 'string' },
    kind: 'string',
    identity: 'object',
    extendedLocation: 'object',
    zones: 'strings',
    placement: 'object',
  },
  properties: accountProperties,
  states: { creating: 'ResolvingDns' },
  lro: {
    style: 'storage',
    create: {
      seconds: { p50: 14, p90: 21 },
      ackSeconds: { p50: 4, p90: 6 },
      retryAfterSeconds: 17,
      pollAgain: { seconds: 3, from: 17 },
    },
    update: 'sync',
    delete: 'sync',
    accepted: () => ({ status: 202 }),
  },
  ackSeconds: { write: { p50: 4, p90: 6 }, delete: { p50: 8, p90: 10 } },
  busy: ({ name }) =>
    new Refusal(
      409,
      'StorageAccountOperationInProgress',
      `An operation is currently performing on this storage account that requires exclusive access: ${name}.`,
    ),
  check: checkAccount,
  keep: fillAccount,
  deleted: { status: 200 },
});

/** Microsoft.Storage. */
export const storage: Provider = {
  namespace: 'Microsoft.Storage',
  types: [storageAccounts, ...containerTypes],
  routes: [...storageServiceRoutes, ...storageKeyRoutes, ...storageCatalogueRoutes],
};
