import { newToken } from './entra/identifiers.ts';
import { issueToken, publicKeyOf, verifyToken } from './jwt.ts';
import type { PublicKey } from './jwt.ts';
import type { Surroundings } from './ports.ts';

/** By what a world signs: plain JSON in it. */
interface Keys {
  /** For tokens that the simulator alone reads. */
  readonly secret: string;
  /** An RSA key as PEM, for tokens that others may check. Made when it is first needed. */
  rsa?: string;
}

/** Makes the keys of a new world as the first thing in it: two simulators of one seed then believe each other's tokens. */
export function openKeys({ world, random }: Surroundings): void {
  world['keys'] ??= { secret: newToken(random, 43) } satisfies Keys;
}

function keysOf(surroundings: Surroundings): Keys {
  openKeys(surroundings);
  return surroundings.world['keys'] as Keys;
}

/** A token that only the simulator itself is to read. */
export function signForUs(surroundings: Surroundings, claims: object): string {
  return issueToken(claims, keysOf(surroundings).secret);
}

/** A token that goes out: where the cloud is served, others can check it by `publicKeys`. */
export function signForOthers(surroundings: Surroundings, claims: object): string {
  return issueToken(claims, keyForOthers(surroundings));
}

function keyForOthers(surroundings: Surroundings): string {
  const keys = keysOf(surroundings);
  const { newSigningKey } = surroundings;
  if (newSigningKey !== undefined) keys.rsa ??= newSigningKey();
  return keys.rsa ?? keys.secret;
}

/** The claims of a token that this cloud has signed, whoever in it; the issuer is among them. */
export function signedHere<Claims extends { readonly iss?: string }>(
  surroundings: Surroundings,
  token: string,
): Partial<Claims> | undefined {
  const { secret, rsa = secret } = keysOf(surroundings);
  return (verifyToken(token, rsa) ?? verifyToken(token, secret)) as Partial<Claims> | undefined;
}

/** By what anybody can check tokens; a simulator inside a program keeps a secret instead, and tells no key. */
export function publicKeys(surroundings: Surroundings): readonly PublicKey[] {
  const key = keyForOthers(surroundings);
  return key === keysOf(surroundings).secret ? [] : [publicKeyOf(key)];
}
