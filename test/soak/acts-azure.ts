import { guid, wire } from '../support/azure-bodies.ts';
import { versionFor } from './estate.ts';
import { anyOf, keep, location, recall, subscription, type Heard, type Maker, type Scene } from './scene.ts';

const READER = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;

const conditions: readonly [object, ...object[]] = [
  {},
  {},
  {},
  { 'if-match': '*' },
  { 'if-none-match': '*' },
  { 'if-match': '"nobody"' },
];

/** Remembers where an answer says that its operation can be followed. */
const hears =
  (scene: Scene) =>
  ({ headers }: Heard): void => {
    for (const name of ['azure-asyncoperation', 'location']) {
      const [address] = [headers[name]].flat();
      const at = /^https:\/\/localhost:\d+(\/.+)/.exec(address ?? '')?.[1];
      keep(scene, 'operations', at);
    }
  };

type Text = (scene: Scene) => string;
type Body = (scene: Scene) => unknown;

/** The usual life of one kind of resource: made and looked at more often than taken away. */
export const life =
  (path: Text, body: Body, patch: Body = (scene) => ({ tags: tags(scene) })): Maker =>
  (scene) => {
    const at = path(scene);
    const { choices } = scene;
    const method = choices.one([
      'PUT',
      'PUT',
      'PATCH',
      'GET',
      'GET',
      'GET',
      'DELETE',
      'LIST',
      'HEAD',
    ] as const);
    const asked = method === 'LIST' ? at.replace(/\/[^/]+$/, '') : at;
    const act = {
      method: method === 'LIST' ? 'GET' : method,
      path: `${asked}?${versionFor(at)}`,
      headers: choices.one(conditions) as Record<string, string>,
      heard: hears(scene),
    };
    if (method === 'PUT') return { ...act, body: body(scene) };
    return method === 'PATCH' ? { ...act, body: patch(scene) } : act;
  };

/** A POST of an action. */
export const action =
  (path: Text, body: Body = () => undefined): Maker =>
  (scene) => {
    const at = path(scene);
    const given = body(scene);
    const act = { method: 'POST', path: `${at}?${versionFor(at)}`, heard: hears(scene) };
    return given === undefined ? act : { ...act, body: given };
  };

/** A GET of something below the subscription. */
export const look =
  (path: Text, query: Text = () => ''): Maker =>
  (scene) => {
    const at = path(scene);
    return { method: 'GET', path: `${at}?${versionFor(at)}${query(scene)}`, heard: hears(scene) };
  };

export const groupOf = ({ choices }: Scene): string => `${subscription}/resourceGroups/g${choices.number(4)}`;
export const tags = ({ choices }: Scene) => ({ turn: String(choices.number(20)) });
export const inGroup = (type: string, names: string, count: number) => (scene: Scene) =>
  `${groupOf(scene)}/providers/${type}/${names}${scene.choices.number(count)}`;

const account = inGroup('Microsoft.Storage/storageAccounts', 'soaked', 5);
export const network = inGroup('Microsoft.Network/virtualNetworks', 'net', 3);
const zone = inGroup('Microsoft.Network/privateDnsZones', 'a.example', 3);
export const identity = inGroup('Microsoft.ManagedIdentity/userAssignedIdentities', 'id', 4);

const prefixed = ({ choices }: Scene) => ({
  properties: { addressPrefix: `10.0.${1 + choices.number(4)}.0/24` },
});

const networks: readonly [Maker, ...Maker[]] = [
  life(network, (scene) => ({
    location,
    tags: tags(scene),
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'first', properties: { addressPrefix: '10.0.0.0/24' } }],
    },
  })),
  life((scene) => `${network(scene)}/subnets/sub${scene.choices.number(3)}`, prefixed, prefixed),
  life(zone, (scene) => ({ location: 'global', tags: tags(scene) })),
  life(
    (scene) => `${zone(scene)}/virtualNetworkLinks/link${scene.choices.number(2)}`,
    (scene) => ({
      location: 'global',
      properties: { registrationEnabled: false, virtualNetwork: { id: network(scene) } },
    }),
  ),
  life(
    (scene) => `${zone(scene)}/A/www${scene.choices.number(2)}`,
    ({ choices }) => ({
      properties: { ttl: 60, aRecords: [{ ipv4Address: `10.0.0.${choices.number(200)}` }] },
    }),
    ({ choices }) => ({ properties: { ttl: choices.number(100) } }),
  ),
  look((scene) => `${network(scene)}/usages`),
  look(
    (scene) => `${network(scene)}/CheckIPAddressAvailability`,
    () => '&ipAddress=10.0.0.9',
  ),
];

