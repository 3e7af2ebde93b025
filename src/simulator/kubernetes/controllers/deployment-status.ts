import type { JsonObject } from '../../json.ts';
import { withCondition } from './views.ts';
import type { Condition, Workload } from './views.ts';

const number = (set: Workload | undefined, key: string): number => Number(set?.status?.[key] ?? 0);

function total(sets: readonly Workload[], key: string): number {
  return sets.reduce((sum, set) => sum + number(set, key), 0);
}

/** JSON omits zeros, as the real one does. */
function withoutZeros(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 0 && value !== undefined));
}

interface Counts {
  readonly wanted: number;
  readonly replicas: number;
  readonly updated: number;
  readonly available: number;
}

function isComplete({ wanted, replicas, updated, available }: Counts): boolean {
  return updated === wanted && replicas === wanted && available === wanted;
}

/** What a Deployment's status is made from. */
interface Seen {
  readonly sets: readonly Workload[];
  /** The set of the newest template. */
  readonly current: Workload | undefined;
  /** Why that set could not be made. */
  readonly why: string | undefined;
  readonly time: string;
}

function progressing(deployment: Workload, { current: set, why, time }: Seen, counts: Counts): Condition {
  const old = (deployment.status?.conditions ?? []).find(({ type }) => type === 'Progressing');
  const name = `ReplicaSet "${set?.metadata.name ?? ''}"`;
  const { status } = deployment;
  const moved =
    Number(status?.['updatedReplicas'] ?? 0) !== counts.updated ||
    Number(status?.['availableReplicas'] ?? 0) !== counts.available ||
    Number(status?.['replicas'] ?? 0) !== counts.replicas ||
    status?.['observedGeneration'] !== deployment.metadata.generation;
  const base = { type: 'Progressing', status: 'True' } as const;
  const since = moved || old?.lastUpdateTime === undefined ? time : old.lastUpdateTime;
  if (why !== undefined) {
    return {
      type: 'Progressing',
      status: 'False',
      reason: 'ReplicaSetCreateError',
      message: why,
      lastUpdateTime: since,
    };
  }
  if (isComplete(counts)) {
    const message = `${name} has successfully progressed.`;
    return { ...base, reason: 'NewReplicaSetAvailable', message, lastUpdateTime: since };
  }
  const limit = Number(deployment.spec['progressDeadlineSeconds'] ?? 600) * 1000;
  // A new template starts a new clock; a finished rollout that loses pods does not.
  const isDone = old?.reason === 'NewReplicaSetAvailable' && counts.updated >= counts.wanted && !moved;
  if (!isDone && Date.parse(time) >= Date.parse(since) + limit) {
    return {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `${name} has timed out progressing.`,
      lastUpdateTime: old?.reason === 'ProgressDeadlineExceeded' ? since : (old?.lastUpdateTime ?? since),
    };
  }
  if (old === undefined) {
    return {
      ...base,
      reason: 'NewReplicaSetCreated',
      message: `Created new replica set "${set?.metadata.name ?? ''}"`,
      lastUpdateTime: since,
    };
  }
  return { ...base, reason: 'ReplicaSetUpdated', message: `${name} is progressing.`, lastUpdateTime: since };
}

function availability({ status }: Workload, least: number, available: number, time: string): Condition {
  const isEnough = available >= least;
  const old = (status?.conditions ?? []).find(({ type }) => type === 'Available');
  const isSame = old?.status === (isEnough ? 'True' : 'False');
  return {
    type: 'Available',
    status: isEnough ? 'True' : 'False',
    reason: isEnough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: isEnough
      ? 'Deployment has minimum availability.'
      : 'Deployment does not have minimum availability.',
    lastUpdateTime: isSame ? (old?.lastUpdateTime ?? time) : time,
  };
}

function leastOf({ spec }: Workload, wanted: number): number {
  const strategy = spec['strategy'] as
    { type?: string; rollingUpdate?: { maxUnavailable?: unknown } } | undefined;
  if (strategy?.type === 'Recreate') return wanted;
  const most = strategy?.rollingUpdate?.maxUnavailable;
  const missing =
    typeof most === 'string' ? Math.floor((Number.parseInt(most, 10) / 100) * wanted) : Number(most ?? 0);
  return wanted - missing;
}

/** The status of a Deployment as its controller reports it from the ReplicaSets. */
export function deploymentStatus(deployment: Workload, seen: Seen): JsonObject & { conditions: Condition[] } {
  const { sets, current, time } = seen;
  const wanted = deployment.spec.replicas ?? 1;
  const available = total(sets, 'availableReplicas');
  const counts: Counts = {
    wanted,
    replicas: total(sets, 'replicas'),
    updated: number(current, 'replicas'),
    available,
  };
  const old = (deployment.status?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  const failure = sets
    .flatMap(({ status }) => status?.conditions ?? [])
    .find(({ type }) => type === 'ReplicaFailure');
  const failed = failure === undefined ? old : withCondition(old, failure, time);
  const progressed = withCondition(failed, progressing(deployment, seen, counts), time);
  const least = leastOf(deployment, wanted);
  return {
    observedGeneration: deployment.metadata.generation,
    ...withoutZeros({
      replicas: counts.replicas,
      updatedReplicas: counts.updated,
      readyReplicas: total(sets, 'readyReplicas'),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, Math.max(counts.replicas, wanted) - available),
    }),
    conditions: withCondition(progressed, availability(deployment, least, available, time), time),
  };
}

/** When a rollout that does not move on will be given up, or undefined. */
export function progressDeadline(
  { spec }: Workload,
  { conditions }: { conditions: readonly Condition[] },
): number | undefined {
  const condition = conditions.find(({ type }) => type === 'Progressing');
  if (
    condition === undefined ||
    condition.status === 'False' ||
    condition.reason === 'NewReplicaSetAvailable'
  ) {
    return undefined;
  }
  return Date.parse(condition.lastUpdateTime ?? '') + Number(spec['progressDeadlineSeconds'] ?? 600) * 1000;
}
