import { expect, test } from '@jest/globals';
import { identityRig, send } from './entra-rig.ts';
import type { Answer } from './entra-rig.ts';

const code = ({ status, body }: Answer): unknown[] => [status, body.error?.code];

test('an application is created with everything Graph shows, and its secret text this once', () => {
  const rig = identityRig();
  const { status, body } = rig.graph('POST /applications', {
    displayName: 'metaflow',
    uniqueName: 'metaflow-1',
    passwordCredentials: [{ displayName: 'first', endDateTime: '2026-07-01T00:00:00Z' }],
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#applications/$entity',
    createdDateTime: '2026-01-01T00:00:00Z',
    deletedDateTime: null,
    displayName: 'metaflow',
    uniqueName: 'metaflow-1',
    passwordCredentials: [{ displayName: 'first', endDateTime: '2026-07-01T00:00:00Z' }],
  });
  const [secret] = body.passwordCredentials ?? [];
  expect(secret?.secretText).toMatch(/^.{3}8Q~.{34}$/);
  expect(secret?.hint).toBe(secret?.secretText?.slice(0, 3));
  const seen = rig.graph(`GET /applications/${body.id}`).body;
  expect(seen.passwordCredentials).toMatchObject([
    { keyId: secret?.keyId, hint: secret?.hint, secretText: null },
  ]);
  expect(rig.graph('GET /applications').text).not.toContain(secret?.secretText);
});

test('an application without an audience is open to everybody', () => {
  const rig = identityRig();
  const { body } = rig.graph('POST /applications', { displayName: 'x' });
  expect(body.signInAudience).toBe('AzureADandPersonalMicrosoftAccount');
});

test('a body that Graph would not take is refused with 400', () => {
  const rig = identityRig();
  const secret = (wish: object): object => ({ displayName: 'x', passwordCredentials: [wish] });
  const rows: readonly (readonly [unknown, RegExp])[] = [
    [{}, /A value is required for property 'displayName' of resource 'Application'/],
    [{ displayName: 'x', displayname: 'x' }, /The property 'displayname' does not exist/],
    [{ displayName: 'x', web: { redirectUri: [] } }, /The property 'redirectUri' does not exist/],
    [{ displayName: 5 }, /expected type/],
    [{ displayName: 'x', tags: 'y' }, /expected type/],
    [{ displayName: 'x', tags: null }, /expected type/],
    [{ displayName: 'x', api: [] }, /expected type/],
    [{ displayName: 'x', api: { requestedAccessTokenVersion: '2' } }, /expected type/],
    [{ displayName: 'x', passwordCredentials: {} }, /expected type/],
    [{ displayName: 'x', isFallbackPublicClient: 'no' }, /expected type/],
    [{ displayName: 'x'.repeat(257) }, /Invalid value specified for property 'displayName'/],
    [
      { displayName: 'x', signInAudience: 'Everybody' },
      /Invalid value specified for property 'signInAudience'/,
    ],
    [{ displayName: 'x', appId: 'y' }, /Property 'appId' is read-only/],
    [secret({ secretText: 'mine' }), /must be generated with service actions/],
    [secret({ keyId: 'aaaaaaaa-0000-4000-8000-000000000001' }), /must be generated with service actions/],
    [secret({ endDateTime: 'tomorrow' }), /expected type/],
    [secret({ endDateTime: '2025-01-01T00:00:00Z' }), /end date is invalid/],
    [[], /Unable to read JSON request payload/],
  ];
  for (const [json, message] of rows) {
    const { status, body } = rig.graph('POST /applications', json);
    expect([status, body.error?.message]).toEqual([400, expect.stringMatching(message)]);
  }
  expect(rig.graph('GET /applications').body.value).toEqual([]);
});

test('a body that is no JSON is refused with 400', () => {
  const rig = identityRig();
  const authorization = `Bearer ${rig.entra.signIn({ audience: 'https://graph.microsoft.com' })}`;
  const deep = `{"displayName":"x","web":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_001)}`;
  for (const body of ['{', '[]', deep]) {
    const options = { headers: { authorization }, body };
    expect(send(rig.service, 'POST https://graph.microsoft.com/v1.0/applications', options).status).toBe(400);
  }
});