const storage: readonly [Maker, ...Maker[]] = [
  life(account, (scene) => ({ ...wire.account, tags: tags(scene) })),
  life(
    (scene) => `${account(scene)}/blobServices/default/containers/box${scene.choices.number(3)}`,
    () => ({ properties: {} }),
    ({ choices }) => ({ properties: { metadata: { turn: String(choices.number(9)) } } }),
  ),
  action((scene) => `${account(scene)}/listKeys`),
  action(
    (scene) => `${account(scene)}/regenerateKey`,
    ({ choices }) => ({ keyName: choices.one(['key1', 'key2', 'key3']) }),
  ),
  action(
    () => `${subscription}/providers/Microsoft.Storage/checkNameAvailability`,
    ({ choices }) => ({ name: `soaked${choices.number(9)}`, type: 'Microsoft.Storage/storageAccounts' }),
  ),
  look((scene) => `${account(scene)}/blobServices/default`),
];

const access: readonly [Maker, ...Maker[]] = [
  life(identity, (scene) => ({ location, tags: tags(scene) })),
  life(
    (scene) => `${identity(scene)}/federatedIdentityCredentials/trust${scene.choices.number(3)}`,
    ({ choices }) => ({
      properties: {
        issuer: `https://issuer.example/${choices.number(2)}`,
        subject: `system:serviceaccount:default:sa${choices.number(3)}`,
        audiences: ['api://AzureADTokenExchange'],
      },
    }),
  ),
  action((scene) => `${identity(scene)}/listAssociatedResources`),
  life(
    (scene) =>
      `${scene.choices.one([groupOf, account, identity])(scene)}/providers/Microsoft.Authorization/roleAssignments/${guid(900 + scene.choices.number(9))}`,
    (scene) => ({
      properties: {
        roleDefinitionId: scene.choices.one([READER, roleDefinition(scene)]),
        principalId: scene.choices.one([scene.estate.principalId, recall(scene, 'principals')]),
        principalType: 'ServicePrincipal',
      },
    }),
  ),
  life(
    (scene) => roleDefinition(scene),
    ({ choices }) => ({
      properties: {
        roleName: `Soaker ${choices.number(4)}`,
        description: 'soaks',
        type: 'CustomRole',
        assignableScopes: [subscription],
        permissions: [{ actions: ['Microsoft.Storage/*/read'], notActions: [] }],
      },
    }),
  ),
  look(
    (scene) => `${groupOf(scene)}/providers/Microsoft.Authorization/roleAssignments`,
    ({ choices, estate }) =>
      choices
        .one(['', '&$filter=atScope()', `&$filter=principalId eq '${estate.principalId}'`])
        .replaceAll(' ', '%20'),
  ),
  look((scene) => `${groupOf(scene)}/providers/Microsoft.Authorization/permissions`),
];

function roleDefinition({ choices }: Scene): string {
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid(800 + choices.number(4))}`;
}

const group = life(groupOf, (scene) => ({ location, tags: tags(scene) }));

/** A group goes rarely: with it goes all that was made in it. */
const groups: Maker = (scene) => {
  const act = group(scene);
  return act.method === 'DELETE' && scene.choices.number(4) > 0 ? group(scene) : act;
};

/** Groups and what Resource Manager keeps in them. */
export const azure: Maker = anyOf(
  groups,
  anyOf(...networks),
  anyOf(...networks),
  anyOf(...storage),
  anyOf(...storage),
  anyOf(...access),
  anyOf(...access),
  (scene) => ({
    method: 'GET',
    path: recall(scene, 'operations').replace(/^none$/, `${subscription}?${versionFor(subscription)}`),
  }),
);
