import type { Surroundings } from '../ports.ts';
import type { WireResponse } from '../wire.ts';
import { jsonAnswer } from './answer.ts';
import { freshId } from './state.ts';

interface LoginError {
  readonly status: 400 | 401;
  readonly error: string;
  readonly text: string;
}

/** Sign-in refusals by AADSTS number: status, OAuth error and text as Entra spells them; {0}, {1}… are filled in. */
const LOGIN_ERRORS = {
  50013: { status: 401, error: 'invalid_client', text: 'Assertion failed signature validation. {0}' },
  53003: {
    status: 400,
    error: 'invalid_grant',
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  70000: { status: 400, error: 'invalid_grant', text: 'Provided grant is invalid or malformed.' },
  70011: {
    status: 400,
    error: 'invalid_scope',
    text: "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {0} is not valid.",
  },
  70016: {
    status: 400,
    error: 'authorization_pending',
    text: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  70020: {
    status: 400,
    error: 'expired_token',
    text: "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  },
  70021: {
    status: 401,
    error: 'invalid_client',
    text: "No matching federated identity record found for presented assertion. Assertion Issuer: '{0}'. Assertion Subject: '{1}'. Assertion Audience: '{2}'. https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation",
  },
  70025: {
    status: 401,
    error: 'invalid_client',
    text: "The client '{0}'({1}) has no configured federated identity credentials.",
  },
  90002: {
    status: 400,
    error: 'invalid_request',
    text: "Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  },
  90014: {
    status: 400,
    error: 'invalid_request',
    text: "The required field '{0}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  },
  500011: {
    status: 400,
    error: 'invalid_resource',
    text: 'The resource principal named {0} was not found in the tenant named {1}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  },
  700016: {
    status: 400,
    error: 'unauthorized_client',
    text: "Application with identifier '{0}' was not found in the directory '{1}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  700024: {
    status: 401,
    error: 'invalid_client',
    text: 'Client assertion is not within its valid time range. Current time: {0}, expiry time of assertion {1}.',
  },
  7000215: {
    status: 401,
    error: 'invalid_client',
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{0}'.",
  },
  7000216: {
    status: 401,
    error: 'invalid_client',
    text: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  },
  7000222: {
    status: 401,
    error: 'invalid_client',
    text: "The provided client secret keys for app '{0}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  },
  7000229: {
    status: 401,
    error: 'invalid_client',
    text: 'The client application {0} is missing service principal in the tenant {1}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119',
  },
} as const satisfies Record<number, LoginError>;

/** A sign-in refusal: its AADSTS number and what fills the places of its text. */
export interface Refusal {
  readonly refused: keyof typeof LOGIN_ERRORS;
  readonly places: readonly string[];
}

/** Refuses to sign in. */
export function refuse(refused: Refusal['refused'], ...places: readonly string[]): Refusal {
  return { refused, places };
}

/** What a refusal says of itself, without ids. */
function saidOf({ refused, places }: Refusal): string {
  const { text } = LOGIN_ERRORS[refused];
  const said = text.replace(/\{(\d)\}/g, (_, place: string) => places[Number(place)] ?? '');
  return `AADSTS${refused}: ${said}`;
}

/** A refusal as libraries pass it on in their errors. */
export function descriptionOf(surroundings: Surroundings, refused: Refusal): string {
  return `${saidOf(refused)} Trace ID: ${freshId(surroundings)}`;
}

/** The refusal on the wire. Entra repeats ids and time in the text, on lines of their own. */
export function refusalAnswer(surroundings: Surroundings, refusal: Refusal): WireResponse {
  const { refused } = refusal;
  const { status, error } = LOGIN_ERRORS[refused];
  const timestamp = new Date(surroundings.clock.now()).toISOString().replace('T', ' ').replace(/\.\d+/, '');
  const traceId = freshId(surroundings);
  const correlationId = freshId(surroundings);
  return jsonAnswer(status, {
    error,
    error_description: `${saidOf(refusal)} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [refused],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${refused}`,
  });
}
