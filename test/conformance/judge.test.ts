import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Exchange, Violation } from './exchange.ts';
import type { Judge } from './judge.ts';
import { createJudge } from './judge.ts';
import type { Sample } from './samples.ts';
import { samples, toExchange } from './samples.ts';
import { specsFolder } from './specs-folder.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await createJudge({ specs: specsFolder() });
}, 60_000);
afterAll(() => judge.close());

type Name = keyof typeof samples;

/** Sets what a path like `request.sku.tier` names; `undefined` removes it. */
function bend(name: Name, changes: Readonly<Record<string, unknown>>): Exchange {
  const sample = structuredClone<Sample>(samples[name]);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const holder = steps.reduce<unknown>((at, step) => Reflect.get(at as object, step), sample) as object;
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
  }
  return toExchange(sample);
}

async function codes(exchange: Exchange): Promise<readonly string[]> {
  const violations = (await judge.any(exchange)) ?? [];
  return violations.map(({ side, code, at }: Violation) => `${side} ${code} ${at}`);
}

test.each(Object.keys(samples) as Name[])('a good %s passes', async (name) => {
  expect(await judge.any(bend(name, {}))).toEqual([]);
});

const address = 'request.properties.addressSpace.addressPrefixes';
const container = 'request.spec.template.spec.containers.0';
const bad: readonly [string, Name, Readonly<Record<string, unknown>>, string][] = [
  ['a wrong type', 'virtual network', { [address]: '10.20.0.0/16' }, 'request INVALID_TYPE'],
  [
    'a wrong number',
    'database',
    { 'request.properties.storage.storageSizeGB': '32' },
    'request INVALID_TYPE',
  ],
  ['a wrong type in a tag', 'resource group', { 'request.tags.owner': 5 }, 'request INVALID_TYPE'],
  ['an unknown property', 'storage account', { 'request.properties.tls': 1 }, 'request OBJECT_ADDITIONAL'],
  ['an unknown role property', 'role assignment', { 'request.properties.x': 1 }, 'request OBJECT_ADDITIONAL'],
  ['an unknown closed word', 'database', { 'request.sku.tier': 'Huge' }, 'request ENUM_MISMATCH'],
  ['an unknown open word', 'storage account', { 'request.kind': 'StorageV9' }, 'request ENUM_MISMATCH'],
  ['an unknown word of AKS', 'cluster', { 'request.sku.tier': 'Gold' }, 'request ENUM_MISMATCH'],
  ['a missing location', 'cluster', { 'request.location': undefined }, 'request OBJECT_MISSING_REQUIRED'],
  ['a missing kind', 'storage account', { 'request.kind': undefined }, 'request OBJECT_MISSING_REQUIRED'],
  [
    'a role for nobody',
    'role assignment',
    { 'request.properties.principalId': undefined },
    'request OBJECT_MISS',
  ],
  [
    'what only Azure may say',
    'database',
    { 'request.properties.state': 'Ready' },
    'request READONLY_PROPERTY',
  ],
  ['no body', 'virtual network', { request: undefined }, 'request '],
  ['a 202 without a way on', 'database', { responseHeaders: {} }, 'response LRO_RESPONSE_HEADER'],
  ['a wrong status', 'storage account', { status: 201 }, 'response INVALID_RESPONSE_CODE'],
  ['a status of a teapot', 'storage account', { status: 418 }, 'response STATUS'],
  ['an answer without its type', 'cluster', { responseHeaders: {} }, 'response INVALID_CONTENT_TYPE'],
  ['a wrong answer', 'cluster', { 'response.properties.fqdn': 7 }, 'response INVALID_TYPE'],
  ['a stray answer', 'virtual network', { 'response.properties.state': 'x' }, 'response OBJECT_ADDITIONAL'],
  [
    'an answer without its id',
    'resource group',
    { 'response.id': undefined },
    'response MISSING_RESOURCE_ID',
  ],
  ['an application without a name', 'application', { 'request.displayName': undefined }, 'request required'],
  [
    'an unknown Graph property',
    'application',
    { 'request.displayname': 'x' },
    'request additionalProperties',
  ],
  ['a wrong Graph type', 'application', { 'request.displayName': 5 }, 'request type'],
  ['a wrong Graph status', 'application', { status: 200 }, 'response STATUS'],
  [
    'a Graph answer with a wrong time',
    'application',
    { 'response.createdDateTime': 'now' },
    'response format',
  ],
  ['an unknown field', 'deployment', { [`${container}.imagePullPolcy`]: 'Always' }, 'request additional'],
  ['an unknown policy', 'deployment', { [`${container}.imagePullPolicy`]: 'Maybe' }, 'request enum'],
  ['a numeric variable', 'deployment', { [`${container}.env.0.value`]: 5432 }, 'request type'],
  [
    'a wrong quantity',
    'deployment',
    { [`${container}.resources.requests.memory`]: '1GB' },
    'request pattern',
  ],
  ['no selector', 'deployment', { 'request.spec.selector': undefined }, 'request required'],
  ['another name than the address', 'deployment', { 'request.metadata.name': 'x' }, 'request DISAGREES'],
  ['what only the server fills', 'deployment', { 'request.metadata.uid': 'x' }, 'request SERVER_FILLED'],
  ['a status in an apply', 'deployment', { 'request.status': {} }, 'request STATUS_SENT'],
  ['a wrong Kubernetes status', 'deployment', { status: 202 }, 'response STATUS'],
  ['a Kubernetes answer of a wrong type', 'deployment', { 'response.spec.replicas': '1' }, 'response type'],
];

