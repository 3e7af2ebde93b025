import { describe, expect, test } from '@jest/globals';
import { guid, paths, wire, zoneName } from '../support/azure-bodies.ts';
import { codeOf, rigWith, type Answer } from '../support/wire-client.ts';

const { account, cluster, network, server, zone } = paths;
type Item = Readonly<Record<string, unknown>>;
const items = ({ body }: Answer): readonly Item[] => (body['value'] ?? []) as readonly Item[];
const names = (answer: Answer): unknown[] => items(answer).map((item) => item['name']);

describe('what stands below an account', () => {
  test('an account hands out its two keys, and new ones when asked', async () => {
    const { call } = await rigWith('account');
    const keys = async (action: string, body?: object): Promise<readonly Item[]> =>
      (await call('POST', `${account}/${action}`, body)).body['keys'] as readonly Item[];
    const [first, second] = await keys('listKeys?$expand=kerb');
    expect([first?.['keyName'], String(first?.['value']).length, first?.['permissions']]).toEqual([
      'key1',
      88,
      'FULL',
    ]);
    expect(await keys('listkeys')).toEqual([first, second]);
    const [same, renewed] = await keys('regenerateKey', { keyName: 'key2' });
    expect(same).toEqual(first);
    expect(renewed?.['value']).not.toBe(second?.['value']);
    expect((await call('POST', `${account}/regenerateKey`, { keyName: 'key3' })).status).toBe(400);
  });

  test('an account has the settings of its four services from birth', async () => {
    const { call } = await rigWith('account');
    for (const service of ['blobServices', 'fileServices', 'queueServices', 'tableServices']) {
      const path = `${account}/${service}`;
      const read = await call('GET', `${path}/default`);
      expect(read.body).toMatchObject({ name: 'default', properties: { cors: { corsRules: [] } } });
      expect(items(await call('GET', path))).toEqual([read.body]);
      const rules = [{ allowedMethods: ['GET'] }];
      await call('PUT', `${path}/default`, { properties: { cors: { corsRules: rules } } });
      expect((await call('GET', `${path}/default`)).body).toMatchObject({
        properties: { cors: { corsRules: rules } },
      });
    }
    expect(codeOf(await call('GET', `${account}x/blobServices/default`))).toBe('ResourceNotFound');
  });

  test('kinds of accounts and how many there are is told', async () => {
    const { call } = await rigWith('account');
    const root = '~/providers/Microsoft.Storage';
    expect(items(await call('GET', `${root}/skus`))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Standard_LRS', kind: 'StorageV2', locations: ['eastus2'] }),
      ]),
    );
    const [usage] = items(await call('GET', `${root}/locations/eastus2/usages`));
    expect(usage).toMatchObject({ currentValue: 1, limit: 250, name: { value: 'StorageAccounts' } });
  });
});

