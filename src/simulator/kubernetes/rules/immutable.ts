import { dig, objectOf } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import type { KubeObject } from '../world.ts';
import { isSame } from '../same.ts';

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
const POD_MAY = ['activeDeadlineSeconds', 'terminationGracePeriodSeconds', 'tolerations', 'nodeName'];

function changedBeyond(before: KubeObject, after: KubeObject, allowed: readonly string[]): boolean {
  const rest = (object: KubeObject): object =>
    Object.fromEntries(Object.entries(objectOf(object['spec'])).filter(([key]) => !allowed.includes(key)));
  return !isSame(rest(before), rest(after));
}

function imagesBlanked(object: KubeObject): KubeObject {
  const spec = objectOf(object['spec']);
  const blank = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((item) => ({ ...objectOf(item), image: '' })) : list;
  return {
    ...object,
    spec: { ...spec, containers: blank(spec['containers']), initContainers: blank(spec['initContainers']) },
  };
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
      if (!changedBeyond(imagesBlanked(before), imagesBlanked(after), POD_MAY)) return fixed;
      return [
        cause.forbidden(
          'spec',
          'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        ),
      ];
    case 'PersistentVolumeClaim':
      if (!changedBeyond(before, after, ['resources', 'volumeName', 'volumeAttributesClassName']))
        return fixed;
      return [
        cause.forbidden(
          'spec',
          'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
        ),
      ];
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
