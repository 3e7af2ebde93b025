import { answer, Refusal } from '../errors.ts';
import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import type { Cloud } from './cloud.ts';
import type { Call, Route } from './resource-type.ts';
import { accountOf } from './storage-services.ts';

const keyNames = ['key1', 'key2'] as const;

const isKeyName = (name: string): name is (typeof keyNames)[number] =>
  (keyNames as readonly string[]).includes(name);

/** 64 bytes, as long as real ones. */
const newKey = (cloud: Cloud): string => Buffer.from(cloud.letters(64)).toString('base64');

/** The keys of an account. They are made when somebody asks for them first. */
export function keysOf(account: Resource, cloud: Cloud): Readonly<Record<(typeof keyNames)[number], string>> {
  account.hidden['keys'] ??= { key1: newKey(cloud), key2: newKey(cloud) };
  return account.hidden['keys'] as Record<(typeof keyNames)[number], string>;
}

function readyAccount(call: Call): Resource {
  const account = accountOf(call);
  if (account.state === 'Succeeded') return account;
  throw new Refusal(
    409,
    'StorageAccountIsNotProvisioned',
    "The storage account provisioning state must be 'Succeeded' before executing the operation.",
  );
}

function keysView(account: Resource, cloud: Cloud): WireResponse {
  const keys = keysOf(account, cloud);
  const times = objectOf(objectOf(account.body['properties'])['keyCreationTime']);
  return answer(200, {
    keys: keyNames.map((keyName) => ({
      creationTime: times[keyName],
      keyName,
      value: keys[keyName],
      permissions: 'FULL',
    })),
  });
}

function regenerate(call: Call): WireResponse {
  const { cloud, body } = call;
  const account = readyAccount(call);
  const name = textOf(body['keyName']);
  if (!isKeyName(name)) {
    throw new Refusal(
      400,
      'InvalidValuesForRequestParameters',
      'Values for request parameters are invalid: keyName.',
    );
  }
  account.hidden['keys'] = { ...keysOf(account, cloud), [name]: newKey(cloud) };
  const properties = account.body['properties'] as JsonObject;
  const keyCreationTime = {
    ...objectOf(properties['keyCreationTime']),
    [name]: new Date(cloud.now()).toISOString(),
  };
  account.body = { ...account.body, properties: { ...properties, keyCreationTime } };
  return keysView(account, cloud);
}

const action = (name: string, answerTo: Route['answer']): Route => ({
  method: 'POST',
  path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{account}/${name}`,
  action: `Microsoft.Storage/storageAccounts/${name}/action`,
  ackSeconds: { p50: 0.6, p90: 1.5 },
  answer: answerTo,
});

/** Keys of accounts. Signatures made with them are for the client to make: ARM's own are not simulated. */
export const storageKeyRoutes: readonly Route[] = [
  action('listKeys', (call) => keysView(readyAccount(call), call.cloud)),
  action('regenerateKey', regenerate),
];
