import { createHmac } from 'node:crypto';
import type { WireRequest } from '../wire.ts';

/** A signature of an account key over a text, as storage makes them. */
export function signed(text: string, key: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');
}

const COMPUTED = 'any computed signature';
/** How far the clock of a client may be off. */
const TOLERANCE_MS = 15 * 60 * 1000;

const STANDARD_HEADERS = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
];

/** The text that a client signs with the key of its account (REST reference of storage, "Authorize with Shared Key"). */
export function stringToSign({ method, url, headers, body, bytes }: WireRequest, account: string): string {
  const length = bytes?.byteLength ?? Buffer.byteLength(body);
  const standard = STANDARD_HEADERS.map((name) => {
    if (name === 'content-length') return length === 0 ? '' : String(length);
    if (name === 'date' && headers['x-ms-date'] !== undefined) return '';
    return headers[name] ?? '';
  });
  const own = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-ms-'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}`);
  const parameters = [...new Set([...url.searchParams.keys()].map((name) => name.toLowerCase()))]
    .toSorted()
    .map((name) => `${name}:${url.searchParams.getAll(name).toSorted().join(',')}`);
  return [method, ...standard, ...own, [`/${account}${url.pathname}`, ...parameters].join('\n')].join('\n');
}

/** Why a request that an account key has signed is not taken, or undefined. */
export function sharedKeyProblem(
  request: WireRequest,
  { name, keys, now }: { readonly name: string; readonly keys: readonly string[]; readonly now: number },
): string | undefined {
  const { headers } = request;
  const [, account, given = ''] = /^SharedKey ([^:]+):(.+)$/.exec(headers['authorization'] ?? '') ?? [];
  if (account !== name) return 'The account of the signature is not the one that is asked.';
  const sent = Date.parse(headers['x-ms-date'] ?? headers['date'] ?? '');
  if (!(Math.abs(now - sent) <= TOLERANCE_MS)) {
    return `Request date header too old: '${headers['x-ms-date'] ?? headers['date'] ?? ''}'`;
  }
  const text = stringToSign(request, name);
  if (keys.some((key) => signed(text, key) === given)) return undefined;
  return `The MAC signature found in the HTTP request '${given}' is not the same as ${COMPUTED}. Server used following string to sign: '${text}'.`;
}
