import { own } from '../json.ts';
import type { Surroundings } from '../ports.ts';
import { signForOthers, signForUs, signedHere } from '../signing.ts';
import type { WireResponse } from '../wire.ts';
import { jsonAnswer } from './answer.ts';
import { proveClient } from './clients.ts';
import { keptOut } from './conditional-access.ts';
import { accessToken } from './directory.ts';
import { newToken } from './identifiers.ts';
import { refusalAnswer, refuse } from './login-errors.ts';
import type { Refusal } from './login-errors.ts';
import { resourceOf } from './scopes.ts';
import { entraState } from './state.ts';

/** Entra rounds an hour down by one second. */
const LIFETIME_SECONDS = 3599;
const DEVICE_CODE_SECONDS = 900;
const HOUR_MS = 3_600_000;

type Granted = Readonly<Record<string, unknown>> | Refusal;

const isRefusal = (granted: object): granted is Refusal => 'refused' in granted;

/** The audience that a scope asks for, or why there is no token for it. */
function audienceOf(
  surroundings: Surroundings,
  scope: string,
  form: 'default-only' | 'any',
): string | Refusal {
  const resource = resourceOf(scope, form);
  if (resource === undefined) return refuse(70011, scope);
  const { audience, known } = resource;
  if (!known) return refuse(500011, audience, entraState(surroundings).tenantId);
  return keptOut(surroundings, audience) ?? audience;
}

const forAnHour = (audience: string) => ({
  audience,
  lifetimeSeconds: LIFETIME_SECONDS,
  sign: signForOthers,
});

function tokenFields(issued: string): Record<string, unknown> {
  return {
    token_type: 'Bearer',
    expires_in: LIFETIME_SECONDS,
    ext_expires_in: LIFETIME_SECONDS,
    access_token: issued,
  };
}

function clientCredentials(surroundings: Surroundings, form: URLSearchParams): Granted {
  const client = proveClient(surroundings, form);
  if (isRefusal(client)) return client;
  const audience = audienceOf(surroundings, form.get('scope') ?? '', 'default-only');
  if (typeof audience !== 'string') return audience;
  const subject = { type: 'ServicePrincipal', objectId: client.id, appId: client.appId } as const;
  return tokenFields(accessToken(surroundings, subject, forAnHour(audience)));
}

/** What a signed-in operator gets: MSAL wants an id token and `client_info` besides the access token. */
function operatorGrant(surroundings: Surroundings, clientId: string, scope: string): Granted {
  const { operator, tenantId } = entraState(surroundings);
  const audience = audienceOf(surroundings, scope, 'any');
  if (typeof audience !== 'string') return audience;
  const subject = { type: 'User', appId: clientId, ...operator } as const;
  const now = Math.floor(surroundings.wall() / 1000);
  const identity = {
    aud: clientId,
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    iat: now,
    exp: now + LIFETIME_SECONDS,
    name: operator.name,
    oid: operator.objectId,
    preferred_username: operator.name,
    sub: operator.objectId,
    tid: tenantId,
    ver: '2.0',
  };
  return {
    ...tokenFields(accessToken(surroundings, subject, forAnHour(audience))),
    scope,
    refresh_token: signForUs(surroundings, { oid: operator.objectId, refresh: clientId }),
    id_token: signForOthers(surroundings, identity),
    client_info: Buffer.from(JSON.stringify({ uid: operator.objectId, utid: tenantId })).toString(
      'base64url',
    ),
  };
}

interface RefreshClaims {
  readonly iss?: string;
  readonly oid: string;
  /** The client that may use it. */
  readonly refresh: string;
}

function refresh(surroundings: Surroundings, form: URLSearchParams): Granted {
  const { operator } = entraState(surroundings);
  const claims = signedHere<RefreshClaims>(surroundings, form.get('refresh_token') ?? '');
  const client = form.get('client_id');
  if (client === null || claims?.refresh !== client || claims.oid !== operator.objectId) return refuse(70000);
  return operatorGrant(surroundings, client, form.get('scope') ?? '');
}

function deviceCode(surroundings: Surroundings, form: URLSearchParams): Granted {
  const { deviceCodes } = entraState(surroundings);
  const code = form.get('device_code') ?? '';
  const asked = own(deviceCodes, code);
  if (asked === undefined) return refuse(70000);
  if (asked.expiresAt <= surroundings.wall()) return refuse(70020);
  // The simulated operator is quick: the second poll finds the code entered.
  if (asked.polls === 0) {
    deviceCodes[code] = { ...asked, polls: 1 };
    return refuse(70016);
  }
  delete deviceCodes[code];
  return operatorGrant(surroundings, asked.clientId, asked.scope);
}

/** Grants by `grant_type`. */
const GRANTS: Readonly<Record<string, (surroundings: Surroundings, form: URLSearchParams) => Granted>> = {
  client_credentials: clientCredentials,
  refresh_token: refresh,
  device_code: deviceCode,
  'urn:ietf:params:oauth:grant-type:device_code': deviceCode,
};

/** Answers the token endpoint. */
export function token(surroundings: Surroundings, form: URLSearchParams): WireResponse {
  const granted =
    own(GRANTS, form.get('grant_type') ?? '')?.(surroundings, form) ?? refuse(90014, 'grant_type');
  return isRefusal(granted)
    ? refusalAnswer(surroundings, granted)
    : jsonAnswer(200, granted, { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' });
}

/** Answers the token endpoint of the first version: a resource instead of scopes, and numbers as text. */
export function tokenV1(surroundings: Surroundings, form: URLSearchParams): WireResponse {
  const resource = form.get('resource') ?? '';
  form.set('scope', `${resource}/.default`);
  const answered = token(surroundings, form);
  if (answered.status !== 200) return answered;
  const granted = JSON.parse(answered.body) as Record<string, unknown>;
  const now = Math.floor(surroundings.wall() / 1000);
  return jsonAnswer(
    200,
    {
      ...granted,
      expires_in: String(LIFETIME_SECONDS),
      ext_expires_in: String(LIFETIME_SECONDS),
      expires_on: String(now + LIFETIME_SECONDS),
      not_before: String(now),
      resource,
    },
    { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
  );
}

/** Answers the device code endpoint: a code that the operator enters at once. */
export function deviceAuthorization(surroundings: Surroundings, form: URLSearchParams): WireResponse {
  const clientId = form.get('client_id');
  if (clientId === null) return refusalAnswer(surroundings, refuse(90014, 'client_id'));
  const code = newToken(surroundings.random, 120);
  const userCode = newToken(surroundings.random, 9)
    .replace(/[^a-z0-9]/gi, 'X')
    .toUpperCase();
  const now = surroundings.wall();
  const state = entraState(surroundings);
  // Who has not come back for a while after the end will not be told why.
  const kept = Object.entries(state.deviceCodes).filter(([, { expiresAt }]) => expiresAt > now - HOUR_MS);
  const asked = {
    clientId,
    scope: form.get('scope') ?? '',
    expiresAt: now + DEVICE_CODE_SECONDS * 1000,
    polls: 0,
  };
  state.deviceCodes = Object.fromEntries([...kept, [code, asked]]);
  return jsonAnswer(200, {
    user_code: userCode,
    device_code: code,
    verification_uri: 'https://microsoft.com/devicelogin',
    expires_in: DEVICE_CODE_SECONDS,
    // Entra says 5; a rehearsal need not wait that long in real time.
    interval: 1,
    message: `To sign in, use a web browser to open the page https://microsoft.com/devicelogin and enter the code ${userCode} to authenticate.`,
  });
}
