import { describe, expect, test } from '@jest/globals';
import { changed, onePool, paths, pools, subnet, wire, zoneName } from '../support/azure-bodies.ts';
import { codeOf, createParts, createRig, rigWith } from '../support/wire-client.ts';

describe('what hangs together', () => {
  test('a network is not deleted under a server or a cluster', async () => {
    const rig = await rigWith('network', 'zone', 'server');
    const answer = await rig.call('DELETE', paths.network);
    expect([codeOf(answer), answer.text]).toEqual([
      'InUseSubnetCannotBeDeleted',
      expect.stringContaining('db-service-association-link'),
    ]);
    await rig.finish('DELETE', paths.server);
    await rig.finish('PUT', paths.cluster, wire.cluster);
    expect((await rig.call('DELETE', paths.network)).text).toContain('virtualMachineScaleSets');
    await rig.finish('DELETE', paths.cluster);
    expect((await rig.finish('DELETE', paths.network)).first.status).toBe(202);
  });

  test('a PUT of a network replaces its subnets, but not those in use', async () => {
    const rig = await rigWith('network', 'zone', 'server');
    const only = (name: string) =>
      changed(
        wire.network,
        'properties.subnets',
        wire.network.properties.subnets.filter((one) => one.name === name),
      );
    expect(codeOf(await rig.call('PUT', paths.network, only('nodes')))).toBe('InUseSubnetCannotBeDeleted');
    await rig.finish('PUT', paths.network, only('db'));
    expect((await rig.call('GET', `${paths.network}/subnets/nodes`)).status).toBe(404);
    const bare = changed(wire.network, 'properties.subnets', [subnet('db', '10.20.0.0/24')]);
    expect(codeOf(await rig.call('PUT', paths.network, bare))).toBe('SubnetMissingRequiredDelegation');
  });

  test('a network made anew under an old link is refused', async () => {
    const rig = await rigWith('network', 'zone', 'link');
    await rig.finish('DELETE', paths.network);
    await createParts(rig, 'network');
    const other = paths.link.replace(/link$/, 'second');
    expect(codeOf(await rig.call('PUT', other, wire.link))).toBe('Conflict');
  });

  test('a network can be linked to a zone of one name only', async () => {
    const rig = await rigWith('network', 'zone', 'link');
    const other = paths.link.replace(/link$/, 'second');
    const answer = await rig.call('PUT', other, wire.link);
    expect([codeOf(answer), answer.text]).toEqual(['BadRequest', expect.stringContaining(zoneName)]);
  });

  test('names of accounts and servers are unique on this planet', async () => {
    const rig = await rigWith('account', 'network', 'zone', 'server');
    await rig.call('PUT', '~/resourceGroups/other', { location: 'eastus2' });
    const elsewhere = (path: string): string => path.replace('/rg/', '/other/');
    expect(codeOf(await rig.call('PUT', elsewhere(paths.account), wire.account))).toBe(
      'StorageAccountInAnotherResourceGroup',
    );
    expect(codeOf(await rig.call('PUT', elsewhere(paths.server), wire.server))).toBe(
      'ServerNameAlreadyExists',
    );
    const check = await rig.call('POST', '~/providers/Microsoft.Storage/checkNameAvailability', {
      name: 'acct1',
      type: 'Microsoft.Storage/storageAccounts',
    });
    expect(check.body).toMatchObject({ nameAvailable: false, reason: 'AlreadyExists' });
    for (const place of ['', '/locations/eastus2']) {
      const answer = await rig.call(
        'POST',
        `~/providers/Microsoft.DBforPostgreSQL${place}/checkNameAvailability`,
        { name: 'mf-pg', type: 'x' },
      );
      expect(answer.body['nameAvailable']).toBe(false);
    }
  });

  test('a cluster does not change its pools by a PUT of itself', async () => {
    const rig = await rigWith('network', 'cluster');
    const less = changed(wire.cluster, pools, onePool({}));
    const answer = await rig.call('PUT', paths.cluster, less);
    expect([codeOf(answer), answer.text]).toEqual([
      'BadRequest',
      expect.stringContaining('agentPoolProfiles'),
    ]);
    expect((await rig.finish('PUT', paths.cluster, wire.cluster)).last.body['status']).toBe('Succeeded');
  });

  test('nodes count against the quota of the region', async () => {
    const rig = createRig({ limits: { cores: 10, standardDSv5Family: 10 } });
    await createParts(rig, 'group', 'network', 'cluster');
    const { body } = await rig.call('GET', '~/providers/Microsoft.Compute/locations/eastus2/usages');
    const [cores] = body['value'] as { currentValue: number; limit: number }[];
    expect(cores).toMatchObject({ currentValue: 6, limit: 10 });
    const more = { properties: { vmSize: 'Standard_D8s_v5', count: 1, mode: 'User' } };
    expect(codeOf(await rig.call('PUT', `${paths.cluster}/agentPools/more`, more))).toBe(
      'ErrCode_InsufficientVCPUQuota',
    );
  });

  test('the group of network watchers appears with the first network', async () => {
    const rig = await rigWith('network');
    expect((await rig.call('HEAD', '~/resourceGroups/NetworkWatcherRG')).status).toBe(204);
  });

  test('ids come back in the casing of Azure', async () => {
    const rig = await rigWith('network', 'cluster');
    const { body } = await rig.call('GET', paths.cluster);
    expect(body['id']).toContain('/resourcegroups/rg/');
    expect(body['type']).toBe('Microsoft.ContainerService/ManagedClusters');
  });
});
