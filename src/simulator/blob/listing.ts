import { escapeXml } from './answers.ts';
import { blobsOf } from './blob-state.ts';
import type { StoredBlob } from './blob-state.ts';
import type { BlobRequest } from './blobs.ts';
import type { WireResponse } from '../wire.ts';

const LARGEST_PAGE = 5000;

const tag = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;

function blobXml(name: string, blob: StoredBlob): string {
  const properties = [
    tag('Creation-Time', new Date(blob.createdAt).toUTCString()),
    tag('Last-Modified', new Date(blob.lastModified).toUTCString()),
    tag('Etag', blob.etag.replaceAll('"', '')),
    tag('Content-Length', String(Buffer.byteLength(blob.body))),
    tag('Content-Type', blob.contentType),
    tag('BlobType', 'BlockBlob'),
    tag('LeaseStatus', 'unlocked'),
    tag('LeaseState', 'available'),
    tag('ServerEncrypted', 'true'),
  ].join('');
  return `<Blob>${tag('Name', name)}<Properties>${properties}</Properties><OrMetadata /></Blob>`;
}

/** Names under the prefix in order; with a delimiter those behind it fold into one prefix. */
function entriesOf(names: readonly string[], prefix: string, delimiter: string): readonly string[] {
  const folded = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
      return cut < 0 ? name : name.slice(0, cut + delimiter.length);
    });
  return [...new Set(folded)].toSorted();
}

/** `GET /{container}?restype=container&comp=list`. */
export function listBlobs({
  surroundings,
  request,
  answers,
  containerId,
  name: container,
}: BlobRequest): WireResponse {
  const { searchParams, origin } = request.url;
  const [prefix, delimiter, marker] = ['prefix', 'delimiter', 'marker'].map(
    (key) => searchParams.get(key) ?? '',
  );
  const max = Number(searchParams.get('maxresults') ?? LARGEST_PAGE);
  if (!Number.isInteger(max) || max < 1) return answers.refuse('InvalidQueryParameterValue');
  const blobs = blobsOf(surroundings, containerId);
  const entries = entriesOf(Object.keys(blobs), prefix ?? '', delimiter ?? '').filter(
    (one) => one >= (marker ?? ''),
  );
  const shown = entries.slice(0, Math.min(max, LARGEST_PAGE));
  const items = shown.map((entry) => {
    const blob = blobs[entry];
    return blob === undefined ? `<BlobPrefix>${tag('Name', entry)}</BlobPrefix>` : blobXml(entry, blob);
  });
  const asked = [
    prefix ? tag('Prefix', prefix) : '',
    marker ? tag('Marker', marker) : '',
    searchParams.has('maxresults') ? tag('MaxResults', String(max)) : '',
    delimiter ? tag('Delimiter', delimiter) : '',
  ].join('');
  const next = entries[shown.length];
  const end = next === undefined ? '<NextMarker />' : tag('NextMarker', next);
  const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="${origin}/" ContainerName="${escapeXml(container)}">${asked}<Blobs>${items.join('')}</Blobs>${end}</EnumerationResults>`;
  return answers.done(200, body, { 'content-type': 'application/xml' });
}
