import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { nanosOf } from '../schema/quantity.ts';
import { selects } from '../api/selectors.ts';
import type { Container, Node, Pod, PodSpec } from './views.ts';

/** What AKS's own pods take of every node, by resource, in billionths. */
const OVERHEAD: Readonly<Record<string, bigint>> = {
  cpu: nanosOf('300m') ?? 0n,
  memory: nanosOf('500Mi') ?? 0n,
};
const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'] as const;

function requestOf(containers: readonly Container[] | undefined, resource: string): bigint[] {
  return (containers ?? []).map(({ resources }) => nanosOf(resources?.requests?.[resource]) ?? 0n);
}

/** What a pod asks for: all its containers at once, or its largest initial one. */
export function requestsOf({ containers, initContainers }: PodSpec, resource: string): bigint {
  const together = requestOf(containers, resource).reduce((sum, one) => sum + one, 0n);
  return requestOf(initContainers, resource).reduce((most, one) => (one > most ? one : most), together);
}

/** What is left of a resource on a node. */
export function freeOf(node: Node, pods: readonly Pod[], resource: string): bigint {
  const used = pods
    .filter(
      ({ spec, status }) =>
        spec.nodeName === node.metadata.name && status.phase !== 'Succeeded' && status.phase !== 'Failed',
    )
    .reduce((sum, { spec }) => sum + requestsOf(spec, resource), OVERHEAD[resource] ?? 0n);
  return (nanosOf(dig(node, `status.allocatable.${resource}`)) ?? 0n) - used;
}

function tolerates(
  { tolerations = [] }: PodSpec,
  taint: { key: string; value?: string; effect: string },
): boolean {
  return tolerations.some(({ key, operator = 'Equal', value, effect }) => {
    const isEffect = effect === undefined || effect === taint.effect;
    if (operator === 'Exists') return isEffect && (key === undefined || key === taint.key);
    return isEffect && key === taint.key && (value ?? '') === (taint.value ?? '');
  });
}

function isChosen(
  { nodeSelector = {}, ...spec }: PodSpec,
  labels: Readonly<Record<string, string>>,
): boolean {
  if (!Object.entries(nodeSelector).every(([key, value]) => labels[key] === value)) return false;
  const required = dig(spec, 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution');
  const terms = listOf(objectOf(required)['nodeSelectorTerms']);
  return (
    terms.length === 0 ||
    terms.some((term) => selects({ matchExpressions: dig(term, 'matchExpressions') }, labels))
  );
}

/** Why a node does not take a pod, in the words of the scheduler; empty when it does. */
export function obstacles(pod: Pod, node: Node, pods: readonly Pod[]): string[] {
  // A node that somebody has made by hand may say nothing of itself.
  const { taints = [], unschedulable } = objectOf(node.spec) as Node['spec'];
  const taint = taints.find(
    (candidate) => candidate.effect !== 'PreferNoSchedule' && !tolerates(pod.spec, candidate),
  );
  if (unschedulable === true) return ['node(s) were unschedulable'];
  if (taint !== undefined) return [`node(s) had untolerated taint(s)`];
  if (!isChosen(pod.spec, node.metadata.labels ?? {})) {
    return ["node(s) didn't match Pod's node affinity/selector"];
  }
  return RESOURCES.filter((resource) => {
    const wanted = requestsOf(pod.spec, resource);
    return wanted > 0n && wanted > freeOf(node, pods, resource);
  }).map((resource) => `Insufficient ${resource}`);
}

/** Names of the claims that a pod mounts. */
export function claimsOf(spec: JsonObject): string[] {
  return listOf(spec['volumes'])
    .map((volume) => textOf(dig(volume, 'persistentVolumeClaim.claimName')))
    .filter((name) => name !== '');
}
