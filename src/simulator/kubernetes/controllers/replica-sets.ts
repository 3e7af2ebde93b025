import type { JsonObject } from '../../json.ts';
import { removeObject } from '../api/deleting.ts';
import { createInternally } from '../api/writing.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, listNamed, newSuffix, ownedBy, ownerOf, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { claimChildren } from './adoption.ts';
import { attempt } from './attempts.ts';
import type { Attempt } from './attempts.ts';
import { recordEvent } from './events.ts';
import { holds, withCondition } from './views.ts';
import type { Condition, Pod, PodTemplate, Workload } from './views.ts';
import { copyOf } from '../same.ts';

/** Whether a pod counts as one that works or will work. */
export function isActive({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed'
  );
}

/** Whether a pod has been ready for so many seconds; with when to ask again. */
export function availability(pod: Pod, minReadySeconds: number, now: number): { is: boolean; at?: number } {
  const ready = (pod.status.conditions ?? []).find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') return { is: false };
  const at = Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1000;
  return minReadySeconds === 0 || now >= at ? { is: true } : { is: false, at };
}

/** Makes a pod from a template for its owner. */
export function makePod(cluster: Cluster, owner: KubeObject, template: PodTemplate, name: string): void {
  createInternally(cluster, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...template.metadata,
      name,
      namespace: owner.metadata.namespace ?? '',
      ownerReferences: [ownerOf(owner)],
    },
    spec: copyOf(template.spec),
  });
}

function grow(cluster: Cluster, set: Workload, missing: number): Attempt {
  return attempt(cluster, set, () => {
    for (let i = 0; i < missing; i += 1) {
      const name = `${set.metadata.name}-${newSuffix(cluster.surroundings)}`;
      makePod(cluster, set, set.spec.template, name);
      recordEvent(cluster, set, 'Normal', ['SuccessfulCreate', `Created pod: ${name}`]);
    }
  });
}

/** The worst first: not placed, not ready, youngest. */
function bySacrifice(a: Pod, b: Pod): number {
  const rank = ({ spec, status }: Pod): number =>
    (spec.nodeName === undefined ? 0 : 2) + (holds(status.conditions, 'Ready') ? 1 : 0);
  return (
    rank(a) - rank(b) ||
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '')
  );
}

function playSet(cluster: Cluster, set: Workload): number | undefined {
  const wanted = set.spec.replicas ?? 1;
  claimChildren(cluster, 'Pod', set);
  const pods = ownedBy<Pod>(cluster.state, 'Pod', set).filter(isActive);
  const { retryAt = Infinity, why } = pods.length < wanted ? grow(cluster, set, wanted - pods.length) : {};
  for (const pod of pods.toSorted(bySacrifice).slice(0, Math.max(0, pods.length - wanted))) {
    removeObject(cluster, kindNamed('Pod'), pod);
  }
  const failure: Condition | undefined =
    why === undefined
      ? undefined
      : { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: why };
  return Math.min(retryAt, report(cluster, set, failure) ?? Infinity);
}

function report(cluster: Cluster, set: Workload, failure: Condition | undefined): number | undefined {
  const pods = ownedBy<Pod>(cluster.state, 'Pod', set).filter(isActive);
  const seconds = Number(set.spec['minReadySeconds'] ?? 0);
  const states = pods.map((pod) => availability(pod, seconds, cluster.now));
  const counts: JsonObject = {
    fullyLabeledReplicas: pods.length,
    readyReplicas: pods.filter(({ status }) => holds(status.conditions, 'Ready')).length,
    availableReplicas: states.filter(({ is }) => is).length,
  };
  const shown = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  changeObject(cluster, set, (draft) => {
    draft.status = {
      replicas: pods.length,
      ...shown,
      observedGeneration: draft.metadata.generation ?? 1,
      ...(failure === undefined
        ? {}
        : { conditions: withCondition(draft.status?.conditions, failure, timeText(cluster.now)) }),
    };
  });
  const times = states.flatMap(({ at }) => (at === undefined ? [] : [at]));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Keeps as many pods of each ReplicaSet as it wants, and counts them. */
export function playReplicaSets(cluster: Cluster): number | undefined {
  const times = listNamed<Workload>(cluster.state, 'ReplicaSet')
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((set) => playSet(cluster, set));
  return Math.min(...times.map((time) => time ?? Infinity));
}
