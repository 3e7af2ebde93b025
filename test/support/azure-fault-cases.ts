import { paths } from './azure-bodies.ts';
import {
  after,
  capabilities,
  database,
  get,
  grant,
  network,
  outcome,
  put,
  readBlob,
  remove,
  type FaultCase,
} from './fault-case.ts';
import { rarerCases } from './azure-fault-cases-rarer.ts';

/** One case for each fault of ARM. */
export const faultCases: readonly FaultCase[] = [
  ...rarerCases,
  {
    id: 'lro.fail',
    before: ['group'],
    fault: { knobs: { code: '', message: 'x' } },
    act: outcome('PUT', 'network'),
    expects: [200, ''],
  },
  { id: 'lro.canceled', before: ['group'], act: outcome('PUT', 'network'), expects: [200, 'Canceled'] },
  {
    id: 'lro.neverEnds',
    before: network,
    act: async (rig) => {
      const { headers } = await put('cluster')(rig);
      rig.clock.advance(7_200_000);
      const poll = await rig.call('GET', headers['azure-asyncoperation'] ?? '');
      return { ...poll, body: { code: poll.body['status'] } };
    },
    expects: [200, 'InProgress'],
  },
  {
    id: 'lro.poll404Once',
    before: ['group'],
    act: outcome('PUT', 'network'),
    expects: [404, 'OperationIdNotFound'],
  },
  {
    id: 'http.5xxBurst',
    before: ['group'],
    fault: { times: 2, knobs: { status: 504 } },
    act: get('group'),
    expects: [504, 'GatewayTimeout'],
  },
  { id: 'http.html503', before: ['group'], act: get('group'), expects: [503, ''] },
  {
    id: 'throttle.arm',
    before: ['group'],
    fault: { knobs: { retryAfter: 7 } },
    act: get('group'),
    expects: [429, 'SubscriptionRequestsThrottled'],
  },
  { id: 'arm.readAfterWrite404', before: network, act: get('network'), expects: [404, 'ResourceNotFound'] },
  {
    id: 'arm.rgReplicationLag',
    before: ['group'],
    act: put('network'),
    expects: [404, 'ResourceGroupNotFound'],
  },
  {
    id: 'arm.listLag',
    before: network,
    fault: { knobs: { seconds: 3600 } },
    act: async (rig) => {
      const listed = await rig.call('GET', `${paths.group}/resources`);
      return { ...listed, body: { code: `${(listed.body['value'] as unknown[]).length} listed` } };
    },
    expects: [200, '0 listed'],
  },
  { id: 'name.taken', before: ['group'], act: put('account'), expects: [409, 'StorageAccountAlreadyTaken'] },
  {
    id: 'name.lyingAvailability',
    before: ['group', 'account'],
    act: async (rig) => {
      const answer = await rig.call('POST', '~/providers/Microsoft.Storage/checkNameAvailability', {
        name: 'acct1',
      });
      return { ...answer, body: { code: String(answer.body['nameAvailable']) } };
    },
    expects: [200, 'true'],
  },
  {
    id: 'compute.quota',
    before: network,
    fault: { match: 'standardDSv5Family', knobs: { limit: 2 } },
    act: put('cluster'),
    expects: [400, 'ErrCode_InsufficientVCPUQuota'],
  },
  {
    id: 'compute.skuRestricted',
    before: network,
    fault: { match: 'Standard_D4s_v5' },
    act: put('cluster'),
    expects: [400, 'BadRequest'],
  },
  {
    id: 'aks.allocationFailed',
    before: network,
    act: outcome('PUT', 'cluster'),
    expects: [200, 'AllocationFailed'],
  },
  { id: 'aks.capacity', before: network, act: put('cluster'), expects: [400, 'AKSCapacityError'] },
  { id: 'aks.identity429', before: network, act: put('cluster'), expects: [429, 'FailedIdentityOperation'] },
  {
    id: 'aks.backgroundOp',
    before: network,
    fault: { knobs: { seconds: 600 } },
    act: after('PUT', 'cluster', remove('cluster')),
    expects: [409, 'OperationNotAllowed'],
  },
  {
    id: 'aks.localAccountsDisabled',
    before: network,
    act: after('PUT', 'cluster', (rig) => rig.call('POST', `${paths.cluster}/listClusterUserCredential`)),
    expects: [400, 'BadRequest'],
  },
  {
    id: 'pg.offerRestricted',
    before: database,
    act: put('server'),
    expects: [400, 'LocationIsOfferRestricted'],
  },
  {
    id: 'pg.disguisedOfferRestricted',
    before: database,
    act: put('server'),
    expects: [400, 'ParameterOutOfRange'],
  },
  {
    id: 'pg.busyAfterCreate',
    before: database,
    fault: { knobs: { seconds: 600 } },
    act: after('PUT', 'server', (rig) =>
      rig.call('PUT', `${paths.server}/databases/metaflow`, { properties: {} }),
    ),
    expects: [409, 'ServerIsBusy'],
  },
  {
    id: 'pg.busyAtPoll',
    before: [...database, 'server'],
    fault: { match: 'databases' },
    act: async (rig) => {
      const { last } = await rig.finish('PUT', `${paths.server}/databases/metaflow`, { properties: {} });
      const error = last.body['error'] as { code: string };
      return { ...last, body: error };
    },
    expects: [200, 'ServerIsBusy'],
  },
  { id: 'pg.capabilities500', act: capabilities, expects: [500, 'InternalServerError'] },
  {
    id: 'policy.deny',
    fault: { knobs: { reason: 'tags are missing' } },
    act: (rig) => rig.call('PUT', paths.group, { location: 'eastus2' }),
    expects: [403, 'RequestDisallowedByPolicy'],
  },
  { id: 'rbac.noRoleWrite', before: ['group'], act: grant, expects: [403, 'AuthorizationFailed'] },
  { id: 'rbac.principalNotFoundSticky', before: ['group'], act: grant, expects: [400, 'PrincipalNotFound'] },
  {
    id: 'rbac.dataPlaneLag',
    before: ['group', 'account', 'container'],
    fault: { knobs: { seconds: 600 } },
    act: async (rig) => grant(rig).then(() => readBlob(rig)),
    expects: [403, ''],
  },
  {
    id: 'net.anotherOpAsLroFailure',
    before: ['group'],
    act: outcome('PUT', 'network'),
    expects: [200, 'AnotherOperationInProgress'],
  },
  { id: 'net.retryable429', before: ['group'], act: put('network'), expects: [429, 'RetryableError'] },
  {
    id: 'net.salLinger',
    before: [...database, 'server'],
    fault: { knobs: { seconds: 600 } },
    act: after('DELETE', 'server', remove('network')),
    expects: [400, 'InUseSubnetCannotBeDeleted'],
  },
  {
    id: 'dns.linkLinger',
    before: [...database, 'link'],
    fault: { knobs: { seconds: 600 } },
    act: after('DELETE', 'link', remove('zone')),
    expects: [409, 'CannotDeleteResource'],
  },
  {
    id: 'storage.containerTombstone',
    before: ['group', 'account', 'container'],
    act: after('DELETE', 'container', put('container', {})),
    expects: [409, 'ContainerOperationFailure'],
  },
  {
    id: 'rg.deleteBlocked',
    before: network,
    act: outcome('DELETE', 'group'),
    expects: [409, 'ResourceGroupDeletionBlocked'],
  },
  {
    id: 'lock.on',
    before: network,
    fault: { knobs: { level: 'CanNotDelete' } },
    act: remove('network'),
    expects: [409, 'ScopeLocked'],
  },
  {
    id: 'sub.disabled',
    before: ['group'],
    act: put('network'),
    expects: [409, 'ReadOnlyDisabledSubscription'],
  },
  {
    id: 'rp.notRegistered',
    before: ['group'],
    fault: { match: 'Microsoft.Network' },
    act: put('network'),
    expects: [409, 'MissingSubscriptionRegistration'],
  },
  {
    id: 'rp.registerForbidden',
    act: (rig) => rig.call('POST', '~/providers/Microsoft.Network/register'),
    expects: [403, 'AuthorizationFailed'],
  },
];
