import { expect, test } from '@jest/globals';
import { operator } from '../../src/simulator/catalogue.ts';
import { armFaults, type Fault } from '../../src/simulator/faults.ts';
import { blobContributor, guid, paths, wire } from '../support/azure-bodies.ts';
import { codeOf, createParts, createRig, type Answer, type Part, type Rig } from '../support/wire-client.ts';

interface Case {
  readonly id: keyof typeof armFaults;
  readonly before?: readonly Part[];
  readonly fault?: Omit<Fault, 'id'>;
  /** What is done while the fault is on. */
  readonly act: (rig: Rig) => Promise<Answer>;
  readonly expects: readonly [status: number, code: string];
}

const put =
  (part: Part, body: unknown = (wire as Record<string, unknown>)[part]) =>
  (rig: Rig) =>
    rig.call('PUT', paths[part], body);
const get = (part: Part) => (rig: Rig) => rig.call('GET', paths[part]);
const remove = (part: Part) => (rig: Rig) => rig.call('DELETE', paths[part]);
const outcome = (method: string, part: Part) => async (rig: Rig) =>
  (
    await rig.finish(
      method,
      paths[part],
      method === 'PUT' ? (wire as Record<string, unknown>)[part] : undefined,
    )
  ).last;
const assignment = `${paths.group}/providers/Microsoft.Authorization/roleAssignments/${guid(1)}`;
const grant = (rig: Rig) =>
  rig.call('PUT', assignment, {
    properties: {
      principalId: operator.objectId,
      roleDefinitionId: `/x/${blobContributor}`,
      principalType: 'User',
    },
  });
const after = (method: string, part: Part, act: (rig: Rig) => Promise<Answer>) => async (rig: Rig) => {
  await rig.finish(method, paths[part], (wire as Record<string, unknown>)[part]);
  return act(rig);
};
const readBlob = (rig: Rig) =>
  rig.call('GET', 'https://acct1.blob.core.windows.net/flows/a', undefined, {
    authorization: `Bearer ${rig.simulator.signIn({ audience: 'https://storage.azure.com' })}`,
    'x-ms-version': '2024-11-04',
  });
const network: readonly Part[] = ['group', 'network'];
const database: readonly Part[] = ['group', 'network', 'zone'];
const capabilities = (rig: Rig) =>
  rig.call('GET', '~/providers/Microsoft.DBforPostgreSQL/locations/eastus2/capabilities');

