import { subscriptionId } from '../../../src/simulator/catalogue.ts';
import {
  changed,
  guid,
  onePool,
  paths,
  pools,
  wire,
  workers,
  type Json,
} from '../../support/azure-bodies.ts';
import { createParts, type Part, type Rig } from '../../support/wire-client.ts';
import { kinds, type Kind } from './kinds.ts';
import type { Ask, Situation } from './observe.ts';

const kindOf = (type: string): Kind => kinds.get(type) as Kind;
const network = 'Microsoft.Network/virtualNetworks';
const zone = 'Microsoft.Network/privateDnsZones';
const server = 'Microsoft.DBforPostgreSQL/flexibleServers';
const cluster = 'Microsoft.ContainerService/managedClusters';
const account = 'Microsoft.Storage/storageAccounts';
const assignment = 'Microsoft.Authorization/roleAssignments';

const aksCluster = kindOf(cluster).body as Json;
const withParts =
  (ask: Ask, ...parts: readonly Part[]) =>
  async (rig: Rig): Promise<Ask> => {
    await createParts(rig, 'group', ...parts);
    rig.clock.advance(60_000);
    return ask;
  };
const after =
  (ask: Ask, parts: readonly Part[], ...writes: readonly Ask[]) =>
  async (rig: Rig): Promise<Ask> => {
    await createParts(rig, 'group', ...parts);
    for (const write of writes) await rig.finish('PUT', write.path, write.body);
    rig.clock.advance(60_000);
    return ask;
  };

const grant = (more: object, name = 1): Ask => {
  const { path, body } = kindOf(assignment);
  const { properties } = body as { properties: object };
  return {
    path: path.replace(guid(1), guid(name)),
    body: { properties: { ...properties, ...more } },
  };
};
const pool = (more: object): Ask => ({
  path: `${paths.cluster}/agentPools/extra`,
  body: {
    properties: { ...workers, enableAutoScaling: false, minCount: undefined, maxCount: undefined, ...more },
  },
});
const clusterParts: readonly Part[] = ['network', 'cluster'];
const databaseParts: readonly Part[] = ['network', 'zone', 'server'];
/** An operation that somebody stops. */
const canceled = (type: string, ...parts: readonly Part[]): Situation => ({
  name: 'canceled',
  options: { faults: [{ id: 'lro.canceled', match: `PUT .*${kindOf(type).path.split('/').at(-1) ?? ''}$` }] },
  arrange: withParts({ path: kindOf(type).path, body: kindOf(type).body }, ...parts),
});

const encrypted = changed(wire.network, 'properties.encryption', { enabled: true });
const stale = { headers: { 'if-match': guid(9) } };

const copyOf = (createMode: string): object => ({
  location: 'eastus2',
  properties: {
    createMode,
    pointInTimeUTC: '2026-01-01T00:00:00Z',
    sourceServerResourceId: paths.server.replace('~', `/subscriptions/${subscriptionId}`),
  },
});

