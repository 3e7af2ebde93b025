import { describe, expect, test } from '@jest/globals';
import { operator, subscriptionId, tenantId } from '../../src/simulator/catalogue.ts';
import { blobContributor, guid, paths, wire, type Json } from '../support/azure-bodies.ts';
import { codeOf, createParts, createRig, type Answer, type Part, type Rig } from '../support/wire-client.ts';

const roles = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  network: '4d97b98b-1d4f-4787-a291-c67834d212e7',
  clusters: 'ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8',
  administrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
};
const subscription = `/subscriptions/${subscriptionId}`;
const real = (path: string): string => path.replace('~', subscription);

/** The operator has these roles at these scopes from now on, and no others. */
function become(
  rig: Rig,
  ...held: readonly (readonly [role: string, scope: string, condition?: string])[]
): void {
  const { resources } = rig.simulator.arm.cloud.world;
  for (const [id, { type }] of Object.entries(resources)) {
    if (type === 'Microsoft.Authorization/roleAssignments') delete resources[id];
  }
  for (const [index, [role, at, condition]] of held.entries()) {
    const scope = real(at);
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid(100 + index)}`;
    resources[id.toLowerCase()] = {
      id,
      name: guid(100 + index),
      type: 'Microsoft.Authorization/roleAssignments',
      createdAt: 0,
      body: {
        properties: {
          principalId: operator.objectId,
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          scope,
          condition: condition ?? null,
        },
      },
      hidden: {},
      state: '',
    };
  }
}

async function rigWithParts(...parts: readonly Part[]): Promise<Rig> {
  const rig = createRig();
  await createParts(rig, ...parts);
  return rig;
}

const shown = (answer: Answer): unknown[] => [answer.status, codeOf(answer)];
const assignmentAt = (scope: string, name = guid(1)): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
const wish = (role: string, more: Json = {}) => ({
  properties: { principalId: operator.objectId, roleDefinitionId: `/x/${role}`, ...more },
});

describe('rights', () => {
  test('a role gives its actions without its notActions, at its scope and below, and nowhere else', async () => {
    const rig = await rigWithParts('group', 'network');
    become(rig, [roles.contributor, paths.group], [roles.reader, '~']);
    expect((await rig.call('PUT', paths.zone, wire.zone)).status).toBe(202);
    const other = await rig.call('PUT', '~/resourceGroups/other', { location: 'eastus2' });
    expect(shown(other)).toEqual([403, 'AuthorizationFailed']);
    const grant = await rig.call('PUT', assignmentAt(paths.group), wish(roles.reader));
    expect(shown(grant)).toEqual([403, 'AuthorizationFailed']);
    expect(grant.text).toContain("action 'Microsoft.Authorization/roleAssignments/write'");
    expect((await rig.call('GET', '~/resourceGroups')).status).toBe(200);
  });

  test('what one role leaves out another may give', async () => {
    const rig = await rigWithParts('group');
    become(rig, [roles.contributor, '~'], [roles.administrator, paths.group]);
    expect((await rig.call('PUT', assignmentAt(paths.group), wish(roles.reader))).status).toBe(201);
    expect(shown(await rig.call('PUT', assignmentAt('~', guid(2)), wish(roles.reader)))).toEqual([
      403,
      'AuthorizationFailed',
    ]);
  });

  test('a role on the management group counts in every subscription', async () => {
    const rig = await rigWithParts('group');
    become(rig, [roles.reader, `/providers/Microsoft.Management/managementGroups/${tenantId}`]);
    expect((await rig.call('GET', paths.group)).status).toBe(200);
    expect(shown(await rig.call('PUT', paths.zone, wire.zone))).toEqual([403, 'AuthorizationFailed']);
    become(rig, [roles.owner, '/'], [roles.owner, '~']);
    const at = assignmentAt(`/providers/Microsoft.Management/managementGroups/${tenantId}`);
    const made = await rig.call('PUT', at, wish(roles.reader));
    expect([made.status, (made.body['properties'] as Json)['roleDefinitionId']]).toEqual([
      201,
      `/providers/Microsoft.Authorization/roleDefinitions/${roles.reader}`,
    ]);
  });

  test('who may write a thing may not on that account use what it is linked to', async () => {
    const rig = await rigWithParts('group', 'network', 'zone', 'link');
    become(rig, [roles.clusters, paths.group], [roles.reader, '~']);
    const cluster = await rig.call('PUT', paths.cluster, wire.cluster);
    expect(shown(cluster)).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(cluster.text).toContain(
      "'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s)",
    );
    expect(cluster.text).toContain(
      "has permission to perform action 'Microsoft.ContainerService/managedClusters/write'",
    );
    const network = `${paths.network}/subnets/nodes`;
    become(rig, [roles.clusters, paths.group], [roles.network, network]);
    expect((await rig.call('PUT', paths.cluster, wire.cluster)).status).toBe(201);
  });

  test.each([
    ['server', 'Microsoft.Network/privateDnsZones/join/action', ['network', 'zone']],
    ['link', 'Microsoft.Network/virtualNetworks/join/action', ['network', 'zone']],
  ] as const)('a %s asks for %s as well', async (part, action, before) => {
    const rig = await rigWithParts('group', ...before);
    const name = guid(7);
    const permissions = [{ actions: ['*'], notActions: [action] }];
    const body = { properties: { roleName: 'all but', permissions, assignableScopes: [subscription] } };
    await rig.call('PUT', `~/providers/Microsoft.Authorization/roleDefinitions/${name}`, body);
    become(rig, [name, '~']);
    const answer = await rig.call('PUT', paths[part], wire[part]);
    expect(shown(answer)).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(answer.text).toContain(action);
  });

  test('following an operation takes a right to read in the group of its resource', async () => {
    const rig = await rigWithParts('group', 'network');
    const cluster = await rig.call('PUT', paths.cluster, wire.cluster);
    const monitor = cluster.headers['azure-asyncoperation'] ?? '';
    become(rig, [roles.owner, paths.cluster]);
    const poll = await rig.call('GET', monitor);
    expect(shown(poll)).toEqual([403, 'AuthorizationFailed']);
    expect(poll.text).toContain("action 'Microsoft.ContainerService/locations/operations/read'");
    become(rig, [roles.reader, paths.group]);
    expect((await rig.call('GET', monitor)).status).toBe(200);
  });

  test('rights come before locks and policies', async () => {
    const rig = await rigWithParts('group');
    rig.simulator.faults.add({ id: 'policy.deny' });
    rig.simulator.faults.add({ id: 'lock.on', knobs: { level: 'ReadOnly' } });
    expect(codeOf(await rig.call('PUT', paths.zone, wire.zone))).toBe('ScopeLocked');
    become(rig, [roles.reader, '~']);
    expect(codeOf(await rig.call('PUT', paths.zone, wire.zone))).toBe('AuthorizationFailed');
  });

  test('a condition of an assignment decides too, and its refusal says so', async () => {
    const rig = await rigWithParts('group');
    const only = `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${blobContributor}, ${roles.reader}} AND NOT @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'))`;
    become(rig, [roles.owner, '~', only]);
    expect((await rig.call('PUT', paths.zone, wire.zone)).status).toBe(202);
    expect((await rig.call('PUT', assignmentAt(paths.group), wish(roles.reader))).status).toBe(201);
    const refused = await rig.call('PUT', assignmentAt(paths.group, guid(2)), wish(roles.owner));
    expect(shown(refused)).toEqual([403, 'AuthorizationFailed']);
    expect(refused.text).toContain('or an ABAC condition not fulfilled');
    const typed = wish(roles.reader, { principalType: 'ServicePrincipal' });
    expect(codeOf(await rig.call('PUT', assignmentAt(paths.group, guid(3)), typed))).toBe(
      'AuthorizationFailed',
    );
  });

  test('a condition that cannot be read is refused when it is written', async () => {
    const rig = await rigWithParts('group');
    const put = (condition: string) =>
      rig.call('PUT', assignmentAt(paths.group), wish(roles.reader, { condition, conditionVersion: '2.0' }));
    for (const condition of [
      '(',
      "ActionMatches{'a'} OR",
      '@Resource[x:y] Resembles a',
      '=?',
      'true',
      '(!x)',
    ]) {
      expect([condition, codeOf(await put(condition))]).toEqual([condition, 'ConditionParsingFailed']);
    }
    expect(
      (await put("@Resource[a/b:name] StringLike 'x*' && !(@Resource[a/b:name] StringNotEquals 'y')")).status,
    ).toBe(201);
  });

  test('a condition on the path of blobs holds in the data plane', async () => {
    const rig = await rigWithParts('group', 'account', 'container');
    const path = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path';
    const condition = `@Resource[${path}] StringStartsWith 'flows/'`;
    await rig.call(
      'PUT',
      assignmentAt(paths.container),
      wish(blobContributor, { condition, conditionVersion: '2.0' }),
    );
    const token = rig.simulator.signIn({ audience: 'https://storage.azure.com' });
    const put = async (blob: string): Promise<number> =>
      (
        await rig.call('PUT', `https://acct1.blob.core.windows.net/flows/${blob}`, 'x', {
          authorization: `Bearer ${token}`,
          'x-ms-blob-type': 'BlockBlob',
        })
      ).status;
    expect([await put('flows/a'), await put('other/a')]).toEqual([201, 403]);
  });

  test('in the realistic profile ARM takes half a minute to hear of a role and to forget it', async () => {
    const rig = createRig({ profile: 'realistic' });
    await rig.call('PUT', paths.group, { location: 'eastus2' });
    rig.clock.advance(60_000);
    const { principalId } = rig.simulator.directory.addManagedIdentity('later');
    const more = { principalId, principalType: 'ServicePrincipal' };
    await rig.call('PUT', assignmentAt(paths.group), wish(roles.reader, more));
    const may = async (): Promise<number> => {
      const { cloud } = rig.simulator.arm;
      const { heldAt } = await import('../../src/simulator/azure/rights.ts');
      return heldAt(cloud, principalId, real(paths.group)).length;
    };
    expect(await may()).toBe(0);
    rig.clock.advance(31_000);
    expect(await may()).toBe(1);
    await rig.call('DELETE', assignmentAt(paths.group));
    expect(await may()).toBe(1);
    rig.clock.advance(31_000);
    expect(await may()).toBe(0);
  });
});