const cases: readonly Case[] = [
  {
    id: 'lro.fail',
    before: ['group'],
    fault: { knobs: { code: '', message: 'x' } },
    act: outcome('PUT', 'network'),
    expects: [200, ''],
  },
  { id: 'lro.canceled', before: ['group'], act: outcome('PUT', 'network'), expects: [200, 'Canceled'] },
  {
    id: 'lro.neverEnds',
    before: network,
    act: async (rig) => {
      const { headers } = await put('cluster')(rig);
      rig.clock.advance(7_200_000);
      const poll = await rig.call('GET', headers['azure-asyncoperation'] ?? '');
      return { ...poll, body: { code: poll.body['status'] } };
    },
    expects: [200, 'InProgress'],
  },
  {
    id: 'lro.poll404Once',
    before: ['group'],
    act: outcome('PUT', 'network'),
    expects: [404, 'OperationIdNotFound'],
  },
  {
    id: 'http.5xxBurst',
    before: ['group'],
    fault: { times: 2, knobs: { status: 504 } },
    act: get('group'),
    expects: [504, 'GatewayTimeout'],
  },
  { id: 'http.html503', before: ['group'], act: get('group'), expects: [503, ''] },
  {
    id: 'throttle.arm',
    before: ['group'],
    fault: { knobs: { retryAfter: 7 } },
    act: get('group'),
    expects: [429, 'SubscriptionRequestsThrottled'],
  },
  { id: 'arm.readAfterWrite404', before: network, act: get('network'), expects: [404, 'ResourceNotFound'] },
  {
    id: 'arm.rgReplicationLag',
    before: ['group'],
    act: put('network'),
    expects: [404, 'ResourceGroupNotFound'],
  },
  {
    id: 'arm.listLag',
    before: network,
    fault: { knobs: { seconds: 3600 } },
    act: async (rig) => {
      const listed = await rig.call('GET', `${paths.group}/resources`);
      return { ...listed, body: { code: `${(listed.body['value'] as unknown[]).length} listed` } };
    },
    expects: [200, '0 listed'],
  },
  { id: 'name.taken', before: ['group'], act: put('account'), expects: [409, 'StorageAccountAlreadyTaken'] },
  {
    id: 'name.lyingAvailability',
    before: ['group', 'account'],
    act: async (rig) => {
      const answer = await rig.call('POST', '~/providers/Microsoft.Storage/checkNameAvailability', {
        name: 'acct1',
      });
      return { ...answer, body: { code: String(answer.body['nameAvailable']) } };
    },
    expects: [200, 'true'],
  },
  {
    id: 'compute.quota',
    before: network,
    fault: { match: 'standardDSv5Family', knobs: { limit: 2 } },
    act: put('cluster'),
    expects: [400, 'ErrCode_InsufficientVCPUQuota'],
  },
  {
    id: 'compute.skuRestricted',
    before: network,
    fault: { match: 'Standard_D4s_v5' },
    act: put('cluster'),
    expects: [400, 'BadRequest'],
  },
  {
    id: 'aks.allocationFailed',
    before: network,
    act: outcome('PUT', 'cluster'),
    expects: [200, 'AllocationFailed'],
  },
  { id: 'aks.capacity', before: network, act: put('cluster'), expects: [400, 'AKSCapacityError'] },
  { id: 'aks.identity429', before: network, act: put('cluster'), expects: [429, 'FailedIdentityOperation'] },
  {
    id: 'aks.backgroundOp',
    before: network,
    fault: { knobs: { seconds: 600 } },
    act: after('PUT', 'cluster', remove('cluster')),
    expects: [409, 'OperationNotAllowed'],
  },
  {
    id: 'aks.localAccountsDisabled',
    before: network,
    act: after('PUT', 'cluster', (rig) => rig.call('POST', `${paths.cluster}/listClusterUserCredential`)),
    expects: [400, 'BadRequest'],
  },
  {
    id: 'pg.offerRestricted',
    before: database,
    act: put('server'),
    expects: [400, 'LocationIsOfferRestricted'],
  },
  {
    id: 'pg.disguisedOfferRestricted',
    before: database,
    act: put('server'),
    expects: [400, 'ParameterOutOfRange'],
  },
  {
    id: 'pg.busyAfterCreate',
    before: database,
    fault: { knobs: { seconds: 600 } },
    act: after('PUT', 'server', (rig) =>
      rig.call('PUT', `${paths.server}/databases/metaflow`, { properties: {} }),
    ),
    expects: [409, 'ServerIsBusy'],
  },
  { id: 'pg.capabilities500', act: capabilities, expects: [500, 'InternalServerError'] },
  {
    id: 'policy.deny',
    fault: { knobs: { reason: 'tags are missing' } },
    act: (rig) => rig.call('PUT', paths.group, { location: 'eastus2' }),
    expects: [403, 'RequestDisallowedByPolicy'],
  },
  { id: 'rbac.noRoleWrite', before: ['group'], act: grant, expects: [403, 'AuthorizationFailed'] },
  { id: 'rbac.principalNotFoundSticky', before: ['group'], act: grant, expects: [400, 'PrincipalNotFound'] },
  {
    id: 'rbac.dataPlaneLag',
    before: ['group', 'account', 'container'],
    fault: { knobs: { seconds: 600 } },
    act: async (rig) => grant(rig).then(() => readBlob(rig)),
    expects: [403, ''],
  },
  {
    id: 'net.anotherOpAsLroFailure',
    before: ['group'],
    act: outcome('PUT', 'network'),
    expects: [200, 'AnotherOperationInProgress'],
  },
  { id: 'net.retryable429', before: ['group'], act: put('network'), expects: [429, 'RetryableError'] },
  {
    id: 'net.salLinger',
    before: [...database, 'server'],
    fault: { knobs: { seconds: 600 } },
    act: after('DELETE', 'server', remove('network')),
    expects: [400, 'InUseSubnetCannotBeDeleted'],
  },
  {
    id: 'dns.linkLinger',
    before: [...database, 'link'],
    fault: { knobs: { seconds: 600 } },
    act: after('DELETE', 'link', remove('zone')),
    expects: [409, 'CannotDeleteResource'],
  },
  {
    id: 'storage.containerTombstone',
    before: ['group', 'account', 'container'],
    act: after('DELETE', 'container', put('container', {})),
    expects: [409, 'ContainerOperationFailure'],
  },
  {
    id: 'rg.deleteBlocked',
    before: network,
    act: outcome('DELETE', 'group'),
    expects: [409, 'ResourceGroupDeletionBlocked'],
  },
  {
    id: 'lock.on',
    before: network,
    fault: { knobs: { level: 'CanNotDelete' } },
    act: remove('network'),
    expects: [409, 'ScopeLocked'],
  },
  {
    id: 'sub.disabled',
    before: ['group'],
    act: put('network'),
    expects: [409, 'ReadOnlyDisabledSubscription'],
  },
  {
    id: 'rp.notRegistered',
    before: ['group'],
    fault: { match: 'Microsoft.Network' },
    act: put('network'),
    expects: [409, 'MissingSubscriptionRegistration'],
  },
  {
    id: 'rp.registerForbidden',
    act: (rig) => rig.call('POST', '~/providers/Microsoft.Network/register'),
    expects: [403, 'AuthorizationFailed'],
  },
];