describe('what stands below a zone', () => {
  const record = { properties: { ttl: 300, aRecords: [{ ipv4Address: '10.0.0.4' }] } };

  test('record sets of every kind are written, listed and deleted', async () => {
    const { call } = await rigWith('zone');
    const kinds: readonly (readonly [string, object])[] = [
      ['A', { aRecords: [{ ipv4Address: '10.0.0.4' }] }],
      ['AAAA', { aaaaRecords: [{ ipv6Address: '::1' }] }],
      ['CNAME', { cnameRecord: { cname: 'other.example' } }],
      ['MX', { mxRecords: [{ preference: 1, exchange: 'mail.example' }] }],
      ['PTR', { ptrRecords: [{ ptrdname: 'host.example' }] }],
      ['SRV', { srvRecords: [{ priority: 1, weight: 1, port: 80, target: 'host.example' }] }],
      ['TXT', { txtRecords: [{ value: ['text'] }] }],
    ];
    for (const [kind, records] of kinds) {
      const path = `${zone}/${kind}/${kind.toLowerCase()}1`;
      const body = { properties: { ttl: 300, ...records } };
      const made = await call('PUT', path, body);
      expect([made.status, made.headers['etag']]).toEqual([201, made.body['etag']]);
      expect((await call('PUT', path, body)).status).toBe(200);
      expect((await call('GET', path)).body).toMatchObject({
        type: `Microsoft.Network/privateDnsZones/${kind}`,
        properties: {
          ...body.properties,
          fqdn: `${kind.toLowerCase()}1.${zoneName}.`,
          isAutoRegistered: false,
        },
      });
      expect(names(await call('GET', `${zone}/${kind}`))).toEqual([`${kind.toLowerCase()}1`]);
    }
    expect(names(await call('GET', `${zone}/all?$top=2`))).toEqual(['a1', 'aaaa1']);
    expect(names(await call('GET', `${zone}/ALL?$recordsetnamesuffix=x1`))).toEqual(['mx1']);
    expect((await call('GET', zone)).body).toMatchObject({ properties: { numberOfRecordSets: 8 } });
    expect((await call('DELETE', `${zone}/A/a1`)).status).toBe(200);
    expect((await call('DELETE', `${zone}/A/a1`)).status).toBe(204);
    expect((await call('GET', `${zone}/A/a1`)).body).toEqual({
      code: 'NotFound',
      message: expect.stringContaining("The resource record 'a1' does not exist"),
    });
    expect(codeOf(await call('DELETE', `${zone}x/A/a1`))).toBe('ParentResourceNotFound');
  });

  test('the SOA of a zone is changed but neither made nor deleted', async () => {
    const { call } = await rigWith('zone');
    expect((await call('GET', `${zone}/SOA/@`)).body).toMatchObject({
      properties: { soaRecord: { serialNumber: 1 } },
    });
    const changed = await call('PUT', `${zone}/SOA/@`, {
      properties: { soaRecord: { email: 'me.example', serialNumber: 9 } },
    });
    expect(changed.body).toMatchObject({
      properties: { ttl: 3600, soaRecord: { email: 'me.example', expireTime: 2_419_200, serialNumber: 1 } },
    });
    expect((await call('DELETE', `${zone}/SOA/@`)).status).toBe(405);
  });

  test('an alias stands alone under its name', async () => {
    const { call } = await rigWith('zone');
    await call('PUT', `${zone}/A/db`, record);
    const alias = await call('PUT', `${zone}/CNAME/db`, {
      properties: { ttl: 1, cnameRecord: { cname: 'x.example' } },
    });
    expect([alias.status, codeOf(alias)]).toEqual([400, 'BadRequest']);
  });

  test.each([
    ['a record set', () => `${zone}/A/db`, record, ['zone'] as const],
    ['a network', () => network, wire.network, [] as const],
    [
      'a subnet',
      () => `${network}/subnets/more`,
      { properties: { addressPrefix: '10.20.9.0/24' } },
      ['network'] as const,
    ],
    ['a cluster', () => cluster, wire.cluster, ['network'] as const],
  ])('%s is not changed by who saw an older one', async (_, pathOf, body, parts) => {
    const { call, clock, finish } = await rigWith(...parts);
    const path = pathOf();
    await finish('PUT', path, body);
    clock.advance(60_000);
    const seen = (await call('GET', path)).body;
    const etag = String(seen['etag'] ?? seen['eTag']);
    expect((await call('PUT', path, body, { 'if-none-match': '*' })).status).toBe(412);
    expect((await call('DELETE', path, undefined, { 'if-match': '"old"' })).status).toBe(412);
    const stale = await call('PUT', path, body, { 'if-match': '"old"' });
    expect([stale.status, codeOf(stale)]).toEqual([412, 'PreconditionFailed']);
    expect((await call('PUT', path, body, { 'if-match': etag })).status).toBe(200);
  });
});

describe('what stands below a cluster', () => {
  test('a cluster keeps its maintenance to the hours that are set', async () => {
    const { call } = await rigWith('network', 'cluster');
    const path = `${cluster}/maintenanceConfigurations/default`;
    expect([(await call('GET', path)).status, codeOf(await call('GET', path))]).toEqual([404, 'NotFound']);
    const body = { properties: { timeInWeek: [{ day: 'Sunday', hourSlots: [1, 2] }] } };
    expect((await call('PUT', path, body)).status).toBe(200);
    expect((await call('GET', path)).body).toMatchObject({ name: 'default', ...body });
    expect(names(await call('GET', `${cluster}/maintenanceConfigurations`))).toEqual(['default']);
    expect((await call('PUT', `${cluster}/maintenanceConfigurations/mine`, body)).status).toBe(400);
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('DELETE', path)).status).toBe(204);
  });

  test('old clients get the kubeconfig as an access profile', async () => {
    const { call } = await rigWith('network', 'cluster');
    const { body } = await call('POST', `${cluster}/accessProfiles/clusterUser/listCredential`);
    const { kubeConfig } = body['properties'] as { kubeConfig: string };
    expect(Buffer.from(kubeConfig, 'base64').toString()).toContain('server: https://');
    expect((await call('POST', `${cluster}/accessProfiles/somebody/listCredential`)).status).toBe(404);
  });

  test('a cluster and its pools know the versions that they can go to', async () => {
    const { call } = await rigWith('network', 'cluster');
    const properties = async (leaf: string): Promise<Item> =>
      (await call('GET', `${cluster}/${leaf}`)).body['properties'] as Item;
    const upgrades = [{ kubernetesVersion: '1.36.1' }, { kubernetesVersion: '1.36.2' }];
    expect((await properties('upgradeProfiles/default'))['controlPlaneProfile']).toMatchObject({
      kubernetesVersion: '1.35.4',
      upgrades,
    });
    expect(await properties('agentPools/workers/upgradeProfiles/default')).toMatchObject({ upgrades });
    expect((await properties('availableAgentPoolVersions'))['agentPoolVersions']).toEqual(
      expect.arrayContaining([
        { kubernetesVersion: '1.35.4', default: true },
        { kubernetesVersion: '1.34.7' },
      ]),
    );
  });
});

