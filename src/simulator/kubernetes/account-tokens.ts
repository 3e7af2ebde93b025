import { listOf, objectOf, textOf } from '../json.ts';
import { signForOthers, signedHere } from '../signing.ts';
import { kindNamed } from './schema/kinds.ts';
import { findObject, newUid } from './store.ts';
import type { Cluster } from './store.ts';
import type { ClusterState, KubeObject, User } from './world.ts';

/** What tokens of Secrets name as their issuer, in every cluster. */
const LEGACY_ISSUER = 'kubernetes/serviceaccount';

/** What the tokens of ServiceAccounts claim, as far as the API server reads them. */
interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: unknown;
  readonly exp: number;
  readonly 'kubernetes.io': { readonly namespace: string; readonly serviceaccount: Account };
}

interface Account {
  readonly name: string;
  readonly uid: string;
}

/** Who issues the tokens of a cluster: its OpenID issuer where AKS has one for it. */
const issuerOf = ({ issuer, fqdn }: ClusterState): string => issuer ?? audienceOf({ fqdn });

/** Whom a token is for that is to open the API server. */
export const audienceOf = ({ fqdn }: Pick<ClusterState, 'fqdn'>): string => `https://${fqdn}`;

const userOf = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** A token of a ServiceAccount for `audiences`; those who hold it read its seconds by their own clock. */
export function issueAccountToken(
  { state, surroundings }: Cluster,
  { metadata: { name, namespace = '', uid } }: KubeObject,
  { audiences, seconds }: { readonly audiences: readonly string[]; readonly seconds: number },
): { readonly token: string; readonly expiresAt: number } {
  const now = Math.floor(surroundings.wall() / 1000);
  const token = signForOthers(surroundings, {
    aud: audiences,
    exp: now + seconds,
    iat: now,
    iss: issuerOf(state),
    jti: newUid(surroundings),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now,
    sub: userOf(namespace, name).name,
  });
  return { token, expiresAt: (now + seconds) * 1000 };
}

/** The token of a Secret of a ServiceAccount: it lasts as long as both. */
export function issueSecretToken({ surroundings }: Cluster, account: KubeObject, secret: KubeObject): string {
  const { name, namespace = '', uid } = account.metadata;
  const at = 'kubernetes.io/serviceaccount';
  return signForOthers(surroundings, {
    iss: LEGACY_ISSUER,
    [`${at}/namespace`]: namespace,
    [`${at}/secret.name`]: secret.metadata.name,
    [`${at}/service-account.name`]: name,
    [`${at}/service-account.uid`]: uid,
    sub: userOf(namespace, name).name,
  });
}

function ownerOfSecretToken({ state }: Cluster, token: string, claims: object): User | undefined {
  const of = (part: string): string => textOf(objectOf(claims)[`kubernetes.io/serviceaccount/${part}`]);
  const [namespace, name] = [of('namespace'), of('service-account.name')];
  const secret = findObject(state, kindNamed('Secret'), namespace, of('secret.name'));
  const kept = Buffer.from(textOf(objectOf(secret?.['data'])['token']), 'base64').toString();
  const account = findObject(state, kindNamed('ServiceAccount'), namespace, name);
  const isSame = account?.metadata.uid === of('service-account.uid');
  return kept === token && isSame ? userOf(namespace, name) : undefined;
}

/** The ServiceAccount behind a token of this cluster, while both last. */
export function accountBehind(cluster: Cluster, token: string): User | undefined {
  const { state, surroundings } = cluster;
  const claims = signedHere<Claims>(surroundings, token);
  if (claims?.iss === LEGACY_ISSUER) return ownerOfSecretToken(cluster, token, claims);
  if (claims?.iss !== issuerOf(state) || !listOf(claims.aud).includes(audienceOf(state))) return undefined;
  const { exp, 'kubernetes.io': bound } = claims as Claims;
  if (exp * 1000 <= surroundings.wall()) return undefined;
  const { namespace, serviceaccount } = bound;
  const account = findObject(state, kindNamed('ServiceAccount'), namespace, serviceaccount.name);
  return account?.metadata.uid === serviceaccount.uid ? userOf(namespace, serviceaccount.name) : undefined;
}
