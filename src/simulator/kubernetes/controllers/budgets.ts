import { dig, objectOf } from '../../json.ts';
import { selects } from '../api/selectors.ts';
import { changeObject, listNamed, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import { isActive } from './replica-sets.ts';
import { holds, withCondition } from './views.ts';
import type { Condition, Pod } from './views.ts';

function share(value: unknown, total: number): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Math.ceil((Number.parseInt(value, 10) / 100) * total) : 0;
}

/** Counts for every PodDisruptionBudget how many of its pods may be evicted. */
export function playBudgets(cluster: Cluster): number | undefined {
  for (const budget of listNamed(cluster.state, 'PodDisruptionBudget')) {
    const pods = listNamed<Pod>(cluster.state, 'Pod', budget.metadata.namespace).filter(
      (pod) => isActive(pod) && selects(dig(budget, 'spec.selector'), pod.metadata.labels ?? {}),
    );
    const currentHealthy = pods.filter(({ status }) => holds(status.conditions, 'Ready')).length;
    const { maxUnavailable, minAvailable } = objectOf(budget['spec']);
    const desiredHealthy =
      maxUnavailable === undefined
        ? share(minAvailable, pods.length)
        : Math.max(0, pods.length - share(maxUnavailable, pods.length));
    const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
    changeObject(cluster, budget, (draft) => {
      const old = dig(draft, 'status.conditions') as Condition[] | undefined;
      const isOpen = disruptionsAllowed > 0;
      draft['status'] = {
        currentHealthy,
        desiredHealthy,
        disruptionsAllowed,
        expectedPods: pods.length,
        observedGeneration: draft.metadata.generation,
        conditions: withCondition(
          old,
          {
            type: 'DisruptionAllowed',
            status: isOpen ? 'True' : 'False',
            reason: isOpen ? 'SufficientPods' : 'InsufficientPods',
            message: '',
          },
          timeText(cluster.now),
        ),
      };
    });
  }
  return undefined;
}
