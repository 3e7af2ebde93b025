import { expect, test } from '@jest/globals';
import { TENANT, identityRig } from './entra-rig.ts';
import type { Answer } from './entra-rig.ts';

const code = ({ status, body }: Answer): unknown[] => [status, body.error?.code];

test('a service principal is made of an application of the tenant', () => {
  const rig = identityRig();
  const { principal, appId, app } = rig.client('metaflow-1');
  expect(principal).toMatchObject({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity',
    appId,
    appDisplayName: 'metaflow-1',
    appOwnerOrganizationId: TENANT,
    displayName: 'metaflow-1',
    servicePrincipalNames: [appId],
    servicePrincipalType: 'Application',
    signInAudience: 'AzureADMyOrg',
    passwordCredentials: [],
  });
  expect(principal.id).not.toBe(app.id);
  for (const name of [`/${principal.id}`, `(appId='${appId}')`]) {
    expect(rig.graph(`GET /servicePrincipals${name}`).body.id).toBe(principal.id);
  }
});

test('a service principal needs an application, and an application has one', () => {
  const rig = identityRig();
  const { appId, principal } = rig.client();
  expect(code(rig.graph('POST /servicePrincipals', {}))).toEqual([400, 'Request_BadRequest']);
  const absent = rig.graph('POST /servicePrincipals', { appId: TENANT });
  expect([absent.status, absent.body.error?.message]).toEqual([
    400,
    `The appId '${TENANT}' of the service principal does not reference a valid application object.`,
  ]);
  expect(code(rig.graph('POST /servicePrincipals', { appId }))).toEqual([
    409,
    'Request_MultipleObjectsWithSameKeyValue',
  ]);
  rig.graph(`DELETE /servicePrincipals/${principal.id}`);
  expect(rig.graph('POST /servicePrincipals', { appId }).status).toBe(201);
});

test('an upsert by client id creates a service principal with 201 and updates it with 204', () => {
  const rig = identityRig();
  const { appId } = rig.graph('POST /applications', { displayName: 'x' }).body;
  const path = `PATCH /servicePrincipals(appId='${appId}')`;
  const prefer = { prefer: 'create-if-missing' };
  expect(rig.graph(path, {}).status).toBe(404);
  expect(rig.graph(path, {}, prefer).status).toBe(201);
  expect(rig.graph(path, { tags: ['ours'] }, prefer).status).toBe(204);
  expect(rig.graph(path, { appId: TENANT }).status).toBe(400);
  expect(rig.graph(`GET /servicePrincipals(appId='${appId}')`).body.tags).toEqual(['ours']);
});

test('a secret on the service principal signs in as well', () => {
  const rig = identityRig();
  const { principal, appId } = rig.client();
  const { secretText = '', keyId } = rig.graph(
    `POST /servicePrincipals/${principal.id}/addPassword`,
    {},
  ).body;
  const signIn = (): number =>
    rig.token({ grant_type: 'client_credentials', client_id: appId, client_secret: secretText }).status;
  expect(signIn()).toBe(200);
  rig.graph(`POST /servicePrincipals/${principal.id}/removePassword`, { keyId });
  expect(signIn()).toBe(401);
});

test('an application with an instance lock keeps secrets off its service principal', () => {
  const rig = identityRig();
  const { principal, id } = rig.client();
  const lock = { isEnabled: true, allProperties: true };
  rig.graph(`PATCH /applications/${id}`, { servicePrincipalLockConfiguration: lock });
  expect(code(rig.graph(`POST /servicePrincipals/${principal.id}/addPassword`, {}))).toEqual([
    400,
    'CannotUpdateLockedServicePrincipalProperty',
  ]);
});

test('managed identities show among the service principals, and only ARM deletes them', () => {
  const rig = identityRig();
  const { principalId, clientId } = rig.entra.directory.addManagedIdentity('cluster-identity');
  const path = `/servicePrincipals/${principalId}`;
  expect(rig.graph(`GET ${path}`).body).toMatchObject({
    appId: clientId,
    displayName: 'cluster-identity',
    servicePrincipalType: 'ManagedIdentity',
  });
  expect(code(rig.graph(`DELETE ${path}`))).toEqual([403, 'Authorization_RequestDenied']);
});
