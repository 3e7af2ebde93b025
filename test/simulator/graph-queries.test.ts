import { expect, test } from '@jest/globals';
import { OPERATOR, TENANT, identityRig, send } from './entra-rig.ts';
import type { Answer } from './entra-rig.ts';

const GRAPH = 'https://graph.microsoft.com/v1.0';
const code = ({ status, body }: Answer): unknown[] => [status, body.error?.code];

const names = ({ body }: Answer): unknown[] =>
  ((body.value ?? []) as unknown as { displayName: string }[]).map(({ displayName }) => displayName);

function rigWithApplications() {
  const rig = identityRig();
  const tagged = [
    ['metaflow one', 'a'],
    ['metaflow two', 'b'],
    ["it's other", 'b'],
  ] as const;
  for (const [displayName, tag] of tagged) {
    rig.graph('POST /applications', {
      displayName,
      uniqueName: displayName.replaceAll(' ', '-'),
      tags: [tag],
    });
  }
  return rig;
}

test('lists are filtered by equality, by beginning and by what they contain', () => {
  const rig = rigWithApplications();
  const rows: readonly (readonly [string, number])[] = [
    ["displayName eq 'metaflow one'", 1],
    ["displayName eq 'METAFLOW ONE'", 1],
    ["displayName eq 'it''s other'", 1],
    ["displayName eq 'metaflow'", 0],
    ["uniqueName eq 'metaflow-two'", 1],
    ["startswith(displayName,'metaflow')", 2],
    ["startswith(displayName, 'x')", 0],
    ["tags/any(t:t eq 'b')", 2],
    ["tags/any(t: t eq 'b') and startswith(displayName,'metaflow')", 1],
    ["displayName eq 'metaflow one' or displayName eq 'metaflow two'", 2],
    ["displayName in ('metaflow one', 'it''s other')", 2],
    ["(displayName eq 'metaflow one' or displayName eq 'metaflow two') and tags/any(t:t eq 'b')", 1],
    ['uniqueName eq null', 0],
  ];
  for (const [filter, hits] of rows) {
    const answer = rig.graph(`GET /applications?$filter=${encodeURIComponent(filter)}`);
    expect([filter, names(answer).length]).toEqual([filter, hits]);
  }
  const { appId } = rig.graph("GET /applications(uniqueName='metaflow-one')").body;
  expect(names(rig.graph(`GET /applications?$filter=appId eq '${appId}'`))).toEqual(['metaflow one']);
  rig.graph('POST /servicePrincipals', { appId });
  const filter = `servicePrincipalNames/any(c:c eq '${appId}')`;
  expect(names(rig.graph(`GET /servicePrincipals?$filter=${filter}`))).toEqual(['metaflow one']);
});

test('a query that this Graph does not understand is refused instead of ignored', () => {
  const rig = rigWithApplications();
  const rows = [
    ["$filter=description eq 'x'", 400, 'Request_UnsupportedQuery'],
    ["$filter=displayName ne 'x'", 400, 'Request_UnsupportedQuery'],
    ["$filter=displayName eq 'x' and", 400, 'BadRequest'],
    ["$filter=displayName like 'x'", 400, 'BadRequest'],
    ["$filter=displayName eq 'x'&$orderby=displayName", 400, 'Request_UnsupportedQuery'],
    ['$select=secret', 400, 'BadRequest'],
    ['$top=0', 400, 'Request_BadRequest'],
    ['$top=1000', 400, 'Request_BadRequest'],
    ['$expand=owners', 501, 'NotSimulated'],
  ] as const;
  for (const [query, status, error] of rows) {
    expect(code(rig.graph(`GET /applications?${query}`))).toEqual([status, error]);
  }
});

test('advanced queries are answered for who is content with eventual consistency and counts', () => {
  const rig = rigWithApplications();
  const rows: readonly (readonly [string, number])[] = [
    ["displayName ne 'metaflow one'", 2],
    ["not(startswith(displayName,'metaflow'))", 1],
    ["endswith(displayName,'two')", 1],
  ];
  for (const [filter, hits] of rows) {
    const query = `$count=true&$filter=${encodeURIComponent(filter)}`;
    const headers = { consistencylevel: 'eventual' };
    const answer = rig.graph(`GET /applications?${query}`, undefined, headers);
    expect([filter, answer.body['@odata.count']]).toEqual([filter, hits]);
    expect(rig.graph(`GET /applications?${query}`).status).toBe(400);
  }
  expect(names(rig.graph('GET /applications?$orderby=displayName desc'))).toEqual([
    'metaflow two',
    'metaflow one',
    "it's other",
  ]);
});

test('the beta version and the tenant in the path are taken', () => {
  const rig = identityRig();
  const { id } = rig.graph('POST /applications', { displayName: 'metaflow' }).body;
  const authorization = `Bearer ${rig.entra.signIn({ audience: 'https://graph.microsoft.com' })}`;
  const ask = (path: string): Answer =>
    send(rig.service, `GET https://graph.microsoft.com${path}`, { headers: { authorization } });
  expect(ask(`/beta/applications/${id}?$select=oauth2RequirePostResponse`).body).toEqual({
    '@odata.context':
      'https://graph.microsoft.com/beta/$metadata#applications(oauth2RequirePostResponse)/$entity',
    oauth2RequirePostResponse: null,
  });
  expect(ask(`/beta/${TENANT}/applications/${id}/owners?$select=id`).body.value).toHaveLength(1);
});

