import { dig, listOf, textOf } from '../../json.ts';
import { ApiRefusal } from '../refusals.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, listNamed } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { isDryRun } from './call.ts';
import type { Answer, Call } from './call.ts';
import { removeObject } from './deleting.ts';
import { selects } from './selectors.ts';

const countOf = (budget: KubeObject, name: string): number => Number(dig(budget, `status.${name}`) ?? 0);

function isReady(pod: KubeObject): boolean {
  const conditions = listOf(dig(pod, 'status.conditions'));
  return conditions.some((one) => dig(one, 'type') === 'Ready' && dig(one, 'status') === 'True');
}

/** Whether a pod may go whatever its budget has left: it does not run, or is none of those that the budget counts on. */
function isFree(pod: KubeObject, budget: KubeObject): boolean {
  if (['Pending', 'Succeeded', 'Failed'].includes(textOf(dig(pod, 'status.phase')))) return true;
  if (pod.metadata.deletionTimestamp !== undefined) return true;
  if (isReady(pod)) return false;
  if (dig(budget, 'spec.unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true;
  const desired = countOf(budget, 'desiredHealthy');
  return desired > 0 && countOf(budget, 'currentHealthy') >= desired;
}

function spend(call: Call, budget: KubeObject): void {
  const { name, generation = 0 } = budget.metadata;
  const allowed = countOf(budget, 'disruptionsAllowed');
  const isSeen = countOf(budget, 'observedGeneration') >= generation;
  if (!isSeen || allowed <= 0) {
    const [needs, has] = [countOf(budget, 'desiredHealthy'), countOf(budget, 'currentHealthy')];
    const message = isSeen
      ? `The disruption budget ${name} needs ${needs} healthy pods and has ${has} currently`
      : `The disruption budget ${name} is still being processed by the server.`;
    throw new ApiRefusal(
      429,
      'TooManyRequests',
      "Cannot evict pod as it would violate the pod's disruption budget.",
      { causes: [{ reason: 'DisruptionBudget', message }] },
    );
  }
  if (isDryRun(call)) return;
  changeObject(call.cluster, budget, (draft) => {
    draft['status'] = { ...(draft['status'] as object), disruptionsAllowed: allowed - 1 };
  });
}

/** POST of an eviction: a deletion that the budgets of the pod have to allow. */
export function evictionAnswer(call: Call, pod: KubeObject): Answer {
  const { cluster, target } = call;
  const labels = pod.metadata.labels ?? {};
  const budgets = listNamed(cluster.state, 'PodDisruptionBudget', target.namespace).filter((budget) =>
    selects(dig(budget, 'spec.selector'), labels),
  );
  const [budget] = budgets;
  if (budgets.length > 1) {
    const why =
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw new ApiRefusal(500, 'InternalError', why);
  }
  if (budget !== undefined && !isFree(pod, budget)) spend(call, budget);
  if (!isDryRun(call)) removeObject(cluster, kindNamed('Pod'), pod);
  return {
    status: 201,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
  };
}
