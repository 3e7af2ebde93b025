import { objectOf } from '../../json.ts';
import type { Cause } from '../refusals.ts';
import type { Kind } from '../schema/kinds.ts';
import type { KubeObject } from '../world.ts';
import { checkImmutable } from './immutable.ts';
import { checkKeys, checkLabels, checkName } from './names.ts';
import type { NameRule } from './names.ts';
import { checkSchema } from './open-api.ts';
import {
  checkBinding,
  checkBudget,
  checkClaim,
  checkContents,
  checkDefinition,
  checkPolicy,
  checkRole,
  checkService,
} from './others.ts';
import { checkPodSpec } from './pods.ts';
import { checkRequired } from './required.ts';
import { checkCronJob, checkJobSpec, checkReplicated } from './workloads.ts';

type Rule = (object: KubeObject) => Cause[];

const RULES: Readonly<Record<string, Rule>> = {
  Pod: ({ spec }) => checkPodSpec(spec, 'spec'),
  Deployment: checkReplicated,
  ReplicaSet: checkReplicated,
  StatefulSet: checkReplicated,
  DaemonSet: checkReplicated,
  Job: ({ spec }) => checkJobSpec(spec, 'spec'),
  CronJob: checkCronJob,
  Service: checkService,
  ConfigMap: checkContents,
  Secret: checkContents,
  Role: checkRole,
  ClusterRole: checkRole,
  RoleBinding: checkBinding,
  ClusterRoleBinding: checkBinding,
  PersistentVolumeClaim: checkClaim,
  PodDisruptionBudget: checkBudget,
  NetworkPolicy: checkPolicy,
  CustomResourceDefinition: checkDefinition,
};

/** Kinds whose spec Go reads as empty when it is absent, so that its required fields are missed instead. */
const NEEDS_SPEC = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job']);

const NAMES: Readonly<Record<string, NameRule>> = {
  Namespace: 'label',
  Service: 'service',
  Role: 'free',
  RoleBinding: 'free',
  ClusterRole: 'free',
  ClusterRoleBinding: 'free',
};

/** Every rule that an object breaks, as a new object or as the successor of `before`. */
export function checkObject(kind: Kind, object: KubeObject, before: KubeObject | undefined): Cause[] {
  const { metadata } = object;
  const whole =
    NEEDS_SPEC.has(kind.kind) && !kind.custom ? { ...object, spec: objectOf(object['spec']) } : object;
  const rule = kind.custom ? undefined : RULES[kind.kind];
  const causes = [
    ...checkName('metadata.name', metadata.name, NAMES[kind.kind] ?? 'subdomain'),
    ...checkLabels('metadata.labels', metadata.labels),
    ...checkKeys('metadata.annotations', Object.keys(metadata.annotations ?? {})),
    ...checkRequired(whole, kind.shape),
    ...(rule?.(object) ?? []),
    ...(kind.openApi === undefined ? [] : checkSchema(object, kind.openApi)),
    ...(before === undefined || kind.custom ? [] : checkImmutable(before, object)),
  ];
  const seen = new Set<string>();
  return causes.filter(({ field, message }) => {
    const key = `${field} ${message.split(':')[0] ?? ''}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
