import type { JsonObject } from '../../json.ts';
import { listOf, objectOf } from '../../json.ts';
import { removeObject } from '../api/deleting.ts';
import { createInternally } from '../api/writing.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, findObject, listNamed, ownedBy } from '../store.ts';
import type { Cluster } from '../store.ts';
import { templateHash } from './deployments.ts';
import { claimChildren } from './adoption.ts';
import { attempt } from './attempts.ts';
import { recordEvent } from './events.ts';
import { availability, isActive, makePod } from './replica-sets.ts';
import { holds } from './views.ts';
import type { Pod, PodTemplate, Workload } from './views.ts';

const REVISION = 'controller-revision-hash';

const ordinalOf = ({ metadata }: Pod): number => Number(metadata.name.split('-').at(-1));
const isNumberOf = ({ metadata }: Workload, name: string): boolean =>
  /^-\d+$/.test(name.slice(metadata.name.length)) && name.startsWith(metadata.name);
const isReady = ({ status }: Pod): boolean => holds(status.conditions, 'Ready');
const revisionOf = ({ metadata, spec }: Workload): string =>
  `${metadata.name}-${templateHash(spec.template)}`;

function claimTemplates({ spec }: Workload): { name: string; body: JsonObject }[] {
  return listOf(spec['volumeClaimTemplates']).map((item) => {
    const body = objectOf(item);
    return { name: String(objectOf(body['metadata'])['name']), body };
  });
}

function podTemplate(set: Workload, name: string, ordinal: number): PodTemplate {
  const { template } = set.spec;
  const claims = claimTemplates(set).map((claim) => ({
    name: claim.name,
    persistentVolumeClaim: { claimName: `${claim.name}-${name}` },
  }));
  const claimed = new Set(claims.map((claim) => claim.name));
  const others = listOf(template.spec.volumes).filter(
    (volume) => !claimed.has(String(objectOf(volume)['name'])),
  );
  return {
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        [REVISION]: revisionOf(set),
        'statefulset.kubernetes.io/pod-name': name,
        'apps.kubernetes.io/pod-index': String(ordinal),
      },
    },
    spec: {
      ...template.spec,
      hostname: name,
      ...(set.spec['serviceName'] === undefined ? {} : { subdomain: set.spec['serviceName'] }),
      ...(claims.length + others.length === 0 ? {} : { volumes: [...others, ...claims] as JsonObject[] }),
    },
  };
}

function makeMember(cluster: Cluster, set: Workload, ordinal: number): void {
  const name = `${set.metadata.name}-${ordinal}`;
  const namespace = set.metadata.namespace ?? '';
  const kind = kindNamed('PersistentVolumeClaim');
  for (const claim of claimTemplates(set)) {
    const given = objectOf(claim.body['metadata']);
    const labels = { ...objectOf(given['labels']), ...objectOf(set.spec.selector['matchLabels']) };
    const metadata = {
      ...given,
      name: `${claim.name}-${name}`,
      namespace,
      labels: labels as Record<string, string>,
    };
    if (findObject(cluster.state, kind, namespace, metadata.name) !== undefined) continue;
    createInternally(cluster, { apiVersion: 'v1', kind: kind.kind, metadata, spec: claim.body['spec'] });
  }
  makePod(cluster, set, podTemplate(set, name, ordinal), name);
  const what = `create Pod ${name} in StatefulSet ${set.metadata.name} successful`;
  recordEvent(cluster, set, 'Normal', ['SuccessfulCreate', what]);
}

function grow(cluster: Cluster, set: Workload, pods: readonly Pod[]): number | undefined {
  const isOrdered = set.spec['podManagementPolicy'] !== 'Parallel';
  for (let ordinal = 0; ordinal < (set.spec.replicas ?? 1); ordinal += 1) {
    const pod = pods.find((candidate) => ordinalOf(candidate) === ordinal);
    if (pod === undefined) {
      const { retryAt } = attempt(cluster, set, () => makeMember(cluster, set, ordinal));
      if (retryAt !== undefined) return retryAt;
    }
    if (isOrdered && (pod === undefined || !isReady(pod))) return undefined;
  }
  return undefined;
}

/** Takes away the highest surplus pod, or the highest outdated one once all are well: one at a time. */
function shrinkOrRoll(cluster: Cluster, set: Workload, pods: readonly Pod[]): void {
  const kind = kindNamed('Pod');
  const wanted = set.spec.replicas ?? 1;
  const highestFirst = pods.toSorted((a, b) => ordinalOf(b) - ordinalOf(a));
  const surplus = highestFirst.find((pod) => ordinalOf(pod) >= wanted);
  if (surplus !== undefined) {
    removeObject(cluster, kind, surplus);
    return;
  }
  if (pods.length < wanted || pods.some((pod) => pod.metadata.deletionTimestamp !== undefined)) return;
  const strategy = objectOf(set.spec['updateStrategy']);
  if (strategy['type'] === 'OnDelete') return;
  const partition = Number(objectOf(strategy['rollingUpdate'])['partition'] ?? 0);
  const outdated = highestFirst.find(
    (pod) => ordinalOf(pod) >= partition && pod.metadata.labels?.[REVISION] !== revisionOf(set),
  );
  const isBlocked = pods.some((pod) => pod !== outdated && !isReady(pod));
  if (outdated !== undefined && !isBlocked) removeObject(cluster, kind, outdated);
}

function report(cluster: Cluster, set: Workload): void {
  const pods = ownedBy<Pod>(cluster.state, 'Pod', set).filter(isActive);
  const update = revisionOf(set);
  const updated = pods.filter(({ metadata }) => metadata.labels?.[REVISION] === update).length;
  const isDone = updated === (set.spec.replicas ?? 1) && pods.every(isReady) && updated === pods.length;
  changeObject(cluster, set, (draft) => {
    const current = isDone ? update : ((draft.status?.['currentRevision'] as string | undefined) ?? update);
    const numbers = {
      readyReplicas: pods.filter(isReady).length,
      currentReplicas: pods.filter(({ metadata }) => metadata.labels?.[REVISION] === current).length,
      updatedReplicas: updated,
    };
    draft.status = {
      replicas: pods.length,
      ...Object.fromEntries(Object.entries(numbers).filter(([, number]) => number > 0)),
      availableReplicas: pods.filter((pod) => availability(pod, 0, cluster.now).is).length,
      currentRevision: current,
      updateRevision: update,
      collisionCount: 0,
      observedGeneration: draft.metadata.generation ?? 1,
    };
  });
}

/** Keeps the numbered pods of StatefulSets, in order unless they may come in parallel. */
export function playStatefulSets(cluster: Cluster): number | undefined {
  const times = listNamed<Workload>(cluster.state, 'StatefulSet')
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((set) => {
      claimChildren(cluster, 'Pod', set, ({ metadata }) => isNumberOf(set, metadata.name));
      const pods = ownedBy<Pod>(cluster.state, 'Pod', set);
      const retryAt = grow(cluster, set, pods);
      shrinkOrRoll(cluster, set, pods);
      report(cluster, set);
      return retryAt ?? Infinity;
    });
  return Math.min(...times);
}
