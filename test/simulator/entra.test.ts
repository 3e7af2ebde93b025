import { expect, test } from '@jest/globals';
import { createEntra } from '../../src/simulator/entra/entra.ts';
import { issueToken, readClaims } from '../../src/simulator/jwt.ts';
import type { Answer } from './entra-rig.ts';
import { OPERATOR, TENANT, identityRig, send, surroundingsFor } from './entra-rig.ts';

const LOGIN = 'https://login.microsoftonline.com';
const CREDENTIALS = { grant_type: 'client_credentials' };

test('the configuration of the tenant names its endpoints', () => {
  const { entra } = identityRig();
  const configuration = (path: string): unknown =>
    send(entra, `GET ${LOGIN}/${path}/.well-known/openid-configuration`).body;
  expect(configuration(`${TENANT}/v2.0`)).toMatchObject({
    issuer: `${LOGIN}/${TENANT}/v2.0`,
    token_endpoint: `${LOGIN}/${TENANT}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${LOGIN}/${TENANT}/oauth2/v2.0/devicecode`,
  });
  expect(configuration(TENANT)).toMatchObject({
    issuer: `https://sts.windows.net/${TENANT}/`,
    token_endpoint: `${LOGIN}/${TENANT}/oauth2/token`,
    jwks_uri: `${LOGIN}/common/discovery/keys`,
  });
  for (const tenant of ['common', 'organizations']) {
    expect(configuration(`${tenant}/v2.0`)).toMatchObject({
      issuer: `${LOGIN}/{tenantid}/v2.0`,
      token_endpoint: `${LOGIN}/${tenant}/oauth2/v2.0/token`,
      tenant_region_scope: null,
    });
    expect(configuration(tenant)).toMatchObject({ issuer: 'https://sts.windows.net/{tenantid}/' });
  }
  expect(send(entra, `GET ${LOGIN}/common/discovery/keys`).body).toEqual({ keys: [] });
});

test('old clients get tokens for a resource, with numbers as text', () => {
  const rig = identityRig();
  const { appId, secret } = rig.client();
  const ask = (fields: Record<string, string>, headers = {}): Answer =>
    send(rig.entra, `POST ${LOGIN}/contoso.onmicrosoft.com/oauth2/token`, {
      headers,
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        resource: 'https://management.core.windows.net/',
        ...fields,
      }).toString(),
    });
  const { body } = ask({ client_id: appId, client_secret: secret });
  expect(body).toMatchObject({
    token_type: 'Bearer',
    expires_in: '3599',
    not_before: expect.stringMatching(/^\d+$/),
  });
  expect(readClaims(body.access_token ?? '')).toMatchObject({ aud: 'https://management.core.windows.net/' });
  expect(ask({ client_id: appId, client_secret: 'wrong' }).status).toBe(401);
});