describe('roles of the tenant’s own', () => {
  const at = `~/providers/Microsoft.Authorization/roleDefinitions/${guid(9)}`;
  const body = (actions: readonly string[]) => ({
    properties: {
      roleName: 'Zone maker',
      description: 'makes zones',
      assignableScopes: [subscription],
      permissions: [{ actions }],
    },
  });

  test('a role can be made, is found by name, gives what it says, and stays while somebody has it', async () => {
    const rig = await rigWithParts('group');
    const made = await rig.call('PUT', at, body(['Microsoft.Network/privateDnsZones/*', '*/read']));
    expect([made.status, (made.body['properties'] as Json)['type']]).toEqual([201, 'CustomRole']);
    const under = '~/providers/Microsoft.Authorization/roleDefinitions?$filter=';
    const listed = await rig.call('GET', `${under}roleName eq 'Zone maker'`);
    expect(listed.body['value']).toHaveLength(1);
    expect((await rig.call('GET', `${under}type eq 'CustomRole'`)).body['value']).toHaveLength(1);
    expect((await rig.call('GET', at)).body['name']).toBe(guid(9));
    await rig.call('PUT', assignmentAt(paths.group), wish(guid(9)));
    expect(codeOf(await rig.call('DELETE', at))).toBe('RoleDefinitionHasAssignments');
    become(rig, [guid(9), '~']);
    expect((await rig.call('PUT', paths.zone, wire.zone)).status).toBe(202);
    expect(codeOf(await rig.call('PUT', paths.network, wire.network))).toBe('AuthorizationFailed');
  });

  test('names of roles are taken once, and built-in ones are not changed', async () => {
    const rig = await rigWithParts();
    await rig.call('PUT', at, body(['*']));
    expect(codeOf(await rig.call('PUT', at.replace(guid(9), guid(8)), body(['*'])))).toBe(
      'RoleDefinitionWithSameNameExists',
    );
    expect(codeOf(await rig.call('PUT', at.replace(guid(9), roles.owner), body(['*'])))).toBe(
      'CannotUpdateBuiltInRole',
    );
    expect((await rig.call('DELETE', at)).status).toBe(200);
    expect(codeOf(await rig.call('GET', at))).toBe('RoleDefinitionDoesNotExist');
  });
});
