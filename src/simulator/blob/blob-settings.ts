import type { WireResponse } from '../wire.ts';
import { blobsOf, nextEtag, type StoredBlob } from './blob-state.ts';
import { refuseWrite, type BlobRequest } from './blobs.ts';
import { conditionProblem } from './conditions.ts';
import { contentHeaders, metadataHeaders, metadataOf } from './headers.ts';

/** A change of what is said of a blob; its content stays. */
function setting(change: (call: BlobRequest, blob: StoredBlob) => Partial<StoredBlob>) {
  return (call: BlobRequest): WireResponse => {
    const { surroundings, answers, containerId, name } = call;
    const blobs = blobsOf(surroundings, containerId);
    const blob = blobs[name];
    if (blob === undefined) return answers.refuse('BlobNotFound');
    const refused = refuseWrite(call, blob);
    if (refused !== undefined) return refused;
    const now = surroundings.clock.now();
    const next = { ...blob, ...change(call, blob), etag: nextEtag(surroundings), lastModified: now };
    blobs[name] = next;
    return answers.done(200, '', {
      etag: next.etag,
      'last-modified': new Date(now).toUTCString(),
      'x-ms-request-server-encrypted': 'true',
    });
  };
}

/** `PUT ..?comp=metadata`: replaces all of it. */
export const setMetadata = setting(({ request }) => ({ metadata: metadataOf(request.headers) }));

/** `PUT ..?comp=properties`: what is not named is cleared. */
export const setProperties = setting(({ request }) => {
  const { 'content-type': _, ...headers } = request.headers;
  return { headers: contentHeaders(headers) };
});

/** `GET ..?comp=metadata`, and HEAD. */
export function getMetadata({
  surroundings,
  request,
  answers,
  containerId,
  name,
}: BlobRequest): WireResponse {
  const blob = blobsOf(surroundings, containerId)[name];
  if (blob === undefined) return answers.refuse('BlobNotFound');
  if (conditionProblem(request.headers, blob) !== undefined) return answers.refuse('ConditionNotMet');
  return answers.done(200, '', {
    etag: blob.etag,
    'last-modified': new Date(blob.lastModified).toUTCString(),
    ...metadataHeaders(blob.metadata),
  });
}

const TIERS = ['Hot', 'Cool', 'Cold', 'Archive'];

/** `PUT ..?comp=tier`: neither content nor tag change. */
export function setTier({ surroundings, request, answers, containerId, name }: BlobRequest): WireResponse {
  const blobs = blobsOf(surroundings, containerId);
  const blob = blobs[name];
  if (blob === undefined) return answers.refuse('BlobNotFound');
  const tier = request.headers['x-ms-access-tier'] ?? '';
  if (!TIERS.includes(tier)) return answers.refuse('InvalidHeaderValue');
  blobs[name] = { ...blob, tier };
  return answers.done(200);
}
