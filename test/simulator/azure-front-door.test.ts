import { describe, expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { paths, wire } from '../support/azure-bodies.ts';
import { codeOf, createGroup, createParts, createRig } from '../support/wire-client.ts';

const { account } = paths;

describe('the front door of ARM', () => {
  test('asks for a token, a sound one, and one for ARM', async () => {
    const { call, simulator } = createRig();
    expect((await call('GET', '~', undefined, { authorization: '' })).status).toBe(401);
    expect(codeOf(await call('GET', '~', undefined, { authorization: 'Bearer x' }))).toBe(
      'InvalidAuthenticationToken',
    );
    const graph = simulator.signIn({ audience: 'https://graph.microsoft.com' });
    const wrong = await call('GET', '~', undefined, { authorization: `Bearer ${graph}` });
    expect(codeOf(wrong)).toBe('InvalidAuthenticationTokenAudience');
  });

  test('refuses a request without api-version or with a strange one', async () => {
    const { simulator, call } = createRig();
    const headers = { authorization: `Bearer ${simulator.signIn()}` };
    const url = new URL('https://management.azure.com/subscriptions');
    const response = await simulator.handle({ method: 'GET', url, headers, body: '' });
    expect([response.status, JSON.parse(response.body).error.code]).toEqual([
      400,
      'MissingApiVersionParameter',
    ]);
    expect(codeOf(await call('GET', '/subscriptions?api-version=latest'))).toBe('InvalidApiVersionParameter');
  });

  test('answers 501 and the name for a type that is not simulated', async () => {
    const rig = createRig();
    const path = `${await createGroup(rig)}/Microsoft.Web/sites/site`;
    const { status, text } = await rig.call('GET', path);
    expect([status, text]).toEqual([501, expect.stringContaining('Microsoft.Web/sites')]);
  });

  test('answers 501 for a host that is not simulated', async () => {
    expect((await createRig().call('GET', 'https://example.com/x')).status).toBe(501);
  });

  test('answers 404 SubscriptionNotFound for a subscription of somebody else', async () => {
    const other = await createRig().call(
      'GET',
      '/subscriptions/99999999-0000-4000-8000-000000000000/resourcegroups',
    );
    expect(codeOf(other)).toBe('SubscriptionNotFound');
  });

  test('takes paths without regard to case and with double slashes', async () => {
    const rig = createRig();
    await createParts(rig, 'group', 'account');
    const path = account
      .replace('~', `//subscriptions/${subscriptionId}`)
      .toUpperCase()
      .replace('SUBSCRIPTIONS', 'Subscriptions');
    const { status, body } = await rig.call('GET', `https://management.azure.com${path}`);
    expect([status, body['name']]).toEqual([200, 'acct1']);
  });

  test('refuses unknown members and wrong types in bodies', async () => {
    const rig = createRig();
    await createGroup(rig);
    const bodies = [
      { ...wire.account, colour: 'red' },
      { ...wire.account, sku: 'Standard_LRS' },
      { ...wire.account, properties: { allowBlobPublicAccess: 'no' } },
      { location: 'eastus2', kind: 'StorageV2' },
    ];
    for (const body of bodies) expect((await rig.call('PUT', account, body)).status).toBe(400);
    const deep = JSON.parse(`${'['.repeat(300)}${']'.repeat(300)}`) as unknown;
    const lock = '~/resourceGroups/rg/providers/Microsoft.Authorization/locks/l';
    const owned = await rig.call('PUT', lock, { properties: { level: 'ReadOnly', owners: deep } });
    expect(codeOf(owned)).toBe('InvalidRequestContent');
  });

  test('tells the rate limit and counts it down', async () => {
    const { call } = createRig();
    const left = async (): Promise<number> =>
      Number((await call('GET', '/subscriptions')).headers['x-ms-ratelimit-remaining-subscription-reads']);
    expect(await left()).toBe((await left()) + 1);
  });

  test('refuses a poll whose signature was touched', async () => {
    const rig = createRig();
    await createGroup(rig);
    const { headers } = await rig.call('PUT', account, wire.account);
    const url = new URL(headers['location'] ?? '');
    expect(url.href.length).toBeGreaterThan(2400);
    url.searchParams.set('s', 'forged');
    expect((await rig.call('GET', url.href)).status).toBe(400);
  });

  test('answers 405 for a verb that a type does not have', async () => {
    const rig = createRig();
    await createParts(rig, 'group', 'account');
    expect((await rig.call('POST', account)).status).toBe(405);
  });

  test('a lock on the group stops deletions below it, a read-only one all writes', async () => {
    const rig = createRig();
    await createParts(rig, 'group', 'account');
    const lock = `${paths.group}/providers/Microsoft.Authorization/locks/keep`;
    await rig.call('PUT', lock, { properties: { level: 'CanNotDelete' } });
    expect(codeOf(await rig.call('DELETE', account))).toBe('ScopeLocked');
    expect(codeOf(await rig.call('DELETE', paths.group))).toBe('ScopeLocked');
    expect((await rig.call('PUT', account, wire.account)).status).toBe(200);
    await rig.call('PUT', lock, { properties: { level: 'ReadOnly' } });
    expect(codeOf(await rig.call('PUT', account, wire.account))).toBe('ScopeLocked');
    await rig.call('DELETE', lock);
    expect((await rig.call('DELETE', account)).status).toBe(200);
  });

  test('a lock is put on what is there only', async () => {
    const rig = createRig();
    await createParts(rig, 'group');
    const lock = `${account}/providers/Microsoft.Authorization/locks/keep`;
    const body = { properties: { level: 'ReadOnly' } };
    const refused = await rig.call('PUT', lock, body);
    expect([refused.status, codeOf(refused)]).toEqual([404, 'ResourceNotFound']);
    await rig.finish('PUT', account, wire.account);
    expect((await rig.call('PUT', lock, body)).status).toBe(201);
    expect((await rig.call('DELETE', lock)).status).toBe(200);
  });

  test('a group on its way out takes no writes and then is gone with everything in it', async () => {
    const rig = createRig();
    await createParts(rig, 'group', 'account');
    const { headers, status } = await rig.call('DELETE', paths.group);
    expect([status, headers['retry-after'], headers['azure-asyncoperation']]).toEqual([202, '15', undefined]);
    expect(codeOf(await rig.call('PUT', account, wire.account))).toBe('ResourceGroupBeingDeleted');
    expect(codeOf(await rig.call('PUT', paths.group, { location: 'eastus2' }))).toBe(
      'ResourceGroupBeingDeleted',
    );
    rig.clock.advance(60_000);
    expect((await rig.call('GET', headers['location'] ?? '')).status).toBe(200);
    expect(codeOf(await rig.call('GET', account))).toBe('ResourceGroupNotFound');
  });

  test('a group stays in its region', async () => {
    const rig = createRig();
    await createGroup(rig);
    expect(codeOf(await rig.call('PUT', paths.group, { location: 'westus2' }))).toBe(
      'InvalidResourceGroupLocation',
    );
  });

  test('lists the resources of a group by tag', async () => {
    const rig = createRig();
    await createGroup(rig);
    await rig.finish('PUT', account, { ...wire.account, tags: { owner: 'me' } });
    const listed = async (value: string): Promise<unknown> =>
      (
        await rig.call(
          'GET',
          `${paths.group}/resources?$filter=tagName eq 'Owner' and tagValue eq '${value}'`,
        )
      ).body['value'];
    expect(await listed('me')).toEqual([
      expect.objectContaining({ name: 'acct1', type: 'Microsoft.Storage/storageAccounts' }),
    ]);
    expect(await listed('you')).toEqual([]);
  });

  test('registers a provider in its time', async () => {
    const rig = createRig({ profile: 'realistic' });
    const namespace = '~/providers/Microsoft.ContainerService';
    const state = async (): Promise<unknown> => (await rig.call('GET', namespace)).body['registrationState'];
    expect(await state()).toBe('NotRegistered');
    expect((await rig.call('POST', `${namespace}/register`)).body['registrationState']).toBe('Registering');
    rig.clock.advance(60_000);
    expect(await state()).toBe('Registered');
  });

  test('tells about the cloud without a token', async () => {
    const { body } = await createRig().call('GET', '/metadata/endpoints', undefined, { authorization: '' });
    expect(body['microsoftGraphResourceId']).toBe('https://graph.microsoft.com/');
  });

  test('a world is plain JSON and another simulator goes on with it', async () => {
    const rig = createRig();
    await createParts(rig, 'group', 'network');
    const { headers } = await rig.call('DELETE', paths.network);
    const world = JSON.parse(JSON.stringify(rig.simulator.world)) as Record<string, unknown>;
    expect(world).toEqual(rig.simulator.world);
    const heir = createRig({ world });
    heir.clock.advance(rig.clock.now() - heir.clock.now() + 20_000);
    expect((await heir.call('GET', headers['location'] ?? '')).status).toBe(204);
    expect((await heir.call('GET', paths.network)).status).toBe(404);
  });

  test('keeps a journal without the signatures', async () => {
    const rig = createRig();
    await createGroup(rig);
    await rig.finish('PUT', account, wire.account);
    const last = rig.simulator.journal.at(-1);
    expect(last).toMatchObject({ method: 'GET', status: 200, caller: 'ada@contoso.example' });
    expect(last?.url).not.toMatch(/[?&](t|c|s|h)=/);
  });
});
