import { anyOf, jsonOf, keep, recall, type Act, type Heard, type Maker, type Scene } from './scene.ts';

const hears =
  (scene: Scene, what: string) =>
  (answer: Heard): void => {
    if (answer.status !== 201) return;
    const { id, appId, keyId } = jsonOf(answer);
    keep(scene, what, what === 'keys' ? keyId : id);
    if (what === 'applications') keep(scene, 'clients', appId);
  };

const KINDS = ['applications', 'servicePrincipals'] as const;
const idOf = (scene: Scene, kind: (typeof KINDS)[number]): string =>
  recall(scene, kind === 'applications' ? kind : 'principals');

const queries = [
  '',
  '?$top=5',
  '?$select=id,displayName',
  "?$filter=startswith(displayName,'soak')",
  "?$filter=displayName%20eq%20'soak%203'",
  '?$count=true&$orderby=displayName',
  "?$filter=endswith(displayName,'3')&$count=true",
] as const;

/** Something about an application or a service principal. */
const one = (what: (scene: Scene, at: string) => ReturnType<Maker>): Maker => {
  return (scene) => {
    const kind = scene.choices.one(KINDS);
    return what(scene, `/v1.0/${kind}/${idOf(scene, kind)}`);
  };
};

const trust = ({ choices }: Scene) => ({
  name: `trust${choices.number(3)}`,
  issuer: `https://issuer.example/${choices.number(2)}`,
  subject: `subject-${choices.number(3)}`,
  audiences: ['api://AzureADTokenExchange'],
});

const trusts: Maker = (scene) => {
  const at = `/v1.0/applications/${recall(scene, 'applications')}/federatedIdentityCredentials`;
  const method = scene.choices.one(['POST', 'POST', 'GET', 'GET', 'PATCH', 'DELETE'] as const);
  const named = `${at}/${scene.choices.one(['trust0', 'trust1', recall(scene, 'trusts')])}`;
  if (method === 'POST') return { method, path: at, body: trust(scene), heard: hears(scene, 'trusts') };
  if (method === 'PATCH')
    return { method, path: named, body: { subject: `subject-${scene.choices.number(9)}` } };
  return { method, path: method === 'GET' && scene.choices.number(2) === 0 ? at : named };
};

const owners: Maker = one((scene, at) => {
  const owner = scene.choices.one([scene.estate.principalId, recall(scene, 'principals')]);
  const method = scene.choices.one(['GET', 'POST', 'DELETE'] as const);
  if (method === 'GET') return { method, path: `${at}/owners` };
  if (method === 'DELETE') return { method, path: `${at}/owners/${owner}/$ref` };
  const body = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${owner}` };
  return { method, path: `${at}/owners/$ref`, body };
});

/** Applications, principals and what belongs to them. */
export const graph: Maker = anyOf(
  (scene) => ({
    method: 'POST',
    path: '/v1.0/applications',
    body: { displayName: `soak ${scene.choices.number(100)}` },
    heard: hears(scene, 'applications'),
  }),
  (scene) => ({
    method: 'POST',
    path: '/v1.0/servicePrincipals',
    body: { appId: recall(scene, 'clients') },
    heard: hears(scene, 'principals'),
  }),
  ({ choices }) => ({
    method: 'GET',
    path: `/v1.0/${choices.one(KINDS)}${choices.one(queries)}`,
    ...choices.one<Pick<Act, 'headers'>>([{}, { headers: { consistencylevel: 'eventual' } }]),
  }),
  one((_scene, at) => ({ method: 'GET', path: at })),
  one((_scene, at) => ({ method: 'GET', path: `${at}?$select=id,appId,displayName` })),
  one(({ choices }, at) => ({
    method: 'PATCH',
    path: at,
    body: { displayName: `soak ${choices.number(100)}` },
  })),
  one((scene, at) => ({ method: 'POST', path: `${at}/addPassword`, body: {}, heard: hears(scene, 'keys') })),
  one((scene, at) => ({
    method: 'POST',
    path: `${at}/removePassword`,
    body: { keyId: recall(scene, 'keys') },
  })),
  one((_scene, at) => ({ method: 'DELETE', path: at })),
  (scene) => ({
    method: 'PATCH',
    path: `/v1.0/applications(uniqueName='soak-${scene.choices.number(4)}')`,
    body: { displayName: 'upserted' },
    headers: { prefer: 'create-if-missing' },
    heard: hears(scene, 'applications'),
  }),
  trusts,
  trusts,
  owners,
  (scene) => {
    const at = `/v1.0/directory/deletedItems/${recall(scene, 'applications')}`;
    const method = scene.choices.one(['DELETE', 'DELETE', 'GET', 'POST'] as const);
    return { method, path: method === 'POST' ? `${at}/restore` : at };
  },
  ({ choices }) => ({
    method: 'GET',
    path: `/v1.0/directory/deletedItems/microsoft.graph.${choices.one(['application', 'servicePrincipal'])}?$top=5`,
  }),
  (scene) => ({
    method: 'POST',
    path: '/v1.0/directoryObjects/getByIds',
    body: { ids: [recall(scene, 'applications'), recall(scene, 'principals')] },
  }),
);
