import { expect, test } from '@jest/globals';
import { paths, wire } from '../support/azure-bodies.ts';
import { codeOf, createParts, createRig, type Part } from '../support/wire-client.ts';

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
  await createParts(rig, 'group', 'network');
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
  await createParts(rig, 'group', 'network');
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
  expect(codeOf(await rig.call('PUT', paths.network, wire.network))).toBe('ResourceGroupNotFound');
  rig.clock.advance(60_000);
  await createParts(rig, 'network', 'zone');
  const cluster = await rig.call('PUT', paths.cluster, wire.cluster);
  const firstPoll = await rig.call('GET', cluster.headers['azure-asyncoperation'] ?? '');
  expect([firstPoll.status, codeOf(firstPoll)]).toEqual([504, 'GatewayTimeout']);
  const server = await rig.call('PUT', paths.server, wire.server);
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
