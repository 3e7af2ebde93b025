import { removeObject } from '../api/deleting.ts';
import { kindNamed } from '../schema/kinds.ts';
import {
  changeObject,
  eraseObject,
  findObject,
  insertObject,
  kindsOf,
  listNamed,
  listObjects,
  timeText,
} from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { withCondition } from './views.ts';
import type { Condition } from './views.ts';

/** How long the namespace controller takes to find and delete everything. */
const SWEEP_MS = 5000;

function leftovers({ state }: Cluster, name: string): [string, KubeObject][] {
  return kindsOf(state)
    .filter(({ namespaced }) => namespaced)
    .flatMap((kind) =>
      listObjects(state, kind, name).map((object): [string, KubeObject] => [kind.plural, object]),
    );
}

function reportLeftovers(
  cluster: Cluster,
  namespace: KubeObject,
  left: readonly [string, KubeObject][],
): void {
  const finalizers = [...new Set(left.flatMap(([, { metadata }]) => metadata.finalizers ?? []))];
  changeObject(cluster, namespace, (draft) => {
    const status = draft['status'] as { phase: string; conditions?: Condition[] };
    status.conditions = withCondition(
      status.conditions,
      {
        type: 'NamespaceFinalizersRemaining',
        status: finalizers.length === 0 ? 'False' : 'True',
        reason: finalizers.length === 0 ? 'ContentHasNoFinalizers' : 'SomeFinalizersRemain',
        message: `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
      },
      timeText(cluster.now),
    );
  });
}

/** Empties namespaces that are being deleted, and lets them go when nothing is left. */
export function playNamespaces(cluster: Cluster): number | undefined {
  let next: number | undefined;
  for (const namespace of listNamed(cluster.state, 'Namespace')) {
    const { name, deletionTimestamp } = namespace.metadata;
    if (deletionTimestamp === undefined) continue;
    const sweepAt = Date.parse(deletionTimestamp) + SWEEP_MS;
    if (cluster.now < sweepAt) {
      next = Math.min(next ?? Infinity, sweepAt);
      continue;
    }
    for (const kind of kindsOf(cluster.state).filter(({ namespaced }) => namespaced)) {
      for (const object of listObjects(cluster.state, kind, name)) removeObject(cluster, kind, object);
    }
    const left = leftovers(cluster, name);
    if (left.length === 0) eraseObject(cluster, kindNamed('Namespace'), namespace);
    else reportLeftovers(cluster, namespace, left);
  }
  return next;
}

/** Gives every namespace its ServiceAccount `default` and its ConfigMap with the cluster's authority. */
export function playAccounts(cluster: Cluster): number | undefined {
  for (const { metadata } of listNamed(cluster.state, 'Namespace')) {
    if (metadata.deletionTimestamp !== undefined) continue;
    const wanted: KubeObject[] = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: metadata.name } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kube-root-ca.crt', namespace: metadata.name },
        data: { 'ca.crt': cluster.surroundings.certificates.authority },
      },
    ];
    for (const object of wanted) {
      const kind = kindNamed(object.kind);
      if (findObject(cluster.state, kind, metadata.name, object.metadata.name) === undefined) {
        insertObject(cluster, kind, object);
      }
    }
  }
  return undefined;
}
