import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { operator } from '../../src/simulator/catalogue.ts';
import { fetchDoor } from '../../src/simulator/doors.ts';
import { blobContributor, guid, paths } from '../support/azure-bodies.ts';
import { rigWith, type Rig } from '../support/wire-client.ts';

const ORIGIN = 'https://acct1.blob.core.windows.net';
const BLOCK = { 'x-ms-blob-type': 'BlockBlob' };

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Buffer;
}

interface BlobRig extends Rig {
  blob(operation: string, headers?: Record<string, string>, body?: string | Uint8Array): Promise<Answer>;
}

/** A whole cloud with an account, whose blobs the operator may touch. */
async function blobRig(): Promise<BlobRig> {
  const rig = await rigWith('account', 'container');
  await rig.call('PUT', `${paths.account}/providers/Microsoft.Authorization/roleAssignments/${guid(1)}`, {
    properties: {
      principalId: operator.objectId,
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${blobContributor}`,
    },
  });
  const door = fetchDoor(rig.simulator);
  const authorization = `Bearer ${rig.simulator.signIn({ audience: 'https://storage.azure.com' })}`;
  return {
    ...rig,
    async blob(operation, headers = {}, body) {
      const [method = '', path = ''] = operation.split(' ');
      const response = await door(`${ORIGIN}${path}`, {
        method,
        headers: { authorization, 'x-ms-version': '2025-05-05', ...headers },
        ...(body === undefined ? {} : { body: body as string }),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, text: bytes.toString(), bytes };
    },
  };
}

const error = ({ status, headers }: Answer): unknown[] => [status, headers.get('x-ms-error-code')];
const namesIn = ({ text }: Answer): string[] =>
  [...text.matchAll(/<Name>(.*?)<\/Name>/g)].map(([, name = '']) => name);

test('a blob is bytes, whatever they are', async () => {
  const { blob, simulator } = await blobRig();
  const bytes = Buffer.from([0, 255, 128, 10, 13, 200]);
  await blob('PUT /flows/x', BLOCK, bytes);
  expect((await blob('GET /flows/x')).bytes).toEqual(bytes);
  const part = await blob('GET /flows/x', { range: 'bytes=1-2' });
  expect([part.status, part.bytes]).toEqual([206, Buffer.from([255, 128])]);
  expect(error(await blob('GET /flows/x', { range: 'bytes=6-9' }))).toEqual([416, 'InvalidRange']);
  expect(JSON.parse(JSON.stringify(simulator.world))).toEqual(simulator.world);
});

test('a content that does not fit its MD5 is refused', async () => {
  const { blob } = await blobRig();
  const md5 = createHash('md5').update('one').digest('base64');
  expect((await blob('PUT /flows/x', { ...BLOCK, 'content-md5': md5 }, 'one')).status).toBe(201);
  expect(error(await blob('PUT /flows/x', { ...BLOCK, 'content-md5': md5 }, 'two'))).toEqual([
    400,
    'Md5Mismatch',
  ]);
});

test('a blob is put together from its blocks, in the order of the list', async () => {
  const { blob } = await blobRig();
  const [one, two] = ['MDE=', 'MDI='];
  for (const [id, body] of [
    [one, 'a'],
    [two, 'b'],
  ] as const)
    expect((await blob(`PUT /flows/x?comp=block&blockid=${encodeURIComponent(id)}`, {}, body)).status).toBe(
      201,
    );
  expect(error(await blob('GET /flows/x'))).toEqual([404, 'BlobNotFound']);
  expect(namesIn(await blob('GET /flows/x?comp=blocklist&blocklisttype=uncommitted'))).toEqual([one, two]);
  const list = (...ids: readonly string[]): string =>
    `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`;
  const made = await blob(
    'PUT /flows/x?comp=blocklist',
    { 'x-ms-blob-content-type': 'text/plain' },
    list(two, one),
  );
  expect([made.status, made.headers.get('etag')]).toEqual([201, expect.stringMatching(/^"0x/)]);
  const read = await blob('GET /flows/x');
  expect([read.text, read.headers.get('content-type')]).toEqual(['ba', 'text/plain']);
  expect(namesIn(await blob('GET /flows/x?comp=blocklist&blocklisttype=all'))).toEqual([two, one]);
  await blob('PUT /flows/x?comp=blocklist', { 'content-type': 'application/xml' }, list(one));
  const again = await blob('GET /flows/x');
  expect([again.text, again.headers.get('content-type')]).toEqual(['a', 'application/octet-stream']);
  expect(error(await blob('PUT /flows/x?comp=blocklist', {}, list('MDk=')))).toEqual([
    400,
    'InvalidBlockList',
  ]);
  expect(error(await blob('PUT /flows/x?comp=blocklist', {}, 'no list'))).toEqual([
    400,
    'InvalidXmlDocument',
  ]);
});

test('metadata, headers and tier of a blob are set without its content', async () => {
  const { blob } = await blobRig();
  await blob('PUT /flows/x', { ...BLOCK, 'content-type': 'text/plain', 'x-ms-meta-a': 'b' }, 'one');
  await blob('PUT /flows/x?comp=metadata', { 'x-ms-meta-c': 'd' });
  await blob('PUT /flows/x?comp=properties', {
    'x-ms-blob-content-type': 'text/html',
    'x-ms-blob-cache-control': 'no-cache',
  });
  expect((await blob('PUT /flows/x?comp=tier', { 'x-ms-access-tier': 'Cool' })).status).toBe(200);
  const { headers, text } = await blob('GET /flows/x');
  const shown = ['x-ms-meta-a', 'x-ms-meta-c', 'content-type', 'cache-control', 'x-ms-access-tier'];
  expect([text, ...shown.map((name) => headers.get(name))]).toEqual([
    'one',
    null,
    'd',
    'text/html',
    'no-cache',
    'Cool',
  ]);
  expect((await blob('HEAD /flows/x?comp=metadata')).headers.get('x-ms-meta-c')).toBe('d');
  const listed = await blob('GET /flows?restype=container&comp=list&include=metadata');
  expect(listed.text).toContain('<Metadata><c>d</c></Metadata>');
  expect(listed.text).toContain('<AccessTier>Cool</AccessTier>');
});

test('reads keep to conditions on tags and times', async () => {
  const { blob, clock } = await blobRig();
  const etag = (await blob('PUT /flows/x', BLOCK, 'one')).headers.get('etag') ?? '';
  const then = new Date(clock.now()).toUTCString();
  expect((await blob('GET /flows/x', { 'if-none-match': etag })).status).toBe(304);
  expect(error(await blob('GET /flows/x', { 'if-match': '"0x0"' }))).toEqual([412, 'ConditionNotMet']);
  expect((await blob('GET /flows/x', { 'if-modified-since': then })).status).toBe(304);
  expect((await blob('GET /flows/x', { 'if-unmodified-since': then })).status).toBe(200);
  clock.advance(60_000);
  await blob('PUT /flows/x', BLOCK, 'two');
  expect((await blob('GET /flows/x', { 'if-modified-since': then })).status).toBe(200);
  expect((await blob('GET /flows/x', { 'if-unmodified-since': then })).status).toBe(412);
});

test('a blob is copied within its account', async () => {
  const { blob } = await blobRig();
  await blob('PUT /flows/a', { ...BLOCK, 'x-ms-meta-a': 'b' }, 'one');
  const copied = await blob('PUT /flows/b', { 'x-ms-copy-source': `${ORIGIN}/flows/a` });
  expect([copied.status, copied.headers.get('x-ms-copy-status')]).toEqual([202, 'success']);
  const { text, headers } = await blob('GET /flows/b');
  expect([text, headers.get('x-ms-meta-a'), headers.get('x-ms-copy-source')]).toEqual([
    'one',
    'b',
    `${ORIGIN}/flows/a`,
  ]);
  expect(error(await blob('PUT /flows/c', { 'x-ms-copy-source': `${ORIGIN}/flows/none` }))).toEqual([
    404,
    'BlobNotFound',
  ]);
});

test('a batch deletes blobs, each by its own right', async () => {
  const { blob, simulator } = await blobRig();
  for (const name of ['a', 'b']) await blob(`PUT /flows/${name}`, BLOCK, 'x');
  const authorization = `Bearer ${simulator.signIn({ audience: 'https://storage.azure.com' })}`;
  const part = (id: number, name: string, header: string): string =>
    `--batch_1\r\nContent-Type: application/http\r\nContent-ID: ${id}\r\n\r\nDELETE /flows/${name} HTTP/1.1\r\nAuthorization: ${header}\r\n\r\n\r\n`;
  const body = `${part(0, 'a', authorization)}${part(1, 'none', authorization)}${part(2, 'b', '')}--batch_1--`;
  const headers = { 'content-type': 'multipart/mixed; boundary=batch_1' };
  const answer = await blob('POST /flows?restype=container&comp=batch', headers, body);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    202,
    'multipart/mixed; boundary=batchresponse_1',
  ]);
  expect(
    [...answer.text.matchAll(/Content-ID: (\d)\r\n\r\nHTTP\/1.1 (\d+)/g)].map((one) => one.slice(1)),
  ).toEqual([
    ['0', '202'],
    ['1', '404'],
    ['2', '401'],
  ]);
  expect((await blob('HEAD /flows/a')).status).toBe(404);
  expect((await blob('HEAD /flows/b')).status).toBe(200);
  expect(error(await blob('POST /?comp=batch', headers, 'nothing'))).toEqual([400, 'InvalidInput']);
});

test('a leased blob takes writes from the holder only, until the lease is over', async () => {
  const { blob, clock } = await blobRig();
  await blob('PUT /flows/x', BLOCK, 'one');
  const acquire = { 'x-ms-lease-action': 'acquire', 'x-ms-lease-duration': '15' };
  const lease = await blob('PUT /flows/x?comp=lease', acquire);
  const id = lease.headers.get('x-ms-lease-id') ?? '';
  expect([lease.status, (await blob('HEAD /flows/x')).headers.get('x-ms-lease-state')]).toEqual([
    201,
    'leased',
  ]);
  expect(error(await blob('PUT /flows/x?comp=lease', acquire))).toEqual([409, 'LeaseAlreadyPresent']);
  expect(error(await blob('PUT /flows/x', BLOCK, 'two'))).toEqual([412, 'LeaseIdMissing']);
  const other = { 'x-ms-lease-id': guid(9) };
  expect(error(await blob('DELETE /flows/x', other))).toEqual([412, 'LeaseIdMismatchWithBlobOperation']);
  expect((await blob('PUT /flows/x', { ...BLOCK, 'x-ms-lease-id': id }, 'two')).status).toBe(201);
  const renew = { 'x-ms-lease-action': 'renew', 'x-ms-lease-id': id };
  expect((await blob('PUT /flows/x?comp=lease', renew)).status).toBe(200);
  clock.advance(20_000);
  expect((await blob('HEAD /flows/x')).headers.get('x-ms-lease-state')).toBe('expired');
  expect((await blob('PUT /flows/x', BLOCK, 'three')).status).toBe(201);
});

test('a lease is changed, broken and given back', async () => {
  const { blob } = await blobRig();
  await blob('PUT /flows/x', BLOCK, 'one');
  const lease = (action: string, headers: Record<string, string> = {}): Promise<Answer> =>
    blob('PUT /flows/x?comp=lease', { 'x-ms-lease-action': action, ...headers });
  await lease('acquire', { 'x-ms-lease-duration': '-1', 'x-ms-proposed-lease-id': guid(1) });
  const changed = await lease('change', { 'x-ms-lease-id': guid(1), 'x-ms-proposed-lease-id': guid(2) });
  expect(changed.headers.get('x-ms-lease-id')).toBe(guid(2));
  expect(error(await lease('release', { 'x-ms-lease-id': guid(3) }))).toEqual([
    409,
    'LeaseIdMismatchWithLeaseOperation',
  ]);
  const broken = await lease('break');
  expect([broken.status, broken.headers.get('x-ms-lease-time')]).toEqual([202, '0']);
  expect((await blob('HEAD /flows/x')).headers.get('x-ms-lease-state')).toBe('broken');
  expect(error(await lease('renew', { 'x-ms-lease-id': guid(2) }))).toEqual([
    409,
    'LeaseIsBrokenAndCannotBeRenewed',
  ]);
  expect((await lease('release', { 'x-ms-lease-id': guid(2) })).status).toBe(200);
  expect((await blob('HEAD /flows/x')).headers.get('x-ms-lease-state')).toBe('available');
});

test('containers are the same in both planes', async () => {
  const { blob, call } = await blobRig();
  const made = await blob('PUT /other?restype=container', { 'x-ms-meta-a': 'b' });
  expect([made.status, made.headers.get('etag')]).toEqual([201, expect.stringMatching(/^"0x8D/)]);
  const arm = paths.container.replace('flows', 'other');
  expect((await call('GET', arm)).body).toMatchObject({
    etag: made.headers.get('etag'),
    properties: { metadata: { a: 'b' } },
  });
  expect(error(await blob('PUT /other?restype=container'))).toEqual([409, 'ContainerAlreadyExists']);
  expect(error(await blob('PUT /No?restype=container'))).toEqual([400, 'InvalidResourceName']);
  const read = await blob('GET /other?restype=container');
  expect([read.status, read.headers.get('x-ms-meta-a'), read.headers.get('x-ms-lease-state')]).toEqual([
    200,
    'b',
    'available',
  ]);
  await blob('PUT /other?restype=container&comp=metadata', { 'x-ms-meta-c': 'd' });
  expect((await blob('HEAD /other?restype=container')).headers.get('x-ms-meta-c')).toBe('d');
  expect(namesIn(await blob('GET /?comp=list'))).toEqual(['flows', 'other']);
  expect(namesIn(await blob('GET /?comp=list&prefix=o&include=metadata'))).toEqual(['other']);
  const page = await blob('GET /?comp=list&maxresults=1');
  expect(page.text).toContain('<NextMarker>other</NextMarker>');
  expect((await blob('DELETE /other?restype=container')).status).toBe(202);
  expect((await call('GET', arm)).status).toBe(404);
  expect(error(await blob('HEAD /other?restype=container'))).toEqual([404, 'ContainerNotFound']);
});

test('a container has policies and a lease', async () => {
  const { blob, call } = await blobRig();
  const policy = '<SignedIdentifier><Id>x</Id></SignedIdentifier>';
  const body = `<?xml version="1.0"?><SignedIdentifiers>${policy}</SignedIdentifiers>`;
  expect((await blob('PUT /flows?restype=container&comp=acl', {}, body)).status).toBe(200);
  expect((await blob('GET /flows?restype=container&comp=acl')).text).toContain(policy);
  const acquire = { 'x-ms-lease-action': 'acquire', 'x-ms-lease-duration': '-1' };
  const id =
    (await blob('PUT /flows?restype=container&comp=lease', acquire)).headers.get('x-ms-lease-id') ?? '';
  expect((await call('GET', paths.container)).body).toMatchObject({
    properties: { leaseState: 'Leased', leaseStatus: 'Locked' },
  });
  expect(error(await blob('DELETE /flows?restype=container'))).toEqual([412, 'LeaseIdMissing']);
  expect((await blob('DELETE /flows?restype=container', { 'x-ms-lease-id': id })).status).toBe(202);
});

test('a container that is made again is empty', async () => {
  const { blob, call } = await blobRig();
  await blob('PUT /flows/x', BLOCK, 'one');
  await call('DELETE', paths.container);
  await call('PUT', paths.container, {});
  expect(error(await blob('GET /flows/x'))).toEqual([404, 'BlobNotFound']);
});

test('queues and files tell their settings, and nothing else', async () => {
  const { simulator } = await blobRig();
  const authorization = `Bearer ${simulator.signIn({ audience: 'https://storage.azure.com' })}`;
  for (const [service, first] of [
    ['queue', '<StorageServiceProperties><Logging>'],
    ['file', '<StorageServiceProperties><HourMetrics>'],
  ] as const) {
    const ask = (path: string): Promise<Response> =>
      fetchDoor(simulator)(`${ORIGIN.replace('blob', service)}${path}`, { headers: { authorization } });
    expect(await (await ask('/?restype=service&comp=properties')).text()).toContain(first);
    expect((await ask('/?comp=list')).status).toBe(501);
  }
});

test('the account tells its settings and its kind', async () => {
  const { blob } = await blobRig();
  const settings = await blob('GET /?restype=service&comp=properties');
  expect(settings.text).toContain('<StorageServiceProperties><Logging><Version>1.0</Version>');
  const cors = '<CorsRule><AllowedOrigins>*</AllowedOrigins></CorsRule>';
  const wanted = `<StorageServiceProperties><Cors>${cors}</Cors></StorageServiceProperties>`;
  expect((await blob('PUT /?restype=service&comp=properties', {}, wanted)).status).toBe(202);
  const changed = (await blob('GET /?restype=service&comp=properties')).text;
  expect(changed).toBe(settings.text.replace('<Cors></Cors>', `<Cors>${cors}</Cors>`));
  expect((await blob('HEAD /?restype=account&comp=properties')).headers.get('x-ms-account-kind')).toBe(
    'StorageV2',
  );
});
