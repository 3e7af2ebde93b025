import type { Fault } from '../../src/simulator/faults.ts';

/** What the program does under a fault. */
export interface FaultJourney extends Fault {
  /** The command that meets it; the ones before went well. `again` is an `up` of what stands. */
  readonly during?: 'up' | 'again' | 'down';
  readonly with?: readonly Fault[];
  readonly args?: readonly string[];
  readonly profile?: 'realistic';
  /** Exit code of that command; 0 where it is absent. */
  readonly exit?: number;
  readonly says?: RegExp;
  /** The program never gets to where it would strike. */
  readonly isAvoided?: true;
  /** Once the weather is better `up` goes on, and ends well. */
  readonly goesOn?: true;
}

const cluster = 'managedClusters/[^/]*$';
const server = 'flexibleServers/[^/]*$';
const seconds = (count: number) => ({ seconds: count });

const operations: readonly FaultJourney[] = [
  { id: 'lro.poll404Once' },
  { id: 'lro.poll404Forever' },
  {
    id: 'lro.fail',
    match: `PUT .*${server}`,
    knobs: { code: '', message: 'the empty code' },
    exit: 4,
    says: /PostgreSQL server.*the empty code/s,
    goesOn: true,
  },
  {
    id: 'lro.fail',
    match: `PUT .*${cluster}`,
    knobs: { code: 'Made.Up', message: 'no reason', leaves: 'nothing' },
    exit: 4,
    says: /Kubernetes cluster.*no reason/s,
  },
  { id: 'lro.canceled', match: `PUT .*${cluster}`, times: 1 },
  {
    id: 'lro.neverEnds',
    match: `PUT .*${server}`,
    exit: 5,
    says: /PostgreSQL server is not finished after 45 minutes/,
  },
  { id: 'lro.bodyOnly' },
  { id: 'lro.retryAfterHuge' },
  { id: 'pg.busyAfterCreate', knobs: seconds(120) },
  { id: 'pg.busyAtPoll', match: 'databases/', times: 2 },
  { id: 'aks.backgroundOp', knobs: seconds(120) },
  { id: 'net.anotherOpAsLroFailure', times: 2 },
  { id: 'dns.preconditionAsync', times: 2 },
  { id: 'aks.allocationFailed', times: 1 },
  { id: 'aks.allocationFailed', exit: 4, says: /no machines of this size free/ },
];

const weather: readonly FaultJourney[] = [
  { id: 'http.5xxBurst', times: 6, skip: 10, knobs: { status: 504 } },
  { id: 'http.html503', times: 4, skip: 30 },
  { id: 'net.resetBeforeApply', match: '^(PUT|PATCH|POST) ', times: 3 },
  { id: 'net.resetAfterApply', match: '^(PUT|PATCH) ', times: 3 },
  { id: 'net.resetAfterApply', match: '^POST graph', times: 2 },
  { id: 'net.dns', match: 'management', exit: 4, says: /name of the service could not be resolved/ },
  { id: 'net.dns', match: 'management', skip: 40, times: 2, knobs: { code: 'EAI_AGAIN' } },
  { id: 'net.slow', match: 'PUT .*virtualNetworks/', times: 1, knobs: seconds(140) },
  { id: 'throttle.arm', times: 5, skip: 20 },
  { id: 'throttle.arm', times: 5, skip: 20, knobs: { retryAfter: 3600 } },
  { id: 'throttle.aks', times: 4, knobs: { retryAfter: 36 } },
  { id: 'throttle.graph', times: 4 },
  { id: 'throttle.graph', times: 4, knobs: { withHeader: false } },
  { id: 'net.retryable429', times: 3 },
  { id: 'aks.identity429', times: 3 },
  { id: 'aks.flatErrors', times: 3 },
  { id: 'pg.maintenance', times: 3 },
  { id: 'pg.capabilities500' },
  { id: 'k8s.warmup', knobs: seconds(120) },
  { id: 'arm.readAfterWrite404', times: 6, skip: 3 },
  { id: 'arm.rgReplicationLag', times: 4 },
];