test('a unique name belongs to one application, even from the bin, until it is purged', () => {
  const rig = identityRig();
  const wish = { displayName: 'x', uniqueName: 'metaflow' };
  const { id } = rig.graph('POST /applications', wish).body;
  const isConflict = (answer: Answer): void => {
    expect(code(answer)).toEqual([400, 'Request_BadRequest']);
    expect(answer.body.error?.details?.[0]).toMatchObject({ code: 'ObjectConflict', target: 'uniqueName' });
  };
  isConflict(rig.graph('POST /applications', wish));
  rig.graph(`DELETE /applications/${id}`);
  isConflict(rig.graph('POST /applications', wish));
  isConflict(
    rig.graph(
      "PATCH /applications(uniqueName='metaflow')",
      { displayName: 'x' },
      { prefer: 'create-if-missing' },
    ),
  );
  rig.graph(`DELETE /directory/deletedItems/${id}`);
  expect(rig.graph('POST /applications', wish).status).toBe(201);
});

test('an application is found by object id, client id and unique name, and by no other id', () => {
  const rig = identityRig();
  const { id, appId, principal } = rig.client('metaflow-1');
  for (const name of [`/${id}`, `(appId='${appId}')`, "(uniqueName='metaflow-1')"]) {
    expect(rig.graph(`GET /applications${name}`).body.id).toBe(id);
  }
  for (const name of [`/${appId}`, `(appId='${id}')`, `/${principal.id}`, "(uniqueName='metaflow')"]) {
    expect(code(rig.graph(`GET /applications${name}`))).toEqual([404, 'Request_ResourceNotFound']);
  }
});

test('an update keeps what it does not name, inside of parts as well', () => {
  const rig = identityRig();
  const { id } = rig.graph('POST /applications', {
    displayName: 'x',
    tags: ['a'],
    web: { redirectUris: ['https://a.example'], homePageUrl: 'https://b.example' },
  }).body;
  const answer = rig.graph(`PATCH /applications/${id}`, { displayName: 'y', web: { redirectUris: [] } });
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect(rig.graph(`GET /applications/${id}`).body).toMatchObject({
    displayName: 'y',
    tags: ['a'],
    web: { redirectUris: [], homePageUrl: 'https://b.example' },
  });
});

test('an update changes neither ids nor the unique name, and makes no secrets', () => {
  const rig = identityRig();
  const { id, app } = rig.client();
  for (const body of [
    { appId: 'x' },
    { id: 'x' },
    { uniqueName: 'y' },
    { passwordCredentials: [{ displayName: 'z' }] },
    { displayName: '' },
  ]) {
    expect(rig.graph(`PATCH /applications/${id}`, body).status).toBe(400);
  }
  expect(rig.graph(`PATCH /applications/${id}`, { id, notes: 'repeats its id' }).status).toBe(204);
  const [{ keyId } = { keyId: undefined }] = (app.passwordCredentials ?? []) as { keyId?: unknown }[];
  expect(rig.graph(`PATCH /applications/${id}`, { passwordCredentials: [{ keyId }] }).status).toBe(204);
  expect(rig.graph(`GET /applications/${id}`).body.passwordCredentials).toHaveLength(1);
  expect(rig.graph(`PATCH /applications/${id}`, { passwordCredentials: [] }).status).toBe(204);
  expect(rig.graph(`GET /applications/${id}`).body.passwordCredentials).toEqual([]);
});

test('an upsert by unique name creates with 201 and a body, updates with 204, and is 404 when not preferred', () => {
  const rig = identityRig();
  const path = "PATCH /applications(uniqueName='metaflow-1')";
  const prefer = { prefer: 'create-if-missing' };
  expect(rig.graph(path, { displayName: 'x' }).status).toBe(404);
  expect(rig.graph(path, { displayName: 'x', passwordCredentials: [{}] }, prefer).status).toBe(400);
  expect(rig.graph(path, { displayName: 'x', uniqueName: 'other' }, prefer).status).toBe(400);
  const created = rig.graph(path, { displayName: 'x' }, prefer);
  expect([created.status, created.body.uniqueName]).toEqual([201, 'metaflow-1']);
  const updated = rig.graph(path, { displayName: 'y' }, prefer);
  expect([updated.status, updated.text]).toEqual([204, '']);
  expect(rig.graph(`GET /applications/${created.body.id}`).body.displayName).toBe('y');
});