describe('caught', () => {
  test.each(bad)('%s (%s)', async (_, name, changes, expected) => {
    expect(await codes(bend(name, changes))).toContainEqual(expect.stringContaining(expected));
  });

  test('an api-version that the description does not have', async () => {
    const url = samples.cluster.url.replace('2026-06-01', '2020-01-01');
    expect(await codes(bend('cluster', { url }))).toEqual(['request NO_OPERATION ']);
  });

  test('a name that breaks the pattern', async () => {
    const url = samples['storage account'].url.replace('stmetaflow', 'st-metaflow');
    expect(await codes(bend('storage account', { url }))).toContainEqual(expect.stringContaining('PATTERN'));
  });

  test('an apply without a field manager', async () => {
    const url = samples.deployment.url.replace('fieldManager', 'manager');
    expect(await codes(bend('deployment', { url }))).toContainEqual(expect.stringContaining('FIELD_MANAGER'));
  });
});

describe('refusals', () => {
  const error = { code: 'ResourceNotFound', message: 'not there' };
  const cases: readonly [string, Name, number, object, boolean][] = [
    ['as ARM says it', 'virtual network', 404, { error }, true],
    ['without "error" around it', 'virtual network', 404, error, false],
    ['without "error" around it, as AKS says it', 'cluster', 404, error, true],
    ['without a message', 'storage account', 409, { error: { code: 'x' } }, false],
    ['as Graph says it', 'application', 403, { error }, true],
    ['as ARM says it, from Kubernetes', 'deployment', 404, { error }, false],
  ];
  test.each(cases)('%s (%s)', async (_, name, status, response, isGood) => {
    expect((await codes(bend(name, { status, response }))).length === 0).toBe(isGood);
  });
});

describe('polling', () => {
  const poll = (body: object, status = 200): Exchange => ({
    ...bend('cluster', { method: 'GET', request: undefined, status }),
    url: samples.cluster.responseHeaders['azure-asyncoperation'] ?? '',
    responseBody: JSON.stringify(body),
  });

  test('an address that nobody handed out is a stray', async () => {
    const url = 'https://management.azure.com/subscriptions/x/operationresults/y?api-version=2025-04-01';
    expect(await codes({ ...poll({}), url })).toEqual(['request STRAY_POLL ']);
  });

  test.each([
    [{ status: 'InProgress', startTime: '2026-01-01T00:00:00Z' }, []],
    [{ status: 'CreatingAgentPools: 0/1 nodes completed' }, []],
    [{ status: 'Succeeded', name: 'op-1' }, []],
    [{ status: 'Failed', error: { code: 'x', message: 'y' } }, []],
    [{ status: 'Failed' }, ['response ERROR_MISSING /error']],
    [{ status: 'succeeded' }, ['response STATUS_WORD /status']],
    // AKS really ends so, when another operation has overtaken this one.
    [{ status: 'Succeeded', error: { code: 'NotLatestOperation', message: 'y' } }, []],
    [{ state: 'InProgress' }, ['response required ', 'response additionalProperties ']],
  ])('%j', async (body, expected) => {
    await codes(bend('cluster', {}));
    expect(await codes(poll(body))).toEqual(expected);
  });
});

test('an exception excuses what it names, and is dead until then', async () => {
  const exception = {
    name: 'teapots',
    reason: 'a test',
    excuses: ({ code }: Violation) => code === 'STATUS',
  };
  const lenient = await createJudge({ specs: specsFolder(), exceptions: [exception] });
  expect(lenient.deadExceptions()).toEqual(['teapots']);
  expect(await lenient.any(bend('storage account', { status: 418 }))).toEqual([]);
  expect(lenient.deadExceptions()).toEqual([]);
  expect(lenient.takeSeen()).toEqual(new Set(['arm StorageAccounts_Create']));
  lenient.close();
});

test('hosts without a description are left out, not passed', async () => {
  expect(
    await judge.any({ ...bend('cluster', {}), url: 'https://login.microsoftonline.com/x' }),
  ).toBeUndefined();
});