/** What only single types know, by `VERB type`. */
const specials: Readonly<Record<string, readonly Situation[]>> = {
  [`PUT ${assignment}`]: [
    {
      name: 'unknown principal',
      arrange: withParts(grant({ principalId: guid(9), principalType: undefined })),
    },
    { name: 'no principal', arrange: withParts(grant({ principalId: 'wow' })) },
    {
      name: 'no right',
      options: { faults: [{ id: 'rbac.noRoleWrite' }] },
      arrange: withParts(grant({})),
    },
    { name: 'second name', arrange: after(grant({}, 3), [], grant({})) },
  ],
  [`PUT ${network}`]: [
    { name: 'encrypted by halves', arrange: withParts({ path: paths.network, body: encrypted }) },
  ],
  [`DELETE ${network}`]: [{ name: 'in use', arrange: withParts({ path: paths.network }, ...databaseParts) }],
  [`PUT ${network}/subnets`]: [
    {
      name: 'while the network is written',
      async arrange(rig) {
        await createParts(rig, 'group', 'network');
        await rig.call('PUT', `${paths.network}/subnets/first`, {
          properties: { addressPrefix: '10.20.2.0/24' },
        });
        const { path, body } = kindOf(`${network}/subnets`);
        return { path, body };
      },
    },
    ...[11, 12].map((retryAfter) => ({
      name: 'while something else is written',
      options: { faults: [{ id: 'net.retryable429', match: 'subnets', times: 1, knobs: { retryAfter } }] },
      arrange: withParts(
        { path: kindOf(`${network}/subnets`).path, body: kindOf(`${network}/subnets`).body },
        'network',
      ),
    })),
  ],
  [`DELETE ${zone}`]: [
    { name: 'linked', arrange: withParts({ path: paths.zone }, 'network', 'zone', 'link') },
  ],
  ...Object.fromEntries(
    [
      [zone, paths.zone, wire.zone, ['zone']] as const,
      [`${zone}/virtualNetworkLinks`, paths.link, wire.link, ['network', 'zone', 'link']] as const,
    ].flatMap(([type, path, body, parts]) =>
      ['PUT', 'PATCH'].map((method) => [
        `${method} ${type}`,
        [{ name: 'changed by others', arrange: withParts({ path, body, ...stale }, ...parts) }],
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['PUT', 'PATCH'].map((method) => [
      `${method} ${zone}/A`,
      [
        {
          name: 'changed by others',
          arrange: after(
            { path: kindOf(`${zone}/A`).path, body: kindOf(`${zone}/A`).body, ...stale },
            ['zone'],
            kindOf(`${zone}/A`),
          ),
        },
      ],
    ]),
  ),
  [`PUT ${server}`]: [
    {
      name: 'busy',
      arrange: withParts({ path: paths.server, body: kindOf(server).changed }, ...databaseParts),
      options: { faults: [{ id: 'pg.busyAtPoll', match: 'PUT .*flexibleServers/mf-pg$', skip: 1 }] },
    },
    {
      name: 'restored from another region too early',
      arrange: withParts(
        {
          path: `${paths.server}-copy`,
          body: { ...copyOf('GeoRestore'), sku: wire.server.sku },
        },
        ...databaseParts,
      ),
    },
  ],
  [`PATCH ${server}`]: [
    {
      name: 'with a size of another tier',
      arrange: withParts(
        { path: paths.server, body: { sku: { name: 'Standard_B1ms', tier: 'GeneralPurpose' } } },
        ...databaseParts,
      ),
    },
    {
      name: 'burstable, to be highly available',
      arrange: withParts(
        { path: paths.server, body: { properties: { highAvailability: { mode: 'ZoneRedundant' } } } },
        ...databaseParts,
      ),
    },
    {
      name: 'a poll gets lost',
      options: { faults: [{ id: 'lro.poll404Once', match: 'azureAsyncOperation', skip: 8 }] },
      arrange: withParts({ path: paths.server, body: kindOf(server).patch }, ...databaseParts),
    },
  ],
  ...Object.fromEntries(
    ['configurations', 'firewallRules'].map((child) => [
      `PUT ${server}/${child}`,
      ['ServerIsBusy', 'ServerBusy'].map((code) => ({
        name: `busy, found out late (${code})`,
        options: { faults: [{ id: 'pg.busyAtPoll', match: child, knobs: { code } }] },
        arrange: withParts(
          { path: kindOf(`${server}/${child}`).path, body: kindOf(`${server}/${child}`).body },
          ...databaseParts,
        ),
      })),
    ]),
  ),
  [`PUT ${cluster}`]: [
    {
      name: 'scaled',
      arrange: after(
        { path: paths.cluster, body: changed(aksCluster, pools, onePool({ count: 2 })) },
        ['network'],
        { path: paths.cluster, body: aksCluster },
      ),
    },
    {
      name: 'upgraded',
      arrange: after(
        { path: paths.cluster, body: changed(aksCluster, 'properties.kubernetesVersion', '1.35') },
        ['network'],
        { path: paths.cluster, body: changed(aksCluster, 'properties.kubernetesVersion', '1.34') },
      ),
    },
    {
      name: 'in a network that can not be read',
      options: { faults: [{ id: 'aks.flatErrors' }] },
      arrange: withParts({ path: paths.cluster, body: aksCluster }, 'network'),
    },
    canceled(cluster, 'network'),
    {
      name: 'busy with itself afterwards',
      options: { faults: [{ id: 'aks.backgroundOp' }] },
      arrange: withParts({ path: paths.cluster, body: aksCluster }, 'network'),
    },
    ...['BadGatewayConnection', 'GatewayTimeout'].map((_code, index) => ({
      name: 'a poll does not get through',
      options: {
        faults: [
          {
            id: 'http.5xxBurst',
            match: '/operations/',
            skip: 3,
            times: 1,
            knobs: { status: [502, 504][index] },
          },
        ],
      },
      arrange: withParts({ path: paths.cluster, body: aksCluster }, 'network'),
    })),
  ],
  [`GET ${cluster}`]: [
    {
      name: 'just gone',
      async arrange(rig) {
        await createParts(rig, 'group', ...clusterParts);
        await rig.finish('DELETE', paths.cluster);
        return { path: paths.cluster };
      },
    },
  ],
  ['GET Microsoft.Resources/resourceGroups']: [
    { name: 'asked for without a body', arrange: async () => ({ path: paths.group, method: 'HEAD' }) },
  ],
  [`DELETE ${server}`]: [
    {
      name: 'copied',
      arrange: after({ path: paths.server }, databaseParts, {
        path: `${paths.server}-copy`,
        body: { ...copyOf('Replica'), sku: wire.server.sku },
      }),
    },
  ],
  [`PUT ${cluster}/agentPools`]: [
    {
      name: 'stopping, and canceled',
      options: { faults: [{ id: 'lro.canceled', match: 'PUT .*/extra$', skip: 1 }] },
      arrange: after(pool({ powerState: { code: 'Stopped' } }), clusterParts, pool({})),
    },
    { name: 'scaled', arrange: after(pool({ count: 2 }), clusterParts, pool({})) },
    {
      name: 'busy with itself afterwards',
      options: { faults: [{ id: 'aks.backgroundOp', match: '/extra$' }] },
      arrange: withParts(pool({}), ...clusterParts),
    },
    {
      name: 'stopped',
      arrange: after(pool({ powerState: { code: 'Stopped' } }), clusterParts, pool({})),
    },
    {
      name: 'started',
      arrange: after(
        pool({ powerState: { code: 'Running' } }),
        clusterParts,
        pool({}),
        pool({ powerState: { code: 'Stopped' } }),
      ),
    },
    {
      name: 'upgraded',
      arrange: after(
        pool({ orchestratorVersion: '1.35' }),
        clusterParts,
        pool({ orchestratorVersion: '1.34' }),
      ),
    },
  ],
  ...Object.fromEntries(
    ['Admin', 'User'].map((who) => [
      `POST ${cluster}/listCluster${who}Credential`,
      [
        {
          name: 'there',
          arrange: withParts({ path: `${paths.cluster}/listCluster${who}Credential` }, ...clusterParts),
        },
      ],
    ]),
  ),
  [`POST ${account}/listKeys`]: [
    { name: 'there', arrange: withParts({ path: `${paths.account}/listKeys` }, 'account') },
    {
      name: 'while it is made',
      async arrange(rig) {
        await createParts(rig, 'group');
        await rig.call('PUT', paths.account, wire.account);
        return { path: `${paths.account}/listKeys` };
      },
    },
  ],
  [`PUT ${account}/blobServices`]: [
    {
      name: 'named only',
      arrange: withParts(
        { path: `${paths.account}/blobServices/default`, body: { name: 'default' } },
        'account',
      ),
    },
  ],
  [`PUT ${account}`]: [
    {
      name: 'slow',
      seconds: 40,
      options: { faults: [{ id: 'lro.neverEnds' }] },
      arrange: withParts({ path: paths.account, body: wire.account }),
    },
    {
      name: 'immutable by halves',
      arrange: withParts({
        path: paths.account,
        body: {
          ...wire.account,
          properties: { immutableStorageWithVersioning: { enabled: true, immutabilityPolicy: {} } },
        },
      }),
    },
    {
      name: 'with the identity of nobody',
      arrange: withParts({
        path: paths.account,
        body: {
          ...wire.account,
          identity: {
            type: 'UserAssigned',
            userAssignedIdentities: {
              [`/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/no`]:
                {},
            },
          },
        },
      }),
    },
  ],
  [`PATCH ${account}`]: [
    {
      name: 'immutable afterwards',
      arrange: withParts(
        {
          path: paths.account,
          body: {
            properties: {
              immutableStorageWithVersioning: {
                enabled: true,
                immutabilityPolicy: { state: 'Unlocked', immutabilityPeriodSinceCreationInDays: 1 },
              },
            },
          },
        },
        'account',
      ),
    },
  ],
  [`DELETE ${account}`]: [
    {
      name: 'while the service is down',
      options: {
        faults: [
          { id: 'http.5xxBurst', match: 'DELETE', knobs: { status: 503, code: 'ServiceUnavailable' } },
        ],
      },
      arrange: withParts({ path: paths.account }, 'account'),
    },
  ],
  ['PUT Microsoft.Resources/resourceGroups']: [
    {
      name: 'nowhere',
      arrange: async () => ({ path: paths.group, body: { location: 'BadLocation' } }),
    },
  ],
  ...Object.fromEntries(
    [
      ['Microsoft.Storage/checkNameAvailability', account],
      ['Microsoft.DBforPostgreSQL/checkNameAvailability', server],
      ['Microsoft.DBforPostgreSQL/locations/checkNameAvailability', server],
    ].map(([type = '', kind]) => [
      `POST ${type}`,
      [
        {
          name: 'free',
          arrange: withParts({
            path: `~/providers/${type.replace('locations', 'locations/eastus2')}`,
            body: { name: 'free1', type: kind },
          }),
        },
      ],
    ]),
  ),
};

/** What is tried besides for a verb of a type. */
export function special(type: string, method: string): readonly Situation[] {
  const wanted = `${method} ${type}`.toLowerCase();
  return Object.entries(specials).find(([key]) => key.toLowerCase() === wanted)?.[1] ?? [];
}
