import { createHash, createHmac, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The public half of a key, as `/discovery/keys` tells it. */
export interface PublicKey {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly kid: string;
  readonly x5t: string;
  readonly n: string;
  readonly e: string;
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The public halves of RSA keys by their texts: to take them out costs more than to check a signature. */
const halves = new Map<string, KeyObject>();

function publicHalf(pem: string): KeyObject {
  const known = halves.get(pem);
  if (known !== undefined) return known;
  const half = createPublicKey(pem);
  halves.set(pem, half);
  return half;
}

/** What anybody needs to check the tokens that an RSA key has signed. */
export function publicKeyOf(pem: string): PublicKey {
  const half = publicHalf(pem);
  const { n = '', e = '' } = half.export({ format: 'jwk' });
  const kid = createHash('sha1')
    .update(half.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e };
}

/** How tokens are signed by one kind of key. */
interface Scheme {
  readonly header: (key: string) => object;
  readonly sign: (signed: string, key: string) => string;
  readonly holds: (signed: string, signature: string, key: string) => boolean;
}

/** As Entra signs: everybody can check it. */
const byRsa: Scheme = {
  header(key) {
    const { kid, x5t } = publicKeyOf(key);
    return { typ: 'JWT', alg: 'RS256', x5t, kid };
  },
  sign: (signed, key) => sign('sha256', Buffer.from(signed), key).toString('base64url'),
  holds: (signed, signature, key) =>
    verify('sha256', Buffer.from(signed), publicHalf(key), Buffer.from(signature, 'base64url')),
};

/** For those who share a secret: the simulator with itself. */
const bySecret: Scheme = {
  header: () => ({ typ: 'JWT', alg: 'HS256', kid: 'simulator' }),
  sign: (signed, key) => createHmac('sha256', key).update(signed).digest('base64url'),
  holds: (signed, signature, key) => bySecret.sign(signed, key) === signature,
};

const schemeOf = (key: string): Scheme => (key.startsWith('-----BEGIN') ? byRsa : bySecret);

/** A JWT over `claims` that only the holder of `key` can make: an RSA key as PEM, or a secret. */
export function issueToken(claims: object, key: string): string {
  const scheme = schemeOf(key);
  const signed = `${encode(scheme.header(key))}.${encode(claims)}`;
  return `${signed}.${scheme.sign(signed, key)}`;
}

/** The claims of a JWT by whomever, unverified; undefined if it is none. */
export function readClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The claims of a token that `issueToken` made with the same key; the caller knows whose tokens have which. */
export function verifyToken(token: string, key: string): unknown {
  const [header, claims, signature = ''] = token.split('.');
  // Which scheme it is says the key, never the token.
  return schemeOf(key).holds(`${header}.${claims}`, signature, key) ? readClaims(token) : undefined;
}
