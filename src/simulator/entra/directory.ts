import type { Caller, Directory, FederatedTrust, Principal, Surroundings } from '../ports.ts';
import { signedHere } from '../signing.ts';
import { armLagMs } from './lags.ts';
import { applications, entraState, freshId, servicePrincipals } from './state.ts';
import type { EntraState, ServicePrincipal } from './state.ts';

/** Microsoft's own client id of the Azure CLI, which every token of a signed-in user carries. */
export const AZURE_CLI_APP_ID = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

const SECONDS = 1000;

type Subject = { readonly objectId: string; readonly appId: string } & (
  { readonly type: 'User'; readonly name: string } | { readonly type: 'ServicePrincipal' }
);

/** What the simulated tokens claim; names as in Entra's version 1 access tokens. */
interface Claims {
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

/** The issuer of access tokens. */
const issuerOf = (tenantId: string): string => `https://sts.windows.net/${tenantId}/`;

/** An access token for `subject` at `audience`, valid from now for `lifetimeSeconds`. */
export function accessToken(
  surroundings: Surroundings,
  subject: Subject,
  {
    audience,
    lifetimeSeconds,
    sign,
  }: {
    readonly audience: string;
    readonly lifetimeSeconds: number;
    readonly sign: (surroundings: Surroundings, claims: object) => string;
  },
): string {
  const { tenantId } = entraState(surroundings);
  const now = Math.floor(surroundings.wall() / SECONDS);
  return sign(surroundings, {
    aud: audience,
    iss: issuerOf(tenantId),
    iat: now,
    nbf: now,
    exp: now + lifetimeSeconds,
    oid: subject.objectId,
    sub: subject.objectId,
    tid: tenantId,
    appid: subject.appId,
    idtyp: subject.type === 'User' ? 'user' : 'app',
    ...(subject.type === 'User' ? { upn: subject.name, scp: 'user_impersonation' } : {}),
    ver: '1.0',
    uti: freshId(surroundings),
  });
}

function authenticate(
  surroundings: Surroundings,
  header: string | undefined,
): ReturnType<Directory['authenticate']> {
  const [scheme, token] = (header ?? '').split(' ');
  if (scheme === undefined || token === undefined || scheme.toLowerCase() !== 'bearer')
    return { error: 'missing' };
  const claims = signedHere<Claims>(surroundings, token);
  if (claims?.iss !== issuerOf(entraState(surroundings).tenantId)) return { error: 'invalid' };
  const { exp, oid, tid, idtyp, upn, appid, aud } = claims as Claims;
  if (exp * SECONDS <= surroundings.wall()) return { error: 'expired' };
  return {
    objectId: oid,
    type: idtyp === 'user' ? 'User' : 'ServicePrincipal',
    tenantId: tid,
    name: upn ?? appid,
    audience: aud,
  } satisfies Caller;
}

function findPrincipal(state: EntraState, objectId: string): Principal | undefined {
  const id = objectId.toLowerCase();
  if (id === state.operator.objectId) return { objectId: id, type: 'User', visibleToArmAt: 0 };
  const found = state.objects[id];
  return found?.kind === 'servicePrincipal' && found.deletedAt === null
    ? { objectId: id, type: 'ServicePrincipal', visibleToArmAt: found.visibleToArmAt }
    : undefined;
}

function newManagedIdentity(surroundings: Surroundings, name: string): ServicePrincipal {
  const now = surroundings.clock.now();
  return {
    kind: 'servicePrincipal',
    id: freshId(surroundings),
    appId: freshId(surroundings),
    createdAt: now,
    creatorId: 'ARM',
    deletedAt: null,
    managed: true,
    shown: { displayName: name, servicePrincipalType: 'ManagedIdentity' },
    secrets: [],
    owners: [],
    trusts: [],
    visibleToArmAt: now + armLagMs(surroundings),
  };
}

/** The directory as the rest of the cloud knows it, over Entra's slice of the world. */
export function createDirectory(surroundings: Surroundings): Directory {
  const state = (): EntraState => entraState(surroundings);
  return {
    get tenantId() {
      return state().tenantId;
    },
    authenticate: (header) => authenticate(surroundings, header),
    principal: (objectId) => findPrincipal(state(), objectId),
    addManagedIdentity(name) {
      const identity = newManagedIdentity(surroundings, name);
      state().objects[identity.id] = identity;
      return { principalId: identity.id, clientId: identity.appId };
    },
    removeManagedIdentity(principalId) {
      delete state().objects[principalId.toLowerCase()];
    },
    addAdministrator(objectId) {
      state().administrators = [...(state().administrators ?? []), objectId];
    },
    isAdministrator: ({ type, objectId }) =>
      type === 'User' || (state().administrators ?? []).includes(objectId),
    setFederatedCredentials(clientId: string, credentials: readonly FederatedTrust[]) {
      const identity = servicePrincipals(state()).find(({ appId, managed }) => managed && appId === clientId);
      if (identity !== undefined) state().objects[identity.id] = { ...identity, trusts: credentials };
    },
  };
}

/** The application and the service principal behind a client id, as far as they live. */
export function clientOf(
  state: EntraState,
  clientId: string,
): { readonly application?: ReturnType<typeof applications>[number]; readonly principal?: ServicePrincipal } {
  const isClient = (one: { readonly appId: string; readonly deletedAt: number | null }): boolean =>
    one.appId === clientId.toLowerCase() && one.deletedAt === null;
  const application = applications(state).find(isClient);
  const principal = servicePrincipals(state).find(isClient);
  return { ...(application && { application }), ...(principal && { principal }) };
}
