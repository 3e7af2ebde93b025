import { createHash } from 'node:crypto';
import { newGuid } from '../entra/identifiers.ts';
import type { Surroundings } from '../ports.ts';
import type { WireRequest, WireResponse } from '../wire.ts';
import type { Answers } from './answers.ts';
import { blobsOf, contentOf, nextEtag, sentBlocksOf, type Block, type StoredBlob } from './blob-state.ts';
import { conditionProblem } from './conditions.ts';
import { contentHeaders, describe, metadataOf } from './headers.ts';
import { changeLease, leaseProblem } from './leases.ts';

/** One request about one blob of a container that exists and that the caller may touch. */
export interface BlobRequest {
  readonly surroundings: Surroundings;
  readonly request: WireRequest;
  readonly answers: Answers;
  readonly containerId: string;
  readonly name: string;
}

/** The bytes of a request's body. */
export function bytesOf({ body, bytes }: WireRequest): Buffer {
  return bytes === undefined ? Buffer.from(body) : Buffer.from(bytes);
}

/** The refusal of a write whose conditions or lease do not fit; undefined: go on. */
export function refuseWrite(
  { surroundings, request, answers }: Pick<BlobRequest, 'surroundings' | 'request' | 'answers'>,
  before: Pick<StoredBlob, 'etag' | 'lastModified' | 'lease'> | undefined,
): WireResponse | undefined {
  const { headers } = request;
  if (conditionProblem(headers, before) !== undefined) {
    const isThere = headers['if-none-match'] === '*' && before !== undefined;
    return answers.refuse(isThere ? 'BlobAlreadyExists' : 'ConditionNotMet');
  }
  const problem = leaseProblem(before?.lease, headers['x-ms-lease-id'], surroundings.clock.now());
  return problem === undefined ? undefined : answers.refuse(problem);
}

/** Puts a blob in the place of another and tells so. */
export function store(
  call: BlobRequest,
  parts: { readonly blocks: readonly Block[]; readonly status: number; readonly copy?: StoredBlob['copy'] },
): WireResponse {
  const { surroundings, request, answers, containerId, name } = call;
  const blobs = blobsOf(surroundings, containerId);
  const before = blobs[name];
  const now = surroundings.clock.now();
  const md5 = createHash('md5').update(contentOf(parts)).digest('base64');
  const blob: StoredBlob = {
    blocks: parts.blocks,
    headers: { md5, ...contentHeaders(request.headers) },
    etag: nextEtag(surroundings),
    lastModified: now,
    createdAt: before?.createdAt ?? now,
    metadata: metadataOf(request.headers),
    tier: request.headers['x-ms-access-tier'] ?? before?.tier ?? 'Hot',
    ...(before?.lease === undefined ? {} : { lease: before.lease }),
    ...(parts.copy === undefined ? {} : { copy: parts.copy }),
  };
  blobs[name] = blob;
  delete sentBlocksOf(surroundings, containerId)[name];
  return answers.done(parts.status, '', {
    etag: blob.etag,
    'last-modified': new Date(now).toUTCString(),
    'content-length': '0',
    'x-ms-request-server-encrypted': 'true',
    ...(parts.copy === undefined
      ? { 'content-md5': md5 }
      : { 'x-ms-copy-id': parts.copy.id, 'x-ms-copy-status': 'success' }),
  });
}

/** `PUT` of a whole block blob, or of a copy of another. */
export function putBlob(call: BlobRequest): WireResponse {
  const { surroundings, request, answers, containerId, name } = call;
  const { headers } = request;
  const refused = refuseWrite(call, blobsOf(surroundings, containerId)[name]);
  const source = headers['x-ms-copy-source'];
  if (source !== undefined) return refused ?? copyBlob(call, source);
  const type = headers['x-ms-blob-type'];
  if (type === undefined) return answers.refuse('MissingRequiredHeader');
  if (type !== 'BlockBlob') return answers.refuse('NotSimulated');
  const content = bytesOf(request);
  const wanted = headers['content-md5'];
  if (wanted !== undefined && createHash('md5').update(content).digest('base64') !== wanted)
    return answers.refuse('Md5Mismatch');
  return refused ?? store(call, { blocks: [{ id: '', content: content.toString('base64') }], status: 201 });
}

/** A copy within the account is made at once. */
function copyBlob(call: BlobRequest, source: string): WireResponse {
  const { surroundings, request, answers, containerId } = call;
  const { hostname, pathname } = new URL(source);
  if (hostname !== request.url.hostname) return answers.refuse('NotSimulated');
  const [, container = '', ...rest] = decodeURIComponent(pathname).split('/');
  const from = containerId.split('/').toSpliced(-1, 1, container).join('/');
  const found = blobsOf(surroundings, from)[rest.join('/')];
  if (found === undefined) return answers.refuse('BlobNotFound');
  const metadata = Object.entries(found.metadata).map(([key, value]) => [`x-ms-meta-${key}`, value]);
  const hasOwn = Object.keys(metadataOf(request.headers)).length > 0;
  const headers = {
    ...request.headers,
    'x-ms-blob-content-type': found.headers.type,
    ...(hasOwn ? {} : Object.fromEntries(metadata)),
  };
  const copy = { id: newGuid(surroundings.random), source, at: surroundings.clock.now() };
  return store({ ...call, request: { ...request, headers } }, { blocks: found.blocks, status: 202, copy });
}

