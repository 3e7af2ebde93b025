import { describe, expect, test } from '@jest/globals';
import { problemFrom } from '../../../src/problems/from-azure.ts';
import { CredentialUnavailableError } from '@azure/identity';
import { ARM, rigOf, thrown, type Rig } from './rig.ts';

const about = { doing: 'create', what: 'Thing' } as const;
const group = async ({ azure }: Rig): Promise<unknown> =>
  (await azure.resources()).resourceGroups.createOrUpdate('rg', { location: 'westeurope' });
const account = { location: 'westeurope', sku: { name: 'Standard_LRS' }, kind: 'StorageV2' } as const;

/** Starts making a storage account or network, and returns where its operation can be followed. */
async function start(rig: Rig, what: 'storage' | 'network'): Promise<string> {
  let url: string | undefined;
  const onResponse = ({ headers }: { readonly headers: { get(name: string): string | undefined } }): void => {
    url ??= headers.get('azure-asyncoperation') ?? headers.get('location');
  };
  await group(rig);
  if (what === 'storage') {
    await (
      await rig.azure.storage()
    ).storageAccounts
      .create('rg', 'metaflowabc', account, { onResponse })
      .submitted();
  } else {
    const body = { location: 'westeurope', addressSpace: { addressPrefixes: ['10.20.0.0/16'] } };
    await (
      await rig.azure.network()
    ).virtualNetworks
      .createOrUpdate('rg', 'vnet', body, { onResponse })
      .submitted();
  }
  return url ?? '';
}

describe('the clients', () => {
  test('can all be asked for at the same time, and each is made once', async () => {
    const { azure } = rigOf();
    const clients = Object.entries(azure)
      .filter(([name]) => name !== 'operation')
      .map(([, client]) => client as () => Promise<unknown>);
    const first = await Promise.all(clients.map((client) => client()));
    const second = await Promise.all(clients.map((client) => client()));
    expect(first).toHaveLength(10);
    expect(first.every((client, at) => client === second[at])).toBe(true);
  });

  test('of both generations carry one correlation id, our name, and a token for ARM that is fetched once', async () => {
    const rig = rigOf();
    await group(rig);
    await (await rig.azure.authorization()).roleAssignments.listForResourceGroup('rg').next();
    await (await rig.azure.network()).virtualNetworks.list('rg').next();
    await (await rig.azure.identities()).userAssignedIdentities.listByResourceGroup('rg').next();
    expect(rig.calls).toHaveLength(4);
    for (const { request } of rig.calls) {
      expect(request.headers).toMatchObject({
        'x-ms-correlation-request-id': 'run-1',
        authorization: expect.stringMatching(/^Bearer /) as unknown,
        'user-agent': expect.stringContaining('metaflow-azure') as unknown,
      });
    }
    expect(rig.tokens).toEqual([`${ARM}/.default`]);
  });

  test('get over bad weather without a second resource', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({ id: 'http.5xxBurst', times: 6, knobs: { status: 504 } });
    rig.simulator.faults.add({ id: 'http.html503', times: 1 });
    rig.simulator.faults.add({ id: 'throttle.arm', times: 1, knobs: { retryAfter: 7 } });
    await group(rig);
    expect(rig.retries.map(({ because }) => because)).toContain('throttled');
    expect(rig.retries).toHaveLength(8);
    expect(rig.retries).toContainEqual({ because: 'throttled', waitMs: 7000 });
  });

  test('repeat a write whose connection broke after it took effect: a PUT is the same twice', async () => {
    let broken = 0;
    const rig = rigOf({
      meddle: ({ request, response }) => {
        if (request.method !== 'PUT' || response === undefined || broken++ > 0) return;
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      },
    });
    await group(rig);
    expect(rig.retries).toEqual([{ because: 'ECONNRESET', waitMs: 1000 }]);
  });

  test('repeat a POST only if it reads', async () => {
    const rig = rigOf();
    await group(rig);
    rig.simulator.faults.add({ id: 'http.5xxBurst', match: 'POST .*checkNameAvailability', times: 2 });
    const storage = await rig.azure.storage();
    const answer = await storage.storageAccounts.checkNameAvailability({
      name: 'metaflowxyz',
      type: 'Microsoft.Storage/storageAccounts',
    });
    expect(answer.nameAvailable).toBe(true);
    rig.simulator.faults.add({ id: 'http.5xxBurst', match: 'POST .*restart', times: 2 });
    const postgres = await rig.azure.postgres();
    const error = await thrown(postgres.servers.beginRestart('rg', 'nobody'));
    expect(problemFrom(error, about)).toMatchObject({ code: 'azure.unavailable' });
    expect(rig.retries).toHaveLength(2);
  });

  test('stop waiting when the person ends the run', async () => {
    const control = new AbortController();
    const rig = rigOf({ signal: control.signal });
    rig.simulator.faults.add({ id: 'http.5xxBurst' });
    setImmediate(() => control.abort());
    expect(problemFrom(await thrown(group(rig)), about)).toMatchObject({ code: 'cancelled.interrupted' });
  });
});

