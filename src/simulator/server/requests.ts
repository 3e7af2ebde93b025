import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Peer, WireRequest, WireResponse } from '../wire.ts';

const MEGABYTE = 1024 * 1024;

/** How large a body may be, by host: ARM and Graph take 4 MB, a Kubernetes API server 3. */
function longestBody(host: string): number {
  if (host.endsWith('.core.windows.net')) return 64 * MEGABYTE;
  return host.endsWith('.azmk8s.io') ? 3 * MEGABYTE : 4 * MEGABYTE;
}

/** A body that is longer than its host takes. */
export class TooLarge extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`A body of this host has at most ${limit} bytes.`);
    this.limit = limit;
  }
}

/** The whole body of a request; refuses one that is too long for its host as soon as that is known. */
export async function bodyOf(request: IncomingMessage, host: string): Promise<Buffer> {
  const limit = longestBody(host);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new TooLarge(limit);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limit) throw new TooLarge(limit);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Headers that end at this server. */
const hopByHop = /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|proxy-.*)$/;

/** The headers of a request, one text each. */
export function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !hopByHop.test(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

/** The headers of a message that go on with it, as often as they came. */
export function onwardOf({ headersDistinct }: IncomingMessage): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headersDistinct)
      .filter(([name]) => !hopByHop.test(name))
      .map(([name, values = []]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

/** Whom the client's certificate names, if our authority vouches for it. */
export function peerOf({ socket }: IncomingMessage): Peer | undefined {
  const { authorized, getPeerCertificate } = socket as Partial<TLSSocket>;
  if (authorized !== true || getPeerCertificate === undefined) return undefined;
  const { subject } = getPeerCertificate.call(socket);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { commonName: text(subject?.CN), organization: text(subject?.O), unit: text(subject?.OU) };
}

/** A path whose escapes mean nothing is understood by no service. */
export function urlOf(host: string, path: string): URL | undefined {
  try {
    const url = new URL(`https://${host}${path}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}

/** A request as the simulated services read it. */
export function wireOf(
  request: IncomingMessage,
  { url, body }: { readonly url: URL; readonly body: Buffer },
): WireRequest {
  const peer = peerOf(request);
  return {
    method: request.method ?? 'GET',
    url,
    headers: headersOf(request),
    body: body.toString('utf8'),
    ...(body.length === 0 ? {} : { bytes: body }),
    ...(peer === undefined ? {} : { peer }),
  };
}

const bodiless = (status: number): boolean => status === 204 || status === 304 || status < 200;

/** Text that a header may hold. */
const plain = (text: string): string => text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '?');

/** The head of an answer as it goes out. */
export function headOf({ headers }: Pick<WireResponse, 'headers'>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, plain(text)]));
}

/** Sends an answer. */
export function reply(response: ServerResponse, answer: WireResponse): void {
  if (response.destroyed || response.headersSent) return;
  const isHead = response.req.method === 'HEAD';
  const headers = headOf(answer);
  const body = isHead || bodiless(answer.status) ? '' : (answer.bytes ?? answer.body);
  if (bodiless(answer.status)) delete headers['content-length'];
  else if (!isHead || headers['content-length'] === undefined) {
    headers['content-length'] = String(Buffer.byteLength(body));
  }
  response.writeHead(answer.status, headers).end(body);
}

/** An answer of this server itself, in the shape of ARM's errors. */
export function refusal(status: number, code: string, message: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ error: { code, message } }),
  };
}