/** The part of a content that a range header asks for; undefined for all of it. */
function ranged(
  bytes: Buffer,
  range: string | undefined,
): { readonly part: Buffer; readonly header: string } | 'unsatisfiable' | undefined {
  const [, from, to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined) return undefined;
  if (Number(from) >= bytes.length) return bytes.length === 0 ? undefined : 'unsatisfiable';
  const last = to === '' ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1);
  return {
    part: bytes.subarray(Number(from), last + 1),
    header: `bytes ${from}-${last}/${bytes.length}`,
  };
}

/** The refusal of a read whose conditions are not met; undefined: go on. */
function refuseRead({ request, answers }: BlobRequest, blob: StoredBlob): WireResponse | undefined {
  const problem = conditionProblem(request.headers, blob);
  if (problem === 'not met') return answers.refuse('ConditionNotMet');
  return problem === undefined ? undefined : { ...answers.refuse('ConditionNotMet'), status: 304, body: '' };
}

/** `GET` of a blob, or of a range of it. */
export function getBlob(call: BlobRequest): WireResponse {
  const { surroundings, request, answers, containerId, name } = call;
  const blob = blobsOf(surroundings, containerId)[name];
  if (blob === undefined) return answers.refuse('BlobNotFound');
  const refused = refuseRead(call, blob);
  if (refused !== undefined) return refused;
  const whole = contentOf(blob);
  const part = ranged(whole, request.headers['x-ms-range'] ?? request.headers['range']);
  if (part === 'unsatisfiable') {
    return answers.refuse('InvalidRange', { 'content-range': `bytes */${whole.length}` });
  }
  const headers = describe(blob, surroundings.clock.now());
  if (part === undefined) return withBytes(answers.done(200, '', headers), whole);
  const { 'content-md5': md5, ...others } = headers;
  return withBytes(
    answers.done(206, '', {
      ...others,
      ...(md5 === undefined ? {} : { 'x-ms-blob-content-md5': md5 }),
      'content-range': part.header,
      'content-length': String(part.part.length),
    }),
    part.part,
  );
}

const withBytes = (answer: WireResponse, bytes: Buffer): WireResponse => ({
  ...answer,
  body: bytes.toString('utf8'),
  bytes,
});

/** `HEAD` of a blob: as GET, without any body, the refusal's included. */
export function headBlob(call: BlobRequest): WireResponse {
  const { surroundings, answers, containerId, name } = call;
  const blob = blobsOf(surroundings, containerId)[name];
  if (blob === undefined) return { ...answers.refuse('BlobNotFound'), body: '' };
  const refused = refuseRead(call, blob);
  return refused === undefined
    ? answers.done(200, '', describe(blob, surroundings.clock.now()))
    : { ...refused, body: '' };
}

/** `DELETE` of a blob: accepted, and gone. */
export function deleteBlob(call: BlobRequest): WireResponse {
  const { surroundings, answers, containerId, name } = call;
  const blobs = blobsOf(surroundings, containerId);
  const blob = blobs[name];
  if (blob === undefined) return answers.refuse('BlobNotFound');
  const refused = refuseWrite(call, blob);
  if (refused !== undefined) return refused;
  delete blobs[name];
  return answers.done(202, '', { 'x-ms-delete-type-permanent': 'true', 'content-length': '0' });
}

/** `PUT ..?comp=lease` of a blob. */
export function leaseBlob({ surroundings, request, answers, containerId, name }: BlobRequest): WireResponse {
  const blobs = blobsOf(surroundings, containerId);
  const blob = blobs[name];
  if (blob === undefined) return answers.refuse('BlobNotFound');
  const outcome = changeLease(blob.lease, leaseWish(surroundings, request));
  if (typeof outcome === 'string') return answers.refuse(outcome);
  const { lease: _, ...rest } = blob;
  blobs[name] = outcome.lease === undefined ? rest : { ...rest, lease: outcome.lease };
  return answers.done(outcome.status, '', {
    etag: blob.etag,
    'last-modified': new Date(blob.lastModified).toUTCString(),
    ...outcome.headers,
  });
}

/** What a lease request asks for. */
export function leaseWish(
  { clock, random }: Surroundings,
  { headers }: WireRequest,
): Parameters<typeof changeLease>[1] {
  const period = headers['x-ms-lease-break-period'];
  return {
    action: (headers['x-ms-lease-action'] ?? '').toLowerCase(),
    id: headers['x-ms-lease-id'],
    proposed: headers['x-ms-proposed-lease-id'],
    duration: Number(headers['x-ms-lease-duration'] ?? -1),
    breakPeriod: period === undefined ? undefined : Number(period),
    now: clock.now(),
    newId: newGuid(random),
  };
}
