import { expect, test } from '@jest/globals';
import { identityFaults } from '../../src/simulator/graph/fault-list.ts';
import { identityRig } from './entra-rig.ts';
import type { Answer } from './entra-rig.ts';

const code = ({ status, body }: Answer): unknown[] => [status, body.error?.code];
const APP = { displayName: 'x', uniqueName: 'x' };

test('graph.denied refuses one kind of operation and leaves the others', () => {
  const rows = [
    ['app', [403, 201, 200]],
    ['sp', [201, 403, 200]],
    ['read', [201, 201, 403]],
    [undefined, [403, 403, 403]],
  ] as const;
  for (const [on, statuses] of rows) {
    const rig = identityRig();
    const { appId } = rig.graph('POST /applications', { displayName: 'before' }).body;
    rig.armed['graph.denied'] = on === undefined ? {} : { knobs: { on } };
    const got = [
      rig.graph('POST /applications', APP),
      rig.graph('POST /servicePrincipals', { appId }),
      rig.graph('GET /applications'),
    ];
    expect(got.map(({ status }) => status)).toEqual(statuses);
  }
});

test('graph.504AfterApply answers 504 to a write that took effect', () => {
  const rig = identityRig();
  rig.armed['graph.504AfterApply'] = { times: 1 };
  expect(rig.graph('GET /applications').status).toBe(200);
  expect(rig.graph('POST /applications', APP).status).toBe(504);
  expect(rig.graph("GET /applications(uniqueName='x')").status).toBe(200);
  expect(rig.graph('POST /applications', APP).status).toBe(400);
});

test('graph.readAfterWriteLag shows a new application to every other request until the replicas agree', () => {
  const rig = identityRig();
  rig.armed['graph.readAfterWriteLag'] = { knobs: { seconds: 10 }, times: 1 };
  const { id } = rig.graph('POST /applications', APP).body;
  const reads = (): number[] => [1, 2, 3, 4].map(() => rig.graph(`GET /applications/${id}`).status);
  expect(reads()).toEqual([404, 200, 404, 200]);
  expect([1, 2].map(() => rig.graph('GET /applications').body.value?.length)).toEqual([0, 1]);
  rig.advance(10);
  expect(reads()).toEqual([200, 200, 200, 200]);
});

test('the lagging replica refuses writes to what it does not know, and shows what was deleted', () => {
  const rig = identityRig();
  rig.armed['graph.readAfterWriteLag'] = { knobs: { seconds: 10 } };
  const { id, appId } = rig.graph('POST /applications', APP).body;
  expect(rig.graph(`POST /applications/${id}/addPassword`, {}).status).toBe(404);
  expect(rig.graph(`PATCH /applications/${id}`, { displayName: 'y' }).status).toBe(204);
  expect(rig.graph('POST /servicePrincipals', { appId }).status).toBe(400);
  rig.advance(10);
  expect(rig.graph(`DELETE /applications/${id}`).status).toBe(204);
  expect(rig.graph(`GET /applications/${id}`).body.displayName).toBe('y');
  expect(rig.graph(`GET /applications/${id}`).status).toBe(404);
  expect(rig.graph(`PATCH /applications/${id}`, { displayName: 'z' }).status).toBe(404);
});

test('replicas lag in the realistic profile and agree within 30 seconds', () => {
  const rig = identityRig({ profile: 'realistic' });
  const { id } = rig.graph('POST /applications', APP).body;
  expect([1, 2].map(() => rig.graph(`GET /applications/${id}`).status)).toEqual([404, 200]);
  rig.advance(30);
  expect([1, 2].map(() => rig.graph(`GET /applications/${id}`).status)).toEqual([200, 200]);
});

test('graph.spAppLag makes no principal for young applications', () => {
  const rig = identityRig();
  const { appId } = rig.graph('POST /applications', APP).body;
  rig.armed['graph.spAppLag'] = { knobs: { seconds: 20 } };
  expect(code(rig.graph('POST /servicePrincipals', { appId }))).toEqual([400, 'Request_BadRequest']);
  rig.armed['graph.spAppLag'] = { knobs: { seconds: 20, status: 403 } };
  expect(code(rig.graph('POST /servicePrincipals', { appId }))).toEqual([403, 'Authorization_RequestDenied']);
  rig.advance(20);
  expect(rig.graph('POST /servicePrincipals', { appId }).status).toBe(201);
});

test('principals need applications of five seconds in the realistic profile', () => {
  const rig = identityRig({ profile: 'realistic' });
  const { appId } = rig.graph('POST /applications', APP).body;
  rig.advance(4);
  expect([1, 2].map(() => rig.graph('POST /servicePrincipals', { appId }).status)).toEqual([400, 400]);
  rig.advance(30);
  expect(rig.graph('POST /servicePrincipals', { appId }).status).toBe(201);
});

