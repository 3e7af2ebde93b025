import { describe, expect, test } from '@jest/globals';
import {
  changed,
  onePool,
  paths,
  pools,
  subnet,
  subnetId,
  wire,
  type Json,
} from '../support/azure-bodies.ts';
import { codeOf, rigWith, type Part } from '../support/wire-client.ts';

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
    onePool({ mode: 'User' }),
    'InvalidParameter',
    ['network'],
  ],
  [
    'a pool with a bad name',
    'cluster',
    pools,
    onePool({ name: 'System-Pool' }),
    'InvalidParameter',
    ['network'],
  ],
  [
    'a pool of a restricted size',
    'cluster',
    pools,
    onePool({ vmSize: 'Standard_D2_v2' }),
    'BadRequest',
    ['network'],
  ],
  [
    'a burstable system pool',
    'cluster',
    pools,
    onePool({ vmSize: 'Standard_B2s' }),
    'InvalidSystemPoolVMSize',
    ['network'],
  ],
  [
    'a pool in a subnet of a server',
    'cluster',
    pools,
    onePool({ vnetSubnetID: subnetId('db') }),
    'SubnetIsDelegated',
    ['network'],
  ],
  [
    'a pool in no subnet',
    'cluster',
    pools,
    onePool({ vnetSubnetID: subnetId('none') }),
    'VnetNotFound',
    ['network'],
  ],
  [
    'more cores than the quota has',
    'cluster',
    pools,
    onePool({ count: 51 }),
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
        onePool({ count: 1, maxPods: 250, enableAutoScaling: true, minCount: 1, maxCount: 100 }),
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
