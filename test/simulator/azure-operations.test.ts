import { describe, expect, test } from '@jest/globals';
import { changed, paths, wire, type Json } from '../support/azure-bodies.ts';
import { codeOf, rigWith, type Part } from '../support/wire-client.ts';

describe('one thing at a time', () => {
  test('a network takes no second write before the first is done', async () => {
    const rig = await rigWith();
    await rig.call('PUT', paths.network, wire.network);
    const second = await rig.call('PUT', `${paths.network}/subnets/more`, {
      properties: { addressPrefix: '10.20.1.0/24' },
    });
    expect([second.status, codeOf(second)]).toEqual([409, 'AnotherOperationInProgress']);
  });

  test('a server takes one child at a time', async () => {
    const rig = await rigWith('network', 'zone', 'server');
    const [a, b] = [`${paths.server}/databases/a`, `${paths.server}/databases/b`];
    expect((await rig.call('PUT', a, { properties: {} })).status).toBe(202);
    expect(codeOf(await rig.call('PUT', b, { properties: {} }))).toBe('ServerIsBusy');
    expect(codeOf(await rig.call('DELETE', paths.server))).toBe('ServerIsBusy');
    rig.clock.advance(10_000);
    expect((await rig.call('PUT', b, { properties: {} })).status).toBe(202);
  });

  test('a cluster takes no pool while it is made, and hands out no credentials', async () => {
    const rig = await rigWith('network');
    await rig.call('PUT', paths.cluster, wire.cluster);
    const more = await rig.call('PUT', `${paths.cluster}/agentPools/more`, {
      properties: { vmSize: 'Standard_D2s_v5', count: 1 },
    });
    expect([more.status, more.body['code']]).toEqual([409, 'OperationNotAllowed']);
    expect((await rig.call('POST', `${paths.cluster}/listClusterUserCredential`)).status).toBe(409);
    expect((await rig.call('DELETE', paths.cluster)).status).toBe(409);
  });

  test('an identity takes one credential at a time', async () => {
    const rig = await rigWith();
    const identity = `${paths.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flow`;
    await rig.call('PUT', identity, { location: 'eastus2' });
    const write = (name: string) =>
      rig.call('PUT', `${identity}/federatedIdentityCredentials/${name}`, {
        properties: { issuer: 'https://i/', subject: name, audiences: ['a'] },
      });
    const statuses = (await Promise.all([write('one'), write('two')])).map(({ status }) => status);
    expect(statuses).toEqual([201, 409]);
    expect((await write('two')).status).toBe(201);
  });
});

describe('long-running operations', () => {
  const expectations: readonly [Part, number, readonly string[], string | undefined, readonly Part[]][] = [
    ['network', 201, ['azure-asyncoperation'], '3', []],
    ['zone', 202, ['azure-asyncoperation', 'location'], '30', []],
    ['link', 202, ['azure-asyncoperation', 'location'], '30', ['network', 'zone']],
    ['server', 202, ['azure-asyncoperation', 'location'], '60', ['network', 'zone']],
    ['account', 202, ['location'], '17', []],
    ['cluster', 201, ['azure-asyncoperation'], undefined, ['network']],
  ];

  test.each(expectations)(
    '%s announces itself as Azure does',
    async (part, status, monitors, retryAfter, before) => {
      const rig = await rigWith(...before);
      const { first, last } = await rig.finish('PUT', paths[part], (wire as Json)[part]);
      expect(first.status).toBe(status);
      expect(['azure-asyncoperation', 'location'].filter((name) => name in first.headers)).toEqual(monitors);
      expect(first.headers['retry-after']).toBe(retryAfter);
      expect(last.status).toBe(200);
      expect((await rig.call('GET', paths[part])).status).toBe(200);
      const bye = await rig.finish('DELETE', paths[part]);
      expect([200, 202]).toContain(bye.first.status);
      expect((await rig.call('GET', paths[part])).status).toBe(404);
    },
  );

  test('a network is Updating, a server Provisioning, a cluster Creating until they are done', async () => {
    const rig = await rigWith('zone');
    const stateOf = async (part: Part): Promise<unknown> => {
      const properties = (await rig.call('GET', paths[part])).body['properties'] as Json;
      return properties['provisioningState'] ?? properties['state'];
    };
    await rig.call('PUT', paths.network, wire.network);
    expect(await stateOf('network')).toBe('Updating');
    rig.clock.advance(10_000);
    await rig.call('PUT', paths.server, wire.server);
    rig.clock.advance(20_000);
    expect(await stateOf('server')).toBe('Provisioning');
    await rig.call('PUT', paths.cluster, wire.cluster);
    expect(await stateOf('cluster')).toBe('Creating');
    rig.clock.advance(600_000);
    expect(await Promise.all([stateOf('network'), stateOf('server'), stateOf('cluster')])).toEqual([
      'Succeeded',
      'Ready',
      'Succeeded',
    ]);
  });

  test('a precondition of private DNS fails at the poll', async () => {
    const rig = await rigWith('zone');
    const again = await rig.call('PUT', paths.zone, wire.zone, { 'if-none-match': '*' });
    expect(again.status).toBe(202);
    rig.clock.advance(60_000);
    const { status, body } = await rig.call('GET', again.headers['azure-asyncoperation'] ?? '');
    expect([status, body]).toMatchObject([200, { status: 'Failed', error: { code: 'PreconditionFailed' } }]);
  });

  test('a server with a size of another tier fails at the poll', async () => {
    const rig = await rigWith('network', 'zone');
    const { last } = await rig.finish(
      'PUT',
      paths.server,
      changed(wire.server, 'sku', { name: 'Standard_B1ms', tier: 'GeneralPurpose' }),
    );
    expect(last.body).toMatchObject({
      status: 'Failed',
      error: { code: 'ServerEditionIncompatibleWithSkuSize' },
    });
  });
});
