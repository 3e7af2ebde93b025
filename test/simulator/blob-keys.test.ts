import { expect, test } from '@jest/globals';
import { createBlob } from '../../src/simulator/blob/blob.ts';
import { stringToSign } from '../../src/simulator/blob/shared-key.ts';
import { NO_CONTAINERS, send, surroundingsFor, type Answer } from './entra-rig.ts';

const KEY = Buffer.from('a key of the account').toString('base64');
const ID = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct';

/** An account that takes keys, and nobody who has a role. */
function keyRig() {
  const base = surroundingsFor();
  const account = {
    id: ID,
    allowSharedKey: true,
    isClosed: false,
    keys: () => [KEY],
    containers: (name: string) =>
      name === 'metaflow' ? `${ID}/blobServices/default/containers/metaflow` : undefined,
    plane: NO_CONTAINERS,
  };
  const service = createBlob(
    base.surroundings,
    { tenantId: 't', authenticate: () => ({ error: 'missing' }) } as never,
    { account: () => account },
    { allows: () => false, permits: () => false },
  );
  const ask = (operation: string, headers: Record<string, string> = {}, body = ''): Answer => {
    const [method, path] = operation.split(' ');
    return send(service, `${method} https://acct.blob.core.windows.net${path}`, { headers, body });
  };
  return { ...base, account, ask };
}

const error = ({ status, headers }: Answer): unknown[] => [status, headers['x-ms-error-code']];

/** Headers that Microsoft's own client (@azure/storage-blob 12.32) made with the key. */
const upload = {
  'content-type': 'application/octet-stream',
  'x-ms-version': '2026-04-06',
  'x-ms-blob-type': 'BlockBlob',
  'x-ms-client-request-id': 'a7c7a553-03c3-4782-abf2-ccb16e63b3dd',
  'x-ms-date': 'Thu, 01 Jan 2026 00:00:00 GMT',
  authorization: 'SharedKey acct:JssaXPPsretjcQyBAhqENxF2r/6EDWgeBXtzuhBKutY=',
};
const list = {
  'x-ms-version': '2026-04-06',
  'x-ms-client-request-id': 'bf4f4c57-20d5-4d37-8d77-ee153be1d6fd',
  'x-ms-date': 'Thu, 01 Jan 2026 00:00:00 GMT',
  authorization: 'SharedKey acct:nbTY5FMkY8jvxsGgATAQCxlkeM7Plt8iYuHy+f4xtas=',
};
/** Signatures that it made, until the second of January. */
const expiry = 'se=2026-01-02T00%3A00%3A00Z';
const sas = {
  container: `sv=2025-05-05&${expiry}&sr=c&sp=rwl&sig=4g5M7P7L5XLcPK5MasNTVJPWuFEhDAaR8ndhvRQ%2Fooc%3D`,
  blob: `sv=2025-05-05&${expiry}&sr=b&sp=r&sig=ON3wfKmCzH1EZrj3GQB0aMckj47%2FZnNXbFfh%2FKRfQ9E%3D`,
  account: `sv=2025-05-05&ss=b&srt=o&${expiry}&sp=rl&sig=UakajHjIuhgrAhOhbja6K0WWTXZTy7Ml4YFYHi20zvA%3D`,
  older: `sv=2019-12-12&${expiry}&sr=c&sp=r&sig=8E4FUyO5roLMSQdC0fBkrH71H4%2BV%2Fy%2BExNt8DBcl0Ps%3D`,
};

test('a request that a key of the account has signed needs no role', () => {
  const { ask } = keyRig();
  expect(ask('PUT /metaflow/a/b', upload, 'hello').status).toBe(201);
  expect(ask('GET /metaflow?comp=list&prefix=a&restype=container', list).text).toContain('<Name>a/b</Name>');
});

test('what a key signs is the length of the bytes, not of their reading as text', () => {
  const url = new URL('https://acct.blob.core.windows.net/metaflow/x');
  const headers = { 'x-ms-date': 'Thu, 01 Jan 2026 00:00:00 GMT' };
  const bytes = Buffer.from([255, 254]);
  const text = stringToSign({ method: 'PUT', url, headers, body: bytes.toString(), bytes }, 'acct');
  expect(text.split('\n')[3]).toBe('2');
});

test('a signature of a key that does not fit is refused, and the text that was signed is told', () => {
  const { ask, advance } = keyRig();
  const changed = ask('PUT /metaflow/a/b', upload, 'hullo?');
  expect(error(changed)).toEqual([403, 'AuthenticationFailed']);
  expect(changed.text).toContain('not the same as any computed signature');
  expect(error(ask('PUT /metaflow/a/c', upload, 'hello'))).toEqual([403, 'AuthenticationFailed']);
  advance(16 * 60);
  expect(ask('PUT /metaflow/a/b', upload, 'hello').text).toContain('Request date header too old');
});

test('a shared access signature allows what its letters say, for as long as it says', () => {
  const rows = [
    ['container', [201, 200, 200, 403]],
    ['blob', [403, 200, 403, 403]],
    ['account', [403, 200, 403, 403]],
    ['older', [403, 200, 403, 403]],
  ] as const;
  for (const [kind, statuses] of rows) {
    const { ask, advance } = keyRig();
    ask('PUT /metaflow/a/b', upload, 'hello');
    const query = sas[kind];
    const all = (): number[] => [
      ask(`PUT /metaflow/a/b?${query}`, { 'x-ms-blob-type': 'BlockBlob' }).status,
      ask(`GET /metaflow/a/b?${query}`).status,
      ask(`GET /metaflow?restype=container&comp=list&${query}`).status,
      ask(`DELETE /metaflow/a/b?${query}`).status,
    ];
    expect([kind, all()]).toEqual([kind, statuses]);
    advance(24 * 3600 + 1);
    expect(all()).toEqual([403, 403, 403, 403]);
  }
});

test('a shared access signature for something else is refused with the reason', () => {
  const { ask } = keyRig();
  ask('PUT /metaflow/a/b', upload, 'hello');
  const reads = (query: string): unknown[] => error(ask(`GET /metaflow/a/b?${query}`));
  expect(reads(sas.container.replace('sp=rwl', 'sp=rwdl'))).toEqual([403, 'AuthenticationFailed']);
  expect(error(ask(`DELETE /metaflow/a/b?${sas.container}`))).toEqual([
    403,
    'AuthorizationPermissionMismatch',
  ]);
  expect(error(ask(`GET /metaflow?restype=container&comp=list&${sas.account}`))).toEqual([
    403,
    'AuthorizationResourceTypeMismatch',
  ]);
  expect(reads(`${sas.container}&skoid=x`)).toEqual([501, 'NotSimulated']);
});

test('an account whose network rules keep everybody out refuses keys and roles alike', () => {
  const { ask, account, armed } = keyRig();
  account.isClosed = true;
  expect(error(ask('PUT /metaflow/a/b', upload, 'hello'))).toEqual([403, 'AuthorizationFailure']);
  account.isClosed = false;
  armed['storage.networkDeny'] = { times: 1 };
  expect(error(ask('GET /metaflow/a/b'))).toEqual([403, 'AuthorizationFailure']);
  expect(error(ask('GET /metaflow/a/b'))).toEqual([401, 'NoAuthenticationInformation']);
});
