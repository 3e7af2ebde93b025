import { dig, objectOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { nanosOf } from '../schema/quantity.ts';
import type { KubeObject } from '../world.ts';
import { isSame } from '../same.ts';
import { goDiff, goPodSpec, goValue } from './go-values.ts';

const FIXED: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  DaemonSet: ['spec.selector'],
  Job: ['spec.completions', 'spec.selector', 'spec.template', 'spec.completionMode'],
  Secret: ['type'],
  StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  PriorityClass: ['value', 'preemptionPolicy'],
  CustomResourceDefinition: ['spec.group', 'spec.scope', 'spec.names.kind', 'spec.names.plural'],
};

const STATEFUL_SET_MAY = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];
const POD_MAY = ['activeDeadlineSeconds', 'tolerations', 'schedulingGates'];

function changedBeyond(before: KubeObject, after: KubeObject, allowed: readonly string[]): boolean {
  const rest = (object: KubeObject): object =>
    Object.fromEntries(Object.entries(objectOf(object['spec'])).filter(([key]) => !allowed.includes(key)));
  return !isSame(rest(before), rest(after));
}

/** The next spec of a pod, with everything that it may change as it was. */
function unchangedPodSpec(old: JsonObject, next: JsonObject): JsonObject {
  const kept = POD_MAY.flatMap((key) => (old[key] === undefined ? [] : [[key, old[key]] as const]));
  const rest = Object.entries(next).filter(([key]) => !POD_MAY.includes(key));
  const lists = ['containers', 'initContainers'].flatMap((key) => {
    const [before, after] = [old[key], next[key]];
    if (!Array.isArray(before) || !Array.isArray(after)) return [];
    const items = after.map((item: unknown, index) => {
      const image: unknown = dig(before[index], 'image');
      return { ...objectOf(item), ...(image === undefined ? {} : { image }) };
    });
    return [[key, items] as const];
  });
  return { ...Object.fromEntries([...rest, ...kept]), ...Object.fromEntries(lists) };
}

function checkPodChange(before: KubeObject, after: KubeObject): Cause[] {
  const old = objectOf(before['spec']);
  const next = unchangedPodSpec(old, objectOf(after['spec']));
  if (isSame(old, next)) return [];
  const diff = goDiff(goPodSpec(old), goPodSpec(next));
  const why =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [cause.forbidden('spec', `${why}\n${diff}`)];
}

/** A claim that is bound may ask for more; where it is bound to is written once. */
function checkClaimChange(before: KubeObject, after: KubeObject): Cause[] {
  const [old, next] = [objectOf(before['spec']), objectOf(after['spec'])];
  const isBound = dig(after, 'status.phase') === 'Bound';
  const was = old['volumeName'] === undefined ? { ...old, volumeName: next['volumeName'] } : old;
  const bound = { resources: was['resources'], volumeAttributesClassName: was['volumeAttributesClassName'] };
  const is = isBound ? { ...next, ...bound } : next;
  const causes: Cause[] = [];
  if (!isSame(was, is)) {
    const [a, b] = [was, is].map((spec) => goValue('PersistentVolumeClaimSpec', spec));
    const why =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    causes.push(cause.forbidden('spec', `${why}\n${goDiff(objectOf(a), objectOf(b))}`));
  }
  const sizes = [old, next].map((spec) => nanosOf(dig(spec, 'resources.requests.storage')) ?? 0n);
  const [least = 0n, wanted = 0n] = sizes;
  const granted = nanosOf(dig(before, 'status.capacity.storage')) ?? 0n;
  if (wanted < least && wanted <= granted) {
    const why = 'field can not be less than status.capacity';
    causes.push(cause.forbidden('spec.resources.requests.storage', why));
  }
  return causes;
}

function checkSealed(before: KubeObject, after: KubeObject): Cause[] {
  if (before['immutable'] !== true) return [];
  const isKept = ['data', 'binaryData', 'immutable'].every((key) => isSame(before[key], after[key]));
  return isKept
    ? []
    : [
        cause.forbidden(
          after['immutable'] === true ? 'data' : 'immutable',
          'field is immutable when `immutable` is set',
        ),
      ];
}

/** As the server writes it: in the words of its own types. */
function roleRefOf(object: KubeObject): object {
  const { apiGroup, kind, name } = objectOf(object['roleRef']);
  return { APIGroup: apiGroup, Kind: kind, Name: name };
}

/** What an update changes although it may never change. */
export function checkImmutable(before: KubeObject, after: KubeObject): Cause[] {
  const fixed = (FIXED[after.kind] ?? [])
    .filter((path) => !isSame(dig(before, path), dig(after, path)))
    .map((path) => cause.invalid(path, dig(after, path), 'field is immutable'));
  switch (after.kind) {
    case 'StatefulSet':
      if (!changedBeyond(before, after, STATEFUL_SET_MAY)) return fixed;
      return [
        cause.forbidden(
          'spec',
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        ),
      ];
    case 'Pod':
      return [...fixed, ...checkPodChange(before, after)];
    case 'PersistentVolumeClaim':
      return [...fixed, ...checkClaimChange(before, after)];
    case 'Service': {
      const [old, next] = [dig(before, 'spec.clusterIP'), dig(after, 'spec.clusterIP')];
      const isExternal = dig(after, 'spec.type') === 'ExternalName' || old === undefined;
      if (old === next || isExternal) return fixed;
      return [cause.invalid('spec.clusterIPs[0]', [next], 'may not change once set')];
    }
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      if (isSame(before['roleRef'], after['roleRef'])) return fixed;
      return [cause.invalid('roleRef', roleRefOf(after), 'cannot change roleRef')];
    case 'Secret':
    case 'ConfigMap':
      return [...fixed, ...checkSealed(before, after)];
    default:
      return fixed;
  }
}
