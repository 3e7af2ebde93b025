import { describe, expect, test } from '@jest/globals';
import { operator, subscriptionId } from '../../src/simulator/catalogue.ts';
import { blobContributor, guid, paths, type Json } from '../support/azure-bodies.ts';
import { codeOf, createRig, rigWith } from '../support/wire-client.ts';

describe('roles', () => {
  const at = (number: number): string =>
    `${paths.container}/providers/Microsoft.Authorization/roleAssignments/${guid(number)}`;
  const wish = (more: Json = {}) => ({
    properties: {
      principalId: operator.objectId,
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${blobContributor}`,
      ...more,
    },
  });

  test('an assignment is 201 when made and when repeated, and its author is not told at first', async () => {
    const rig = await rigWith('account', 'container');
    const made = await rig.call('PUT', at(1), wish());
    expect([made.status, (made.body['properties'] as Json)['createdBy']]).toEqual([201, null]);
    expect((await rig.call('PUT', at(1), wish())).status).toBe(201);
    expect(((await rig.call('GET', at(1))).body['properties'] as Json)['createdBy']).toBe(operator.objectId);
    const deleted = await rig.call('DELETE', at(1));
    expect([deleted.status, deleted.body['name']]).toEqual([200, guid(1)]);
    expect((await rig.call('DELETE', at(1))).status).toBe(204);
  });

  test('a name, a triple and a principal are each taken once', async () => {
    const rig = await rigWith('account', 'container');
    await rig.call('PUT', at(1), wish());
    expect(codeOf(await rig.call('PUT', at(2), wish()))).toBe('RoleAssignmentExists');
    const owner = wish({ roleDefinitionId: '/providers/x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635' });
    expect(codeOf(await rig.call('PUT', at(1), owner))).toBe('RoleAssignmentUpdateNotPermitted');
    expect(codeOf(await rig.call('PUT', at(1).replace(paths.container, paths.account), wish()))).toBe(
      'HashConflict',
    );
    expect(codeOf(await rig.call('PUT', at(3), wish({ principalId: guid(9) })))).toBe('PrincipalNotFound');
    expect(codeOf(await rig.call('PUT', at(3), wish({ roleDefinitionId: `/x/${guid(8)}` })))).toBe(
      'RoleDefinitionDoesNotExist',
    );
    expect(codeOf(await rig.call('PUT', at(3), wish({ principalType: 'ServicePrincipal' })))).toBe(
      'UnmatchedPrincipalType',
    );
  });

  test('a young principal is unknown unless its type is told', async () => {
    const rig = createRig({ profile: 'realistic' });
    const { arm, directory } = rig.simulator;
    const { principalId } = directory.addManagedIdentity('young');
    const path = `~/providers/Microsoft.Authorization/roleAssignments/${guid(4)}`;
    expect(codeOf(await rig.call('PUT', path, wish({ principalId })))).toBe('PrincipalNotFound');
    expect(
      (await rig.call('PUT', path, wish({ principalId, principalType: 'ServicePrincipal' }))).status,
    ).toBe(201);
    expect(arm.cloud.world.grants.at(-1)?.from).toBeGreaterThan(rig.clock.now());
  });

  test('assignments and roles are listed and found by filter', async () => {
    const rig = await rigWith('account', 'container');
    await rig.call('PUT', at(1), wish());
    const list = async (path: string): Promise<unknown[]> =>
      (await rig.call('GET', path)).body['value'] as unknown[];
    const under = `~/providers/Microsoft.Authorization/roleAssignments?$filter=`;
    expect(await list(`${under}principalId eq '${operator.objectId}'`)).toHaveLength(2);
    expect(await list(`${under}atScope()`)).toHaveLength(1);
    expect(
      await list(
        `~/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'Storage Blob Data Contributor'`,
      ),
    ).toEqual([expect.objectContaining({ name: blobContributor })]);
  });

  test('who has no role may do nothing and is told so in the words of Azure', async () => {
    const rig = createRig();
    const owner = Object.values(rig.simulator.arm.cloud.world.resources);
    expect(owner).toHaveLength(0);
    await rig.call('GET', '~');
    const world = rig.simulator.arm.cloud.world.resources;
    for (const id of Object.keys(world)) delete world[id];
    const answer = await rig.call('PUT', paths.group, { location: 'eastus2' });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'AuthorizationFailed']);
    expect(answer.text).toContain(
      `The client '${operator.name}' with object id '${operator.objectId}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourceGroups/write'`,
    );
  });

  test('the caller is told what he may do', async () => {
    const rig = await rigWith();
    const { body } = await rig.call('GET', `${paths.group}/providers/Microsoft.Authorization/permissions`);
    expect(body['value']).toEqual([{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }]);
  });
});
