import { describe, expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { changed, onePool, paths, pools, wire, workers } from '../support/azure-bodies.ts';
import { codeOf, createRig, rigWith, type Answer, type Rig } from '../support/wire-client.ts';

const stateOf = ({ body }: Answer): unknown => {
  const { provisioningState, state } = (body['properties'] ?? {}) as Record<string, unknown>;
  return provisioningState ?? state;
};

/** Every word of an operation until it ends. */
async function wordsOf(rig: Rig, first: Answer): Promise<readonly unknown[]> {
  const words: unknown[] = [];
  do {
    rig.clock.advance(2000);
    words.push((await rig.call('GET', first.headers['azure-asyncoperation'] ?? '')).body['status']);
  } while (!['Succeeded', 'Failed'].includes(String(words.at(-1))));
  return [...new Set(words)];
}

describe('operations, as they were recorded', () => {
  test('a write that changes nothing about a network is done at once and asks for no patience', async () => {
    const rig = await rigWith('network');
    for (const [path, body] of [
      [paths.network, wire.network],
      [`${paths.network}/subnets/nodes`, { properties: { addressPrefix: '10.20.16.0/20' } }],
    ] as const) {
      const same = await rig.call('PUT', path, body);
      expect([same.status, stateOf(same), same.headers['retry-after']]).toEqual([
        200,
        'Succeeded',
        undefined,
      ]);
      const poll = await rig.call('GET', same.headers['azure-asyncoperation'] ?? '');
      expect(poll.body).toEqual({ status: 'Succeeded' });
      rig.clock.advance(10_000);
    }
  });

  test('a network asks for 3 seconds at first and for 10 at every poll, an account for 17 and then for 3', async () => {
    const rig = await rigWith();
    rig.simulator.faults.add({ id: 'lro.neverEnds' });
    const waits = async (path: string, body: unknown, header: string): Promise<unknown[]> => {
      const first = await rig.call('PUT', path, body);
      const found: unknown[] = [first.headers['retry-after']];
      for (const pause of [0, 20_000]) {
        rig.clock.advance(pause);
        found.push((await rig.call('GET', first.headers[header] ?? '')).headers['retry-after']);
      }
      return found;
    };
    expect(await waits(paths.network, wire.network, 'azure-asyncoperation')).toEqual(['3', '10', '10']);
    expect(await waits(paths.account, wire.account, 'location')).toEqual(['17', '17', '3']);
  });

  test('a new account resolves its names while it is made', async () => {
    const rig = await rigWith();
    await rig.call('PUT', paths.account, wire.account);
    expect(stateOf(await rig.call('GET', paths.account))).toBe('ResolvingDns');
  });

  test('a server stays Ready when a write changes nothing, and an update that fails leaves it as it was', async () => {
    const rig = await rigWith('network', 'zone', 'server');
    const before = await rig.call('GET', paths.server);
    await rig.call('PUT', paths.server, wire.server);
    expect(stateOf(await rig.call('GET', paths.server))).toBe('Ready');
    rig.clock.advance(60_000);
    const wrong = { sku: { name: 'Standard_B1ms', tier: 'GeneralPurpose' } };
    const { last } = await rig.finish('PATCH', paths.server, wrong);
    expect(codeOf(last)).toBe('ServerEditionIncompatibleWithSkuSize');
    expect((await rig.call('GET', paths.server)).body).toEqual(before.body);
  });

  test('what is broken is repaired by being written again, even with the same words', async () => {
    const rig = await rigWith();
    rig.simulator.faults.add({ id: 'lro.fail', times: 1 });
    await rig.finish('PUT', paths.network, wire.network);
    expect(stateOf(await rig.call('GET', paths.network))).toBe('Failed');
    expect(stateOf(await rig.call('PUT', paths.network, wire.network))).toBe('Updating');
    rig.clock.advance(10_000);
    expect(stateOf(await rig.call('GET', paths.network))).toBe('Succeeded');
  });

  test('a cluster and its pools say how far they are, to those who ask in a version since 2025-08-01', async () => {
    const words = async (version: string): Promise<readonly unknown[]> => {
      const rig = await rigWith('network');
      const body = changed(wire.cluster, pools, onePool({}));
      return wordsOf(rig, await rig.call('PUT', `${paths.cluster}?api-version=${version}`, body));
    };
    expect(await words('2024-09-01')).toEqual(['InProgress', 'Succeeded']);
    expect(await words('2025-08-01')).toEqual([
      'InProgress',
      'ProvisioningNetworkResources',
      'ProvisioningControlPlane',
      'CreatingAgentPools',
      'CreatingAgentPools: 0/1 nodes completed',
      'CreatingAgentPools: 1/1 nodes completed',
      'ReconcilingAddons',
      'Succeeded',
    ]);
  });

  test('a pool is Scaling, Upgrading, Stopping, Starting or Updating, by what is changed about it', async () => {
    const rig = await rigWith('network', 'cluster');
    const path = `${paths.cluster}/agentPools/extra`;
    const plain = { vmSize: workers.vmSize, count: 1, mode: 'User', orchestratorVersion: '1.34' };
    await rig.finish('PUT', path, { properties: plain });
    const states: unknown[] = [];
    for (const change of [
      { count: 2 },
      { orchestratorVersion: '1.35' },
      { powerState: { code: 'Stopped' } },
      { powerState: { code: 'Running' } },
      { nodeLabels: { a: 'b' } },
    ]) {
      const now = (await rig.call('GET', path)).body['properties'] as Record<string, unknown>;
      const { first } = await rig.finish('PUT', path, {
        properties: {
          ...plain,
          count: now['count'],
          orchestratorVersion: now['orchestratorVersion'],
          ...change,
        },
      });
      states.push(stateOf(first));
    }
    expect(states).toEqual(['Scaling', 'Upgrading', 'Stopping', 'Starting', 'Updating']);
  });

  test('a cluster that has just gone is not found by AKS first, and by ARM a little later', async () => {
    const rig = await rigWith('network', 'cluster');
    const { first } = await rig.finish('DELETE', paths.cluster);
    const { headers } = await rig.call('GET', first.headers['azure-asyncoperation'] ?? '');
    expect(headers['retry-after']).toBeUndefined();
    const path = paths.cluster;
    rig.clock.advance(10_000);
    expect((await rig.call('GET', path)).body).toHaveProperty('error.code', 'ResourceNotFound');
    const again = await rigWith('network', 'cluster');
    const going = await again.call('DELETE', path);
    await wordsOf(again, going);
    expect((await again.call('GET', path)).body).toMatchObject({
      code: 'NotFound',
      subcode: expect.any(String),
    });
  });

  test('what is made at once may be told with its address', async () => {
    const rig = await rigWith();
    const identity = `${paths.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flow`;
    const made = await rig.call('PUT', identity, { location: 'eastus2' });
    expect(made.headers['location']).toBe(made.body['id']);
    expect((await rig.call('PUT', identity, { location: 'eastus2' })).headers['location']).toBeUndefined();
  });

  test('what a type does not do is not found first, where nothing is that it could be done to', async () => {
    const rig = await rigWith('account');
    const parameter = `${paths.server}/configurations/lock_timeout`;
    expect(codeOf(await rig.call('DELETE', parameter))).toBe('ResourceNotFound');
    const service = `${paths.account}/blobServices/default`;
    expect(codeOf(await rig.call('DELETE', service))).toBe('MethodNotAllowed');
    expect(codeOf(await rig.call('DELETE', service.replace('acct1', 'acct2')))).toBe(
      'ParentResourceNotFound',
    );
  });
});

describe('copies of a server', () => {
  const copy = (createMode: string): object => ({
    location: 'eastus2',
    sku: wire.server.sku,
    properties: {
      createMode,
      sourceServerResourceId: paths.server.replace('~', `/subscriptions/${subscriptionId}`),
    },
  });

  test('a server with replicas is not deleted, and not restored elsewhere on its first day', async () => {
    const rig = await rigWith('network', 'zone', 'server');
    const early = await rig.call('PUT', `${paths.server}-far`, copy('GeoRestore'));
    expect([early.status, codeOf(early)]).toEqual([400, 'GeoBackupsNotAvailable']);
    await rig.finish('PUT', `${paths.server}-copy`, copy('Replica'));
    expect(codeOf(await rig.call('DELETE', paths.server))).toBe('ReadReplicaServersExistForSourceServer');
    await rig.finish('DELETE', `${paths.server}-copy`);
    expect((await rig.call('DELETE', paths.server)).status).toBe(202);
  });
});

describe('refusals, as they were recorded', () => {
  const account = (more: object): object => ({ ...wire.account, ...more });
  const immutable = (policy: object): object =>
    account({
      properties: { immutableStorageWithVersioning: { enabled: true, immutabilityPolicy: policy } },
    });

  test('a network is encrypted wholly or not at all', async () => {
    const rig = await rigWith();
    const half = changed(wire.network, 'properties.encryption', { enabled: true });
    expect(codeOf(await rig.call('PUT', paths.network, half))).toBe(
      'MustSpecifyBothEncryptionIntentAndEnforcementPolicy',
    );
    const whole = { enabled: true, enforcement: 'AllowUnencrypted' };
    const accepted = await rig.call(
      'PUT',
      paths.network,
      changed(wire.network, 'properties.encryption', whole),
    );
    expect(accepted.status).toBe(201);
  });

  test('an account is immutable wholly and from its birth, or not at all', async () => {
    const rig = createRig();
    await rig.call('PUT', paths.group, { location: 'eastus2' });
    const half = await rig.call('PUT', paths.account, immutable({ state: 'Unlocked' }));
    expect([codeOf(half), half.text]).toEqual([
      'InvalidStorageAccountImmutabilityPolicy',
      expect.stringContaining('immutabilityPolicy.immutabilityPeriodSinceCreationInDays is missing'),
    ]);
    await rig.finish('PUT', paths.account, wire.account);
    const late = await rig.call('PATCH', paths.account, immutable({ state: 'Unlocked' }));
    expect([codeOf(late), late.text]).toEqual([
      'InvalidStorageAccountImmutabilityPolicy',
      expect.stringContaining('WORM is disabled'),
    ]);
  });

  test('an account does not take on an identity that is not there', async () => {
    const rig = await rigWith();
    const nobody = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/no`;
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [nobody]: {} } };
    expect(codeOf(await rig.call('PUT', paths.account, account({ identity })))).toBe(
      'FailedIdentityOperation',
    );
  });
});
