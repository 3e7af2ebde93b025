import { again, later, saying, type Rule } from './rules-shape.ts';

const MINUTE = 60;

const conflictRules: readonly Rule[] = [
  {
    code: 'azure.busy',
    when: {
      azureCode: [
        'AnotherOperationInProgress',
        'RetryableError',
        'RetryableErrorDueToAnotherOperation',
        'ReferencedResourceNotProvisioned',
      ],
    },
    retrySeconds: 10 * MINUTE,
    say: () => 'Azure is still busy with it, or with what it is built on',
    advice: later,
  },
  {
    code: 'azure.busy',
    when: { azureCode: 'OperationNotAllowed', message: /another operation .*in progress|pending-operation/i },
    retrySeconds: 30 * MINUTE,
    say: () => 'another operation on the cluster is in progress',
    advice: later,
  },
  {
    code: 'kubernetes.stopped',
    when: {
      azureCode: ['OperationNotAllowed', 'BadRequest'],
      message: /\bStopped\b.* state|is (not running|stopped)/i,
    },
    say: () => 'the cluster is stopped',
    advice: (facts) => ['az aks start --resource-group <group> --name <cluster>', again(facts)],
  },
  {
    code: 'azure.busy',
    when: { azureCode: ['ServerIsBusy', 'ServerBusy', 'ServerIsNotReady', 'ServerNotReady'] },
    retrySeconds: 15 * MINUTE,
    say: () => 'the database server is busy with something else',
    advice: later,
  },
  {
    // Postgres fails operations with an empty code (seen in recordings).
    code: 'azure.busy',
    when: { message: /^Server \S+ is busy with other operations/i },
    retrySeconds: 15 * MINUTE,
    say: () => 'the database server is busy with something else',
    advice: later,
  },
  {
    code: 'azure.busy',
    when: { azureCode: ['StorageAccountIsNotProvisioned', 'StorageAccountOperationInProgress'] },
    retrySeconds: 5 * MINUTE,
    say: () => 'Azure is still busy with the storage account',
    advice: later,
  },
  {
    code: 'azure.busy',
    when: { azureCode: ['ContainerOperationFailure', 'ContainerBeingDeleted'], message: /being deleted/i },
    retrySeconds: 5 * MINUTE,
    say: () => 'a container of this name is still being deleted',
    advice: later,
  },
  {
    code: 'azure.busy',
    when: { azureCode: ['ResourceGroupBeingDeleted', 'ResourceGroupDeprovisioning'] },
    retrySeconds: 30 * MINUTE,
    say: () => 'the resource group of this name is still being deleted',
    advice: later,
  },
];

const removalRules: readonly Rule[] = [
  {
    code: 'azure.in-use',
    when: { azureCode: ['ResourceGroupDeletionBlocked', 'ResourceGroupDeletionTimeout'] },
    retrySeconds: 15 * MINUTE,
    say: (facts) =>
      facts.details.length === 0
        ? saying('something in the resource group could not be deleted', facts)
        : `something in the resource group could not be deleted: ${facts.details.join('; ')}`,
    advice: () => ['metaflow-azure down    tries again'],
  },
  {
    code: 'azure.in-use',
    when: {
      method: 'DELETE',
      azureCode: [
        'InUseSubnetCannotBeDeleted',
        'InUseNetworkSecurityGroupCannotBeDeleted',
        'InUseRouteTableCannotBeDeleted',
        'InUsePrefixCannotBeDeleted',
        'NicInUse',
        'PublicIPAddressCannotBeDeleted',
        'SubnetMissingRequiredDelegation',
      ],
    },
    retrySeconds: 20 * MINUTE,
    say: (facts) => saying('something still uses it; Azure clears that up in its own time', facts),
    advice: () => ['metaflow-azure down    goes on from here'],
  },
  {
    code: 'azure.in-use',
    when: { azureCode: 'CannotDeleteResource' },
    retrySeconds: 10 * MINUTE,
    say: (facts) => saying('something that belongs to it still exists', facts),
    advice: () => ['metaflow-azure down    goes on from here'],
  },
];