test('a client may show who it is in the header', () => {
  const rig = identityRig();
  const { appId, secret } = rig.client();
  const basic = Buffer.from(`${appId}:${encodeURIComponent(secret)}`).toString('base64');
  const answer = send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/token`, {
    headers: { authorization: `Basic ${basic}` },
    body: 'grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default',
  });
  expect(answer.status).toBe(200);
});

test('instance discovery knows the public cloud', () => {
  const { entra } = identityRig();
  const { body } = send(entra, `GET ${LOGIN}/common/discovery/instance?api-version=1.1`);
  expect(body.metadata?.[0]?.preferred_network).toBe('login.microsoftonline.com');
});

test('what the sign-in service does not simulate is answered with 501', () => {
  const { entra } = identityRig();
  expect(send(entra, `GET ${LOGIN}/${TENANT}/oauth2/v2.0/authorize`).status).toBe(501);
});

test('a secret of an application gets a token of its service principal', () => {
  const rig = identityRig();
  const { appId, secret, principal } = rig.client();
  const { status, body } = rig.token({ ...CREDENTIALS, client_id: appId, client_secret: secret });
  expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3599]);
  expect(readClaims(String(body.access_token))).toMatchObject({
    oid: principal.id,
    tid: TENANT,
    appid: appId,
    aud: 'https://management.azure.com',
    idtyp: 'app',
    exp: rig.surroundings.clock.now() / 1000 + 3599,
  });
});

test('sign-in is refused with the AADSTS number, status and OAuth error of Entra', () => {
  const rig = identityRig();
  const { appId, secret, id, principal } = rig.client();
  const right = { ...CREDENTIALS, client_id: appId, client_secret: secret };
  const orphan = rig.graph('POST /applications', { displayName: 'no principal' }).body.appId ?? '';
  const rows: readonly (readonly [Record<string, string>, number, number, string])[] = [
    [{ ...right, client_id: TENANT }, 400, 700016, 'unauthorized_client'],
    [{ ...right, client_id: orphan }, 401, 7000229, 'invalid_client'],
    [{ ...right, client_secret: 'wrong' }, 401, 7000215, 'invalid_client'],
    [{ ...CREDENTIALS, client_id: appId }, 401, 7000216, 'invalid_client'],
    [{ ...right, scope: 'https://management.azure.com' }, 400, 70011, 'invalid_scope'],
    [{ ...right, scope: 'https://nowhere.example/.default' }, 400, 500011, 'invalid_resource'],
    [{ ...CREDENTIALS, client_secret: secret }, 400, 90014, 'invalid_request'],
    [{ grant_type: 'password' }, 400, 90014, 'invalid_request'],
    [{ grant_type: 'refresh_token', refresh_token: 'made.up.one' }, 400, 70000, 'invalid_grant'],
  ];
  for (const [form, status, code, error] of rows) {
    const answer = rig.token(form);
    expect([answer.status, answer.body.error_codes, answer.body.error]).toEqual([status, [code], error]);
    expect(answer.body.error_description).toContain(`AADSTS${code}: `);
  }
  rig.graph(`DELETE /servicePrincipals/${principal.id}`);
  expect(rig.token(right).body.error_codes).toEqual([7000229]);
  rig.graph(`DELETE /applications/${id}`);
  expect(rig.token(right).body.error_codes).toEqual([700016]);
});

test('an unknown tenant is refused with AADSTS90002', () => {
  const rig = identityRig();
  const { status, body } = rig.token(CREDENTIALS, '33333333-3333-4333-8333-333333333333');
  expect([status, body.error_codes]).toEqual([400, [90002]]);
});

test('a secret past its end is refused with AADSTS7000222', () => {
  const rig = identityRig();
  const { appId, secret } = rig.client();
  rig.advance(366 * 24 * 3600);
  const { status, body } = rig.token({ ...CREDENTIALS, client_id: appId, client_secret: secret });
  expect([status, body.error_codes]).toEqual([401, [7000222]]);
});

test('a new secret comes and goes before it is known everywhere', () => {
  const rig = identityRig();
  rig.armed['aad.secretLag'] = { knobs: { seconds: 16 }, times: 1 };
  const { appId, secret } = rig.client();
  const outcomes = (): unknown[] =>
    [1, 2, 3, 4].map(() => {
      const { status, body } = rig.token({ ...CREDENTIALS, client_id: appId, client_secret: secret });
      return status === 200 ? 200 : body.error_codes?.[0];
    });
  expect(outcomes()).toEqual([700016, 700016, 700016, 700016]);
  rig.advance(5);
  expect(outcomes()).toEqual([7000215, 700016, 7000215, 700016]);
  rig.advance(4);
  expect(outcomes()).toEqual([200, 7000215, 200, 7000215]);
  rig.advance(8);
  expect(outcomes()).toEqual([200, 200, 200, 200]);
});

test('secrets take 4 to 18 seconds to be known in the realistic profile', () => {
  const rig = identityRig({ profile: 'realistic' });
  const app = rig.graph('POST /applications', { displayName: 'x', passwordCredentials: [{}] }).body;
  rig.advance(60);
  rig.graph('POST /servicePrincipals', { appId: app.appId });
  const { secretText } = rig.graph(`POST /applications/${app.id}/addPassword`).body;
  const isKnown = (): boolean =>
    rig.token({ ...CREDENTIALS, client_id: app.appId ?? '', client_secret: secretText ?? '' }).status === 200;
  expect(isKnown() || isKnown()).toBe(false);
  rig.advance(18);
  expect(isKnown() && isKnown()).toBe(true);
});

test('the assertion of a trusted issuer gets a token of a managed identity', () => {
  const rig = identityRig();
  const { directory } = rig.entra;
  const { clientId, principalId } = directory.addManagedIdentity('metaflow');
  const trust = {
    issuer: 'https://oidc.example/',
    subject: 'system:serviceaccount:default:task',
    audiences: ['api://AzureADTokenExchange'],
  };
  const sign = (claims: object): Record<string, string> => ({
    ...CREDENTIALS,
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: issueToken(claims, 'the key of the cluster'),
  });
  const right = { iss: trust.issuer, sub: trust.subject, aud: trust.audiences };
  expect(rig.token(sign(right)).body.error_codes).toEqual([70025]);
  directory.setFederatedCredentials(clientId, [trust]);
  const { access_token: token } = rig.token(sign(right)).body;
  expect(directory.authenticate(`Bearer ${token}`)).toMatchObject({ objectId: principalId, name: clientId });
  for (const wrong of [{ iss: 'https://other.example/' }, { sub: 'someone' }, { aud: 'other' }]) {
    expect(rig.token(sign({ ...right, ...wrong })).body.error_codes).toEqual([70021]);
  }
  expect(rig.token(sign({ ...right, exp: 1 })).body.error_codes).toEqual([700024]);
  expect(rig.token({ ...sign(right), client_assertion: 'none' }).body.error_codes).toEqual([50013]);
});

test('the assertion of a trusted issuer gets a token of an application with a federated credential', () => {
  const rig = identityRig();
  const { appId, id, principal } = rig.client();
  const credential = {
    name: 'ci',
    issuer: 'https://ci.example',
    subject: 'repo:a/b',
    audiences: ['api://AzureADTokenExchange'],
  };
  rig.graph(`POST /applications/${id}/federatedIdentityCredentials`, credential);
  const assertion = issueToken(
    { iss: credential.issuer, sub: credential.subject, aud: credential.audiences[0] },
    'k',
  );
  const { body } = rig.token({ ...CREDENTIALS, client_id: appId, client_assertion: assertion });
  expect(readClaims(String(body.access_token))).toMatchObject({ oid: principal.id });
});

test('the operator signs in with a device code, and again with a refresh token', () => {
  const rig = identityRig();
  const scope = 'https://management.azure.com/.default offline_access openid profile';
  const asked = send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/devicecode`, {
    body: new URLSearchParams({ client_id: 'cli', scope }).toString(),
  }).body;
  const poll = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: asked.device_code ?? '',
  };
  expect(rig.token(poll).body.error).toBe('authorization_pending');
  const granted = rig.token(poll).body;
  const again = rig.token({
    grant_type: 'refresh_token',
    client_id: 'cli',
    scope,
    refresh_token: granted.refresh_token ?? '',
  });
  for (const { access_token: token } of [granted, again.body]) {
    expect(rig.entra.directory.authenticate(`Bearer ${token}`)).toMatchObject({ ...OPERATOR, type: 'User' });
  }
  expect(rig.token(poll).body.error_codes).toEqual([70000]);
});

