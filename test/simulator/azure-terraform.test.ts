import { describe, expect, test } from '@jest/globals';
import { kubernetesVersions } from '../../src/simulator/catalogue.ts';
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
    expect(first).toMatchObject({ orchestratorType: 'Kubernetes', orchestratorVersion: '1.34.6' });
    expect((first?.['upgrades'] as readonly Item[])[0]).toEqual({
      orchestratorType: 'Kubernetes',
      orchestratorVersion: '1.34.7',
    });
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
    if (first.status !== 202) return expect(codeOf(first)).toBe(expected);
    const { source, value: is } = properties(await call('GET', path));
    expect([source, is]).toEqual([expected, value]);
  });
});
