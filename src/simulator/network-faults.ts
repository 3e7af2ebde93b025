import type { Clock } from './clock.ts';
import { textOr } from './json.ts';
import type { Faults } from './ports.ts';
import type { WireRequest } from './wire.ts';

/** What the way to the cloud may do to a call, whichever service it is for. */
export const networkFaults = {
  'net.resetBeforeApply': 'the connection breaks before the request arrives',
  'net.resetAfterApply': 'the connection breaks after the request took effect; the answer is lost',
  'net.dns': 'the name of the host does not resolve: code ENOTFOUND (default) or EAI_AGAIN',
  'net.slow': 'the request takes some seconds more to arrive (default 30)',
} as const;

interface Way {
  readonly faults: Faults;
  readonly clock: Clock;
}

const aboutOf = ({ method, url }: WireRequest): string => `${method} ${url.hostname}${url.pathname}`;

const socketError = (code: string, syscall: string, hostname: string): Error =>
  Object.assign(
    new Error(syscall === 'getaddrinfo' ? `${syscall} ${code} ${hostname}` : `${syscall} ${code}`),
    {
      code,
      syscall,
      hostname,
    },
  );

/** Lets a request through to the cloud, or breaks it off. */
export async function onTheWay(
  { faults, clock }: Way,
  request: WireRequest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const about = aboutOf(request);
  const { hostname } = request.url;
  const dns = faults.take('net.dns', about);
  if (dns !== undefined) throw socketError(textOr(dns['code'], 'ENOTFOUND'), 'getaddrinfo', hostname);
  if (faults.take('net.resetBeforeApply', about) !== undefined)
    throw socketError('ECONNRESET', 'read', hostname);
  const slow = faults.take('net.slow', about);
  if (slow !== undefined) await clock.sleep(Number(slow['seconds'] ?? 30) * 1000, signal);
}

/** Lets an answer through to the program, or loses it. */
export function onTheWayBack({ faults }: Way, request: WireRequest): void {
  if (faults.take('net.resetAfterApply', aboutOf(request)) === undefined) return;
  throw socketError('ECONNRESET', 'read', request.url.hostname);
}
