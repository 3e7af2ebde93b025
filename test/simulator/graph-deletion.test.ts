import { expect, test } from '@jest/globals';
import { identityRig } from './entra-rig.ts';
import type { Answer } from './entra-rig.ts';

const code = ({ status, body }: Answer): unknown[] => [status, body.error?.code];

test('a deleted application goes to the bin and takes its service principal along', () => {
  const rig = identityRig();
  const { id, principal } = rig.client();
  expect(rig.graph(`DELETE /applications/${id}`).status).toBe(204);
  expect(code(rig.graph(`GET /applications/${id}`))).toEqual([404, 'Request_ResourceNotFound']);
  expect(code(rig.graph(`GET /servicePrincipals/${principal.id}`))).toEqual([
    404,
    'Request_ResourceNotFound',
  ]);
  expect(code(rig.graph(`DELETE /applications/${id}`))).toEqual([404, 'Request_ResourceNotFound']);
  for (const [kind, one] of [
    ['application', id],
    ['servicePrincipal', principal.id],
  ]) {
    const { value } = rig.graph(`GET /directory/deletedItems/microsoft.graph.${kind}`).body;
    expect(value).toMatchObject([{ id: one, deletedDateTime: '2026-01-01T00:00:00Z' }]);
    expect(rig.graph(`GET /directory/deletedItems/${one}`).body['@odata.type']).toBe(
      `#microsoft.graph.${kind}`,
    );
  }
});

test('a purged object is gone for good', () => {
  const rig = identityRig();
  const { id } = rig.client();
  expect(code(rig.graph(`DELETE /directory/deletedItems/${id}`))).toEqual([404, 'Request_ResourceNotFound']);
  rig.graph(`DELETE /applications/${id}`);
  expect(rig.graph(`DELETE /directory/deletedItems/${id}`).status).toBe(204);
  for (const operation of ['GET', 'DELETE']) {
    expect(rig.graph(`${operation} /directory/deletedItems/${id}`).status).toBe(404);
  }
  expect(rig.graph(`POST /directory/deletedItems/${id}/restore`).status).toBe(404);
});

test('the bin keeps objects for 30 days', () => {
  const rig = identityRig();
  const { id } = rig.client();
  rig.graph(`DELETE /applications/${id}`);
  rig.advance(30 * 24 * 3600 - 1);
  expect(rig.graph(`GET /directory/deletedItems/${id}`).status).toBe(200);
  rig.advance(1);
  expect(rig.graph(`GET /directory/deletedItems/${id}`).status).toBe(404);
});

test('a restored application comes back without its service principal', () => {
  const rig = identityRig();
  const { id, appId, principal } = rig.client();
  rig.graph(`DELETE /applications/${id}`);
  expect(rig.graph(`POST /directory/deletedItems/${id}/restore`).body).toMatchObject({
    id,
    deletedDateTime: null,
  });
  expect(rig.graph(`GET /applications/${id}`).status).toBe(200);
  expect(rig.graph(`GET /servicePrincipals/${principal.id}`).status).toBe(404);
  rig.graph('POST /servicePrincipals', { appId });
  expect(rig.graph(`POST /directory/deletedItems/${principal.id}/restore`).status).toBe(409);
});

test('the operator may make 250 objects, those in the bin included', () => {
  const rig = identityRig();
  const { id } = rig.client();
  for (let made = 2; made < 250; made += 1) {
    expect(rig.graph('POST /applications', { displayName: 'x' }).status).toBe(201);
  }
  const isFull = (): void =>
    expect(code(rig.graph('POST /applications', { displayName: 'x' }))).toEqual([
      403,
      'Directory_QuotaExceeded',
    ]);
  isFull();
  rig.graph(`DELETE /applications/${id}`);
  isFull();
  rig.graph(`DELETE /directory/deletedItems/${id}`);
  expect(rig.graph('POST /applications', { displayName: 'x' }).status).toBe(201);
});
