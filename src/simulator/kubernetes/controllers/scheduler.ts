import { kindNamed } from '../schema/kinds.ts';
import { changeObject, findObject, listNamed, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import { isStruck } from '../strikes.ts';
import { growPools } from './autoscaler.ts';
import { recordEvent } from './events.ts';
import { claimsOf, freeOf, obstacles } from './fit.ts';
import { withCondition } from './views.ts';
import type { Node, Pod } from './views.ts';

/** How often a pod that a fault keeps from every node is tried again. */
const RETRY_MS = 30_000;

interface Attempt {
  readonly node?: Node;
  readonly why?: string;
  readonly retryAt?: number;
}

function summary(nodes: readonly Node[], reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).toSorted();
  return `0/${nodes.length} nodes are available: ${parts.join(', ')}. preemption: 0/${nodes.length} nodes are available: ${nodes.length} Preemption is not helpful for scheduling.`;
}

function place(cluster: Cluster, pod: Pod, nodes: readonly Node[]): Attempt {
  const { state, now } = cluster;
  const { name, namespace = '', uid = '' } = pod.metadata;
  const missing = claimsOf(pod.spec).find(
    (claim) => findObject(state, kindNamed('PersistentVolumeClaim'), namespace, claim) === undefined,
  );
  if (missing !== undefined) {
    return { why: `0/${nodes.length} nodes are available: persistentvolumeclaim "${missing}" not found.` };
  }
  const barred = Number(state.plans[`unschedulable ${uid}`]?.['until'] ?? 0);
  if (barred > now) return { why: barredText(nodes), retryAt: barred };
  if (isStruck(cluster.surroundings.faults, 'k8s.unschedulable', `pod ${namespace}/${name}`) !== undefined) {
    state.plans[`unschedulable ${uid}`] = { until: now + RETRY_MS };
    return { why: barredText(nodes), retryAt: now + RETRY_MS };
  }
  delete state.plans[`unschedulable ${uid}`];
  if (nodes.length === 0) return { why: 'no nodes available to schedule pods' };
  const pods = listNamed<Pod>(state, 'Pod');
  const fits = nodes.filter((node) => obstacles(pod, node, pods).length === 0);
  const load = ({ metadata }: Node): number =>
    pods.filter(({ spec }) => spec.nodeName === metadata.name).length;
  const [best] = fits.toSorted((a, b) => {
    const difference = freeOf(b, pods, 'cpu') - freeOf(a, pods, 'cpu');
    return difference === 0n ? load(a) - load(b) : difference > 0n ? 1 : -1;
  });
  if (best !== undefined) return { node: best };
  return {
    why: summary(
      nodes,
      nodes.flatMap((node) => obstacles(pod, node, pods)),
    ),
  };
}

const barredText = (nodes: readonly Node[]): string =>
  summary(
    nodes,
    nodes.map(() => 'Insufficient cpu'),
  );

function bind(cluster: Cluster, pod: Pod, node: Node): void {
  const time = timeText(cluster.now);
  changeObject(cluster, pod, (draft) => {
    draft.spec.nodeName = node.metadata.name;
    draft.status.conditions = withCondition(
      draft.status.conditions,
      { type: 'PodScheduled', status: 'True' },
      time,
    );
  });
  const where = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  recordEvent(cluster, pod, 'Normal', [
    'Scheduled',
    `Successfully assigned ${where} to ${node.metadata.name}`,
  ]);
}

function leave(cluster: Cluster, pod: Pod, why: string): void {
  const known = (pod.status.conditions ?? []).find(({ type }) => type === 'PodScheduled');
  if (known?.message === why) return;
  changeObject(cluster, pod, (draft) => {
    draft.status.conditions = withCondition(
      draft.status.conditions,
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: why },
      timeText(cluster.now),
    );
  });
  recordEvent(cluster, pod, 'Warning', ['FailedScheduling', why]);
}

/** Puts pods on nodes that take them, or says on the pod why none does. */
export function playScheduler(cluster: Cluster): number | undefined {
  const nodes = listNamed<Node>(cluster.state, 'Node');
  let next = Infinity;
  const waiting: Pod[] = [];
  for (const pod of listNamed<Pod>(cluster.state, 'Pod')) {
    if (pod.spec.nodeName !== undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    const { node, why = '', retryAt } = place(cluster, pod, nodes);
    next = Math.min(next, retryAt ?? Infinity);
    if (node !== undefined) bind(cluster, pod, node);
    else {
      leave(cluster, pod, why);
      if (retryAt === undefined) waiting.push(pod);
    }
  }
  return Math.min(next, growPools(cluster, waiting));
}
