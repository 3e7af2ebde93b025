import type { Faults } from './ports.ts';

/** The deviations from good weather that ARM knows, with what their knobs mean. */
export const armFaults = {
  'lro.fail': 'ends the operation as Failed: code, message, leaves ("failed" resource or "nothing")',
  'lro.canceled': 'ends the operation as Canceled',
  'lro.neverEnds': 'the operation stays InProgress for ever',
  'lro.poll404Once': 'answers a poll with 404 OperationIdNotFound',
  'lro.poll404Forever': 'answers every poll with 404 OperationIdNotFound',
  'lro.bodyOnly': 'tells no address of the operation: only the state in the body says that it runs',
  'lro.retryAfterHuge': 'asks to come back after some seconds (default a day)',
  'http.5xxBurst': 'answers with status (default 503), and a code of its own, before anything happens',
  'http.html503': 'answers 503 with a page instead of JSON',
  'throttle.arm': 'answers 429: retryAfter in seconds, or no header when absent',
  'throttle.aks': 'AKS answers 429 Throttled: retryAfter in seconds, or no header when absent',
  'arm.readAfterWrite404': 'a GET of what exists answers 404',
  'arm.rgReplicationLag': 'ARM does not find the resource group of a child',
  'arm.listLag': 'listings leave out what is younger than some seconds',
  'name.taken': 'somebody else on this planet has the name',
  'name.lyingAvailability': 'checkNameAvailability says yes to a taken name',
  'compute.quota': 'caps vCPUs at limit (default 0); about "region family", and "region cores" for all',
  'compute.skuRestricted': 'the SKU is closed to the subscription; about "region size"',
  'aks.allocationFailed': 'nodes find no capacity: the cluster stays behind as Failed',
  'aks.capacity': 'the region takes no new clusters',
  'aks.identity429': 'the identity service throttles cluster creation',
  'aks.backgroundOp': 'AKS works on the cluster by itself for some seconds after creation',
  'aks.stopped': 'somebody has stopped the cluster',
  'aks.flatErrors': 'a write meets a 500 GetVnetError of AKS, without the usual envelope',
  'aks.localAccountsDisabled': 'static credentials are refused',
  'pg.offerRestricted': 'the subscription may not create servers in the region',
  'pg.disguisedOfferRestricted': 'the same, dressed as a wrong version',
  'pg.busyAtPoll': 'a write is accepted and fails soon, because the server is busy: code, seconds',
  'pg.busyAfterCreate': 'the server stays busy for some seconds after its creation succeeded',
  'pg.maintenance': 'the server is busy with its maintenance: writes are refused',
  'pg.capabilities500': 'the capabilities endpoint breaks down',
  'policy.deny': 'Azure Policy refuses writes: reason, assignment',
  'policy.modifyTags': 'Azure Policy adds tags to what is written (default CostCenter)',
  'auth.claimsChallenge': 'the token is asked to be renewed with claims',
  'auth.mfaOnWrite': 'changes take a strong sign-in: a challenge, or a policy (knob as: policy)',
  'auth.wrongTenant': 'the token is of another tenant (knob tenant) than the subscription',
  'rbac.noRoleWrite': 'the caller may do everything but write role assignments',
  'rbac.principalNotFoundSticky': 'PrincipalNotFound even with principalType',
  'rbac.hashConflict': 'the GUID of an assignment is in use somewhere else',
  'rbac.existsOtherGuid': 'the same assignment stands already, under another GUID',
  'rbac.messageVariant': 'RoleAssignmentExists names the assignment that is there',
  'rbac.dataPlaneLag': 'seconds until the data plane honours a change of roles',
  'net.anotherOpAsLroFailure': 'a network write ends as Failed AnotherOperationInProgress',
  'net.retryable429': 'a network write answers 429 RetryableError: retryAfter in seconds',
  'net.salLinger': 'the service association link outlives its server by some seconds',
  'net.salForever': 'the service association link never goes',
  'dns.preconditionAsync': 'a write of private DNS is accepted and fails at its poll: somebody was faster',
  'dns.linkLinger': 'a deleted link still answers GET for some seconds',
  'storage.containerTombstone': 'the name of a deleted container stays reserved for some seconds',
  'storage.keysDisabledByPolicy': 'accounts are made without keys, whatever was asked for',
  'storage.networkDeny': 'the network rules of the account keep this machine out',
  'rg.foreignResource': 'somebody puts a network (knob name) into the group',
  'rg.beingDeleted': 'a group of the name is on its way out for some seconds (default 120): location, tags',
  'rg.resurrects': 'the group is back some seconds after its deletion (default 60), with a late child',
  'rg.deleteBlocked': 'the deletion of a resource group fails at its poll: resource, message',
  'lock.on': 'a lock stands on the scope (default: where one asks): level CanNotDelete or ReadOnly',
  'sub.disabled': 'the subscription is disabled: reads only',
  'rp.notRegistered': 'the subscription is not registered for the namespace',
  'rp.slowRegister': 'registering takes some seconds (default 600)',
  'rp.locationMissing': 'the subscription is not registered for the type in the region',
  'rp.registerForbidden': 'the caller may not register resource providers',
} as const;

/** One fault that is switched on. Plain JSON: it lives in the world. */
export interface Fault {
  readonly id: string;
  /** Source of a case-insensitive regular expression over `METHOD /path`; absent: strikes everywhere. */
  readonly match?: string;
  /** How often it strikes; absent: always, or once where the id says so. */
  readonly times?: number;
  /** How many matching requests it lets through first. */
  readonly skip?: number;
  readonly knobs?: Readonly<Record<string, unknown>>;
}

/** The switchboard of faults. */
export interface FaultBox extends Faults {
  /** Switches a fault on; the same id may be on several times with other matches. */
  add(fault: Fault): void;
  /** Switches every fault with this id off. */
  remove(id: string): void;
  /** How often a fault has struck. */
  struck(id: string): number;
}

interface Armed extends Fault {
  seen: number;
  hits: number;
}

/** A switchboard over one slice of the world, which is asked for each time: worlds may be swapped. */
export function createFaults(world: Record<string, unknown>): FaultBox {
  const armed = (): Armed[] => (world['faults'] ??= []) as Armed[];
  const strikes = (fault: Armed, about: string): boolean => {
    if (fault.match !== undefined && !new RegExp(fault.match, 'i').test(about)) return false;
    fault.seen += 1;
    return (
      fault.seen > (fault.skip ?? 0) &&
      fault.hits < (fault.times ?? (fault.id.endsWith('Once') ? 1 : Infinity))
    );
  };
  return {
    add: (fault) => void armed().push({ ...fault, seen: 0, hits: 0 }),
    remove(id) {
      const kept = armed().filter((fault) => fault.id !== id);
      armed().splice(0, armed().length, ...kept);
    },
    struck: (id) =>
      armed()
        .filter((fault) => fault.id === id)
        .reduce((sum, { hits }) => sum + hits, 0),
    take(id, about) {
      const fault = armed().find((candidate) => candidate.id === id && strikes(candidate, about));
      if (fault === undefined) return undefined;
      fault.hits += 1;
      return fault.knobs ?? {};
    },
  };
}
