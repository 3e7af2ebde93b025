import { guid, paths, wire, type Json } from './azure-bodies.ts';
import {
  assignment,
  database,
  get,
  grant,
  grantBody,
  network,
  outcome,
  put,
  readBlob,
  remove,
  said,
  type FaultCase,
} from './fault-case.ts';
import { codeOf } from './wire-client.ts';

/** Cases of what is rarer, or of what other people have done meanwhile. */
export const rarerCases: readonly FaultCase[] = [
  {
    id: 'lro.poll404Forever',
    before: ['group'],
    act: outcome('PUT', 'network'),
    expects: [404, 'OperationIdNotFound'],
  },
  {
    id: 'lro.bodyOnly',
    before: ['group'],
    act: async (rig) => {
      const { status, headers, body } = await put('network')(rig);
      const { provisioningState } = body['properties'] as { provisioningState: string };
      return said(status, `${provisioningState} ${headers['azure-asyncoperation'] ?? 'nowhere'}`);
    },
    expects: [201, 'Updating nowhere'],
  },
  {
    id: 'lro.retryAfterHuge',
    before: ['group'],
    act: async (rig) => {
      const { status, headers } = await put('network')(rig);
      return said(status, headers['retry-after']);
    },
    expects: [201, '86400'],
  },
  {
    id: 'throttle.aks',
    before: network,
    fault: { knobs: { retryAfter: 36 } },
    act: put('cluster'),
    expects: [429, 'Throttled'],
  },
  {
    id: 'aks.stopped',
    before: [...network, 'cluster'],
    act: (rig) => rig.call('PATCH', paths.cluster, { tags: { a: 'b' } }),
    expects: [409, 'OperationNotAllowed'],
  },
  { id: 'aks.flatErrors', before: network, act: put('cluster'), expects: [500, 'GetVnetError'] },
  {
    id: 'pg.maintenance',
    before: [...database, 'server'],
    act: put('server'),
    expects: [409, 'ServerIsBusy'],
  },
  {
    id: 'policy.modifyTags',
    before: ['group'],
    act: async (rig) => {
      const { status, body } = await put('network')(rig);
      return said(status, JSON.stringify(body['tags']));
    },
    expects: [201, '{"CostCenter":"4711"}'],
  },
  {
    id: 'auth.claimsChallenge',
    act: async (rig) => {
      const { status, headers } = await rig.call('GET', '~/resourcegroups');
      return said(status, /error="(\w+)", claims="(.*)"/.exec(headers['www-authenticate'] ?? '')?.[1]);
    },
    expects: [401, 'insufficient_claims'],
  },
  {
    id: 'auth.mfaOnWrite',
    before: ['group'],
    fault: { knobs: { as: 'policy' } },
    act: async (rig) => ((await get('group')(rig)).status === 200 ? put('zone')(rig) : get('group')(rig)),
    expects: [403, 'RequestDisallowedByPolicy'],
  },
  {
    id: 'auth.wrongTenant',
    act: (rig) => rig.call('GET', '~/resourcegroups'),
    expects: [401, 'InvalidAuthenticationTokenTenant'],
  },
  { id: 'rbac.hashConflict', before: ['group'], act: grant, expects: [409, 'HashConflict'] },
  {
    id: 'rbac.existsOtherGuid',
    before: ['group'],
    fault: { times: 1 },
    act: async (rig) => {
      const first = await grant(rig);
      const again = await grant(rig);
      return codeOf(first) === codeOf(again) ? again : first;
    },
    expects: [409, 'RoleAssignmentExists'],
  },
  {
    id: 'rbac.messageVariant',
    before: ['group'],
    act: async (rig) => {
      await grant(rig);
      const other = assignment.replace(guid(1), guid(2));
      const { status, text } = await rig.call('PUT', other, grantBody);
      return said(status, /ID of the existing role assignment is (\w+)/.exec(text)?.[1]);
    },
    expects: [409, guid(1).replaceAll('-', '')],
  },
  {
    id: 'net.salForever',
    before: [...database, 'server'],
    act: async (rig) => {
      await rig.finish('DELETE', paths.server);
      rig.clock.advance(30 * 24 * 3_600_000);
      return remove('network')(rig);
    },
    expects: [400, 'InUseSubnetCannotBeDeleted'],
  },
  {
    id: 'dns.preconditionAsync',
    before: ['group'],
    act: outcome('PUT', 'zone'),
    expects: [200, 'PreconditionFailed'],
  },
  {
    id: 'storage.keysDisabledByPolicy',
    before: ['group'],
    act: async (rig) => {
      await rig.finish('PUT', paths.account, wire.account);
      const { status, body } = await get('account')(rig);
      return said(status, String((body['properties'] as Json)['allowSharedKeyAccess']));
    },
    expects: [200, 'false'],
  },
  {
    id: 'storage.networkDeny',
    before: ['group', 'account', 'container'],
    act: async (rig) => {
      await grant(rig);
      const { status, headers } = await readBlob(rig);
      return said(status, headers['x-ms-error-code']);
    },
    expects: [403, 'AuthorizationFailure'],
  },
  {
    id: 'rg.foreignResource',
    act: async (rig) => {
      await rig.call('PUT', paths.group, { location: 'eastus2' });
      const { status, body } = await rig.call('GET', `${paths.group}/resources`);
      return said(status, (body['value'] as Json[]).map((one) => String(one['name'])).join());
    },
    expects: [200, 'not-ours'],
  },
  {
    id: 'rg.beingDeleted',
    act: (rig) => rig.call('PUT', paths.group, { location: 'eastus2' }),
    expects: [409, 'ResourceGroupBeingDeleted'],
  },
  {
    id: 'rg.resurrects',
    before: ['group'],
    act: async (rig) => {
      await rig.finish('DELETE', paths.group);
      const gone = await get('group')(rig);
      rig.clock.advance(61_000);
      const { body } = await rig.call('GET', `${paths.group}/resources`);
      return said(gone.status, (body['value'] as Json[]).map((one) => String(one['name'])).join());
    },
    expects: [404, 'late'],
  },
  {
    id: 'rp.slowRegister',
    act: async (rig) => {
      const provider = '~/providers/Microsoft.Network';
      await rig.call('POST', `${provider}/unregister`);
      rig.clock.advance(46_000);
      await rig.call('POST', `${provider}/register`);
      rig.clock.advance(599_000);
      const { status, body } = await rig.call('GET', provider);
      return said(status, String(body['registrationState']));
    },
    expects: [200, 'Registering'],
  },
  {
    id: 'rp.locationMissing',
    before: ['group'],
    act: put('network'),
    expects: [409, 'MissingRegistrationForLocation'],
  },
];