const access: readonly FaultJourney[] = [
  { id: 'rbac.principalNotFoundSticky', times: 3 },
  { id: 'rbac.dataPlaneLag', knobs: seconds(300) },
  {
    id: 'rbac.noRoleWrite',
    exit: 3,
    says: /may not do\s+Microsoft\.Authorization\/roleAssignments\/write.*Role Based Access Control Administrator/s,
  },
  { id: 'rbac.hashConflict', times: 1 },
  { id: 'rbac.existsOtherGuid', times: 2 },
  { id: 'rbac.messageVariant', with: [{ id: 'rbac.existsOtherGuid', times: 2 }] },
  { id: 'graph.denied', knobs: { on: 'app' }, exit: 3, says: /Application Developer.*--identity workload/s },
  { id: 'graph.denied', knobs: { on: 'sp' }, exit: 3, says: /Service principal/ },
  { id: 'graph.denied', knobs: { on: 'read' }, exit: 3, says: /does not let this sign-in look/ },
  { id: 'graph.504AfterApply', times: 3 },
  { id: 'graph.readAfterWriteLag', knobs: seconds(30) },
  { id: 'graph.spAppLag', knobs: seconds(60) },
  { id: 'graph.spAppLag', knobs: { seconds: 60, status: 403 } },
  { id: 'graph.credPolicy', knobs: { kind: 'lifetime', maxDays: 90 } },
  { id: 'graph.credPolicy', knobs: { kind: 'type' }, exit: 3, says: /--identity workload/ },
  { id: 'graph.quota', exit: 4, says: /deletes deleted applications/ },
  { id: 'graph.lockedSp', isAvoided: true },
  { id: 'graph.requireServiceRef', exit: 3, says: /which service of your organisation/ },
  { id: 'aad.secretLag', knobs: seconds(60) },
  { id: 'auth.claimsChallenge', exit: 3, says: /az login --claims-challenge/ },
  { id: 'auth.mfaOnWrite', exit: 3, says: /az login --claims-challenge/ },
  { id: 'auth.mfaOnWrite', knobs: { as: 'policy' }, exit: 3, says: /aka\.ms\/setupMFA/ },
  { id: 'auth.wrongTenant', exit: 3, says: /az login --tenant/ },
  { id: 'auth.tokenExpiresMidRun' },
  { id: 'auth.caGraphOnly', exit: 3, says: /AADSTS53003/ },
];

const governance: readonly FaultJourney[] = [
  {
    id: 'policy.deny',
    match: `PUT .*${cluster}`,
    knobs: { reason: 'clusters are private here' },
    exit: 4,
    says: /a policy forbids it \(corporate rules\): clusters are private here/,
    goesOn: true,
  },
  { id: 'policy.modifyTags' },
  {
    id: 'lock.on',
    match: 'Microsoft.Storage',
    knobs: { level: 'ReadOnly' },
    exit: 4,
    says: /a lock forbids it/,
  },
  { id: 'lock.on', during: 'down', exit: 4, says: /az lock list.*Finished: 0 steps/s },
  { id: 'sub.disabled', exit: 4, says: /the subscription is disabled/ },
  { id: 'rp.notRegistered', match: 'Microsoft.Network', times: 3 },
  {
    id: 'rp.registerForbidden',
    profile: 'realistic',
    exit: 3,
    says: /az provider register --namespace Microsoft\.ContainerService/,
  },
  { id: 'rp.slowRegister', profile: 'realistic' },
  { id: 'rp.locationMissing', match: 'flexibleServers', times: 2 },
  {
    id: 'rp.locationMissing',
    match: 'flexibleServers',
    exit: 3,
    says: /az provider register --namespace Microsoft\.DBforPostgreSQL/,
  },
  {
    id: 'name.lyingAvailability',
    with: [{ id: 'name.taken', match: 'storageAccounts' }],
    exit: 4,
    says: /--name-suffix/,
  },
  { id: 'name.taken', match: 'storageAccounts', exit: 4, says: /--name-suffix/ },
  { id: 'storage.keysDisabledByPolicy' },
  { id: 'storage.networkDeny', exit: 0 },
  { id: 'compute.quota', knobs: { limit: 2 }, exit: 4, says: /needs 12 vCPUs in eastus2 and 2 are left/ },
  { id: 'compute.skuRestricted', match: 'Standard_D4s_v5', exit: 4, says: /does not offer Standard_D4s_v5/ },
  { id: 'aks.capacity', exit: 4, says: /no new clusters in this region/ },
  { id: 'aks.localAccountsDisabled', exit: 4, says: /its local accounts are off/, goesOn: true },
  { id: 'aks.stopped', match: `GET .*${cluster}`, times: 1, during: 'again' },
  { id: 'pg.offerRestricted', exit: 4, says: /does not sell PostgreSQL servers/ },
  { id: 'pg.disguisedOfferRestricted', exit: 4, says: /no database servers for this subscription/ },
  { id: 'rg.beingDeleted', match: 'rg-metaflow', times: 1 },
];

/** Somebody else's network in the group: ours goes piece by piece. */
const strays: readonly Fault[] = [{ id: 'rg.foreignResource', times: 1 }];

const removal: readonly FaultJourney[] = [
  { id: 'arm.listLag', during: 'down', knobs: seconds(600) },
  { id: 'net.salLinger', during: 'down', knobs: seconds(600) },
  {
    id: 'net.salForever',
    during: 'down',
    exit: 5,
    says: /Subnet \S+ is in use by.*metaflow-azure down {4}goes on/s,
  },
  { id: 'net.salLinger', during: 'down', knobs: seconds(300), with: strays },
  { id: 'dns.linkLinger', during: 'down', knobs: seconds(60), with: strays },
  { id: 'rg.foreignResource', times: 1, during: 'down' },
  { id: 'storage.containerTombstone', during: 'down', with: strays, isAvoided: true },
  { id: 'rg.deleteBlocked', times: 1, during: 'down' },
  { id: 'rg.resurrects', match: 'rg-metaflow', during: 'down' },
  { id: 'graph.purgeDenied', during: 'down', exit: 7, says: /az rest --method DELETE/ },
];

/** Every fault of the catalogue with what has to come of it, by subject. */
export const faultJourneys = { operations, weather, access, governance, removal } as const;