test('a device code expires after a quarter of an hour', () => {
  const rig = identityRig();
  const asked = send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/devicecode`, {
    body: 'client_id=cli',
  }).body;
  rig.advance(901);
  expect(rig.token({ grant_type: 'device_code', device_code: asked.device_code ?? '' }).body.error).toBe(
    'expired_token',
  );
});

test('a signed-in operator has tokens for the audience asked for, an hour to an hour and a half long', () => {
  const rig = identityRig();
  const { directory } = rig.entra;
  const arm = `Bearer ${rig.entra.signIn()}`;
  expect(directory.authenticate(arm)).toEqual({
    ...OPERATOR,
    type: 'User',
    tenantId: TENANT,
    audience: 'https://management.azure.com',
  });
  const storage = `Bearer ${rig.entra.signIn({ audience: 'https://storage.azure.com' })}`;
  expect(directory.authenticate(storage)).toMatchObject({ audience: 'https://storage.azure.com' });
  rig.advance(3599);
  expect(directory.authenticate(arm)).toMatchObject(OPERATOR);
  rig.advance(1801);
  expect(directory.authenticate(arm)).toEqual({ error: 'expired' });
});

test('a token that this tenant did not issue is nobody', () => {
  const { entra } = identityRig();
  const [header = '', claims = ''] = entra.signIn().split('.');
  expect(entra.directory.authenticate(undefined)).toEqual({ error: 'missing' });
  expect(entra.directory.authenticate('Basic abc')).toEqual({ error: 'missing' });
  for (const token of ['abc', `${header}.${claims}.x`, `${header}.${claims}.`]) {
    expect(entra.directory.authenticate(`Bearer ${token}`)).toEqual({ error: 'invalid' });
  }
});

test('ARM sees a new principal at once in the fast profile, and within 69 seconds in the realistic one', () => {
  for (const [profile, least, most] of [
    ['fast', 0, 0],
    ['realistic', 1, 69_000],
  ] as const) {
    const rig = identityRig({ profile });
    const lags = Array.from({ length: 50 }, () => {
      const { principalId } = rig.entra.directory.addManagedIdentity('x');
      return (
        (rig.entra.directory.principal(principalId)?.visibleToArmAt ?? NaN) - rig.surroundings.clock.now()
      );
    });
    expect(Math.min(...lags)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...lags)).toBeLessThanOrEqual(most);
  }
});

test('the directory knows the operator, service principals and managed identities until they are deleted', () => {
  const rig = identityRig();
  const { directory } = rig.entra;
  const { principal, id } = rig.client();
  const { principalId } = directory.addManagedIdentity('identity');
  const types = (): unknown[] =>
    [OPERATOR.objectId, principal.id ?? '', principalId, id].map((one) => directory.principal(one)?.type);
  expect(types()).toEqual(['User', 'ServicePrincipal', 'ServicePrincipal', undefined]);
  directory.removeManagedIdentity(principalId);
  rig.graph(`DELETE /servicePrincipals/${principal.id}`);
  expect(types()).toEqual(['User', undefined, undefined, undefined]);
});

test('a world that was saved and loaded keeps its tenant, secrets and tokens', () => {
  const rig = identityRig();
  const { appId, secret } = rig.client();
  const token = rig.entra.signIn();
  const world = JSON.parse(JSON.stringify(rig.surroundings.world)) as Record<string, unknown>;
  const { surroundings } = surroundingsFor({ world });
  const entra = createEntra(surroundings, { tenantId: 'another', operator: OPERATOR });
  expect(entra.directory.authenticate(`Bearer ${token}`)).toMatchObject(OPERATOR);
  const form = {
    ...CREDENTIALS,
    client_id: appId,
    client_secret: secret,
    scope: 'https://management.azure.com/.default',
  };
  const body = new URLSearchParams(form).toString();
  expect(send(entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/token`, { body }).status).toBe(200);
});

