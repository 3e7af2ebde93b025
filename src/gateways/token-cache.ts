import type { AccessToken, TokenCredential } from '@azure/identity';
import type { Clock } from '../engine/ports.ts';

/** Tokens are renewed this long before they end, so that none ends on its way. */
const MARGIN_MS = 5 * 60_000;

interface Cached {
  readonly token: Promise<AccessToken | null>;
  /** Unknown while it is being fetched. */
  until: number;
}

/** The credential with a memory: the Azure CLI's starts a Python process of seconds for every token. */
export function rememberingTokens(credential: TokenCredential, clock: Clock): TokenCredential {
  const known = new Map<string, Cached>();
  return {
    getToken(scopes, options = {}) {
      const key = [...[scopes].flat(), options.tenantId ?? ''].join(' ');
      const cached = known.get(key);
      // A claims challenge says that the token at hand is not good enough.
      if (options.claims === undefined && cached !== undefined && clock.now() < cached.until - MARGIN_MS) {
        return cached.token;
      }
      const token = credential.getToken(scopes, options);
      const entry: Cached = { token, until: Number.POSITIVE_INFINITY };
      known.set(key, entry);
      void rememberUntilItEnds(entry, () => {
        if (known.get(key) === entry) known.delete(key);
      });
      return token;
    },
  };
}

async function rememberUntilItEnds(entry: Cached, forget: () => void): Promise<void> {
  try {
    entry.until = (await entry.token)?.expiresOnTimestamp ?? 0;
  } catch {
    // Whoever asked for the token is told; the next one asks anew.
    forget();
  }
}
