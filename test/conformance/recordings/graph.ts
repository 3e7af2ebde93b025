import { guid } from '../../support/azure-bodies.ts';
import type { Answer, Rig } from '../../support/wire-client.ts';
import type { Ask, Situation } from './observe.ts';

const root = 'https://graph.microsoft.com/v1.0';
const trust = { name: 'Testing', issuer: 'https://issuer/', subject: 'pod', audiences: ['a'] };

const tokenOf = (rig: Rig): { headers: Record<string, string> } => ({
  headers: { authorization: `Bearer ${rig.simulator.signIn({ audience: 'https://graph.microsoft.com' })}` },
});

/** What the parts of a path in the recordings stand for. */
interface Things {
  readonly application: string;
  readonly servicePrincipal: string;
  readonly me: string;
}

async function make(rig: Rig): Promise<Things> {
  const { headers } = tokenOf(rig);
  const post = async (set: string, body: object): Promise<Answer> =>
    rig.call('POST', `${root}/${set}`, body, headers);
  const application = (await post('applications', { displayName: 'made' })).body;
  const servicePrincipal = (await post('servicePrincipals', { appId: application['appId'] })).body;
  const { body: me } = await rig.call('GET', `${root}/me`, undefined, headers);
  return {
    application: String(application['id']),
    servicePrincipal: String(servicePrincipal['id']),
    me: String(me['id']),
  };
}

type Arrange = (rig: Rig, things: Things) => Promise<Partial<Ask>>;

const secret = async (rig: Rig, path: string): Promise<string> => {
  const { body } = await rig.call('POST', `${root}/${path}/addPassword`, {}, tokenOf(rig).headers);
  return String(body['keyId']);
};

/** Whoever made something looks for it in the list. */
const inTheList = (set: string) => ({ self: () => `${root}/${set}` });

/** By verb and path of the recordings. */
const asks: Readonly<Record<string, Arrange>> = {
  'POST applications': async () => ({ body: { displayName: 'new' }, ...inTheList('applications') }),
  'PATCH applications/{id}': async () => ({ body: { displayName: 'changed' } }),
  'POST applications/{id}/addPassword': async () => ({ body: { passwordCredential: { displayName: 'a' } } }),
  'POST applications/{id}/removePassword': async (rig, { application }) => ({
    body: { keyId: await secret(rig, `applications/${application}`) },
  }),
  'POST servicePrincipals/{id}/addPassword': async () => ({ body: {} }),
  'POST servicePrincipals/{id}/removePassword': async (rig, { servicePrincipal }) => ({
    body: { keyId: await secret(rig, `servicePrincipals/${servicePrincipal}`) },
  }),
  'POST applications/{id}/federatedIdentityCredentials': async (_rig, { application }) => ({
    body: trust,
    ...inTheList(`applications/${application}/federatedIdentityCredentials`),
  }),
  'PATCH applications/{id}/federatedIdentityCredentials/{id}': async () => ({ body: { subject: 'other' } }),
  'POST servicePrincipals': async (rig) => {
    const { body } = await rig.call(
      'POST',
      `${root}/applications`,
      { displayName: 'b' },
      tokenOf(rig).headers,
    );
    return { body: { appId: body['appId'] }, ...inTheList('servicePrincipals') };
  },
  'PATCH servicePrincipals/{id}': async () => ({ body: { notes: 'changed' } }),
  'DELETE applications/{id}/owners/{id}/$ref': async (rig, { application, me }) => {
    const body = { '@odata.id': `${root}/directoryObjects/${me}` };
    await rig.call('POST', `${root}/applications/${application}/owners/$ref`, body, tokenOf(rig).headers);
    return {};
  },
  'DELETE directory/deletedItems/{id}': async (rig, { application }) => {
    await rig.call('DELETE', `${root}/applications/${application}`, undefined, tokenOf(rig).headers);
    return {};
  },
};

async function pathOf(rig: Rig, shape: string, things: Things): Promise<string> {
  const own = /^servicePrincipals/i.test(shape) ? things.servicePrincipal : things.application;
  const [first, second] = shape
    .split('/{id}')
    .map((_, index) => index)
    .slice(1);
  let path = shape.replace('{id}', own);
  if (first === undefined || second === undefined) return path;
  if (path.includes('owners')) return path.replace('{id}', things.me);
  const { body } = await rig.call(
    'POST',
    `${root}/applications/${own}/federatedIdentityCredentials`,
    trust,
    tokenOf(rig).headers,
  );
  path = path.replace('{id}', String(body['id']));
  return path;
}

const forbidden: Situation = {
  name: 'no right',
  options: { faults: [{ id: 'graph.denied' }] },
  arrange: async (rig) => ({ path: `${root}/servicePrincipals`, ...tokenOf(rig) }),
};

/** What is tried for a verb of a type of Graph. */
export function graphSituations(type: string, method: string): readonly Situation[] {
  const shape = type.replace('graph:', '');
  const there: Situation = {
    name: 'there',
    seconds: 4,
    async arrange(rig) {
      const things = await make(rig);
      const path = `${root}/${await pathOf(rig, shape, things)}`;
      const more = await asks[`${method} ${shape}`]?.(rig, things);
      return { path, ...tokenOf(rig), ...more };
    },
  };
  const absent: Situation = {
    name: 'not there',
    arrange: async (rig) => ({ path: `${root}/${shape.replaceAll('{id}', guid(9))}`, ...tokenOf(rig) }),
  };
  return [there, ...(shape.includes('{id}') ? [absent] : []), ...(method === 'GET' ? [forbidden] : [])];
}
