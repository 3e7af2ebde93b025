import { publicKeys } from '../signing.ts';
import type { Surroundings } from '../ports.ts';
import type { Service, WireResponse } from '../wire.ts';
import { clustersOf } from './world.ts';

const CONFIGURATION = '.well-known/openid-configuration';
const KEYS = 'openid/v1/jwks';

const answer = (status: number, body: unknown): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The public addresses at which AKS tells how tokens of ServiceAccounts are checked, one below each issuer. */
export function createIssuers(surroundings: Surroundings): Service {
  const issuers = (): string[] =>
    Object.values(clustersOf(surroundings)).flatMap(({ issuer }) => (issuer === undefined ? [] : [issuer]));
  return {
    answersFor: (host) => issuers().some((issuer) => new URL(issuer).hostname === host),
    handle({ method, url }) {
      const issuer = issuers().find((one) => url.href.startsWith(one));
      if (issuer === undefined) return answer(404, {});
      const path = url.href.slice(issuer.length);
      if (method !== 'GET') return answer(405, {});
      if (path === KEYS) return answer(200, { keys: publicKeys(surroundings) });
      if (path !== CONFIGURATION) return answer(404, {});
      return answer(200, {
        issuer,
        jwks_uri: `${issuer}${KEYS}`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    },
  };
}
