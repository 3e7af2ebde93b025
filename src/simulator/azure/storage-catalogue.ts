import { regions } from '../catalogue.ts';
import { answer, Refusal } from '../errors.ts';
import { textOf } from '../json.ts';
import { isReserved, nameHolder } from './names.ts';
import type { Call, Route } from './resource-type.ts';
import { sameRegion } from './target.ts';

/** The type of storage accounts. */
export const accountType = 'Microsoft.Storage/storageAccounts';

/** Kinds of redundancy. */
export const skus = [
  'Standard_LRS',
  'Standard_ZRS',
  'Standard_GRS',
  'Standard_RAGRS',
  'Standard_GZRS',
  'Standard_RAGZRS',
  'Premium_LRS',
  'Premium_ZRS',
];

/** The refusal of a name that no account can have. */
export const badAccountName = (name: string): Refusal =>
  new Refusal(
    400,
    'AccountNameInvalid',
    `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
  );

function checkName({ cloud, body, request, target }: Call): ReturnType<typeof answer> {
  const name = textOf(body['name']);
  if (!/^[a-z0-9]{3,24}$/.test(name)) {
    return answer(200, {
      nameAvailable: false,
      reason: 'AccountNameInvalid',
      message: badAccountName(name).message,
    });
  }
  const about = `${request.method} ${target.path}`;
  const isTaken = nameHolder(cloud, accountType, name) !== undefined || isReserved(cloud, accountType, name);
  const lies = isTaken && cloud.surroundings.faults.take('name.lyingAvailability', about) !== undefined;
  if (!isTaken || lies) return answer(200, { nameAvailable: true });
  return answer(200, {
    nameAvailable: false,
    reason: 'AlreadyExists',
    message: `The storage account named ${name} is already taken.`,
  });
}

function listSkus(): ReturnType<typeof answer> {
  const value = skus.flatMap((name) =>
    regions.map((region) => ({
      resourceType: 'storageAccounts',
      name,
      tier: name.split('_')[0],
      kind: name.startsWith('Premium') ? 'BlockBlobStorage' : 'StorageV2',
      locations: [region.name],
      capabilities: [],
      restrictions:
        name.includes('ZRS') && region.zones.length === 0
          ? [{ type: 'location', values: [region.name], reasonCode: 'NotAvailableForSubscription' }]
          : [],
    })),
  );
  return answer(200, { value });
}

function usages({ cloud, params }: Call): ReturnType<typeof answer> {
  const location = params['location'] ?? '';
  const accounts = cloud.store
    .ofType(accountType)
    .filter(
      ({ id, body }) =>
        id.split('/')[2] === params['subscription'] && sameRegion(textOf(body['location']), location),
    );
  const name = { value: 'StorageAccounts', localizedValue: 'Storage Accounts' };
  return answer(200, { value: [{ unit: 'Count', currentValue: accounts.length, limit: 250, name }] });
}

const root = '/subscriptions/{subscription}/providers/Microsoft.Storage';

/** Questions about storage that concern no account. */
export const storageCatalogueRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${root}/checkNameAvailability`,
    action: 'Microsoft.Storage/checkNameAvailability/read',
    ackSeconds: 0.4,
    answer: checkName,
  },
  { method: 'GET', path: `${root}/skus`, action: 'Microsoft.Storage/skus/read', answer: listSkus },
  {
    method: 'GET',
    path: `${root}/locations/{location}/usages`,
    action: 'Microsoft.Storage/locations/usages/read',
    answer: usages,
  },
];
