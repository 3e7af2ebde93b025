import { tenantId } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
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
    throw new Refusal(
      401,
      'InvalidAuthenticationTokenTenant',
      `The access token is from the wrong issuer 'https://sts.windows.net/${caller.tenantId}/'. It must match the tenant 'https://sts.windows.net/${tenantId}/' associated with this subscription.`,
      { cause: 'gateway', headers: challenge },
    );
  }
  return caller;
}
