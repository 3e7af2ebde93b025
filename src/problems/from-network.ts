import { Problem } from './problem.ts';
import type { About } from './rules-shape.ts';

/** Why no answer came: no such host, no way there, cut off, silence, TLS, or an answer that only a proxy can have made. */
export interface NetworkTrouble {
  readonly is: 'name' | 'refused' | 'broken' | 'silent' | 'distrusted' | 'garbled';
  /** What the socket said, such as ECONNRESET. */
  readonly code: string;
}

const KINDS: Readonly<Record<string, NetworkTrouble['is']>> = {
  EAI_AGAIN: 'name',
  ENOTFOUND: 'name',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENETDOWN: 'refused',
  ECONNRESET: 'broken',
  ECONNABORTED: 'broken',
  EPIPE: 'broken',
  ERR_STREAM_PREMATURE_CLOSE: 'broken',
  UND_ERR_SOCKET: 'broken',
  REQUEST_SEND_ERROR: 'broken',
  ETIMEDOUT: 'silent',
  ESOCKETTIMEDOUT: 'silent',
  UND_ERR_CONNECT_TIMEOUT: 'silent',
  UND_ERR_HEADERS_TIMEOUT: 'silent',
  UND_ERR_BODY_TIMEOUT: 'silent',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'distrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'distrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'distrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'distrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'distrusted',
  CERT_HAS_EXPIRED: 'distrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'distrusted',
  PARSE_ERROR: 'garbled',
};

const SAYS: Readonly<Record<NetworkTrouble['is'], string>> = {
  name: 'the name of the service could not be resolved',
  refused: 'there is no way to the service',
  broken: 'the connection broke off',
  silent: 'no answer came in time',
  distrusted: 'the certificate of the service is not one that this machine trusts',
  garbled: 'the answer is not one that Azure gives',
};

const WINDOW_SECONDS: Readonly<Record<NetworkTrouble['is'], number | undefined>> = {
  name: 120,
  refused: 120,
  broken: 600,
  silent: 600,
  distrusted: undefined,
  garbled: 120,
};

/** What the network did to a call, as far as `error` tells; undefined when it is not about the network. */
export function networkTrouble(error: unknown): NetworkTrouble | undefined {
  for (const each of chain(error)) {
    const { code } = each as { readonly code?: unknown };
    const is = typeof code === 'string' ? KINDS[code] : undefined;
    if (is !== undefined) return { is, code: String(code) };
  }
  const [outer] = chain(error);
  if (outer === undefined) return undefined;
  // fetch hides why in its cause, and sometimes there is none.
  if (outer.name === 'TypeError' && outer.message === 'fetch failed')
    return { is: 'broken', code: 'fetch failed' };
  if (outer.name === 'TimeoutError') return { is: 'silent', code: 'timeout' };
  if (/socket hang up|network socket disconnected|^Error reading response as text/i.test(outer.message)) {
    return { is: 'broken', code: 'socket hang up' };
  }
  return undefined;
}

/** The problem of a call that got no answer; undefined when `error` is not about the network. */
export function problemFromNetwork(error: unknown, { what, doing, id }: About): Problem | undefined {
  const trouble = networkTrouble(error);
  if (trouble === undefined) return undefined;
  const retrySeconds = WINDOW_SECONDS[trouble.is];
  const command = doing === 'remove' ? 'metaflow-azure down' : 'metaflow-azure up';
  return new Problem(
    trouble.is === 'distrusted' ? 'azure.distrusted' : 'azure.unreachable',
    `${what}: ${SAYS[trouble.is]} (${trouble.code})`,
    {
      cause: error,
      ...(retrySeconds === undefined ? {} : { retrySeconds }),
      ...(id === undefined ? {} : { about: [id] }),
      advice:
        trouble.is === 'distrusted'
          ? [
              'A proxy that opens connections has a certificate of its own: export NODE_EXTRA_CA_CERTS=<its .pem file>',
            ]
          : [
              'Look at the network, and at HTTPS_PROXY if there is a proxy',
              `${command}    goes on from here`,
            ],
    },
  );
}

/** Whether something was thrown as an error. Not `instanceof`: those of Node itself are of another realm under jest. */
export const isError = (value: unknown): value is Error =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<Error>).name === 'string' &&
  typeof (value as Partial<Error>).message === 'string';

/** An error and what it was caused by. */
function chain(error: unknown): readonly Error[] {
  const errors: Error[] = [];
  let each = error;
  while (isError(each) && errors.length < 6) {
    errors.push(each);
    each = each.cause ?? (each as Partial<AggregateError>).errors?.[0];
  }
  return errors;
}
