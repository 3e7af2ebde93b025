import { expect, test } from '@jest/globals';
import { dropBlobs } from '../../src/simulator/blob/blob-state.ts';
import { createBlob } from '../../src/simulator/blob/blob.ts';
import { NO_CONTAINERS, identityRig, send } from './entra-rig.ts';
import type { Answer } from './entra-rig.ts';

const ACCOUNT_ID = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct';
const CONTAINER_ID = `${ACCOUNT_ID}/blobServices/default/containers/metaflow`;
/** A key of the account. */
const KEY = Buffer.from('a key of the account').toString('base64');
const BLOCK = { 'x-ms-blob-type': 'BlockBlob' };

/** The data plane of one account with one container. */
function blobRig() {
  const rig = identityRig();
  const grants: { objectId: string; scope: string; action?: string }[] = [];
  const account = {
    id: ACCOUNT_ID,
    allowSharedKey: false,
    isClosed: false,
    keys: () => [KEY],
    containers: (name: string) => (name === 'metaflow' ? CONTAINER_ID : undefined),
    plane: NO_CONTAINERS,
  };
  const service = createBlob(
    rig.surroundings,
    rig.entra.directory,
    { account: (name) => (name === 'acct' ? account : undefined) },
    {
      permits: () => false,
      allows: ({ objectId }, action, scope) =>
        action.startsWith('Microsoft.Storage/storageAccounts/blobServices/containers/blobs/') &&
        grants.some(
          (grant) =>
            grant.objectId === objectId &&
            scope.startsWith(grant.scope) &&
            action.endsWith(grant.action ?? ''),
        ),
    },
  );
  const { appId, secret, principal } = rig.client();
  const tokenFor = (scope: string): string =>
    String(
      rig.token({ grant_type: 'client_credentials', client_id: appId, client_secret: secret, scope }).body
        .access_token,
    );
  const token = tokenFor('https://storage.azure.com/.default');
  grants.push({ objectId: String(principal.id), scope: CONTAINER_ID });
  return {
    ...rig,
    service,
    account,
    grants,
    tokenFor,
    /** Asks as the service principal, which may touch the blobs of the container. */
    blob: (operation: string, headers: Record<string, string> = {}, body = ''): Answer => {
      const [method, path] = operation.split(' ');
      return send(service, `${method} https://acct.blob.core.windows.net${path}`, {
        headers: { authorization: `Bearer ${token}`, 'x-ms-version': '2024-11-04', ...headers },
        body,
      });
    },
  };
}

const error = ({ status, headers }: Answer): unknown[] => [status, headers['x-ms-error-code']];

test('a blob is written, read, described and deleted', () => {
  const { blob } = blobRig();
  const headers = { ...BLOCK, 'content-type': 'text/plain', 'x-ms-meta-flow': 'Hello' };
  expect(blob('PUT /metaflow/a/b.txt', headers, 'grüße').status).toBe(201);
  const read = blob('GET /metaflow/a/b.txt');
  expect([read.status, read.text]).toEqual([200, 'grüße']);
  expect(read.headers).toMatchObject({
    'content-type': 'text/plain',
    'content-length': '7',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-meta-flow': 'Hello',
    'x-ms-version': '2024-11-04',
    'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
  });
  const head = blob('HEAD /metaflow/a/b.txt');
  expect([head.status, head.text, head.headers['etag']]).toEqual([200, '', read.headers['etag']]);
  expect(blob('DELETE /metaflow/a/b.txt').status).toBe(202);
  expect(error(blob('GET /metaflow/a/b.txt'))).toEqual([404, 'BlobNotFound']);
  expect(error(blob('DELETE /metaflow/a/b.txt'))).toEqual([404, 'BlobNotFound']);
});

test('a HEAD of what is not there has the error code and no body', () => {
  const answer = blobRig().blob('HEAD /metaflow/none');
  expect([...error(answer), answer.text]).toEqual([404, 'BlobNotFound', '']);
});

