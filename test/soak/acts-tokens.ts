import { tenantId } from '../../src/simulator/catalogue.ts';
import { versionFor } from './estate.ts';
import { anyOf, jsonOf, keep, recall, subscription, type Maker, type Scene } from './scene.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

const asked = (tenant: string, fields: Readonly<Record<string, string>>): Maker => {
  return (scene) => ({
    method: 'POST',
    path: `/${tenant}/oauth2/v2.0/token`,
    headers: form,
    body: new URLSearchParams(fields).toString(),
    heard: (answer) => keep(scene, 'tokens', jsonOf(answer)['access_token']),
  });
};

/** A token with another content under its old signature. */
function forged({ estate }: Scene, claims: object): string {
  const [head, body = '', signature] = estate.tokens.arm.split('.');
  const had = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  const now = Buffer.from(JSON.stringify({ ...had, ...claims })).toString('base64url');
  return `${head}.${now}.${signature}`;
}

const doors = (scene: Scene): readonly [string, ...string[]] => [
  `${subscription}/resourceGroups?${versionFor(subscription)}`,
  '/v1.0/applications',
  `/_host/${scene.estate.fqdn}/api/v1/pods`,
  '/_host/fuzzbox.blob.core.windows.net/box?restype=container&comp=list',
];

/** A request with a token that is not the one for it. */
const strangers: Maker = (scene) => {
  const { choices, estate } = scene;
  const token = choices.one([
    estate.tokens.arm,
    estate.tokens.graph,
    estate.tokens.blob,
    estate.tokens.cluster,
    forged(scene, { exp: 1 }),
    forged(scene, { tid: '99999999-1111-4111-8111-111111111111' }),
    forged(scene, { oid: 'nobody', aud: [] }),
    'none',
    recall(scene, 'tokens'),
    recall(scene, 'account tokens'),
  ]);
  return {
    method: 'GET',
    path: choices.one(doors(scene)),
    headers: { authorization: `Bearer ${token}`, 'x-ms-version': '2023-11-03' },
  };
};

/** Signing in, well and badly, and coming with tokens for something else. */
export const tokens: Maker = anyOf(
  strangers,
  strangers,
  (scene) =>
    asked(scene.choices.one([tenantId, tenantId, 'nowhere', '99999999-1111-4111-8111-111111111111']), {
      grant_type: 'client_credentials',
      client_id: recall(scene, 'clients'),
      client_secret: scene.choices.one(['wrong', '']),
      scope: 'https://graph.microsoft.com/.default',
    })(scene),
  (scene) =>
    asked(tenantId, {
      grant_type: 'refresh_token',
      refresh_token: recall(scene, 'tokens'),
      scope: 'https://management.azure.com/.default',
    })(scene),
  (scene) =>
    asked(tenantId, {
      grant_type: 'client_credentials',
      client_id: recall(scene, 'clients'),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: scene.estate.tokens.arm,
      scope: 'https://management.azure.com/.default',
    })(scene),
  () => ({
    method: 'POST',
    path: `/${tenantId}/oauth2/v2.0/devicecode`,
    headers: form,
    body: 'client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&scope=https%3A%2F%2Fmanagement.azure.com%2F.default',
  }),
  () => ({ method: 'GET', path: `/${tenantId}/v2.0/.well-known/openid-configuration` }),
  (scene) => ({
    method: 'POST',
    path: `/_host/${scene.estate.fqdn}/api/v1/namespaces/default/serviceaccounts/default/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } },
    heard: (answer) =>
      keep(scene, 'account tokens', (jsonOf(answer)['status'] as { token?: string } | undefined)?.token),
  }),
);
