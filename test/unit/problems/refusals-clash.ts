import { bare, nested, operation, type Sample } from './samples.ts';

/** What is in the way, what nobody has foreseen, and subscriptions that cannot be used. */
export const clashSamples: readonly Sample[] = [
  nested(409, 'RoleAssignmentExists', 'The role assignment already exists.', 'azure.exists'),
  nested(
    409,
    'Request_MultipleObjectsWithSameKeyValue',
    'The service principal cannot be created, updated, or restored because the service principal name a is already in use.',
    'azure.exists',
    { method: 'POST' },
  ),
  nested(
    400,
    'Request_BadRequest',
    'Another object with the same value for property uniqueName already exists.',
    'azure.exists',
    { method: 'POST' },
  ),
  nested(
    409,
    'HashConflict',
    'A hash conflict was encountered for the role Assignment ID. Please use a new Guid.',
    'azure.role-clash',
  ),
  nested(
    400,
    'RoleAssignmentUpdateNotPermitted',
    'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
    'azure.role-clash',
  ),
  nested(
    409,
    'StorageAccountAlreadyTaken',
    'The storage account named x is already taken.',
    'azure.name-taken',
    { advises: '--name-suffix' },
  ),
  nested(409, 'ServerNameAlreadyExists', 'Server name already exists.', 'azure.name-taken'),
  nested(
    409,
    'InvalidResourceGroupLocation',
    "Invalid resource group location 'x'. The Resource group already exists in location 'y'.",
    'azure.other-region',
    { says: "'y'" },
  ),
  nested(
    409,
    'ReadOnlyDisabledSubscription',
    "The subscription 'a' is disabled and therefore marked as read only.",
    'azure.subscription-disabled',
  ),
  nested(404, 'SubscriptionNotFound', "The subscription 'a' could not be found.", 'config.subscription', {
    method: 'GET',
  }),
  nested(
    404,
    'ResourceNotFound',
    "The Resource 'Microsoft.X/y/z' under resource group 'rg' was not found.",
    'azure.not-found',
    { method: 'GET' },
  ),
  bare(404, 'azure.not-found', { method: 'HEAD' }),
  nested(
    400,
    'InvalidRequestPropertyValue',
    "The value 'default' is not allowed for property policyId.",
    'azure.refused',
    { says: 'InvalidRequestPropertyValue' },
  ),
  operation('', 'High availiability not supported for burstable server [x].', 'azure.refused', {
    says: 'burstable',
  }),
  bare(418, 'azure.refused', { says: 'HTTP 418' }),
];

/** Sign-ins, as far as they come as answers. */
export const signInSamples: readonly Sample[] = [
  nested(
    401,
    'InvalidAuthenticationTokenTenant',
    "The access token is from the wrong issuer 'https://sts.windows.net/a/'. It must match the tenant 'https://sts.windows.net/b/' associated with this subscription.",
    'sign-in.wrong-tenant',
    { advises: 'az login --tenant' },
  ),
  nested(
    401,
    'ExpiredAuthenticationToken',
    "The access token expiry UTC time '1/1/2026 1:00:00 AM' is earlier than current UTC time.",
    'sign-in.expired',
    { advises: 'az login' },
  ),
  nested(
    401,
    'InvalidAuthenticationToken',
    'Lifetime validation failed, the token is expired.',
    'sign-in.expired',
    { method: 'GET' },
  ),
  nested(
    401,
    'InvalidAuthenticationTokenAudience',
    'The access token has been obtained for wrong audience or resource.',
    'sign-in.refused',
  ),
  nested(401, 'InteractionRequired', 'TokenIssuedBeforeRevocationTimestamp', 'sign-in.mfa', {
    headers: {
      'www-authenticate':
        'Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="',
    },
    advises: 'az login --claims-challenge "eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="',
  }),
  bare(401, 'sign-in.refused'),
];
