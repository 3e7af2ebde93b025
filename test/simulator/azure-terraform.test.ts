import { describe, expect, test } from '@jest/globals';
import { kubernetesVersions, subscriptionId, tenantId } from '../../src/simulator/catalogue.ts';
import { changed, paths, wire } from '../support/azure-bodies.ts';
import { codeOf, rigWith, type Answer } from '../support/wire-client.ts';

type Item = Record<string, unknown>;
const properties = ({ body }: Answer): Item => (body['properties'] ?? {}) as Item;

/** What Terraform's provider asked in another way than our own client, and got no answer or a wrong one. */
describe('as Terraform asks', () => {
  test('the versions of Kubernetes are told in the form of 2019 too', async () => {
    const { call } = await rigWith();
    const answer = await call(
      'GET',
      '~/providers/Microsoft.ContainerService/locations/westeurope/orchestrators?api-version=2019-08-01&resource-type=managedClusters',
    );
    const all = properties(answer)['orchestrators'] as readonly Item[];
    expect(all.map((one) => one['orchestratorVersion'])).toEqual(
      kubernetesVersions.flatMap(({ patches }) => patches),
    );
    const [first] = all;
    const kubernetes = (orchestratorVersion: string): Item => ({
      orchestratorType: 'Kubernetes',
      orchestratorVersion,
    });
    expect(first).toMatchObject({ ...kubernetes('1.34.6'), upgrades: [kubernetes('1.34.7'), {}, {}] });
    expect(all.filter((one) => one['default'] === true)).toHaveLength(1);
  });

  test.each([
    ['nothing is asked for', undefined, ['overlay', '10.244.0.0/16', ['10.244.0.0/16']]],
    ['pods take addresses of the subnet', { networkPlugin: 'azure' }, [undefined, undefined, undefined]],
    ['pods have a network', { networkPlugin: 'kubenet' }, [undefined, '10.244.0.0/16', ['10.244.0.0/16']]],
    [
      'pods have a network of their own choice',
      { networkPlugin: 'azure', networkPluginMode: 'overlay', podCidr: '10.99.0.0/16' },
      ['overlay', '10.99.0.0/16', ['10.99.0.0/16']],
    ],
  ])('a cluster where %s tells of the block of its pods if it has one', async (_, asked, told) => {
    const { call, finish } = await rigWith('network');
    await finish('PUT', paths.cluster, changed(wire.cluster, 'properties.networkProfile', asked));
    const profile = properties(await call('GET', paths.cluster))['networkProfile'] as Item;
    expect([profile['networkPluginMode'], profile['podCidr'], profile['podCidrs']]).toEqual(told);
    expect(profile['serviceCidrs']).toEqual([profile['serviceCidr']]);
  });

  test('services may lie where pods would, if pods take addresses of the subnet', async () => {
    const { call } = await rigWith('network');
    const profile = { networkPlugin: 'azure', serviceCidr: '10.244.0.0/16', dnsServiceIP: '10.244.0.10' };
    const flat = changed(wire.cluster, 'properties.networkProfile', profile);
    expect((await call('PUT', paths.cluster, flat)).status).toBe(201);
  });

  test.each([
    ['work_mem', '65536', 'user-override'],
    ['autovacuum_vacuum_scale_factor', '0.05', 'user-override'],
    ['autovacuum_vacuum_cost_limit', '-1', 'user-override'],
    ['log_statement', 'DDL', 'user-override'],
    ['pgbouncer.enabled', 'true', 'user-override'],
    ['timezone', 'Europe/Berlin', 'user-override'],
    ['pgaudit.log', 'READ,WRITE', 'user-override'],
    ['work_mem', '12', 'InvalidParameterValue'],
    ['max_connections', 'many', 'InvalidParameterValue'],
    ['log_statement', 'some', 'InvalidParameterValue'],
    ['timezone', "'; drop", 'InvalidParameterValue'],
    ['no_such_parameter', '1', 'ResourceNotFound'],
  ])('the parameter %s of a server answers to %s with %s', async (name, value, expected) => {
    const { call, finish } = await rigWith('network', 'zone', 'server');
    const path = `${paths.server}/configurations/${name}`;
    const { first } = await finish('PUT', path, { properties: { value, source: 'user-override' } });
    const { source, value: is } = properties(await call('GET', path));
    const told = first.status === 202 ? [source, is] : [codeOf(first), value];
    expect(told).toEqual([expected, value]);
  });
  const identity = `${paths.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes`;

  test('nodes are whom the cluster was told, and else an identity that AKS makes', async () => {
    const { call, finish } = await rigWith('network');
    const { body } = await call('PUT', identity, { location: 'eastus2' });
    const { clientId, principalId: objectId } = body['properties'] as Item;
    const kubeletidentity = { resourceId: identity, clientId, objectId };
    await finish(
      'PUT',
      paths.cluster,
      changed(wire.cluster, 'properties.identityProfile', { kubeletidentity }),
    );
    const told = properties(await call('GET', paths.cluster))['identityProfile'];
    await finish('DELETE', paths.cluster);
    await finish('PUT', paths.cluster, wire.cluster);
    const made = properties(await call('GET', paths.cluster))['identityProfile'] as Record<string, Item>;
    expect(told).toEqual({ kubeletidentity });
    expect(made['kubeletidentity']?.['resourceId']).toMatch(/userAssignedIdentities\/.+-agentpool$/);
  });

  const pool = (more: object = {}): object => ({
    properties: { vmSize: 'Standard_D2s_v5', count: 1, mode: 'User', ...more },
  });

  test('a pool of spare machines surges by nothing, another by a tenth', async () => {
    const { call, finish } = await rigWith('network', 'cluster');
    const surge = async (name: string, more: object): Promise<unknown> => {
      await finish('PUT', `${paths.cluster}/agentPools/${name}`, pool(more));
      return properties(await call('GET', `${paths.cluster}/agentPools/${name}`))['upgradeSettings'];
    };
    expect(await surge('spare', { scaleSetPriority: 'Spot', upgradeSettings: {} })).toEqual({});
    expect(await surge('usual', { upgradeSettings: {} })).toEqual({ maxSurge: '10%' });
  });

  test('pools come and go side by side, but not while their cluster changes, nor it while they do', async () => {
    const { call, clock } = await rigWith('network', 'cluster');
    const at = (name: string): string => `${paths.cluster}/agentPools/${name}`;
    const both = [await call('PUT', at('one'), pool()), await call('PUT', at('two'), pool())];
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(codeOf(await call('PUT', at('one'), pool({ count: 2 })))).toBe('OperationNotAllowed');
    expect(codeOf(await call('PUT', paths.cluster, wire.cluster))).toBe('OperationNotAllowed');
    clock.advance(3_600_000);
    const gone = [await call('DELETE', at('one')), await call('DELETE', at('two'))];
    expect(gone.map(({ status }) => status)).toEqual([202, 202]);
    clock.advance(3_600_000);
    expect((await call('PUT', paths.cluster, wire.cluster)).status).toBe(200);
    expect(codeOf(await call('PUT', at('one'), pool()))).toBe('OperationNotAllowed');
  });

  test('an assignment tells its scope in the casing in which it was asked for', async () => {
    const { call } = await rigWith();
    const { body } = await call('PUT', identity, { location: 'eastus2' });
    expect(body['id']).toContain('/resourcegroups/');
    const { principalId } = body['properties'] as Item;
    const path = `${identity}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555`;
    const roleDefinitionId =
      '/providers/Microsoft.Authorization/roleDefinitions/f1a07417-d97a-45cb-824c-7a7467783830';
    const wish = { properties: { principalId, roleDefinitionId, principalType: 'ServicePrincipal' } };
    const scope = identity.replace('~', `/subscriptions/${subscriptionId}`);
    expect(properties(await call('PUT', path, wish))['scope']).toBe(scope);
    expect(properties(await call('GET', path.toLowerCase()))['scope']).toBe(scope);
  });

  test('an empty word sets a service of an account back', async () => {
    const { call } = await rigWith('account');
    const service = `${paths.account}/fileServices/default`;
    const smb = async (versions: string): Promise<unknown> => {
      await call('PUT', service, { properties: { protocolSettings: { smb: { versions } } } });
      return (properties(await call('GET', service))['protocolSettings'] as Item)['smb'];
    };
    expect(await smb('SMB3.0;SMB3.1.1')).toEqual({ versions: 'SMB3.0;SMB3.1.1' });
    expect(await smb('')).toEqual({});
  });

  test('users of a cluster with Entra sign in, whether it has local accounts or not, and its administrators need these', async () => {
    const { call, finish } = await rigWith('network');
    const entra = changed(wire.cluster, 'properties.aadProfile', { managed: true, enableAzureRBAC: true });
    await finish('PUT', paths.cluster, changed(entra, 'properties.disableLocalAccounts', true));
    const user = await call('POST', `${paths.cluster}/listClusterUserCredential`);
    const [{ value = '' } = {}] = user.body['kubeconfigs'] as readonly { value?: string }[];
    const config = Buffer.from(value, 'base64').toString();
    expect(config).toContain('command: kubelogin');
    expect(config).toContain(tenantId);
    expect(config).not.toContain('token:');
    const admin = await call('POST', `${paths.cluster}/listClusterAdminCredential`);
    expect([admin.status, admin.body['message']]).toEqual([
      400,
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    ]);
  });

  test.each(['Azure Kubernetes Service RBAC Cluster Admin', 'AcrPull', 'Private DNS Zone Contributor'])(
    'the role %s is found by its name',
    async (name) => {
      const { call } = await rigWith();
      const { body } = await call(
        'GET',
        `~/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq '${name}'`,
      );
      expect(
        (body['value'] as readonly { properties: Item }[]).map((one) => one.properties['roleName']),
      ).toEqual([name]);
    },
  );

  test('a replica is as large and as old as its source, where it is not told otherwise', async () => {
    const { call, finish } = await rigWith('network', 'zone', 'server');
    const copy = `${paths.group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/copy-of-it`;
    const sourceServerResourceId = paths.server.replace('~', `/subscriptions/${subscriptionId}`);
    const wish = { location: 'eastus2', properties: { createMode: 'Replica', sourceServerResourceId } };
    await finish('PUT', copy, wish);
    const traits = async (path: string): Promise<unknown> => {
      const { body } = await call('GET', path);
      const { version, storage, administratorLogin } = body['properties'] as Item;
      return [body['sku'], version, storage, administratorLogin];
    };
    expect(await traits(copy)).toEqual(await traits(paths.server));
    expect(properties(await call('GET', copy))['replicationRole']).toBe('AsyncReplica');
    const alone = { ...wish, properties: { createMode: 'Create' } };
    expect(codeOf(await call('PUT', `${copy}-too`, alone))).toBe('InvalidParameterValue');
  });
});