describe('what stands below a server', () => {
  test('firewall rules of a server come and go one at a time', async () => {
    const { call } = await rigWith('network', 'zone', 'server');
    const path = `${server}/firewallRules/me`;
    const properties = { startIpAddress: '10.0.0.1', endIpAddress: '10.0.0.9' };
    const first = await call('PUT', path, { properties });
    expect([first.status, first.body['operation']]).toEqual([
      202,
      'UpsertServerFirewallRulesManagementOperation',
    ]);
    expect(codeOf(await call('PUT', `${server}/firewallRules/you`, { properties }))).toBe('ServerIsBusy');
    expect((await call('GET', first.headers['location'] ?? '')).status).toBe(202);
  });

  test('a firewall rule is a range of addresses', async () => {
    const { call, finish } = await rigWith('network', 'zone', 'server');
    const path = `${server}/firewallRules/me`;
    const properties = { startIpAddress: '10.0.0.1', endIpAddress: '10.0.0.9' };
    const turned = { properties: { startIpAddress: '10.0.0.9', endIpAddress: '10.0.0.1' } };
    expect(codeOf(await call('PUT', path, turned))).toBe('InvalidParameterValue');
    const { last } = await finish('PUT', path, { properties });
    expect(last.body['status']).toBe('Succeeded');
    expect((await call('GET', path)).body).toMatchObject({ name: 'me', properties });
    expect(names(await call('GET', `${server}/firewallRules`))).toEqual(['me']);
    await finish('DELETE', path);
    expect(codeOf(await call('GET', path))).toBe('ResourceNotFound');
  });

  test('administrators of a server are named by id and shown by name', async () => {
    const { call, finish } = await rigWith('network', 'zone', 'server');
    const path = `${server}/administrators/${guid(7)}`;
    await finish('PUT', path, { properties: { principalName: 'ada', principalType: 'User' } });
    const shown = {
      name: 'ada',
      properties: { objectId: guid(7), principalName: 'ada', principalType: 'User' },
    };
    expect((await call('GET', path)).body).toMatchObject(shown);
    expect(items(await call('GET', `${server}/administrators`))).toMatchObject([shown]);
    await finish('DELETE', path);
    expect((await call('GET', path)).status).toBe(404);
  });

  test('a region and a server tell what they can, in old words and in new', async () => {
    const { call } = await rigWith('network', 'zone', 'server');
    const region = items(
      await call('GET', '~/providers/Microsoft.DBforPostgreSQL/locations/eastus2/capabilities'),
    );
    expect(region).toMatchObject([
      {
        geoBackupSupported: 'Enabled',
        restricted: 'Disabled',
        supportedFeatures: expect.arrayContaining([
          { name: 'ZoneRedundantHa', status: 'Enabled' },
          { name: 'OfferRestricted', status: 'Disabled' },
        ]),
      },
    ]);
    expect(items(await call('GET', `${server}/capabilities`))).toEqual(region);
  });

  test('a parameter is changed by PATCH as by PUT, and set back to its default', async () => {
    const { call, finish } = await rigWith('network', 'zone', 'server');
    const path = `${server}/configurations/require_secure_transport`;
    const value = async (): Promise<unknown> => {
      const { value: is, source } = (await call('GET', path)).body['properties'] as Item;
      return [is, source];
    };
    await finish('PATCH', path, { properties: { value: 'off', source: 'user-override' } });
    expect(await value()).toEqual(['off', 'user-override']);
    await finish('PATCH', path, { properties: { source: 'system-default' } });
    expect(await value()).toEqual(['on', 'system-default']);
  });

  test('a server is stopped, started and restarted', async () => {
    const { call, finish } = await rigWith('network', 'zone', 'server');
    const state = async (): Promise<unknown> =>
      ((await call('GET', server)).body['properties'] as Item)['state'];
    const { first } = await finish('POST', `${server}/stop`);
    expect([first.status, await state()]).toEqual([202, 'Stopped']);
    expect((await call('POST', `${server}/stop`)).status).toBe(409);
    await finish('POST', `${server}/start`);
    expect(await state()).toBe('Ready');
    await finish('POST', `${server}/restart`);
    expect(await state()).toBe('Ready');
    expect(items(await call('GET', `${server}/backups`))).toEqual([]);
  });
});

test('a thing below nothing is 404, in the words that its type has for an absent parent', async () => {
  const { call } = await rigWith();
  const cases: readonly (readonly [string, string])[] = [
    [`${network}/subnets/x`, 'ResourceNotFound'],
    [`${cluster}/agentPools/x`, 'ResourceNotFound'],
    [`${cluster}/maintenanceConfigurations/default`, 'ResourceNotFound'],
    [`${server}/firewallRules/x`, 'ResourceNotFound'],
    [`${server}/databases/x`, 'ResourceNotFound'],
    [`${zone}/A/x`, 'ParentResourceNotFound'],
    [paths.container, 'ParentResourceNotFound'],
    [paths.account, ''],
    [paths.link, ''],
    ['~/resourceGroups/none/providers/Microsoft.Storage/storageAccounts/acct1', 'ResourceGroupNotFound'],
  ];
  for (const [path, code] of cases) {
    const answer = await call('DELETE', path);
    expect([path, answer.status, codeOf(answer)]).toEqual([path, code === '' ? 204 : 404, code]);
  }
});
