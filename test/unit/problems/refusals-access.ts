import { bare, blob, flat, GROUP, nested, SUBSCRIPTION, type Sample } from './samples.ts';

const CLUSTER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/demo`;

/** Rights, policies, and what the directory allows. */
export const accessSamples: readonly Sample[] = [
  nested(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
    'access.directory',
    {
      method: 'POST',
      path: '/v1.0/applications',
      more: { innerError: { 'request-id': 'aaaaaaaa-0000-0000-0000-000000000009' } },
      advises: '--identity workload',
    },
  ),
  nested(
    400,
    'Request_BadRequest',
    "The appId 'a' of the service principal does not reference a valid application object.",
    'azure.not-yet',
    { method: 'POST', retrySeconds: 120 },
  ),
  nested(
    403,
    'Authorization_RequestDenied',
    'When using this permission, the backing application of the service principal being created must in the local tenant',
    'azure.not-yet',
    { method: 'POST', retrySeconds: 120 },
  ),
  nested(
    400,
    'CredentialInvalidLifetimeAsPerAppPolicy',
    "Credential lifetime exceeds the max value allowed as per assigned policy 'x'.",
    'access.password-lifetime',
    { method: 'POST' },
  ),
  nested(
    400,
    'CredentialTypeNotAllowedAsPerAppPolicy',
    "Credential type not allowed as per assigned policy 'x'.",
    'access.password',
    { method: 'POST' },
  ),
  nested(
    400,
    'CannotUpdateLockedServicePrincipalProperty',
    'Property passwordCredentials is invalid.',
    'access.password',
    { method: 'POST' },
  ),
  nested(
    400,
    'Request_BadRequest',
    'ServiceManagementReference field is required for Create.',
    'access.directory',
    { method: 'POST' },
  ),
  nested(
    403,
    'Directory_QuotaExceeded',
    'The directory object quota limit for the Principal has been exceeded.',
    'azure.quota',
    { method: 'POST' },
  ),
  nested(
    409,
    'ScopeLocked',
    `The scope '${GROUP}' cannot perform delete operation because following scope(s) are locked: '${GROUP}'. Please remove the lock and try again.`,
    'azure.locked',
    {
      method: 'DELETE',
      doing: 'remove',
      says: 'resource group rg-demo',
      advises: 'az lock',
    },
  ),
  nested(
    403,
    'RequestDisallowedByPolicy',
    "Resource 'demo' was disallowed by policy. Reasons: 'Every resource needs the tag costCenter'. See error details for policy resource IDs.",
    'azure.policy',
    {
      more: {
        additionalInfo: [
          { type: 'PolicyViolation', info: { policyAssignmentDisplayName: 'Require cost center' } },
        ],
      },
      says: 'Require cost center',
      advises: '--tags',
    },
  ),
  nested(
    403,
    'RequestDisallowedByPolicy',
    "Resource 'demo' was disallowed by policy. Reasons: 'Please set up MFA at aka.ms/setupMFA'.",
    'sign-in.mfa',
    { advises: 'setupMFA' },
  ),
  nested(
    403,
    'AuthorizationFailed',
    `The client 'ada@contoso.example' with object id 'aaaaaaaa-0000-0000-0000-000000000001' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${CLUSTER}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-0000-0000-000000000002' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    'access.denied',
    {
      says: 'ada@contoso.example may not do Microsoft.Authorization/roleAssignments/write on managedClusters/demo',
      advises: 'Role Based Access Control Administrator',
    },
  ),
  nested(
    403,
    'AuthorizationFailed',
    `The client 'aaaaaaaa-0000-0000-0000-000000000007' with object id 'aaaaaaaa-0000-0000-0000-000000000001' does not have authorization to perform action 'Microsoft.Storage/register/action' over scope '${SUBSCRIPTION}' or the scope is invalid.`,
    'access.denied',
    {
      method: 'POST',
      title: 'a registration is denied to an application',
      says: 'Microsoft.Storage/register/action on the subscription',
      advises: 'az provider register --namespace Microsoft.Storage',
    },
  ),
  nested(
    403,
    'LinkedAuthorizationFailed',
    `The client 'ada@contoso.example' with object id 'a' has permission to perform action 'Microsoft.ContainerService/managedClusters/write' on scope '${CLUSTER}'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s' (respectively) or the linked scope(s) are invalid.`,
    'access.denied',
    {
      advises: 'metaflow-azure permissions',
      says: 'may not do Microsoft.Network/virtualNetworks/subnets/join/action on subnets/s',
    },
  ),
  blob(
    403,
    'AuthorizationPermissionMismatch',
    'This request is not authorized to perform this operation using this permission.',
    'access.not-in-effect',
    { retrySeconds: 600 },
  ),
  blob(
    403,
    'KeyBasedAuthenticationNotPermitted',
    'Key based authentication is not permitted on this storage account.',
    'access.storage-keys',
  ),
  blob(
    403,
    'AuthorizationFailure',
    'This request is not authorized to perform this operation.',
    'access.storage-network',
  ),
  flat(
    400,
    'BadRequest',
    'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    'kubernetes.local-accounts',
    { method: 'POST' },
  ),
  nested(
    409,
    'MissingSubscriptionRegistration',
    "The subscription is not registered to use namespace 'Microsoft.ContainerService'. See https://aka.ms/rps-not-found for how to register subscriptions.",
    'access.not-registered',
    { retrySeconds: 600, advises: 'az provider register --namespace Microsoft.ContainerService' },
  ),
  nested(
    409,
    'MissingRegistrationForLocation',
    "The subscription is not registered for the resource type 'components' in the location 'Japan West'.",
    'access.not-registered',
    { retrySeconds: 600 },
  ),
  bare(403, 'access.denied', { method: 'HEAD' }),
];