test('a tenant has one domain and no groups', () => {
  const rig = identityRig();
  expect(rig.graph('GET /domains').body.value?.[0]?.id).toBe('contoso.onmicrosoft.com');
  expect(rig.graph('GET /domains/contoso.onmicrosoft.com').body['isVerified']).toBe(true);
  expect(rig.graph("GET /groups?$filter=displayName eq 'x'").body.value).toEqual([]);
  expect(rig.graph(`GET /groups/${TENANT}`).status).toBe(404);
  const asked = { securityEnabledOnly: true };
  expect(rig.graph('POST /me/getMemberGroups', asked).body.value).toEqual([]);
  expect(rig.graph(`POST /users/${OPERATOR.objectId}/getMemberGroups`, asked).body.value).toEqual([]);
  expect(rig.graph(`POST /directoryObjects/${TENANT}/checkMemberGroups`, { groupIds: [] }).status).toBe(404);
});

test('answers hold what $select names', () => {
  const rig = rigWithApplications();
  expect(rig.graph("GET /applications(uniqueName='metaflow-one')?$select=displayName,tags").body).toEqual({
    '@odata.context': `${GRAPH}/$metadata#applications(displayName,tags)/$entity`,
    displayName: 'metaflow one',
    tags: ['a'],
  });
});

test('lists come in pages of $top, with a link to the next', () => {
  const rig = rigWithApplications();
  const first = rig.graph('GET /applications?$top=2&$count=true');
  expect([names(first).length, first.body['@odata.count']]).toEqual([2, 3]);
  const second = rig.graph(`GET ${String(first.body['@odata.nextLink']).slice(GRAPH.length)}`);
  expect(names(first).concat(names(second))).toHaveLength(3);
  expect(second.body).not.toHaveProperty('@odata.nextLink');
});

test('the tenant tells who I am, its users, its name and its policy', () => {
  const rig = identityRig();
  expect(rig.graph('GET /me').body).toMatchObject({
    id: OPERATOR.objectId,
    userPrincipalName: OPERATOR.name,
  });
  expect(rig.graph('GET /me?$select=id').body.id).toBe(OPERATOR.objectId);
  for (const name of [OPERATOR.objectId, OPERATOR.name]) {
    expect(rig.graph(`GET /users/${name}`).body.id).toBe(OPERATOR.objectId);
  }
  expect(rig.graph(`GET /users?$filter=userPrincipalName eq '${OPERATOR.name}'`).body.value).toHaveLength(1);
  expect(rig.graph('GET /users/nobody@contoso.com').status).toBe(404);
  expect(rig.graph('GET /organization').body.value?.[0]?.id).toBe(TENANT);
  expect(rig.graph('GET /policies/authorizationPolicy').body).toMatchObject({
    defaultUserRolePermissions: { allowedToCreateApps: true },
  });
});

test('directory objects are found by id, whatever they are', () => {
  const rig = identityRig();
  const { id, principal } = rig.client();
  const ids = [OPERATOR.objectId, id, principal.id, TENANT];
  const { value } = rig.graph('POST /directoryObjects/getByIds', { ids }).body;
  expect(value).toHaveLength(3);
  expect(rig.graph(`GET /directoryObjects/${id}`).body['@odata.type']).toBe('#microsoft.graph.application');
  expect(rig.graph(`GET /directoryObjects/${TENANT}`).status).toBe(404);
});

test('a path that this Graph does not simulate is answered with 501', () => {
  const rig = identityRig();
  for (const path of ['/devices', '/applications/x/extensionProperties']) {
    expect(code(rig.graph(`GET ${path}`))).toEqual([501, 'NotSimulated']);
  }
  expect(send(rig.service, 'GET https://graph.microsoft.com/v2.0/applications').status).toBe(501);
});

test('Graph wants a token of its own audience that has not expired', () => {
  const rig = identityRig();
  const ask = (authorization?: string): unknown[] => {
    const headers = authorization === undefined ? {} : { authorization };
    const { status, body } = send(rig.service, `GET ${GRAPH}/me`, { headers });
    return [status, body.error?.code, body.error?.message];
  };
  const refused = (message: string): unknown[] => [401, 'InvalidAuthenticationToken', message];
  expect(ask()).toEqual(refused('Access token is empty.'));
  expect(ask('Bearer made-up')).toEqual(refused('Access token validation failure.'));
  expect(ask(`Bearer ${rig.entra.signIn()}`)).toEqual(
    refused('Access token validation failure. Invalid audience.'),
  );
  const early = `Bearer ${rig.entra.signIn({ audience: 'https://graph.microsoft.com' })}`;
  rig.advance(5401);
  expect(ask(early)).toEqual(refused('Lifetime validation failed, the token is expired.'));
});

test('a service principal has no rights in Graph', () => {
  const rig = identityRig();
  const { appId, secret } = rig.client();
  const scope = 'https://graph.microsoft.com/.default';
  const { access_token: token } = rig.token({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: secret,
    scope,
  }).body;
  const ask = (operation: string, json?: object): unknown[] =>
    code(rig.graph(operation, json, { authorization: `Bearer ${token}` }));
  const denied = [403, 'Authorization_RequestDenied'];
  expect(ask('GET /applications')).toEqual(denied);
  expect(ask('POST /applications', { displayName: 'x' })).toEqual(denied);
  expect(ask('GET /me')).toEqual([400, 'BadRequest']);
});

test('errors carry the time and the ids of the request', () => {
  const rig = identityRig();
  const { body, headers } = rig.graph('GET /applications/x', undefined, { 'client-request-id': 'mine' });
  expect(body.error?.innerError).toEqual({
    date: '2026-01-01T00:00:00',
    'request-id': headers['request-id'],
    'client-request-id': 'mine',
  });
  expect(headers).toHaveProperty('x-ms-ags-diagnostic');
});
