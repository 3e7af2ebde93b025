import { contentOf, type ContentHeaders, type StoredBlob } from './blob-state.ts';
import { leaseHeaders } from './leases.ts';

type Headers = Readonly<Record<string, string>>;

const METADATA = 'x-ms-meta-';

/** The metadata that a request brings. */
export function metadataOf(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(METADATA))
      .map(([name, value]) => [name.slice(METADATA.length), value]),
  );
}

/** Metadata as headers. */
export function metadataHeaders(metadata: Headers): Headers {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA + name, value]));
}

/** Which header tells what of a content; requests put `x-ms-blob-` before it. */
const CONTENT = {
  encoding: 'content-encoding',
  language: 'content-language',
  disposition: 'content-disposition',
  cacheControl: 'cache-control',
} as const;

const given = (headers: Headers, name: string): string | undefined => headers[`x-ms-blob-${name}`];

/** What a request says of the content that it writes. */
export function contentHeaders(headers: Headers): ContentHeaders {
  const others = Object.entries(CONTENT)
    .map(([key, name]) => [key, given(headers, name)] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const md5 = given(headers, 'content-md5');
  return {
    type: given(headers, 'content-type') ?? headers['content-type'] ?? 'application/octet-stream',
    ...Object.fromEntries(others),
    ...(md5 === undefined || md5 === '' ? {} : { md5 }),
  };
}

/** The headers of a blob's content, as answers and listings have them. */
export function shownContent({ type, md5, ...others }: ContentHeaders): Record<string, string> {
  const shown = Object.entries(CONTENT).map(
    ([key, name]) => [name, others[key as keyof typeof CONTENT]] as const,
  );
  return {
    'content-type': type,
    ...Object.fromEntries(shown.filter(([, value]) => value !== undefined)),
    ...(md5 === undefined ? {} : { 'content-md5': md5 }),
  };
}

/** Everything that the headers of an answer tell of a blob. */
export function describe(blob: StoredBlob, now: number): Record<string, string> {
  const { etag, lastModified, createdAt, headers, metadata, tier, lease, copy } = blob;
  return {
    etag,
    'last-modified': new Date(lastModified).toUTCString(),
    'x-ms-creation-time': new Date(createdAt).toUTCString(),
    ...shownContent(headers),
    'content-length': String(contentOf(blob).length),
    'accept-ranges': 'bytes',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-access-tier': tier,
    ...(tier === 'Hot' ? { 'x-ms-access-tier-inferred': 'true' } : {}),
    ...leaseHeaders(lease, now),
    'x-ms-server-encrypted': 'true',
    ...(copy === undefined
      ? {}
      : {
          'x-ms-copy-id': copy.id,
          'x-ms-copy-source': copy.source,
          'x-ms-copy-status': 'success',
          'x-ms-copy-completion-time': new Date(copy.at).toUTCString(),
        }),
    ...metadataHeaders(metadata),
  };
}
