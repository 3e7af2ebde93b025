import type { Directory, Surroundings } from '../ports.ts';
import { openKeys, publicKeys, signForUs } from '../signing.ts';
import type { Service, WireRequest, WireResponse } from '../wire.ts';
import { jsonAnswer } from './answer.ts';
import { AZURE_CLI_APP_ID, accessToken, createDirectory } from './directory.ts';
import { LOGIN_HOST, instanceDiscovery, openIdConfiguration, openIdConfigurationV1 } from './discovery.ts';
import { deviceAuthorization, token, tokenV1 } from './grants.ts';
import { keptOut } from './conditional-access.ts';
import { descriptionOf, refusalAnswer, refuse } from './login-errors.ts';
import { entraState, openEntraState } from './state.ts';

/** The one tenant of the simulated cloud and the person who uses the program. */
export interface EntraCatalogue {
  readonly tenantId: string;
  readonly operator: { readonly objectId: string; readonly name: string };
}

/** Tenant names that mean "whichever the user belongs to". */
const ANY_TENANT: readonly string[] = ['common', 'organizations'];

/** The name that a tenant has from its birth. */
const TENANT_DOMAIN = 'contoso.onmicrosoft.com';

/** Tokens of users last 60 to 90 minutes, whatever Entra feels like. */
const USER_TOKEN_SECONDS = { least: 3600, spread: 1800 };

type Endpoint = (surroundings: Surroundings, request: WireRequest, tenant: string) => WireResponse;

const named = (tenant: string): { tenant: string; isAny: boolean } => ({
  tenant,
  isAny: ANY_TENANT.includes(tenant),
});

/** A part of a header, as it is if it is not encoded well. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The form of a request; a client may show who it is in the header instead. */
function form({ body, headers }: WireRequest): URLSearchParams {
  const fields = new URLSearchParams(body);
  const [, basic] = /^Basic (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
  if (basic === undefined) return fields;
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':').map(decoded);
  fields.set('client_id', id);
  fields.set('client_secret', secret);
  return fields;
}

const keys: Endpoint = (surroundings) => jsonAnswer(200, { keys: publicKeys(surroundings) });

/** Endpoints of a tenant by method and the path after the tenant. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'GET v2.0/.well-known/openid-configuration': (_, __, tenant) => openIdConfiguration(named(tenant)),
  'GET .well-known/openid-configuration': (_, __, tenant) => openIdConfigurationV1(named(tenant)),
  'GET discovery/instance': (_, __, tenant) => instanceDiscovery(tenant),
  'GET discovery/v2.0/keys': keys,
  'GET discovery/keys': keys,
  'POST oauth2/v2.0/token': (surroundings, request) => token(surroundings, form(request)),
  'POST oauth2/token': (surroundings, request) => tokenV1(surroundings, form(request)),
  'POST oauth2/v2.0/devicecode': (surroundings, request) => deviceAuthorization(surroundings, form(request)),
};

function answer(surroundings: Surroundings, request: WireRequest): WireResponse {
  const [, tenant = '', ...rest] = request.url.pathname.split('/');
  const operation = `${request.method} ${rest.join('/')}`;
  const endpoint = ENDPOINTS[operation];
  if (endpoint === undefined) {
    return jsonAnswer(501, {
      error: 'not_simulated',
      error_description: `The simulated sign-in service does not know ${operation}.`,
    });
  }
  const { tenantId } = entraState(surroundings);
  const known = [tenantId, TENANT_DOMAIN].includes(tenant.toLowerCase()) || ANY_TENANT.includes(tenant);
  if (!known) return refusalAnswer(surroundings, refuse(90002, tenant));
  return endpoint(surroundings, request, ANY_TENANT.includes(tenant) ? tenant : tenantId);
}

/** The sign-in service of the simulated cloud, and the directory behind it. */
export function createEntra(
  surroundings: Surroundings,
  catalogue: EntraCatalogue,
): Service & { readonly directory: Directory; signIn(options?: { readonly audience?: string }): string } {
  openKeys(surroundings);
  openEntraState(surroundings, catalogue);
  return {
    answersFor: (host) => host === LOGIN_HOST,
    handle: (request) => answer(surroundings, request),
    directory: createDirectory(surroundings),
    signIn({ audience = 'https://management.azure.com' } = {}) {
      const kept = keptOut(surroundings, audience);
      // What libraries throw for those who are signed in already and are not given this token.
      if (kept !== undefined) throw new Error(descriptionOf(surroundings, kept));
      const subject = {
        type: 'User',
        appId: AZURE_CLI_APP_ID,
        ...entraState(surroundings).operator,
      } as const;
      const short = surroundings.faults.take('auth.tokenExpiresMidRun', `POST token ${audience}`);
      const lifetimeSeconds =
        short === undefined
          ? USER_TOKEN_SECONDS.least + Math.floor(surroundings.random() * USER_TOKEN_SECONDS.spread)
          : Number(short['seconds'] ?? 300);
      return accessToken(surroundings, subject, { audience, lifetimeSeconds, sign: signForUs });
    },
  };
}
