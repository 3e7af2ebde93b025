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
  const properties = async (part: Part): Promise<unknown> =>
    (await rig.call('GET', paths[part])).body['properties'];
  for (const [part, poll, name, done] of [
    ['cluster', 504, 'provisioningState', 'Succeeded'],
    ['server', 404, 'state', 'Ready'],
  ] as const) {
    const { headers } = await rig.call('PUT', paths[part], wire[part]);
    expect((await rig.call('GET', headers['azure-asyncoperation'] ?? '')).status).toBe(poll);
    const operation = Object.values(rig.simulator.arm.cloud.world.operations).at(-1);
    rig.clock.advance((operation?.endsAt ?? 0) - rig.clock.now() + 1000);
    expect(await properties(part)).toMatchObject({ [name]: 'Updating' });
    rig.clock.advance(60_000);
    expect(await properties(part)).toMatchObject({ [name]: done });
  }
  const reads = [];
  for (let call = 0; call < 60; call += 1) reads.push((await rig.call('GET', paths.group)).status);
  expect(reads).toContain(429);
});
