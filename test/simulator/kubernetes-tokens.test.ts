import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { issueToken, readClaims } from '../../src/simulator/jwt.ts';
import { CORE, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

type Rig = ReturnType<typeof rig>;
const ACCOUNT = `${CORE}/serviceaccounts/task`;

/** A cluster with a ServiceAccount that may read ConfigMaps. */
function withAccount(r: Rig = rig()): Rig {
  r.apply(ACCOUNT, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'task' } });
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
  const group = 'rbac.authorization.k8s.io';
  r.apply(`${rbac}/roles/reader`, {
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
  });
  r.apply(`${rbac}/rolebindings/reader`, {
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'reader' },
    roleRef: { apiGroup: group, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'task', namespace: 'default' }],
  });
  return r;
}

function tokenOf(r: Rig, spec: object = {}): string {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  return r.json('POST', `${ACCOUNT}/token`, { body }).status.token;
}

/** A token that the ServiceAccount of the same name has in a cluster beside this one, for whomever this one wants. */
function tokenOfNeighbour(r: Rig): string {
  const [id, fqdn] = ['/subscriptions/s/resourceGroups/g/providers/x/managedClusters/b', 'b.azmk8s.io'];
  r.clusters.open({ id, fqdn, version: '1.33.2', pools: [] });
  const key: Json = parse(r.clusters.kubeconfig(id, 'clusterUser')).users[0].user.token;
  const post = (path: string, body: object): Json => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const url = new URL(`https://${fqdn}${CORE}/serviceaccounts${path}`);
    return JSON.parse(r.kubernetes.handle({ method: 'POST', url, headers, body: JSON.stringify(body) }).body);
  };
  const audiences = readClaims(tokenOf(r))?.['aud'];
  post('', { metadata: { name: 'task' } });
  const { token } = post('/task/token', { spec: { audiences } }).status;
  expect(readClaims(token)).toMatchObject({ aud: audiences, sub: 'system:serviceaccount:default:task' });
  return token;
}

const opens = (r: Rig, token: string): number => r.ask('GET', `${CORE}/configmaps`, { token }).status;

test('a token of a ServiceAccount says whose it is, for whom and how long, and opens the API for that time', () => {
  const r = withAccount();
  const token = tokenOf(r, { expirationSeconds: 600 });
  const { uid } = r.get(ACCOUNT).metadata;
  const now = r.clock.now() / 1000;
  expect(readClaims(token)).toMatchObject({
    iss: expect.stringMatching(/^https:/),
    sub: 'system:serviceaccount:default:task',
    aud: [expect.stringMatching(/^https:.*azmk8s\.io$/)],
    iat: now,
    exp: now + 600,
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'task', uid } },
  });
  expect(opens(r, token)).toBe(200);
  r.pass(601);
  expect(opens(r, token)).toBe(401);
});

test.each<[string, (r: Rig) => string]>([
  ['for somebody else', (r) => tokenOf(r, { audiences: ['api://AzureADTokenExchange'] })],
  ['that somebody else has signed', (r) => issueToken(readClaims(tokenOf(r)) ?? {}, 'his key')],
  ['of another cluster of the same cloud', tokenOfNeighbour],
  [
    'of a ServiceAccount that is gone and made again',
    (r) => {
      const token = tokenOf(r);
      r.ask('DELETE', ACCOUNT);
      withAccount(r);
      return token;
    },
  ],
  [
    'that somebody has changed',
    (r) => {
      const [head, claims = '', mark] = tokenOf(r).split('.');
      const text = Buffer.from(claims, 'base64url').toString();
      const later = text.replace(/"exp":\d+/, '"exp":9999999999');
      return [head, Buffer.from(later).toString('base64url'), mark].join('.');
    },
  ],
])('a token %s opens nothing', (_, make) => {
  const r = withAccount();
  expect(opens(r, make(r))).toBe(401);
});

test('a token that says nothing of whom it is for is for the API server, as an old client leaves it null', () => {
  const r = withAccount();
  expect(opens(r, tokenOf(r, { audiences: null, expirationSeconds: null, boundObjectRef: null }))).toBe(200);
});

test.each([
  ['of a text', 'abc', 400],
  ['under ten minutes', 599, 422],
  ['over 2^32 seconds', 1e300, 422],
])('a token with a life %s is refused', (_, expirationSeconds, status) => {
  const r = withAccount();
  expect(r.ask('POST', `${ACCOUNT}/token`, { body: { spec: { expirationSeconds } } }).status).toBe(status);
});

test('a Secret that asks for the token of a ServiceAccount gets it, and goes with the account', () => {
  const r = withAccount();
  const annotations = { 'kubernetes.io/service-account.name': 'task' };
  const type = 'kubernetes.io/service-account-token';
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'kept', annotations }, type };
  r.apply(`${CORE}/secrets/kept`, secret);
  r.pass(1);
  const { data, metadata }: Json = r.get(`${CORE}/secrets/kept`);
  expect(Object.keys(data).toSorted()).toEqual(['ca.crt', 'namespace', 'token']);
  expect(metadata.annotations['kubernetes.io/service-account.uid']).toBe(r.get(ACCOUNT).metadata.uid);
  const token = Buffer.from(data.token, 'base64').toString();
  expect(opens(r, token)).toBe(200);
  r.ask('DELETE', ACCOUNT);
  expect(opens(r, token)).toBe(401);
  r.pass(1);
  expect(r.get(`${CORE}/secrets/kept`).code).toBe(404);
});