test('a refresh token is of use to the client that it was given to', () => {
  const rig = identityRig();
  const scope = 'https://management.azure.com/.default';
  const { device_code = '' } = send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/devicecode`, {
    body: new URLSearchParams({ client_id: 'cli', scope }).toString(),
  }).body;
  rig.token({ grant_type: 'device_code', device_code });
  const { refresh_token = '' } = rig.token({ grant_type: 'device_code', device_code }).body;
  const codeFor = (client: Record<string, string>): unknown =>
    rig.token({ grant_type: 'refresh_token', scope, refresh_token, ...client }).body.error_codes?.[0];
  expect([codeFor({ client_id: 'other' }), codeFor({})]).toEqual([70000, 70000]);
  expect(codeFor({ client_id: 'cli' })).toBeUndefined();
});

test('the times of tokens and of device codes are those of who holds them', () => {
  const rig = identityRig();
  const held = Date.UTC(2026, 0, 1);
  Object.assign(rig.surroundings, { wall: () => held });
  const { appId } = rig.graph('POST /applications', { displayName: 'app' }).body;
  rig.graph('POST /servicePrincipals', { appId });
  const { id } = rig.graph(`GET /applications(appId='${appId}')`).body;
  const { secretText } = rig.graph(`POST /applications/${id}/addPassword`, {}).body;
  const { device_code = '' } = send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/devicecode`, {
    body: 'client_id=cli',
  }).body;
  rig.advance(86_400);
  const form = {
    grant_type: 'client_credentials',
    client_id: String(appId),
    client_secret: String(secretText),
    resource: 'https://management.azure.com/',
  };
  const { access_token: token, expires_on: end } = send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/token`, {
    body: new URLSearchParams(form).toString(),
  }).body;
  expect(String(readClaims(String(token))?.['exp'])).toBe(end);
  expect(rig.token({ grant_type: 'device_code', device_code }).body.error).toBe('authorization_pending');
});

test('device codes that nobody came back for are forgotten', () => {
  const rig = identityRig();
  const ask = (): string =>
    send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/devicecode`, { body: 'client_id=cli' }).body
      .device_code ?? '';
  const device_code = ask();
  rig.advance(3 * 3600);
  ask();
  expect(rig.token({ grant_type: 'device_code', device_code }).body.error_codes).toEqual([70000]);
});

test('what a client says of itself may be badly written', () => {
  const rig = identityRig();
  const basic = Buffer.from('%:%').toString('base64');
  const answer = send(rig.entra, `POST ${LOGIN}/${TENANT}/oauth2/v2.0/token`, {
    headers: { authorization: `Basic ${basic}` },
    body: 'grant_type=client_credentials',
  });
  expect(answer.body.error_codes).toEqual([700016]);
  const { appId } = rig.graph('POST /applications', { displayName: 'app' }).body;
  rig.graph('POST /servicePrincipals', { appId });
  const assertion = issueToken({ exp: -1e300 }, 'k');
  const { body } = rig.token({ ...CREDENTIALS, client_id: String(appId), client_assertion: assertion });
  expect(body.error_codes).toEqual([700024]);
});
