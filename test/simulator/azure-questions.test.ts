import { describe, expect, test } from '@jest/globals';
import { paths, wire } from '../support/azure-bodies.ts';
import { rigWith, type Answer } from '../support/wire-client.ts';

const { account, cluster, network, server, zone } = paths;
type Item = Readonly<Record<string, unknown>>;
const items = ({ body }: Answer): readonly Item[] => (body['value'] ?? []) as readonly Item[];
const names = (answer: Answer): unknown[] => items(answer).map((item) => item['name']);

describe('what is asked about networks, identities, sizes and tags', () => {
  test('a network tells how much of it is taken and whether an address is free', async () => {
    const { call } = await rigWith('network', 'cluster');
    const usages = items(await call('GET', '~/providers/Microsoft.Network/locations/eastus2/usages'));
    expect(usages).toContainEqual(
      expect.objectContaining({
        currentValue: 1,
        limit: 1000,
        name: expect.objectContaining({ value: 'VirtualNetworks' }),
      }),
    );
    expect(items(await call('GET', `${network}/usages`))).toMatchObject([
      { currentValue: 0, limit: 251 },
      { currentValue: 2, limit: 4091 },
    ]);
    const free = async (address: string): Promise<unknown> =>
      (await call('GET', `${network}/CheckIPAddressAvailability?ipAddress=${address}`)).body;
    expect(await free('10.20.0.9')).toEqual({ available: true, isPlatformReserved: false });
    expect(await free('10.20.0.1')).toMatchObject({ available: false, isPlatformReserved: true });
    expect(await free('10.99.0.1')).toEqual({
      available: false,
      availableIPAddresses: [],
      isPlatformReserved: false,
    });
    expect((await call('GET', `${network}/CheckIPAddressAvailability?ipAddress=x`)).status).toBe(400);
  });

  test('an identity tells who uses it', async () => {
    const { call, finish } = await rigWith();
    const path = `${paths.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me-1`;
    const { id } = (await call('PUT', path, { location: 'eastus2' })).body;
    expect((await call('POST', `${path}/listAssociatedResources`)).body).toEqual({
      totalCount: 0,
      value: [],
    });
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [String(id)]: {} } };
    await finish('PUT', account, { ...wire.account, identity });
    expect((await call('POST', `${path}/listAssociatedResources`)).body).toMatchObject({
      totalCount: 1,
      value: [{ name: 'acct1', resourceGroup: 'rg', subscriptionDisplayName: 'Research' }],
    });
  });

  test('the sizes of machines are listed by region', async () => {
    const { call } = await rigWith();
    const sizes = async (region: string): Promise<unknown[]> =>
      names(await call('GET', `~/providers/Microsoft.Compute/locations/${region}/vmSizes`));
    expect(await sizes('eastus2')).toContain('Standard_D2s_v6');
    expect(await sizes('westus')).not.toContain('Standard_D2s_v6');
  });

  test('tags are read and written without the thing that carries them', async () => {
    const { call } = await rigWith('account');
    const subscription = paths.group.split('/resourceGroups')[0] ?? '';
    for (const scope of [account, paths.group, subscription]) {
      const path = `${scope}/providers/Microsoft.Resources/tags/default`;
      const tags = async (method: string, body?: object): Promise<unknown> =>
        ((await call(method, path, body)).body['properties'] as Item | undefined)?.['tags'];
      const properties = (wanted: object): object => ({ properties: { tags: wanted } });
      expect(await tags('PUT', properties({ a: '1', b: '2' }))).toEqual({ a: '1', b: '2' });
      expect(await tags('PATCH', { operation: 'Merge', ...properties({ c: '3' }) })).toEqual({
        a: '1',
        b: '2',
        c: '3',
      });
      expect(await tags('PATCH', { operation: 'Delete', ...properties({ b: '2', c: 'x' }) })).toEqual({
        a: '1',
        c: '3',
      });
      expect((await call('PATCH', path, { operation: 'Turn', ...properties({}) })).status).toBe(400);
      expect(await tags('GET')).toEqual({ a: '1', c: '3' });
    }
    expect((await call('GET', account)).body['tags']).toEqual({ a: '1', c: '3' });
    expect(items(await call('GET', '~/tagNames'))).toMatchObject([
      { tagName: 'a', count: { value: 3 }, values: [{ tagValue: '1' }] },
      { tagName: 'c' },
    ]);
    const path = `${account}/providers/Microsoft.Resources/tags/default`;
    expect((await call('DELETE', path)).status).toBe(200);
    expect((await call('GET', path)).body).toMatchObject({ properties: { tags: {} } });
    expect((await call('GET', path.replace('acct1', 'none'))).status).toBe(404);
  });
});

describe('changing by PATCH', () => {
  test('tags are replaced as a whole, and nothing else changes', async () => {
    const { call, clock } = await rigWith('network', 'zone', 'link', 'server', 'cluster', 'account');
    const settled = async (path: string): Promise<Item> => {
      clock.advance(600_000);
      const { tags: _, etag: __, eTag: ___, ...rest } = (await call('GET', path)).body;
      return rest;
    };
    for (const path of [network, zone, paths.link, server, cluster, account, paths.group]) {
      const before = await settled(path);
      for (const tags of [{ a: 'b', c: 'd' }, { a: 'e' }])
        expect([path, (await call('PATCH', path, { tags })).status < 300, await settled(path)]).toEqual([
          path,
          true,
          before,
        ]);
      expect((await call('GET', path)).body['tags']).toEqual({ a: 'e' });
    }
  });

  test('a network and a cluster take nothing but tags', async () => {
    const { call } = await rigWith('network', 'cluster');
    for (const path of [network, cluster])
      expect((await call('PATCH', path, { properties: {} })).status).toBe(400);
  });

  test('what is a part of something else is written whole or not at all', async () => {
    const { call } = await rigWith('network', 'cluster');
    for (const path of [`${network}/subnets/db`, `${cluster}/agentPools/workers`])
      expect((await call('PATCH', path, {})).status).toBe(405);
  });
});