test('a range of a blob is answered with 206', () => {
  const { blob } = blobRig();
  blob('PUT /metaflow/x', BLOCK, '0123456789');
  for (const [header, range, text, shown] of [
    ['range', 'bytes=2-4', '234', 'bytes 2-4/10'],
    ['x-ms-range', 'bytes=8-', '89', 'bytes 8-9/10'],
    ['range', 'bytes=0-99', '0123456789', 'bytes 0-9/10'],
  ] as const) {
    const answer = blob('GET /metaflow/x', { [header]: range });
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([206, text, shown]);
  }
});

test('conditions on entity tags are kept', () => {
  const { blob } = blobRig();
  const { etag = '' } = blob('PUT /metaflow/x', { ...BLOCK, 'if-none-match': '*' }, 'one').headers;
  expect(error(blob('PUT /metaflow/x', { ...BLOCK, 'if-none-match': '*' }))).toEqual([
    409,
    'BlobAlreadyExists',
  ]);
  expect(error(blob('PUT /metaflow/x', { ...BLOCK, 'if-match': '"0x0"' }))).toEqual([412, 'ConditionNotMet']);
  expect(error(blob('PUT /metaflow/y', { ...BLOCK, 'if-match': '*' }))).toEqual([412, 'ConditionNotMet']);
  expect(blob('PUT /metaflow/x', { ...BLOCK, 'if-match': etag }, 'two').status).toBe(201);
  expect(error(blob('DELETE /metaflow/x', { 'if-match': etag }))).toEqual([412, 'ConditionNotMet']);
});

test('a container lists its blobs in order, by prefix, folded at a delimiter and in pages', () => {
  const { blob } = blobRig();
  for (const name of ['b', 'a/2', 'a/1', 'c%26d']) blob(`PUT /metaflow/${name}`, BLOCK);
  const names = (query: string): string[] =>
    [...blob(`GET /metaflow?restype=container&comp=list${query}`).text.matchAll(/<Name>(.*?)<\/Name>/g)].map(
      ([, name = '']) => name,
    );
  expect(names('')).toEqual(['a/1', 'a/2', 'b', 'c&amp;d']);
  expect(names('&prefix=a/')).toEqual(['a/1', 'a/2']);
  expect(names('&delimiter=/')).toEqual(['a/', 'b', 'c&amp;d']);
  const page = blob('GET /metaflow?restype=container&comp=list&maxresults=2').text;
  expect(page).toContain('<NextMarker>b</NextMarker>');
  expect(names('&maxresults=2&marker=b')).toEqual(['b', 'c&amp;d']);
  expect(error(blob('GET /metaflow?restype=container&comp=list&maxresults=0'))[0]).toBe(400);
});

test('errors are XML with a code, a text, the id of the request and the time', () => {
  const { text, headers } = blobRig().blob('GET /metaflow/none');
  expect(headers['content-type']).toBe('application/xml');
  expect(text).toBe(
    `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code><Message>The specified blob does not exist.\nRequestId:${headers['x-ms-request-id']}\nTime:2026-01-01T00:00:00.000Z</Message></Error>`,
  );
});

test('without a role on the container there is no access', () => {
  const { blob, grants } = blobRig();
  grants.length = 0;
  for (const operation of [
    'PUT /metaflow/x',
    'GET /metaflow/x',
    'DELETE /metaflow/x',
    'GET /metaflow?restype=container&comp=list',
  ]) {
    expect(error(blob(operation, BLOCK))).toEqual([403, 'AuthorizationPermissionMismatch']);
  }
});

test('reading, writing and deleting are rights of their own', () => {
  const operations = [
    'PUT /metaflow/x',
    'GET /metaflow/x',
    'HEAD /metaflow/x',
    'DELETE /metaflow/x',
    'GET /metaflow?restype=container&comp=list',
  ];
  const rows = [
    ['/read', [403, 200, 200, 403, 200]],
    ['/write', [201, 403, 403, 403, 403]],
    ['/delete', [403, 403, 403, 202, 403]],
  ] as const;
  for (const [action, statuses] of rows) {
    const { blob, grants } = blobRig();
    blob('PUT /metaflow/x', BLOCK);
    grants.splice(0, 1, { objectId: grants[0]?.objectId ?? '', scope: CONTAINER_ID, action });
    expect(operations.map((operation) => blob(operation, BLOCK).status)).toEqual(statuses);
  }
});