test('a secret is added with its text shown once, and removed by its key', () => {
  const rig = identityRig();
  const { id, appId } = rig.client();
  const added = rig.graph(`POST /applications/${id}/addPassword`, {
    passwordCredential: { displayName: 'second' },
  });
  expect(added.body).toMatchObject({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential',
    displayName: 'second',
    startDateTime: '2026-01-01T00:00:00Z',
    endDateTime: '2028-01-01T00:00:00Z',
  });
  const { keyId = '', secretText = '' } = added.body;
  const signIn = (): number =>
    rig.token({ grant_type: 'client_credentials', client_id: appId, client_secret: secretText }).status;
  expect(signIn()).toBe(200);
  expect(rig.graph(`POST /applications/${id}/removePassword`, { keyId }).status).toBe(204);
  expect(signIn()).toBe(401);
  expect(rig.graph(`POST /applications/${id}/removePassword`, { keyId }).status).toBe(400);
  expect(rig.graph(`POST /applications/${id}/addPassword`, { displayName: 'flat' }).status).toBe(400);
});

test('owners are the creator and whoever is bound, added and not removed', () => {
  const rig = identityRig();
  const { principal } = rig.client('owner');
  const link = `https://graph.microsoft.com/v1.0/directoryObjects/${principal.id}`;
  const { id } = rig.graph('POST /applications', { displayName: 'x', 'owners@odata.bind': [link] }).body;
  const owners = (): unknown[] =>
    (
      (rig.graph(`GET /applications/${id}/owners`).body.value ?? []) as unknown as { '@odata.type': string }[]
    ).map((owner) => owner['@odata.type']);
  expect(owners()).toEqual(['#microsoft.graph.user', '#microsoft.graph.servicePrincipal']);
  expect(rig.graph(`POST /applications/${id}/owners/$ref`, { '@odata.id': link }).status).toBe(400);
  expect(rig.graph(`DELETE /applications/${id}/owners/${principal.id}/$ref`).status).toBe(204);
  expect(owners()).toEqual(['#microsoft.graph.user']);
  expect(rig.graph(`POST /applications/${id}/owners/$ref`, { '@odata.id': link }).status).toBe(204);
  expect(rig.graph(`POST /applications/${id}/owners/$ref`, { '@odata.id': `${link}0` }).status).toBe(404);
  expect(rig.graph(`DELETE /applications/${id}/owners/${id}/$ref`).status).toBe(404);
});

test('federated credentials are unique by name and by issuer and subject, and found by id or name', () => {
  const rig = identityRig();
  const { id } = rig.client();
  const base = `/applications/${id}/federatedIdentityCredentials`;
  const wish = { name: 'ci', issuer: 'https://ci.example', subject: 'repo:a/b', audiences: ['api://x'] };
  const created = rig.graph(`POST ${base}`, wish);
  expect([created.status, created.body.description]).toEqual([201, null]);
  expect(rig.graph(`POST ${base}`, wish).status).toBe(409);
  expect(rig.graph(`POST ${base}`, { ...wish, name: 'cd' }).status).toBe(400);
  expect(rig.graph(`POST ${base}`, { ...wish, subject: undefined, name: 'cd' }).status).toBe(400);
  expect(rig.graph(`PATCH ${base}/ci`, { subject: 'repo:c/d' }).status).toBe(204);
  expect(rig.graph(`PATCH ${base}/ci`, { name: 'other' }).status).toBe(400);
  expect(rig.graph(`GET ${base}/${created.body.id}`).body).toMatchObject({ ...wish, subject: 'repo:c/d' });
  expect(rig.graph(`GET ${base}`).body.value).toHaveLength(1);
  expect(rig.graph(`DELETE ${base}/${created.body.id}`).status).toBe(204);
  expect(rig.graph(`GET ${base}/ci`).status).toBe(404);
});

test('what is made is told with an address of Graph’s own', () => {
  const rig = identityRig();
  const made = rig.graph('POST /applications', { displayName: 'x' });
  expect(made.headers['location']).toMatch(
    new RegExp(`/v2/[^/]+/directoryObjects/${made.body.id}/Microsoft.DirectoryServices.Application$`),
  );
  const secret = rig.graph(`POST /applications/${made.body.id}/addPassword`, {});
  expect(secret.headers['location']).toBe('https://graph.microsoft.com');
  expect(rig.graph(`GET /applications/${made.body.id}`).headers['location']).toBeUndefined();
});
