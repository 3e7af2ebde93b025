import { tenantId } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import { textOr } from '../json.ts';
import type { Caller } from '../ports.ts';
import type { WireRequest } from '../wire.ts';
import type { Cloud } from './cloud.ts';

const audiences = [
  'https://management.azure.com',
  'https://management.azure.com/',
  'https://management.core.windows.net',
  'https://management.core.windows.net/',
];

const challenge = {
  'www-authenticate': `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", error="invalid_token"`,
};

const reasons = {
  missing: ['AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."],
  invalid: ['InvalidAuthenticationToken', 'The access token is invalid.'],
  expired: [
    'ExpiredAuthenticationToken',
    'The access token expiry UTC time is earlier than current UTC time.',
  ],
} as const;

/** Who sends a request, or the 401 of ARM. */
export function authenticate(cloud: Cloud, request: WireRequest): Caller {
  const caller = cloud.directory.authenticate(request.headers['authorization']);
  if ('error' in caller) {
    const [code, message] = reasons[caller.error];
    throw new Refusal(401, code, message, { cause: 'gateway', headers: challenge });
  }
  if (!audiences.includes(caller.audience)) {
    throw new Refusal(
      401,
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource '${caller.audience}'. It should exactly match with one of the allowed audiences '${audiences.join("','")}'.`,
      { cause: 'gateway', headers: challenge },
    );
  }
  if (caller.tenantId !== tenantId) {
    throw wrongTenant(caller.tenantId);
  }
  checkSignIn(cloud, request);
  return caller;
}

const unauthorized = (code: string, message: string, header = challenge): Refusal =>
  new Refusal(401, code, message, { cause: 'gateway', headers: header });

/** A demand for a better token, in a form that libraries answer by themselves or hand on to a person. */
const claims = (wanted: object): typeof challenge => ({
  'www-authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${Buffer.from(JSON.stringify({ access_token: wanted })).toString('base64')}"`,
});

/** The ways in which a good token is not good enough. */
function checkSignIn(cloud: Cloud, { method, url }: WireRequest): void {
  const { faults } = cloud.surroundings;
  const about = `${method} ${url.pathname}`;
  const tenant = faults.take('auth.wrongTenant', about);
  if (tenant !== undefined)
    throw wrongTenant(textOr(tenant['tenant'], '99999999-9999-4999-8999-999999999999'));
  if (faults.take('auth.claimsChallenge', about) !== undefined) {
    throw unauthorized(
      'InvalidAuthenticationToken',
      'The access token has been revoked, or does not meet a policy of the tenant.',
      claims({ nbf: { essential: true, value: String(Math.floor(cloud.now() / 1000)) } }),
    );
  }
  if (['PUT', 'PATCH', 'DELETE'].includes(method)) checkStrength(cloud, about);
}

/** Since the second phase of mandatory multi-factor authentication only strong sign-ins change things. */
function checkStrength(cloud: Cloud, about: string): void {
  const mfa = cloud.surroundings.faults.take('auth.mfaOnWrite', about);
  if (mfa === undefined) return;
  if (mfa['as'] === 'policy') {
    throw new Refusal(
      403,
      'RequestDisallowedByPolicy',
      `Resource '${about.split('/').at(-1)}' was disallowed by policy. Reasons: 'Users must authenticate with multi-factor authentication to create or update resources: set up MFA at aka.ms/setupMFA.'. See error details for policy resource IDs.`,
      { cause: 'gateway' },
    );
  }
  throw unauthorized(
    'RequestDisallowedByAzure',
    'Resource was disallowed by Azure: users must use multi-factor authentication.',
    claims({ acrs: { essential: true, values: ['p1'] } }),
  );
}

const wrongTenant = (tenant: string): Refusal =>
  unauthorized(
    'InvalidAuthenticationTokenTenant',
    `The access token is from the wrong issuer 'https://sts.windows.net/${tenant}/'. It must match the tenant 'https://sts.windows.net/${tenantId}/' associated with this subscription.`,
  );
