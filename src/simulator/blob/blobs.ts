import { createHash } from 'node:crypto';
import type { Surroundings } from '../ports.ts';
import type { WireRequest, WireResponse } from '../wire.ts';
import type { Answers } from './answers.ts';
import { blobsOf, nextEtag } from './blob-state.ts';
import type { StoredBlob } from './blob-state.ts';

/** One request about one blob of a container that exists and that the caller may touch. */
export interface BlobRequest {
  readonly surroundings: Surroundings;
  readonly request: WireRequest;
  readonly answers: Answers;
  readonly containerId: string;
  readonly name: string;
}

type Headers = Readonly<Record<string, string>>;

const METADATA = 'x-ms-meta-';

function metadataOf(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(METADATA))
      .map(([name, value]) => [name.slice(METADATA.length), value]),
  );
}

function describe({ etag, lastModified, createdAt, contentType, body, metadata }: StoredBlob): Headers {
  return {
    etag,
    'last-modified': new Date(lastModified).toUTCString(),
    'x-ms-creation-time': new Date(createdAt).toUTCString(),
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(body)),
    'content-md5': createHash('md5').update(body).digest('base64'),
    'accept-ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-lease-state': 'available',
    'x-ms-lease-status': 'unlocked',
    'x-ms-server-encrypted': 'true',
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA + name, value])),
  };
}

/** Whether the conditional headers let a change pass. */
function isConditionMet(headers: Headers, blob: StoredBlob | undefined): boolean {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match !== undefined && (blob === undefined || (match !== '*' && match !== blob.etag))) return false;
  return noneMatch === undefined || blob === undefined || (noneMatch !== '*' && noneMatch !== blob.etag);
}

/** `PUT` of a whole block blob. */
export function putBlob({ surroundings, request, answers, containerId, name }: BlobRequest): WireResponse {
  const { headers, body } = request;
  const type = headers['x-ms-blob-type'];
  if (type === undefined) return answers.refuse('MissingRequiredHeader');
  if (type !== 'BlockBlob') return answers.refuse('NotSimulated');
  const blobs = blobsOf(surroundings, containerId);
  const before = blobs[name];
  if (!isConditionMet(headers, before)) {
    return answers.refuse(headers['if-none-match'] === '*' ? 'BlobAlreadyExists' : 'ConditionNotMet');
  }
  const now = surroundings.clock.now();
  const blob: StoredBlob = {
    body,
    contentType: headers['x-ms-blob-content-type'] ?? headers['content-type'] ?? 'application/octet-stream',
    etag: nextEtag(surroundings),
    lastModified: now,
    createdAt: before?.createdAt ?? now,
    metadata: metadataOf(headers),
  };
  blobs[name] = blob;
  const {
    etag,
    'last-modified': lastModified,
    'content-md5': md5,
  } = describe(blob) as Record<string, string>;
  return answers.done(201, '', {
    etag: etag ?? '',
    'last-modified': lastModified ?? '',
    'content-md5': md5 ?? '',
    'content-length': '0',
    'x-ms-request-server-encrypted': 'true',
  });
}

/** The part of a body that a range header asks for; undefined for all of it. */
function ranged(
  body: string,
  range: string | undefined,
): { readonly part: string; readonly header: string } | undefined {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const bytes = Buffer.from(body);
  if (from === undefined || bytes.length === 0) return undefined;
  const last = Math.min(to === '' || to === undefined ? bytes.length - 1 : Number(to), bytes.length - 1);
  return {
    part: bytes.subarray(Number(from), last + 1).toString(),
    header: `bytes ${from}-${last}/${bytes.length}`,
  };
}

/** `GET` of a blob, or of a range of it. */
export function getBlob({ surroundings, request, answers, containerId, name }: BlobRequest): WireResponse {
  const blob = blobsOf(surroundings, containerId)[name];
  if (blob === undefined) return answers.refuse('BlobNotFound');
  const part = ranged(blob.body, request.headers['x-ms-range'] ?? request.headers['range']);
  return part === undefined
    ? answers.done(200, blob.body, describe(blob))
    : answers.done(206, part.part, {
        ...describe(blob),
        'content-range': part.header,
        'content-length': String(Buffer.byteLength(part.part)),
      });
}

/** `HEAD` of a blob: as GET, without any body, the refusal's included. */
export function headBlob({ surroundings, answers, containerId, name }: BlobRequest): WireResponse {
  const blob = blobsOf(surroundings, containerId)[name];
  return blob === undefined
    ? { ...answers.refuse('BlobNotFound'), body: '' }
    : answers.done(200, '', describe(blob));
}

/** `DELETE` of a blob: accepted, and gone. */
export function deleteBlob({ surroundings, request, answers, containerId, name }: BlobRequest): WireResponse {
  const blobs = blobsOf(surroundings, containerId);
  const blob = blobs[name];
  if (blob === undefined) return answers.refuse('BlobNotFound');
  if (!isConditionMet(request.headers, blob)) return answers.refuse('ConditionNotMet');
  delete blobs[name];
  return answers.done(202, '', { 'x-ms-delete-type-permanent': 'true', 'content-length': '0' });
}
