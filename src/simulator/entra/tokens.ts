import { createHmac } from 'node:crypto';

/** What the simulated tokens claim; names as in Entra's version 1 access tokens. */
export interface Claims {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly oid: string;
  readonly tid: string;
  readonly appid: string;
  readonly idtyp: 'user' | 'app';
  readonly upn?: string;
  readonly scp?: string;
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

const signature = (signed: string, key: string): string =>
  createHmac('sha256', key).update(signed).digest('base64url');

/** A JWT over `claims` that only the holder of `key` can make. */
export function issueToken(claims: object, key: string): string {
  const signed = `${encode({ typ: 'JWT', alg: 'HS256', kid: 'simulator' })}.${encode(claims)}`;
  return `${signed}.${signature(signed, key)}`;
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

/** The claims of a token that `issueToken` made with the same key. */
export function verifyToken(token: string, key: string): Claims | undefined {
  const [header, claims, signed] = token.split('.');
  return signed === signature(`${header}.${claims}`, key)
    ? (readClaims(token) as Claims | undefined)
    : undefined;
}
