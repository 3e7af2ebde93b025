import { answer, Refusal } from '../errors.ts';
import { isObject, merged, objectOf, without, type JsonObject } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup, notFound } from './checks.ts';
import { methodNotAllowed } from './removal.ts';
import type { Call, Route } from './resource-type.ts';

const accountPath =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{account}';
const noRules = { cors: { corsRules: [] } };

interface ServiceFacts {
  readonly properties: JsonObject;
  /** Whether its view names the account's SKU: queues and tables do not. */
  readonly hasSku: boolean;
}

/** The services of an account, and how they are before anybody sets them. */
const services: Readonly<Record<string, ServiceFacts>> = {
  blobServices: {
    properties: {
      staticWebsite: { enabled: false },
      ...noRules,
      deleteRetentionPolicy: { allowPermanentDelete: false, enabled: false },
    },
    hasSku: true,
  },
  fileServices: {
    properties: {
      protocolSettings: { smb: {} },
      ...noRules,
      shareDeleteRetentionPolicy: { allowPermanentDelete: false, enabled: true, days: 7 },
    },
    hasSku: true,
  },
  queueServices: { properties: noRules, hasSku: false },
  tableServices: { properties: noRules, hasSku: false },
};

/** The account that a request below it is about. */
export function accountOf(call: Call): Resource {
  checkGroup(call);
  const path = call.target.path.split('/').slice(0, 9).join('/');
  const found = call.cloud.store.get(path);
  if (found === undefined)
    throw notFound({ ...call, target: { ...call.target, path, type: 'Microsoft.Storage/storageAccounts' } });
  return found;
}

function serviceView(account: Resource, service: string): JsonObject {
  const { properties, hasSku } = services[service] as ServiceFacts;
  return {
    ...(hasSku ? { sku: account.body['sku'] } : {}),
    id: `${account.id}/${service}/default`,
    name: 'default',
    type: `Microsoft.Storage/storageAccounts/${service}`,
    properties: merged(properties, objectOf(account.hidden[service])),
  };
}

/** A service goes with its account only. */
function refuseDeletion(call: Call): never {
  checkGroup(call);
  const path = call.target.path.split('/').slice(0, 9).join('/');
  if (call.cloud.store.get(path) !== undefined) throw methodNotAllowed(call);
  throw new Refusal(
    404,
    'ParentResourceNotFound',
    `Failed to perform 'delete' on resource(s) of type '${call.target.type?.split('/').slice(1).join('/')}', because the parent resource '${path}' could not be found.`,
    { cause: 'gateway' },
  );
}

/** A service is part of its account: it is never made, only set; what a write does not name stays. */
function setService(call: Call, service: string): WireResponse {
  const account = accountOf(call);
  if (account.state !== 'Succeeded') {
    throw new Refusal(
      409,
      'StorageAccountOperationInProgress',
      `An operation is currently performing on this storage account that requires exclusive access: ${account.name}.`,
    );
  }
  account.hidden[service] = withoutBlanks(
    merged(objectOf(account.hidden[service]), objectOf(call.body['properties'])),
  );
  return answer(200, writtenView(account, service, call.body));
}

/** An empty word sets back to what it was before anybody set it. */
function withoutBlanks(settings: JsonObject): JsonObject {
  const kept = Object.entries(settings).filter(([, value]) => value !== '');
  return Object.fromEntries(
    kept.map(([key, value]) => [key, isObject(value) ? withoutBlanks(value) : value]),
  );
}

/** The answer to a write says back what was written, and of whom if that was anything (recorded). */
function writtenView(account: Resource, service: string, { properties }: JsonObject): object {
  if (properties === undefined) return { name: 'default' };
  return without(serviceView(account, service), 'sku');
}

const right = (service: string, verb: 'read' | 'write'): string =>
  `Microsoft.Storage/storageAccounts/${service}/${verb}`;

/** Every account has its four services from its birth. */
export const storageServiceRoutes: readonly Route[] = Object.keys(services).flatMap((service): Route[] => [
  {
    method: 'GET',
    path: `${accountPath}/${service}`,
    action: right(service, 'read'),
    answer: (call) => answer(200, { value: [serviceView(accountOf(call), service)] }),
  },
  {
    method: 'GET',
    path: `${accountPath}/${service}/default`,
    action: right(service, 'read'),
    answer: (call) => answer(200, serviceView(accountOf(call), service)),
  },
  {
    method: 'PUT',
    path: `${accountPath}/${service}/default`,
    action: right(service, 'write'),
    ackSeconds: 1,
    answer: (call) => setService(call, service),
  },
  {
    method: 'DELETE',
    path: `${accountPath}/${service}/default`,
    action: right(service, 'write'),
    answer: refuseDeletion,
  },
]);
