import { selects } from '../api/selectors.ts';
import { changeObject, controllerOf, listNamed, ownerOf } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import type { Workload } from './views.ts';

function adopt(cluster: Cluster, owner: Workload, child: KubeObject): void {
  changeObject(cluster, child, (draft) => {
    draft.metadata.ownerReferences = [...(draft.metadata.ownerReferences ?? []), ownerOf(owner)];
  });
}

/** Takes an owner away from what it owns. */
export function release(cluster: Cluster, owner: KubeObject, child: KubeObject): void {
  changeObject(cluster, child, (draft) => {
    const others = (draft.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
    if (others.length > 0) draft.metadata.ownerReferences = others;
    else delete draft.metadata.ownerReferences;
  });
}

/**
 * Brings the objects of a kind that `owner` controls in line with its selector, as every workload controller does
 * before it counts: what nobody controls and the selector chooses is taken up, what it no longer chooses is let go.
 */
export function claimChildren(
  cluster: Cluster,
  kind: 'ReplicaSet' | 'Pod',
  owner: Workload,
  isMember: (child: KubeObject) => boolean = () => true,
): void {
  const { uid, namespace } = owner.metadata;
  for (const child of listNamed(cluster.state, kind, namespace)) {
    const controller = controllerOf(child);
    const isChosen = isMember(child) && selects(owner.spec.selector, child.metadata.labels ?? {});
    if (controller === uid && !isChosen) release(cluster, owner, child);
    const isFree = controller === undefined && child.metadata.deletionTimestamp === undefined;
    if (isFree && isChosen) adopt(cluster, owner, child);
  }
}
