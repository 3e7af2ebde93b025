import type { armFaults } from '../faults.ts';
import type { identityFaults } from '../graph/fault-list.ts';
import type { kubernetesFaults } from '../kubernetes/strikes.ts';
import type { networkFaults } from '../network-faults.ts';

type FaultId =
  | keyof typeof armFaults
  | keyof typeof identityFaults
  | keyof typeof kubernetesFaults
  | keyof typeof networkFaults;

const knobs: Readonly<Partial<Record<FaultId, readonly string[]>>> = {
  'aad.secretLag': ['seconds'],
  'aks.backgroundOp': ['seconds'],
  'arm.listLag': ['seconds'],
  'auth.mfaOnWrite': ['as'],
  'auth.tokenExpiresMidRun': ['seconds'],
  'auth.wrongTenant': ['tenant'],
  'compute.quota': ['limit'],
  'dns.linkLinger': ['seconds'],
  'graph.credPolicy': ['kind', 'maxDays', 'policy'],
  'graph.denied': ['on'],
  'graph.readAfterWriteLag': ['seconds'],
  'graph.spAppLag': ['seconds', 'status'],
  'http.5xxBurst': ['status', 'code'],
  'k8s.crash': ['log'],
  'k8s.jobFails': ['log'],
  'k8s.warmup': ['seconds'],
  'k8s.webhookDenies': ['message'],
  'lock.on': ['level', 'scope'],
  'lro.fail': ['code', 'message', 'leaves'],
  'lro.retryAfterHuge': ['seconds'],
  'net.dns': ['code'],
  'net.retryable429': ['retryAfter'],
  'net.salLinger': ['seconds'],
  'net.slow': ['seconds'],
  'pg.busyAfterCreate': ['seconds'],
  'pg.busyAtPoll': ['code', 'seconds'],
  'policy.deny': ['reason', 'assignment'],
  'policy.modifyTags': ['tags'],
  'rbac.dataPlaneLag': ['seconds'],
  'rg.beingDeleted': ['seconds', 'location', 'tags'],
  'rg.deleteBlocked': ['resource', 'message'],
  'rg.foreignResource': ['name'],
  'rg.resurrects': ['seconds'],
  'rp.slowRegister': ['seconds'],
  'storage.containerTombstone': ['seconds'],
  'throttle.aks': ['retryAfter'],
  'throttle.arm': ['retryAfter'],
  'throttle.graph': ['retryAfter', 'withHeader'],
};

/** Faults of pods know a `match` of their own as well, over what they are about. */
const narrowed = ['match'];

/** The knobs that a fault has. */
export function knobsOf(id: string): readonly string[] {
  const own = Object.hasOwn(knobs, id) ? (knobs[id as FaultId] ?? []) : [];
  return id.startsWith('k8s.') ? [...own, ...narrowed] : own;
}
