import { listNamed } from '../store.ts';
import type { Cluster } from '../store.ts';
import { obstacles } from './fit.ts';
import { nodeOf, playNodes } from './nodes.ts';
import { recordEvent } from './events.ts';
import type { Node, Pod } from './views.ts';

/** From the first pod that needs it to a node that is Ready. */
const SCALE_UP_MS = 100_000;
/** The autoscaler's upper bound, which the pools here do not tell. */
const MOST_NODES = 10;

/** Gives user pools one more node when a waiting pod would fit on it; says when to look again. */
export function growPools(cluster: Cluster, waiting: readonly Pod[]): number {
  const { state, now } = cluster;
  let next = Infinity;
  for (const pool of state.pools.filter(({ mode }) => mode === 'User')) {
    const key = `autoscaler ${pool.name}`;
    const plan = { count: pool.count, since: 0, ...state.plans[key] };
    const example = nodeOf(cluster, pool, MOST_NODES) as Node;
    const helped = waiting.filter((pod) => obstacles(pod, example, []).length === 0);
    if (helped.length === 0 || plan.count >= MOST_NODES) {
      if (plan.since !== 0) state.plans[key] = { ...plan, since: 0 };
      continue;
    }
    if (plan.since === 0) {
      plan.since = now;
      for (const pod of helped) {
        const change = `pod triggered scale-up: [{${pool.name} ${plan.count}->${plan.count + 1} (max: ${MOST_NODES})}]`;
        recordEvent(cluster, pod, 'Normal', ['TriggeredScaleUp', change]);
      }
    }
    if (now >= plan.since + SCALE_UP_MS) {
      plan.count = Math.max(plan.count, listNodes(cluster, pool.name)) + 1;
      plan.since = 0;
    } else next = Math.min(next, plan.since + SCALE_UP_MS);
    state.plans[key] = plan;
    if (plan.since === 0) playNodes(cluster);
  }
  return next;
}

function listNodes({ state }: Cluster, pool: string): number {
  return listNamed<Node>(state, 'Node').filter(({ metadata }) => metadata.labels?.['agentpool'] === pool)
    .length;
}
