import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { versionFor, type Estate } from './estate.ts';
import type { Choices } from './random.ts';

/** One request of the mixed life. */
export interface Act {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const subscription = `/subscriptions/${subscriptionId}`;
const location = 'eastus2';
const READER = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;

interface Scene {
  readonly choices: Choices;
  readonly estate: Estate;
  /** What Graph has told of: object ids of applications. */
  readonly applications: string[];
}

type Maker = (scene: Scene) => Act;

/** The usual life of one kind of resource: made and looked at more often than taken away. */
const life =
  (path: (scene: Scene) => string, body: (scene: Scene) => unknown): Maker =>
  (scene) => {
    const at = path(scene);
    const { choices } = scene;
    const method = choices.one(['PUT', 'PUT', 'GET', 'GET', 'GET', 'DELETE', 'LIST'] as const);
    const asked = method === 'LIST' ? at.replace(/\/[^/]+$/, '') : at;
    const full = `${asked}?${versionFor(at)}`;
    return method === 'PUT'
      ? { method, path: full, body: body(scene) }
      : { method: method === 'LIST' ? 'GET' : method, path: full };
  };

const groupOf = ({ choices }: Scene): string => `${subscription}/resourceGroups/g${choices.number(4)}`;
const tags = ({ choices }: Scene) => ({ turn: String(choices.number(1000)) });
const inGroup = (type: string, names: string, count: number) => (scene: Scene) =>
  `${groupOf(scene)}/providers/${type}/${names}${scene.choices.number(count)}`;

const account = inGroup('Microsoft.Storage/storageAccounts', 'soaked', 5);
const network = inGroup('Microsoft.Network/virtualNetworks', 'net', 3);
const zone = inGroup('Microsoft.Network/privateDnsZones', 'a.example', 3);

const cluster =
  (path: (scene: Scene) => string, kind: string, body: (scene: Scene) => object): Maker =>
  (scene) => {
    const { choices, estate } = scene;
    const collection = `/_host/${estate.fqdn}${path(scene)}`;
    const name = `soak-${choices.number(4)}`;
    const at = `${collection}/${name}`;
    const method = choices.one(['POST', 'PATCH', 'GET', 'GET', 'DELETE', 'LIST', 'WATCH'] as const);
    const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
    if (method === 'LIST') return { method: 'GET', path: `${collection}?limit=${choices.number(20)}` };
    if (method === 'WATCH') {
      return { method: 'GET', path: `${collection}?watch=1&timeoutSeconds=${choices.number(2)}` };
    }
    const object = { apiVersion, kind, metadata: { name }, ...body(scene) };
    if (method === 'POST') return { method, path: collection, body: object };
    const headers = { 'content-type': 'application/merge-patch+json' };
    return method === 'PATCH' ? { method, path: at, body: object, headers } : { method, path: at };
  };

const deployment = ({ choices }: Scene) => ({
  spec: {
    replicas: choices.number(3),
    selector: { matchLabels: { app: 'soak' } },
    template: {
      metadata: { labels: { app: 'soak' } },
      spec: { containers: [{ name: 'c', image: `docker.io/library/soak:${choices.number(3)}` }] },
    },
  },
});

const blob: Maker = ({ choices }) => {
  const at = '/_host/fuzzbox.blob.core.windows.net/box';
  const headers = { 'x-ms-version': '2023-11-03', 'x-ms-blob-type': 'BlockBlob' };
  const method = choices.one(['PUT', 'GET', 'HEAD', 'DELETE', 'LIST'] as const);
  if (method === 'LIST') return { method: 'GET', path: `${at}?restype=container&comp=list`, headers };
  const path = `${at}/b${choices.number(20)}`;
  return method === 'PUT'
    ? { method, path, headers, body: 'x'.repeat(choices.number(2000)) }
    : { method, path, headers };
};

const graph: Maker = ({ choices, applications }) => {
  const id = applications[choices.number(applications.length)] ?? 'none';
  return choices.one<() => Act>([
    () => ({
      method: 'POST',
      path: '/v1.0/applications',
      body: { displayName: `soak ${choices.number(100)}` },
    }),
    () => ({ method: 'GET', path: '/v1.0/applications?$top=5' }),
    () => ({ method: 'GET', path: `/v1.0/applications/${id}` }),
    () => ({ method: 'POST', path: `/v1.0/applications/${id}/addPassword`, body: {} }),
    () => ({ method: 'DELETE', path: `/v1.0/applications/${id}` }),
    () => ({ method: 'DELETE', path: `/v1.0/directory/deletedItems/${id}` }),
  ])();
};

const makers: readonly [Maker, ...Maker[]] = [
  life(groupOf, (scene) => ({ location, tags: tags(scene) })),
  life(account, (scene) => ({
    location,
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS' },
    tags: tags(scene),
  })),
  life(
    (scene) => `${account(scene)}/blobServices/default/containers/box${scene.choices.number(3)}`,
    () => ({ properties: {} }),
  ),
  life(network, (scene) => ({
    location,
    tags: tags(scene),
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'first', properties: { addressPrefix: '10.0.0.0/24' } }],
    },
  })),
  life(
    (scene) => `${network(scene)}/subnets/sub${scene.choices.number(3)}`,
    ({ choices }) => ({ properties: { addressPrefix: `10.0.${1 + choices.number(4)}.0/24` } }),
  ),
  life(zone, (scene) => ({ location: 'global', tags: tags(scene) })),
  life(
    (scene) => `${zone(scene)}/virtualNetworkLinks/link${scene.choices.number(2)}`,
    (scene) => ({
      location: 'global',
      properties: { registrationEnabled: false, virtualNetwork: { id: network(scene) } },
    }),
  ),
  life(inGroup('Microsoft.ManagedIdentity/userAssignedIdentities', 'id', 4), (scene) => ({
    location,
    tags: tags(scene),
  })),
  life(
    (scene) =>
      `${groupOf(scene)}/providers/Microsoft.Authorization/roleAssignments/99999999-2222-4333-8444-55555555555${scene.choices.number(9)}`,
    ({ estate }) => ({
      properties: {
        roleDefinitionId: READER,
        principalId: estate.principalId,
        principalType: 'ServicePrincipal',
      },
    }),
  ),
  () => ({ method: 'GET', path: `${subscription}/resources?${versionFor(subscription)}` }),
  cluster(
    () => '/api/v1/namespaces/default/configmaps',
    'ConfigMap',
    ({ choices }) => ({ data: { turn: String(choices.number(1000)) } }),
  ),
  cluster(() => '/apis/apps/v1/namespaces/default/deployments', 'Deployment', deployment),
  ({ estate }) => ({ method: 'GET', path: `/_host/${estate.fqdn}/api/v1/namespaces/default/pods` }),
  blob,
  blob,
  graph,
];

/** The next request. */
export function nextAct(scene: Scene): Act {
  return scene.choices.one(makers)(scene);
}