test.each(cases.map((one) => [one.id, one] as const))(
  'the fault %s strikes',
  async (id, { before = [], fault = {}, act, expects }) => {
    const rig = createRig();
    await createParts(rig, ...before);
    rig.simulator.faults.add({ id, ...fault });
    const answer = await act(rig);
    expect([answer.status, codeOf(answer)]).toEqual(expects);
    expect(rig.simulator.faults.struck(id)).toBeGreaterThan(0);
  },
);

test('every fault of ARM has its case', () => {
  expect(cases.map(({ id }) => id).toSorted()).toEqual(Object.keys(armFaults).toSorted());
});

test('a fault strikes where it matches, after so many calls, so often', async () => {
  const rig = createRig({ faults: [{ id: 'http.5xxBurst', match: 'resourcegroups', skip: 1, times: 2 }] });
  const statuses = [];
  for (let call = 0; call < 5; call += 1) statuses.push((await rig.call('GET', '~/resourcegroups')).status);
  expect(statuses).toEqual([200, 503, 503, 200, 200]);
  expect((await rig.call('GET', '~')).status).toBe(200);
  rig.simulator.faults.remove('http.5xxBurst');
  expect(rig.simulator.world['faults']).toEqual([]);
});

test('a failed cluster stays behind, is seen as Failed, and can be deleted', async () => {
  const rig = createRig();
  await createParts(rig, ...network);
  rig.simulator.faults.add({ id: 'aks.allocationFailed', times: 1 });
  await rig.finish('PUT', paths.cluster, wire.cluster);
  const { body } = await rig.call('GET', paths.cluster);
  expect(body['properties']).toMatchObject({ provisioningState: 'Failed' });
  expect((await rig.call('HEAD', '~/resourceGroups/MC_rg_aks_eastus2')).status).toBe(204);
  await rig.finish('DELETE', paths.cluster);
  expect((await rig.call('GET', paths.cluster)).status).toBe(404);
});

test('a group whose deletion was blocked is back, and its second deletion works', async () => {
  const rig = createRig();
  await createParts(rig, ...network);
  rig.simulator.faults.add({ id: 'rg.deleteBlocked', times: 1 });
  const { last } = await rig.finish('DELETE', paths.group);
  expect(last.body['error']).toMatchObject({
    details: [{ target: expect.stringContaining('virtualNetworks/net') }],
  });
  expect((await rig.call('GET', paths.group)).body['properties']).toEqual({ provisioningState: 'Succeeded' });
  expect((await rig.finish('DELETE', paths.group)).last.status).toBe(200);
});

test('the realistic profile has its little troubles', async () => {
  const rig = createRig({ profile: 'realistic' });
  for (const name of ['ContainerService', 'DBforPostgreSQL'])
    await rig.call('POST', `~/providers/Microsoft.${name}/register`);
  await rig.call('PUT', paths.group, { location: 'eastus2' });
  expect(codeOf(await put('network')(rig))).toBe('ResourceGroupNotFound');
  rig.clock.advance(60_000);
  await createParts(rig, 'network', 'zone');
  const cluster = await put('cluster')(rig);
  const firstPoll = await rig.call('GET', cluster.headers['azure-asyncoperation'] ?? '');
  expect([firstPoll.status, codeOf(firstPoll)]).toEqual([504, 'GatewayTimeout']);
  const server = await put('server')(rig);
  expect((await rig.call('GET', server.headers['azure-asyncoperation'] ?? '')).status).toBe(404);
  rig.clock.advance(278_000);
  const state = async (part: Part): Promise<unknown> =>
    (await rig.call('GET', paths[part])).body['properties'];
  expect(await state('server')).toMatchObject({ state: 'Updating' });
  expect(await state('cluster')).toMatchObject({ provisioningState: 'Updating' });
  rig.clock.advance(60_000);
  expect(await state('server')).toMatchObject({ state: 'Ready' });
  expect(await state('cluster')).toMatchObject({ provisioningState: 'Succeeded' });
  const reads = [];
  for (let call = 0; call < 60; call += 1) reads.push((await rig.call('GET', paths.group)).status);
  expect(reads).toContain(429);
});
