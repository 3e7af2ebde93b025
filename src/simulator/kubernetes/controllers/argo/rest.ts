import type { Cluster } from '../../store.ts';
import type { KubeObject } from '../../world.ts';

const FIRST_MS = 5;
const LONGEST_MS = 1_000_000;

const planOf = ({ state }: Cluster, { metadata }: KubeObject) => state.plans[metadata.uid ?? ''];

/** When a failure is tried again: after 5 ms, 10 ms, 20 ms and so on, as controller-runtime does. */
export function restUntil(cluster: Cluster, object: KubeObject): number {
  return Number(planOf(cluster, object)?.['at'] ?? 0);
}

/** Whether a controller leaves an object alone after a failure. A change of the object has it look at once. */
export function isResting(cluster: Cluster, object: KubeObject): boolean {
  const isSame = planOf(cluster, object)?.['generation'] === object.metadata.generation;
  return isSame && restUntil(cluster, object) > cluster.now;
}

/** Notes how an attempt went; returns when the next one is due after a failure. */
export function again(cluster: Cluster, object: KubeObject, why: string | undefined): number | undefined {
  const { uid = '', generation } = object.metadata;
  const { plans } = cluster.state;
  if (why === undefined) {
    delete plans[uid];
    return undefined;
  }
  const tries = Number(plans[uid]?.['tries'] ?? 0) + 1;
  const at = cluster.now + Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_MS);
  plans[uid] = { generation, tries, at, why };
  return at;
}