const lagRules: readonly Rule[] = [
  {
    code: 'azure.not-yet',
    when: { azureCode: 'PrincipalNotFound' },
    retrySeconds: 3 * MINUTE,
    say: () => 'Azure does not know the new identity everywhere yet',
    advice: later,
  },
  {
    code: 'azure.not-yet',
    when: { status: 404, azureCode: 'ResourceGroupNotFound', method: ['PUT', 'PATCH', 'POST'] },
    retrySeconds: 2 * MINUTE,
    say: () => 'Azure does not see its resource group',
    advice: later,
  },
  {
    code: 'azure.not-yet',
    when: { status: 404, azureCode: 'ParentResourceNotFound', method: ['PUT', 'PATCH', 'POST'] },
    retrySeconds: MINUTE,
    say: (facts) => saying('Azure does not see what it belongs to', facts),
    advice: later,
  },
  {
    code: 'azure.not-yet',
    when: {
      status: 404,
      azureCode: ['ResourceNotFound', 'NotFound', 'ContainerNotFound'],
      method: ['PUT', 'PATCH', 'POST'],
    },
    retrySeconds: 2 * MINUTE,
    say: (facts) => saying('Azure does not see what it is about', facts),
    advice: later,
  },
  {
    code: 'azure.not-yet',
    when: { status: 404, azureCode: 'Request_ResourceNotFound', method: ['PUT', 'PATCH', 'POST'] },
    retrySeconds: 2 * MINUTE,
    say: () => 'the directory does not know it everywhere yet',
    advice: later,
  },
];

const weatherRules: readonly Rule[] = [
  {
    code: 'azure.throttled',
    when: { status: 429 },
    retrySeconds: 15 * MINUTE,
    say: () => 'Azure asked to be called less often, and went on asking',
    advice: (facts) => [`${again(facts)}    goes on from here, in some minutes`],
  },
  {
    code: 'azure.superseded',
    when: { azureCode: ['Canceled', 'Cancelled', 'OperationCancelled', 'OperationPreempted'] },
    retrySeconds: 5 * MINUTE,
    say: (facts) => saying('the operation was cancelled, in the portal or by a later one', facts),
    advice: later,
  },
  {
    code: 'azure.changed',
    when: { azureCode: ['PreconditionFailed', 'ConditionNotMet'] },
    retrySeconds: 2 * MINUTE,
    say: () => 'somebody else changed it at the same time',
    advice: later,
  },
  {
    code: 'azure.unavailable',
    when: {
      azureCode: [
        'InternalServerError',
        'InternalError',
        'InternalOperationError',
        'ServiceUnavailable',
        'ServerTimeout',
        'GatewayTimeout',
        'BadGatewayConnection',
        'GetVnetError',
      ],
    },
    retrySeconds: 10 * MINUTE,
    say: (facts) => saying('Azure has trouble of its own', facts),
    advice: (facts) => [...later(facts), 'https://azure.status.microsoft    tells of outages'],
  },
];

/** What passes by itself: others at work on the same thing, news that has not got round, and bad weather. */
export const busyRules: readonly Rule[] = [...conflictRules, ...removalRules, ...lagRules, ...weatherRules];

/** What a 412 or 5xx without a known code means. */
export const anyWeather: readonly Rule[] = [
  {
    code: 'azure.changed',
    when: { status: 412 },
    retrySeconds: 2 * MINUTE,
    say: () => 'somebody else changed it at the same time',
    advice: later,
  },
  {
    code: 'azure.unavailable',
    when: { status: [408, 500, 502, 503, 504] },
    retrySeconds: 10 * MINUTE,
    say: (facts) => saying(`Azure has trouble of its own (HTTP ${facts.status ?? ''})`, facts),
    advice: (facts) => [...later(facts), 'https://azure.status.microsoft    tells of outages'],
  },
];
