import type { Exception } from './exchange.ts';

/**
 * Violations that are the description's fault, each with the reason.
 *
 * Every one must be needed by the tours: a dead exception fails the suite.
 */
export const exceptions: readonly Exception[] = [
  {
    name: 'subscription and tenant lists end without nextLink',
    reason:
      'The description of 2022-12-01 requires it; a last page has none, and the SDK stops where it is absent.',
    excuses: ({ operation, code, at }) =>
      ['Subscriptions_List', 'Tenants_List'].includes(operation) &&
      code === 'OBJECT_MISSING_REQUIRED_PROPERTY' &&
      at === '/nextLink',
  },
  {
    name: 'subscription lists carry a count',
    reason: 'ARM sends count: { type: "Total", value } beside the list; the description leaves it out.',
    excuses: ({ operation, code, at }) =>
      operation === 'Subscriptions_List' && code === 'OBJECT_ADDITIONAL_PROPERTIES' && at === '/count',
  },
  {
    name: 'a database server has storage of no type',
    reason:
      'Recorded answers of the service have storage.type "" (recorded.test.ts); the description has no such word.',
    excuses: ({ operation, code, at }) =>
      ['Servers_Get', 'Servers_List', 'Servers_ListByResourceGroup'].includes(operation) &&
      code === 'ENUM_MISMATCH' &&
      at.endsWith('/properties/storage/type'),
  },
  {
    name: 'AKS spells nodeIPConfiguration',
    reason:
      'Recorded answers of the service spell it so (recorded.test.ts); the description says NodeIPConfiguration.',
    excuses: ({ side, operation, code, at }) =>
      side === 'response' &&
      operation.startsWith('ManagedClusters_') &&
      code === 'ENUM_CASE_MISMATCH' &&
      at.endsWith('/loadBalancerProfile/backendPoolType'),
  },
  {
    name: 'keys of accounts permit FULL',
    reason: 'Recorded answers of the service spell it so; the description says Full.',
    excuses: ({ side, operation, code, at }) =>
      side === 'response' &&
      ['StorageAccounts_ListKeys', 'StorageAccounts_RegenerateKey'].includes(operation) &&
      code === 'ENUM_CASE_MISMATCH' &&
      at.includes('/permissions'),
  },
  {
    name: 'what a cluster can be upgraded to names no pools',
    reason: 'Recorded answers of the service have agentPoolProfiles null; the description wants a list.',
    excuses: ({ side, operation, at }) =>
      side === 'response' &&
      operation === 'ManagedClusters_GetUpgradeProfile' &&
      at === '/properties/agentPoolProfiles',
  },
  withoutSchema('v1/Event', 'Events are only read; the strict schemas are of what one applies.'),
  withoutSchema('v1/Node', 'The program only reads nodes; the strict schemas are of what one applies.'),
  withoutSchema(
    'apiextensions.k8s.io/v1/CustomResourceDefinition',
    'The strict schemas leave it out: what it says about kinds of its own is a schema itself.',
  ),
  withoutSchema(/^argoproj\.io\//, 'Argo brings the schemas of its kinds itself, in its definitions.'),
];

/** What only the program's own journeys meet: every one must be needed by them. */
export const journeyExceptions: readonly Exception[] = [
  {
    name: 'a new account is ResolvingDns',
    reason: 'Recorded answers of the service spell it so (recordings); the description says ResolvingDNS.',
    excuses: ({ side, operation, code, at }) =>
      side === 'response' &&
      operation === 'StorageAccounts_GetProperties' &&
      code === 'ENUM_CASE_MISMATCH' &&
      at === '/properties/provisioningState',
  },
  {
    name: 'PostgreSQL capabilities list their features',
    reason:
      'The body is described by the version of 2022; supportedFeatures came later, and the client of 2025-08-01 reads it.',
    excuses: ({ operation, code, at }) =>
      operation === 'LocationBasedCapabilities_Execute' &&
      code === 'OBJECT_ADDITIONAL_PROPERTIES' &&
      at.includes('/supportedFeatures'),
  },
  notAmongOperations('/directory/deletedItems', 'The excerpt of the Graph description leaves the bin out.'),
  notAmongOperations(
    '/policies/authorizationPolicy',
    'The excerpt of the Graph description leaves policies out.',
  ),
  withoutSchema('apps/v1/ReplicaSet', 'The program only reads them, to explain a rollout that is stuck.'),
  withoutSchema(
    'discovery.k8s.io/v1/EndpointSlice',
    'The program only reads them, to see that a Service has pods.',
  ),
];

function notAmongOperations(path: string, reason: string): Exception {
  const excuses: Exception['excuses'] = ({ service, code, call }) =>
    service === 'graph' && code === 'NO_OPERATION' && call.includes(path);
  return { name: `no operation: ${path}`, reason, excuses };
}

/** Kinds of which only apiVersion, kind and metadata are judged. */
function withoutSchema(kind: string | RegExp, reason: string): Exception {
  const isMeant = (at: string): boolean => (typeof kind === 'string' ? at === kind : kind.test(at));
  const excuses: Exception['excuses'] = ({ code, at }) => code === 'NO_SCHEMA' && isMeant(at);
  return { name: `no schema: ${String(kind)}`, reason, excuses };
}
