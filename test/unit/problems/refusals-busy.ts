import { bare, flat, GROUP, nested, operation, SUBSCRIPTION, type Sample } from './samples.ts';

/** What passes by itself. */
export const busySamples: readonly Sample[] = [
  nested(
    409,
    'AnotherOperationInProgress',
    `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: https://management.azure.com${SUBSCRIPTION}/providers/Microsoft.Network/locations/westus2/operations/aaaaaaaa?api-version=2020-11-01&c=CANARY&s=CANARY.`,
    'azure.busy',
    { retrySeconds: 600 },
  ),
  operation(
    'AnotherOperationInProgress',
    'Another operation on this or dependent resource is in progress.',
    'azure.busy',
    { retrySeconds: 600 },
  ),
  nested(429, 'RetryableError', 'A retryable error occurred.', 'azure.busy', {
    retrySeconds: 600,
    more: {
      details: [
        {
          code: 'ReferencedResourceNotProvisioned',
          message: `Cannot proceed with operation because resource ${GROUP}/providers/Microsoft.Network/virtualNetworks/v is not in Succeeded state.`,
        },
      ],
    },
  }),
  nested(
    400,
    'ReferencedResourceNotProvisioned',
    'Cannot proceed with operation because resource is Updating.',
    'azure.busy',
    { retrySeconds: 600 },
  ),
  flat(
    409,
    'OperationNotAllowed',
    'Operation is not allowed: Another operation (Updating) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details',
    'azure.busy',
    { retrySeconds: 1800 },
  ),
  flat(
    409,
    'OperationNotAllowed',
    'Operation is not allowed while managed cluster is in (Stopped) state.',
    'kubernetes.stopped',
    { advises: 'az aks start' },
  ),
  nested(
    409,
    'ServerIsBusy',
    "Cannot complete operation while server 'x' is busy processing another operation. Try again later.",
    'azure.busy',
    { retrySeconds: 900 },
  ),
  operation(
    'ServerBusy',
    "Server 'x' is busy with another operation. Please try again later.",
    'azure.busy',
    { retrySeconds: 900 },
  ),
  operation(
    '',
    'Server asotest-postgresql-hhlzuo is busy with other operations. Please try later',
    'azure.busy',
    { retrySeconds: 900 },
  ),
  nested(
    409,
    'StorageAccountIsNotProvisioned',
    "The storage account provisioning state must be 'Succeeded' before executing the operation.",
    'azure.busy',
    { retrySeconds: 300 },
  ),
  nested(
    409,
    'ContainerOperationFailure',
    'The specified container is being deleted. Try operation later.',
    'azure.busy',
    { retrySeconds: 300 },
  ),
  nested(
    409,
    'ResourceGroupBeingDeleted',
    "The resource group 'x' is in deprovisioning state and cannot perform this operation.",
    'azure.busy',
    { retrySeconds: 1800 },
  ),
  nested(
    409,
    'ResourceGroupDeletionBlocked',
    'Deletion of resource group failed as resources could not be deleted.',
    'azure.in-use',
    {
      method: 'GET',
      doing: 'remove',
      more: { details: [{ code: 'InUseSubnetCannotBeDeleted', message: 'Subnet x is in use.' }] },
      says: 'Subnet x is in use',
      retrySeconds: 900,
    },
  ),
  nested(
    400,
    'InUseSubnetCannotBeDeleted',
    `Subnet x is in use by ${GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s/serviceAssociationLinks/l and cannot be deleted.`,
    'azure.in-use',
    { method: 'DELETE', doing: 'remove', retrySeconds: 1200, says: 'serviceAssociationLinks/l' },
  ),
  nested(
    409,
    'CannotDeleteResource',
    "Cannot delete resource while nested resources exist. Some existing nested resource IDs include: 'Microsoft.Network/privateDnsZones/z/virtualNetworkLinks/l'.",
    'azure.in-use',
    { method: 'DELETE', doing: 'remove', retrySeconds: 600 },
  ),
  nested(
    400,
    'PrincipalNotFound',
    'Principal e92c765f7f4f4794afb92012f91f0fa3 does not exist in the directory 54826b22.',
    'azure.not-yet',
    { retrySeconds: 180 },
  ),
  nested(404, 'ResourceGroupNotFound', "Resource group 'x' could not be found.", 'azure.not-yet', {
    retrySeconds: 120,
  }),
  nested(
    404,
    'ParentResourceNotFound',
    "Can not perform requested operation on nested resource. Parent resource 'x' not found.",
    'azure.not-yet',
    { retrySeconds: 60 },
  ),
  nested(
    404,
    'ResourceNotFound',
    "The Resource 'Microsoft.X/y/z' under resource group 'rg' was not found.",
    'azure.not-yet',
    { retrySeconds: 120, title: 'what it is about is not seen yet' },
  ),
  nested(
    404,
    'Request_ResourceNotFound',
    "Resource 'a' does not exist or one of its queried reference-property objects are not present.",
    'azure.not-yet',
    { method: 'POST', retrySeconds: 120 },
  ),
  nested(
    429,
    'SubscriptionRequestsThrottled',
    "The request for subscription 'a' could not be processed due to an excessive volume of traffic. Please try again later.",
    'azure.throttled',
    { retrySeconds: 900 },
  ),
  nested(
    429,
    'FailedIdentityOperation',
    "Identity operation for resource 'x' failed with error 'Failed to perform resource identity operation. Status: '429'.",
    'azure.throttled',
    { retrySeconds: 900 },
  ),
  flat(429, 'Throttled', 'The PutAgentPoolHandler.PUT request limit has been exceeded', 'azure.throttled', {
    retrySeconds: 900,
  }),
  operation('OperationCancelled', 'The operation has been cancelled by user.', 'azure.superseded', {
    retrySeconds: 300,
  }),
  operation('PreconditionFailed', 'The Zone z has been modified (etag mismatch).', 'azure.changed', {
    retrySeconds: 120,
  }),
  flat(412, 'PreconditionFailed', 'The Record set r has been modified (etag mismatch).', 'azure.changed', {
    retrySeconds: 120,
  }),
  operation(
    'InternalServerError',
    "An unexpected error occured while processing the request. Tracking ID: 'a'",
    'azure.unavailable',
    { retrySeconds: 600 },
  ),
  nested(
    504,
    'GatewayTimeout',
    "The gateway did not receive a response from 'Microsoft.ContainerService' within the specified time period.",
    'azure.unavailable',
    { retrySeconds: 600 },
  ),
  flat(500, 'GetVnetError', 'Get virtual network failed.', 'azure.unavailable', { retrySeconds: 600 }),
  bare(503, 'azure.unavailable', {
    body: '<html><body>Service Unavailable</body></html>',
    retrySeconds: 600,
    says: 'HTTP 503',
  }),
  bare(412, 'azure.changed', { retrySeconds: 120 }),
];