test('graph.credPolicy refuses secrets that live too long, or any', () => {
  const rig = identityRig();
  const { id } = rig.graph('POST /applications', APP).body;
  const add = (endDateTime: string): unknown[] =>
    code(rig.graph(`POST /applications/${id}/addPassword`, { passwordCredential: { endDateTime } }));
  rig.armed['graph.credPolicy'] = { knobs: { kind: 'lifetime', maxDays: 90 } };
  expect(add('2026-06-30T00:00:00Z')).toEqual([400, 'CredentialInvalidLifetimeAsPerAppPolicy']);
  expect(add('2026-04-01T00:00:00Z')).toEqual([200, undefined]);
  const wish = { displayName: 'y', passwordCredentials: [{}] };
  expect(code(rig.graph('POST /applications', wish))).toEqual([
    400,
    'CredentialInvalidLifetimeAsPerAppPolicy',
  ]);
  rig.armed['graph.credPolicy'] = { knobs: { kind: 'type' } };
  expect(add('2026-04-01T00:00:00Z')).toEqual([400, 'CredentialTypeNotAllowedAsPerAppPolicy']);
});

test('the other faults of Graph strike with the status and code of the real one', () => {
  const rows = [
    ['graph.quota', 'POST /applications', APP, 403, 'Directory_QuotaExceeded'],
    ['graph.requireServiceRef', 'POST /applications', APP, 400, 'ServiceTreeValueMissing'],
    [
      'graph.lockedSp',
      'POST /servicePrincipals/{sp}/addPassword',
      {},
      400,
      'CannotUpdateLockedServicePrincipalProperty',
    ],
    [
      'graph.purgeDenied',
      'DELETE /directory/deletedItems/{app}',
      undefined,
      403,
      'Authorization_RequestDenied',
    ],
  ] as const;
  for (const [id, operation, json, status, error] of rows) {
    const rig = identityRig();
    const client = rig.client();
    if (id === 'graph.purgeDenied') rig.graph(`DELETE /applications/${client.id}`);
    rig.armed[id] = {};
    const path = operation.replace('{sp}', String(client.principal.id)).replace('{app}', client.id);
    expect(code(rig.graph(path, json))).toEqual([status, error]);
  }
  const rig = identityRig();
  rig.armed['graph.requireServiceRef'] = {};
  expect(rig.graph('POST /applications', { ...APP, serviceManagementReference: 'team' }).status).toBe(201);
});

test('throttle.graph answers 429 with a decimal Retry-After, or with none', () => {
  const rig = identityRig();
  const ask = (knobs: Record<string, unknown>): unknown[] => {
    rig.armed['throttle.graph'] = { knobs, times: 1 };
    const { status, headers } = rig.graph('GET /me');
    return [status, headers['retry-after']];
  };
  expect(ask({})).toEqual([429, '2.128']);
  expect(ask({ retryAfter: 0.5 })).toEqual([429, '0.5']);
  expect(ask({ withHeader: false })).toEqual([429, undefined]);
  expect(rig.graph('GET /me').status).toBe(200);
});

test('auth.tokenExpiresMidRun ends tokens of people early', () => {
  const rig = identityRig();
  rig.armed['auth.tokenExpiresMidRun'] = { knobs: { seconds: 200 } };
  const header = `Bearer ${rig.entra.signIn()}`;
  rig.advance(199);
  expect(rig.entra.directory.authenticate(header)).toMatchObject({ type: 'User' });
  rig.advance(1);
  expect(rig.entra.directory.authenticate(header)).toEqual({ error: 'expired' });
});

test('auth.caGraphOnly gives out tokens for everything but Graph', () => {
  const rig = identityRig();
  const { appId, secret } = rig.client();
  rig.armed['auth.caGraphOnly'] = {};
  const ask = (scope: string): unknown[] => {
    const form = { grant_type: 'client_credentials', client_id: appId, client_secret: secret, scope };
    const { status, body } = rig.token(form);
    return [status, body.error_codes?.[0]];
  };
  expect(ask('https://management.azure.com/.default')).toEqual([200, undefined]);
  expect(ask('https://graph.microsoft.com/.default')).toEqual([400, 53_003]);
  expect(() => rig.entra.signIn()).not.toThrow();
  expect(() => rig.entra.signIn({ audience: 'https://graph.microsoft.com' })).toThrow(/^AADSTS53003: /);
});

test('every fault of this side says what its knobs mean', () => {
  expect(Object.keys(identityFaults)).toContain('aad.secretLag');
  for (const meaning of Object.values(identityFaults)) expect(meaning).toMatch(/\w+ \w+/);
});
