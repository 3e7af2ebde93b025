import { escapeXml } from './answers.ts';
import type { WireResponse } from '../wire.ts';
import { blobsOf, contentOf, type StoredBlob } from './blob-state.ts';
import type { BlobRequest } from './blobs.ts';
import { shownContent } from './headers.ts';
import { leaseHeaders } from './leases.ts';
import { tag, xmlAnswer } from './xml.ts';

const LARGEST_PAGE = 5000;

/** What a listing tells of a content, by the names that headers have for it. */
const TITLES: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type',
  'content-encoding': 'Content-Encoding',
  'content-language': 'Content-Language',
  'content-md5': 'Content-MD5',
  'cache-control': 'Cache-Control',
  'content-disposition': 'Content-Disposition',
};

function blobXml(name: string, blob: StoredBlob, { now, withMetadata }: Showing): string {
  const content = shownContent(blob.headers);
  const lease = leaseHeaders(blob.lease, now);
  const properties = [
    tag('Creation-Time', new Date(blob.createdAt).toUTCString()),
    tag('Last-Modified', new Date(blob.lastModified).toUTCString()),
    tag('Etag', blob.etag.replaceAll('"', '')),
    tag('Content-Length', String(contentOf(blob).length)),
    ...Object.entries(TITLES).map(([key, title]) => tag(title, content[key] ?? '')),
    tag('BlobType', 'BlockBlob'),
    tag('AccessTier', blob.tier),
    tag('LeaseStatus', lease['x-ms-lease-status'] ?? ''),
    tag('LeaseState', lease['x-ms-lease-state'] ?? ''),
    tag('ServerEncrypted', 'true'),
  ].join('');
  const metadata = Object.entries(blob.metadata).map(([key, value]) => tag(key, value));
  const shown = withMetadata && metadata.length > 0 ? `<Metadata>${metadata.join('')}</Metadata>` : '';
  return `<Blob>${tag('Name', name)}<Properties>${properties}</Properties>${shown}<OrMetadata /></Blob>`;
}

interface Showing {
  readonly now: number;
  readonly withMetadata: boolean;
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
  const showing = {
    now: surroundings.clock.now(),
    withMetadata: (searchParams.get('include') ?? '').split(',').includes('metadata'),
  };
  const shown = entries.slice(0, Math.min(max, LARGEST_PAGE));
  const items = shown.map((entry) => {
    const blob = blobs[entry];
    return blob === undefined
      ? `<BlobPrefix>${tag('Name', entry)}</BlobPrefix>`
      : blobXml(entry, blob, showing);
  });
  const asked = [
    prefix ? tag('Prefix', prefix) : '',
    marker ? tag('Marker', marker) : '',
    searchParams.has('maxresults') ? tag('MaxResults', String(max)) : '',
    delimiter ? tag('Delimiter', delimiter) : '',
  ].join('');
  const next = entries[shown.length];
  const end = next === undefined ? '<NextMarker />' : tag('NextMarker', next);
  return xmlAnswer(
    answers,
    `<EnumerationResults ServiceEndpoint="${origin}/" ContainerName="${escapeXml(container)}">${asked}<Blobs>${items.join('')}</Blobs>${end}</EnumerationResults>`,
  );
}
