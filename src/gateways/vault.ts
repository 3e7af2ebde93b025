import { Secret } from '../util/secret.ts';
import type { Vault } from '../world.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PASSWORD_LENGTH = 32;
/** Azure wants three of four kinds of characters (PG password rule); a random one can miss a kind. */
const KINDS = [/[A-Z]/, /[a-z]/, /[0-9]/];

/** Secrets of this process, in memory only. `random` gives that many random bytes. */
export function createVault(random: (bytes: number) => Uint8Array): Vault {
  const kept = new Map<string, Secret>();
  const draw = (): string => {
    let text = '';
    while (text.length < PASSWORD_LENGTH) {
      // Bytes beyond the last whole alphabet are dropped: taken modulo they would favour its beginning.
      const fair = [...random(PASSWORD_LENGTH)].filter(
        (byte) => byte < ALPHABET.length * Math.floor(256 / ALPHABET.length),
      );
      text += fair.map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
    }
    return text.slice(0, PASSWORD_LENGTH);
  };
  return {
    keep: (name, secret) => void kept.set(name, secret),
    recall: (name) => kept.get(name),
    newPassword() {
      for (;;) {
        const text = draw();
        if (KINDS.every((kind) => kind.test(text))) return new Secret(text);
      }
    },
  };
}
