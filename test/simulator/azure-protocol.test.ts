import { expect, test } from '@jest/globals';
import { paths, wire } from '../support/azure-bodies.ts';
import { codeOf, createGroup, createParts, createRig, type Answer } from '../support/wire-client.ts';

const { account, group } = paths;
type Item = Readonly<Record<string, unknown>>;
const items = ({ body }: Answer): readonly Item[] => (body['value'] ?? []) as readonly Item[];
const names = (answer: Answer): unknown[] => items(answer).map((item) => item['name']);

test('a version that a type never had is refused with those that it has', async () => {
  const rig = createRig();
  await createParts(rig, 'group', 'account');
  const refused = async (path: string): Promise<unknown[]> => {
    const answer = await rig.call('GET', `${path}?api-version=2013-01-01`);
    return [answer.status, codeOf(answer), answer.text.includes('2021-04-01')];
  };
  expect(await refused(account)).toEqual([400, 'NoRegisteredProviderFound', true]);
  expect(await refused(`${group}/providers/Microsoft.Storage/storageAccounts`)).toEqual([
    404,
    'InvalidResourceType',
    true,
  ]);
  expect(await refused(group)).toEqual([400, 'InvalidApiVersionParameter', true]);
});

test('takes every version that the type had, its previews, and newer ones up to today', async () => {
  const rig = createRig({ seed: 2 });
  await createParts(rig, 'group', 'account');
  const status = async (version: string): Promise<number> =>
    (await rig.call('GET', `${account}?api-version=${version}`)).status;
  for (const version of ['2016-01-01', '2021-04-01', '2024-01-01', '2026-09-01', '2022-03-02-preview'])
    expect([version, await status(version)]).toEqual([version, 200]);
  // Not in the list, but nobody knows all of them from 2025 on.
  expect([await status('2019-02-01'), await status('2025-07-01')]).toEqual([400, 200]);
  expect(await status('2026-10-01')).toBe(400);
  rig.clock.advance(300 * 24 * 3_600_000);
  expect(await status('2026-10-01')).toBe(200);
});

test('tells about the cloud in the form of each version', async () => {
  const { call } = createRig();
  const told = async (version: string): Promise<unknown> =>
    JSON.parse(
      (
        await call(
          'GET',
          `https://management.azure.com//metadata/endpoints?api-version=${version}`,
          undefined,
          { authorization: '' },
        )
      ).text,
    );
  expect(await told('2018-01-01')).toMatchObject({
    graphEndpoint: 'https://graph.windows.net/',
    cloudEndpoint: {
      public: { endpoint: 'management.azure.com', locations: expect.arrayContaining(['eastus']) },
    },
  });
  const cloud = { name: 'AzureCloud', suffixes: { storage: 'core.windows.net' } };
  expect(await told('2019-05-01')).toEqual([expect.objectContaining({ name: 'AzureCloud' })]);
  expect(await told('2020-06-01')).toMatchObject([cloud]);
  expect(await told('2022-09-01')).toMatchObject({
    ...cloud,
    microsoftGraphResourceId: 'https://graph.microsoft.com/',
  });
});

test('providers come with their types and versions, for the subscription and the tenant', async () => {
  const { call } = createRig();
  const storage = {
    namespace: 'Microsoft.Storage',
    resourceTypes: expect.arrayContaining([
      expect.objectContaining({
        resourceType: 'storageAccounts',
        apiVersions: expect.arrayContaining(['2025-08-01', '2021-04-01']),
      }),
    ]),
  };
  const own = items(await call('GET', '~/providers'));
  expect(own).toEqual(expect.arrayContaining([expect.objectContaining(storage)]));
  expect(own.every((one) => one['registrationState'] === 'Registered')).toBe(true);
  expect(own.map((one) => one['namespace'])).toContain('Microsoft.RecoveryServices');
  expect((await call('GET', '/providers/microsoft.storage')).body).toMatchObject({
    id: '/providers/Microsoft.Storage',
    ...storage,
  });
  expect(items(await call('GET', '~/providers/Microsoft.Storage/resourceTypes'))).toEqual(
    storage.resourceTypes,
  );
});

test('a provider is unregistered in its time and registered again', async () => {
  const { call, clock } = createRig();
  const path = '~/providers/Microsoft.Storage';
  const state = async (): Promise<unknown> => (await call('GET', path)).body['registrationState'];
  await call('POST', `${path}/unregister`);
  expect(await state()).toBe('Unregistering');
  clock.advance(60_000);
  expect(await state()).toBe('NotRegistered');
  await call('POST', `${path}/register`);
  clock.advance(60_000);
  expect(await state()).toBe('Registered');
});

test('lists come in pages of $top with a link to the next', async () => {
  const rig = createRig();
  for (const name of ['a', 'b', 'c']) await createGroup(rig, name);
  const first = await rig.call('GET', '~/resourcegroups?$top=2');
  expect(names(first)).toEqual(['a', 'b']);
  const second = await rig.call('GET', String(first.body['nextLink']));
  expect([names(second), second.body['nextLink']]).toEqual([['c'], undefined]);
  expect((await rig.call('GET', '~/resourcegroups?$top=0')).status).toBe(400);
  expect((await rig.call('GET', '~/resourcegroups?$skiptoken=x')).status).toBe(400);
});

test('lists of resources are filtered by name, type, region, group and tag', async () => {
  const rig = createRig();
  await createGroup(rig);
  await rig.finish('PUT', account, { ...wire.account, tags: { owner: 'me' } });
  await rig.finish('PUT', paths.network, wire.network);
  const found = async (filter: string): Promise<unknown[]> =>
    names(await rig.call('GET', `~/resources?$filter=${encodeURIComponent(filter)}`));
  const type = "resourceType eq 'Microsoft.Storage/storageAccounts'";
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [type, ['acct1']],
    [`${type} and name eq 'ACCT1' and location eq 'eastus2'`, ['acct1']],
    [`${type} or resourceType eq 'Microsoft.Network/virtualNetworks'`, ['acct1', 'net']],
    ["resourceType ne 'Microsoft.Storage/storageAccounts'", ['net']],
    ["substringof('cct', name)", ['acct1']],
    ["startswith(tagName, 'own')", ['acct1']],
    ["tagName eq 'Owner' and tagValue eq 'you'", []],
    ["resourceGroup eq 'other'", []],
  ];
  for (const [filter, expected] of cases) expect([filter, await found(filter)]).toEqual([filter, expected]);
  const strange = await rig.call('GET', "~/resources?$filter=colour eq 'red'");
  expect([strange.status, codeOf(strange)]).toEqual([400, 'InvalidFilterInQueryString']);
});

test('$expand adds times and state to the resources of a list', async () => {
  const rig = createRig();
  await createParts(rig, 'group', 'account');
  const list = `${group}/resources?$expand=createdTime,provisioningState&$top=500`;
  expect(items(await rig.call('GET', list))).toEqual([
    expect.objectContaining({
      createdTime: expect.stringMatching(/^2026-01-01T/),
      provisioningState: 'Succeeded',
    }),
  ]);
  expect(items(await rig.call('GET', `${group}/resources`))[0]).not.toHaveProperty('createdTime');
});