test('data roles neither make nor delete nor list containers', () => {
  const { blob, grants } = blobRig();
  grants.push({ objectId: grants[0]?.objectId ?? '', scope: ACCOUNT_ID });
  for (const operation of [
    'PUT /other?restype=container',
    'DELETE /metaflow?restype=container',
    'GET /?comp=list',
  ]) {
    expect(error(blob(operation))).toEqual([403, 'AuthorizationPermissionMismatch']);
  }
});

test('a container that is not there is told only to those who may know', () => {
  const { blob, grants } = blobRig();
  expect(error(blob('GET /other/x'))).toEqual([403, 'AuthorizationPermissionMismatch']);
  grants.push({ objectId: grants[0]?.objectId ?? '', scope: ACCOUNT_ID });
  expect(error(blob('GET /other/x'))).toEqual([404, 'ContainerNotFound']);
});

test('tokens must be there, be valid and be for storage', () => {
  const { blob, tokenFor, entra } = blobRig();
  expect(error(blob('GET /metaflow/x', { authorization: '' }))).toEqual([401, 'NoAuthenticationInformation']);
  expect(error(blob('GET /metaflow/x', { authorization: 'Bearer made-up' }))).toEqual([
    401,
    'InvalidAuthenticationInfo',
  ]);
  const wrong = blob('GET /metaflow/x', { authorization: `Bearer ${entra.signIn()}` });
  expect(error(wrong)).toEqual([401, 'InvalidAuthenticationInfo']);
  expect(wrong.headers['www-authenticate']).toContain('resource_id=https://storage.azure.com');
  const own = tokenFor('https://acct.blob.core.windows.net/.default');
  expect(error(blob('GET /metaflow/x', { authorization: `Bearer ${own}` }))).toEqual([404, 'BlobNotFound']);
});

test('keys and their signatures are refused where the account allows none', () => {
  const { blob, account, service } = blobRig();
  const byKey = (): unknown[] => error(blob('GET /metaflow/x', { authorization: 'SharedKey acct:abc=' }));
  expect(byKey()).toEqual([403, 'KeyBasedAuthenticationNotPermitted']);
  const signed = send(service, 'GET https://acct.blob.core.windows.net/metaflow/x?sig=abc');
  expect(error(signed)).toEqual([403, 'KeyBasedAuthenticationNotPermitted']);
  account.allowSharedKey = true;
  expect(byKey()).toEqual([403, 'AuthenticationFailed']);
});

test('an operation that this storage does not simulate is answered with 501', () => {
  const { blob } = blobRig();
  expect(error(blob('PUT /metaflow/x?comp=snapshot', BLOCK))).toEqual([501, 'NotSimulated']);
  expect(error(blob('PUT /metaflow/x', { 'x-ms-blob-type': 'PageBlob' }))).toEqual([501, 'NotSimulated']);
  expect(error(blob('PUT /metaflow/x'))).toEqual([400, 'MissingRequiredHeader']);
});

test('the host of an account that does not exist does not answer', () => {
  const { service } = blobRig();
  const hosts = ['acct.blob.core.windows.net', 'other.blob.core.windows.net', 'acct.table.core.windows.net'];
  expect(hosts.map((host) => service.answersFor(host))).toEqual([true, false, false]);
});

test('blobs go with their container and their account', () => {
  for (const gone of [CONTAINER_ID, ACCOUNT_ID]) {
    const { blob, surroundings } = blobRig();
    blob('PUT /metaflow/x', BLOCK);
    dropBlobs(surroundings, `${gone}2`);
    expect(blob('GET /metaflow/x').status).toBe(200);
    dropBlobs(surroundings, gone);
    expect(blob('GET /metaflow/x').status).toBe(404);
  }
});
