import { removeObject } from '../api/deleting.ts';
import type { Kind } from '../schema/kinds.ts';
import { eraseObject, kindsOf, kindsWithOwner, listObjects, replaceObject } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { release } from './adoption.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

function unmark(cluster: Cluster, kind: Kind, owner: KubeObject, mark: string): void {
  const finalizers = (owner.metadata.finalizers ?? []).filter((finalizer) => finalizer !== mark);
  if (finalizers.length === 0) eraseObject(cluster, kind, owner);
  else replaceObject(cluster, kind, { ...owner, metadata: { ...owner.metadata, finalizers } });
}

function releaseOwner(cluster: Cluster, kind: Kind, owner: KubeObject): void {
  const children = kindsWithOwner(cluster.state, owner);
  for (const [childKind, child] of children) removeObject(cluster, childKind, child);
  if (kindsWithOwner(cluster.state, owner).length === 0) unmark(cluster, kind, owner, FOREGROUND);
}

function leaveChildren(cluster: Cluster, kind: Kind, owner: KubeObject): void {
  for (const [, child] of kindsWithOwner(cluster.state, owner)) release(cluster, owner, child);
  unmark(cluster, kind, owner, ORPHAN);
}

/** Deletes what no living owner holds any more, and lets owners go whose deletion waits for their children. */
export function playGarbage(cluster: Cluster): number | undefined {
  const kinds = kindsOf(cluster.state);
  const all = kinds.flatMap((kind) =>
    listObjects(cluster.state, kind).map((object): [Kind, KubeObject] => [kind, object]),
  );
  const alive = new Set(all.map(([, { metadata }]) => metadata.uid));
  for (const [kind, object] of all) {
    const { ownerReferences = [], deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp !== undefined && finalizers.includes(FOREGROUND))
      releaseOwner(cluster, kind, object);
    if (deletionTimestamp !== undefined && finalizers.includes(ORPHAN)) leaveChildren(cluster, kind, object);
    const isOrphan = ownerReferences.length > 0 && ownerReferences.every(({ uid }) => !alive.has(uid));
    if (isOrphan && deletionTimestamp === undefined) removeObject(cluster, kind, object);
  }
  return undefined;
}
