import { describe, expect, test } from '@jest/globals';
import { operator, subscriptionId } from '../../src/simulator/catalogue.ts';
import { blobContributor, guid, paths, subnetId, wire, zoneName } from '../support/azure-bodies.ts';
import { codeOf, createParts, createRig, type Part, type Rig } from '../support/wire-client.ts';

type Json = Record<string, unknown>;

/** `base` with the value at a dotted path replaced. */
function changed(base: Json, path: string, value: unknown): Json {
  const [key = '', ...rest] = path.split('.');
  const inner = rest.length === 0 ? value : changed((base[key] ?? {}) as Json, rest.join('.'), value);
  return { ...base, [key]: inner };
}

async function rigWith(...parts: readonly Part[]): Promise<Rig> {
  const rig = createRig();
  await createParts(rig, 'group', ...parts);
  return rig;
}

const subnet = (name: string, addressPrefix: string) => ({ name, properties: { addressPrefix } });
const pool = (more: Json): Json[] => [{ ...(wire.cluster.properties.agentPoolProfiles[0] as Json), ...more }];
const pools = 'properties.agentPoolProfiles';

/** Which change of a good body is refused how, with the parts that must be there first. */
const refusals: readonly [string, Part, string, unknown, string, readonly Part[]][] = [
  [
    'a subnet outside its network',
    'network',
    'properties.subnets',
    [subnet('a', '10.99.0.0/24')],
    'NetcfgInvalidSubnet',
    [],
  ],
  [
    'subnets upon each other',
    'network',
    'properties.subnets',
    [subnet('a', '10.20.0.0/24'), subnet('b', '10.20.0.0/25')],
    'NetcfgSubnetRangesOverlap',
    [],
  ],
  [
    'a crooked address block',
    'network',
    'properties.addressSpace.addressPrefixes',
    ['10.20.0.1/16'],
    'InvalidCIDRNotation',
    [],
  ],
  ['a network in no region', 'network', 'location', 'atlantis', 'LocationNotAvailableForResourceType', []],
  ['a zone in a region', 'zone', 'location', 'eastus2', 'LocationNotAvailableForResourceType', []],
  ['a link without its zone', 'link', 'location', 'global', 'ParentResourceNotFound', ['network']],
  ['a link to no network', 'link', 'properties.virtualNetwork.id', '/x', 'BadRequest', ['network', 'zone']],
  [
    'a server in a subnet that is not delegated',
    'server',
    'properties.network.delegatedSubnetResourceId',
    subnetId('nodes'),
    'SubnetMissingRequiredDelegation',
    ['network', 'zone'],
  ],
  ['a server without its zone', 'server', 'location', 'eastus2', 'InvalidPrivateDnsZone', ['network']],
  [
    'a server of a version that is gone',
    'server',
    'properties.version',
    '12',
    'ParameterOutOfRange',
    ['network', 'zone'],
  ],
  [
    'a server with a plain password',
    'server',
    'properties.administratorLoginPassword',
    'metaflow',
    'PasswordNotComplex',
    ['network', 'zone'],
  ],
  [
    'a server for a reserved login',
    'server',
    'properties.administratorLogin',
    'admin',
    'InvalidAdministratorLogin',
    ['network', 'zone'],
  ],
  ['a server of no size', 'server', 'sku.name', 'Standard_X1', 'InvalidSku', ['network', 'zone']],
  [
    'a server in another region than its network',
    'server',
    'location',
    'westus2',
    'InvalidVnetLocation',
    ['network', 'zone'],
  ],
  [
    'a cluster without a system pool',
    'cluster',
    pools,
    pool({ mode: 'User' }),
    'InvalidParameter',
    ['network'],
  ],
  [
    'a pool with a bad name',
    'cluster',
    pools,
    pool({ name: 'System-Pool' }),
    'InvalidParameter',
    ['network'],
  ],
  [
    'a pool of a restricted size',
    'cluster',
    pools,
    pool({ vmSize: 'Standard_D2_v2' }),
    'BadRequest',
    ['network'],
  ],
  [
    'a burstable system pool',
    'cluster',
    pools,
    pool({ vmSize: 'Standard_B2s' }),
    'InvalidSystemPoolVMSize',
    ['network'],
  ],
  [
    'a pool in a subnet of a server',
    'cluster',
    pools,
    pool({ vnetSubnetID: subnetId('db') }),
    'SubnetIsDelegated',
    ['network'],
  ],
  [
    'a pool in no subnet',
    'cluster',
    pools,
    pool({ vnetSubnetID: subnetId('none') }),
    'VnetNotFound',
    ['network'],
  ],
  [
    'more cores than the quota has',
    'cluster',
    pools,
    pool({ count: 51 }),
    'ErrCode_InsufficientVCPUQuota',
    ['network'],
  ],
  [
    'a version that AKS does not have',
    'cluster',
    'properties.kubernetesVersion',
    '1.28',
    'K8sVersionNotSupported',
    ['network'],
  ],
  [
    'services upon the subnet',
    'cluster',
    'properties.networkProfile.serviceCidr',
    '10.20.16.0/24',
    'DnsServiceIpOutOfServiceCidr',
    ['network'],
  ],
  [
    'pods in a reserved block',
    'cluster',
    'properties.networkProfile.podCidr',
    '172.30.0.0/16',
    'NetworkProfileCIDROverlapsReservedRange',
    ['network'],
  ],
  [
    'a retired load balancer',
    'cluster',
    'properties.networkProfile.loadBalancerSku',
    'basic',
    'InvalidLoadBalancerSku',
    ['network'],
  ],
  ['a cluster without an identity', 'cluster', 'identity', null, 'InvalidParameter', ['network']],
  ['an account of no SKU', 'account', 'sku.name', 'Standard_Cheap', 'InvalidSkuName', []],
];

describe('refuses', () => {
  test.each(refusals)('%s', async (_, part, path, value, code, before) => {
    const rig = await rigWith(...before);
    const answer = await rig.call('PUT', paths[part], changed((wire as Json)[part] as Json, path, value));
    expect([codeOf(answer), Math.floor(answer.status / 100)]).toEqual([code, 4]);
  });

  test('more addresses than a subnet has, where pods take them from it', async () => {
    const rig = await rigWith('network');
    const small = changed(wire.cluster, 'properties.networkProfile', { networkPlugin: 'azure' });
    const answer = await rig.call(
      'PUT',
      paths.cluster,
      changed(
        small,
        pools,
        pool({ count: 1, maxPods: 250, enableAutoScaling: true, minCount: 1, maxCount: 100 }),
      ),
    );
    expect(codeOf(answer)).toBe('InsufficientSubnetSize');
  });

  test('names that break the rules', async () => {
    const rig = await rigWith();
    const names: readonly (readonly [Part, string])[] = [
      ['account', 'Acct-1'],
      ['server', 'x'],
      ['network', '-net'],
      ['zone', 'nodots'],
      ['cluster', 'aks_'],
    ];
    for (const [part, name] of names) {
      const path = paths[part].replace(/[^/]+$/, name);
      expect((await rig.call('PUT', path, (wire as Json)[part])).status).toBe(400);
    }
  });
});

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
    const less = changed(wire.cluster, pools, pool({}));
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

  test('account keys are not handed out', async () => {
    const rig = await rigWith('account');
    expect((await rig.call('POST', `${paths.account}/listKeys`)).status).toBe(501);
  });
});

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