describe('what the clients throw is explained', () => {
  test('from the older generation, nested', async () => {
    const rig = rigOf();
    await group(rig);
    const work = (await rig.azure.authorization()).roleAssignments.create(
      `/subscriptions/${'0'.repeat(8)}-0000-4000-8000-000000000001/resourceGroups/rg`,
      'aaaaaaaa-0000-4000-8000-000000000001',
      {
        principalId: 'aaaaaaaa-0000-4000-8000-000000000002',
        roleDefinitionId: `/subscriptions/${'0'.repeat(8)}-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
      },
    );
    expect(problemFrom(await thrown(work), about)).toMatchObject({
      code: 'azure.not-yet',
      retrySeconds: 180,
    });
  });

  test('from the newer one, flat, though it throws the body away', async () => {
    const rig = rigOf({});
    await group(rig);
    rig.simulator.faults.add({ id: 'aks.capacity' });
    const cluster = {
      location: 'westeurope',
      dnsPrefix: 'demo',
      identity: { type: 'SystemAssigned' as const },
      agentPoolProfiles: [{ name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5' }],
    };
    const work = (await rig.azure.containerService()).managedClusters
      .createOrUpdate('rg', 'demo', cluster)
      .submitted();
    expect(problemFrom(await thrown(work), about)).toMatchObject({
      code: 'azure.no-capacity',
      message: expect.stringContaining('Thing: ') as unknown,
    });
  });

  test('with the policy that refused', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({
      id: 'policy.deny',
      knobs: { reason: 'Tags are missing', assignment: 'Require tags' },
    });
    expect(problemFrom(await thrown(group(rig)), about)).toMatchObject({
      code: 'azure.policy',
      message: expect.stringContaining('Tags are missing') as unknown,
    });
  });

  test('when there is no sign-in', async () => {
    const rig = rigOf({
      getToken: () => Promise.reject(new CredentialUnavailableError('Azure CLI could not be found.')),
    });
    expect(problemFrom(await thrown(group(rig)), about)).toMatchObject({ code: 'sign-in.none' });
  });

  test('and nothing of it tells a token', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({ id: 'http.5xxBurst' });
    const problem = problemFrom(await thrown(group(rig)), about) as Error;
    const token = rig.simulator.signIn({ audience: ARM });
    expect(`${problem.message}${JSON.stringify(problem)}`).not.toContain(token.slice(0, 20));
  });
});

describe('an operation', () => {
  test('at a Location runs, and then it has succeeded', async () => {
    const rig = rigOf();
    const url = await start(rig, 'storage');
    expect(url).toContain('asyncoperations');
    expect(await rig.azure.operation(url)).toEqual({ is: 'running' });
    await rig.clock.sleep(30_000);
    expect(await rig.azure.operation(url)).toEqual({ is: 'succeeded' });
  });

  test('with a status of its own is followed at exactly the URL that Azure signed', async () => {
    const rig = rigOf();
    const url = await start(rig, 'network');
    await rig.clock.sleep(60_000);
    expect(await rig.azure.operation(url)).toEqual({ is: 'succeeded' });
    expect(rig.calls.at(-1)?.request.url.href).toBe(url);
  });

  test('that failed brings the problem, though it was answered 200', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({
      id: 'lro.fail',
      knobs: { code: '', message: 'Server x is busy with other operations.' },
    });
    const url = await start(rig, 'network');
    await rig.clock.sleep(60_000);
    expect(await rig.azure.operation(url)).toMatchObject({ is: 'failed', error: { code: 'azure.busy' } });
  });

  test('that was cancelled has failed', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({ id: 'lro.canceled' });
    const url = await start(rig, 'network');
    await rig.clock.sleep(60_000);
    expect(await rig.azure.operation(url)).toMatchObject({
      is: 'failed',
      error: { code: 'azure.superseded' },
    });
  });

  test.each(['lro.poll404Once', 'http.5xxBurst'])(
    'of which a poll tells nothing still runs: %s',
    async (id) => {
      const rig = rigOf();
      const url = await start(rig, 'network');
      rig.simulator.faults.add({ id });
      expect(await rig.azure.operation(url)).toEqual({ is: 'running' });
    },
  );

  test('elsewhere is not asked for: the token is for Azure alone', async () => {
    const rig = rigOf();
    for (const url of ['https://evil.example/operations/1', 'http://management.azure.com/operations/1']) {
      expect(await rig.azure.operation(url)).toEqual({ is: 'running' });
    }
    expect({ calls: rig.calls, tokens: rig.tokens }).toEqual({ calls: [], tokens: [] });
  });

  test('cannot be waited for without a sign-in', async () => {
    const rig = rigOf({
      getToken: () => Promise.reject(new CredentialUnavailableError('AADSTS700082: expired')),
    });
    expect(await rig.azure.operation(`${ARM}/subscriptions/s/operations/1`)).toMatchObject({
      is: 'failed',
      error: { code: 'sign-in.expired' },
    });
  });
});
