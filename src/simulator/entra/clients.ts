import { readClaims } from '../jwt.ts';
import { signedHere } from '../signing.ts';
import type { FederatedTrust, Surroundings } from '../ports.ts';
import { clientOf } from './directory.ts';
import { refuse } from './login-errors.ts';
import type { Refusal } from './login-errors.ts';
import { entraState } from './state.ts';
import type { EntraState, KnownAt, Secret, ServicePrincipal } from './state.ts';

/** A client that has shown who it is, or why it has not. */
type Proof = ServicePrincipal | Refusal;

/** Clients prove who they are to one of two replicas, in turn: what only one knows comes and goes. */
function replicaKnows(surroundings: Surroundings, replica: 0 | 1): (since: KnownAt) => boolean {
  return (since) => since[replica] <= surroundings.clock.now();
}

function checkSecret(
  secrets: readonly Secret[],
  text: string,
  { now, knows, clientId }: { now: number; knows: (since: KnownAt) => boolean; clientId: string },
): Refusal | undefined {
  const match = secrets.find((secret) => secret.text === text && knows(secret.knownToLoginAt));
  if (match === undefined || Date.parse(match.startDateTime) > now) return refuse(7000215, clientId);
  return Date.parse(match.endDateTime) <= now ? refuse(7000222, clientId) : undefined;
}

/** Whose keys this cloud tells itself. Of other issuers it can ask nobody: it takes their word. */
const isOfThisCloud = (issuer: unknown): boolean => /\.oic\.prod-aks\.azure\.com\//.test(String(issuer));

function checkAssertion(
  surroundings: Surroundings,
  trusts: readonly FederatedTrust[],
  { assertion, principal }: { readonly assertion: string; readonly principal: ServicePrincipal },
): Refusal | undefined {
  const now = surroundings.wall();
  const claims = readClaims(assertion);
  if (claims === undefined) return refuse(50013, '[Reason - The token is malformed.]');
  const { iss, sub, aud, exp } = claims;
  if (typeof exp === 'number' && exp * 1000 <= now) {
    // What lies before all dates is told as the first.
    return refuse(700024, new Date(now).toISOString(), new Date(Math.max(0, exp * 1000)).toISOString());
  }
  if (trusts.length === 0) return refuse(70025, principal.appId, String(principal.shown['displayName']));
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const trusted = trusts.some(
    ({ issuer, subject, audiences: accepted }) =>
      issuer === iss && subject === sub && accepted.some((one) => audiences.includes(one)),
  );
  if (!trusted) return refuse(70021, String(iss), String(sub), audiences.join(', '));
  const isSigned = !isOfThisCloud(iss) || signedHere(surroundings, assertion)?.iss === iss;
  return isSigned ? undefined : refuse(50013, '[Reason - The key was not found.]');
}

function nextReplica(state: EntraState): 0 | 1 {
  state.turns.login += 1;
  return state.turns.login % 2 === 1 ? 0 : 1;
}

/** Checks what a client brings to the token endpoint: a secret, or a token of somebody it trusts. */
export function proveClient(surroundings: Surroundings, form: URLSearchParams): Proof {
  const state = entraState(surroundings);
  const now = surroundings.clock.now();
  const knows = replicaKnows(surroundings, nextReplica(state));
  const clientId = form.get('client_id');
  if (clientId === null) return refuse(90014, 'client_id');
  const { application, principal } = clientOf(state, clientId);
  if (application === undefined ? principal === undefined : !knows(application.knownToLoginAt)) {
    return refuse(700016, clientId, state.tenantId);
  }
  if (principal === undefined) return refuse(7000229, clientId, state.tenantId);
  const secret = form.get('client_secret');
  const assertion = form.get('client_assertion');
  if (secret === null && assertion === null) return refuse(7000216);
  const refusal =
    secret === null
      ? checkAssertion(surroundings, (application ?? principal).trusts, {
          assertion: assertion ?? '',
          principal,
        })
      : checkSecret([...(application?.secrets ?? []), ...principal.secrets], secret, {
          now,
          knows,
          clientId,
        });
  return refusal ?? principal;
}
