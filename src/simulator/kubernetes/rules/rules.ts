import { objectOf } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import type { Kind } from '../schema/kinds.ts';
import type { KubeObject } from '../world.ts';
import { checkImmutable } from './immutable.ts';
import { checkDefinition } from './definitions.ts';
import { checkJobSelector } from './jobs.ts';
import { checkKeys, checkLabels, checkName } from './names.ts';
import type { NameRule } from './names.ts';
import { checkPolicy } from './network-policies.ts';
import { checkSchema } from './open-api.ts';
import {
  checkBinding,
  checkBudget,
  checkClaim,
  checkContents,
  checkPriority,
  checkRole,
  checkService,
} from './others.ts';
import { checkLevels } from './pod-security.ts';
import { checkPodSpec } from './pods.ts';
import { checkRequired } from './required.ts';
import { checkCronJob, checkJobSpec, checkReplicated } from './workloads.ts';

type Rule = (object: KubeObject) => Cause[];

const RULES: Readonly<Record<string, Rule>> = {
  Namespace: checkLevels,
  PriorityClass: checkPriority,
  Pod: ({ spec }) => checkPodSpec(spec, 'spec'),
  Deployment: checkReplicated,
  ReplicaSet: checkReplicated,
  StatefulSet: checkReplicated,
  DaemonSet: checkReplicated,
  Job: (job) => [...checkJobSelector(job), ...checkJobSpec(job['spec'], 'spec')],
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

const STANDARD = ['orphan', 'foregroundDeletion', 'kubernetes'];

function checkFinalizers(finalizers: readonly string[]): Cause[] {
  return finalizers.flatMap((name, index) =>
    name.includes('/') || STANDARD.includes(name)
      ? []
      : [
          cause.invalid(
            `metadata.finalizers[${index}]`,
            name,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}

/** What goes takes no new finalizer; the API server finds that twice. */
function checkNewFinalizers(before: KubeObject, after: KubeObject): Cause[] {
  const old = before.metadata.finalizers ?? [];
  const fresh = (after.metadata.finalizers ?? []).filter((name) => !old.includes(name));
  if (before.metadata.deletionTimestamp === undefined || fresh.length === 0) return [];
  const list = fresh.map((name) => JSON.stringify(name)).join(', ');
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  const found = cause.forbidden('metadata.finalizers', why);
  return [found, found];
}

/** How objects of a kind may be called; Services are held to less from 1.36 on, and keep the names that they have. */
function nameRuleOf(kind: Kind, before: KubeObject | undefined, version: string): NameRule {
  const isRelaxed = before !== undefined || Number(/^1\.(\d+)/.exec(version)?.[1] ?? 0) >= 36;
  return kind.kind === 'Service' && isRelaxed ? 'label' : (NAMES[kind.kind] ?? 'subdomain');
}

/** Every rule of a server of `version` that an object breaks, as a new object or as the successor of `before`. */
export function checkObject(
  kind: Kind,
  object: KubeObject,
  before: KubeObject | undefined,
  version: string,
): Cause[] {
  const { metadata } = object;
  const whole =
    NEEDS_SPEC.has(kind.kind) && !kind.custom ? { ...object, spec: objectOf(object['spec']) } : object;
  const rule = kind.custom ? undefined : RULES[kind.kind];
  // Definitions and custom objects are validated by another server, which asks less of finalizers.
  const isCore = !kind.custom && kind.group !== 'apiextensions.k8s.io';
  const causes = [
    ...checkName('metadata.name', metadata.name, nameRuleOf(kind, before, version)),
    ...checkLabels('metadata.labels', metadata.labels),
    ...checkKeys('metadata.annotations', Object.keys(metadata.annotations ?? {})),
    ...(isCore ? checkFinalizers(metadata.finalizers ?? []) : []),
    ...checkRequired(whole, kind.shape),
    ...(rule?.(object) ?? []),
    ...(kind.openApi === undefined ? [] : checkSchema(object, kind.openApi)),
    ...(before === undefined || kind.custom ? [] : checkImmutable(before, object)),
  ];
  const seen = new Set<string>();
  const distinct = causes.filter(({ field, message, reason }) => {
    const key = `${field} ${reason === 'FieldValueRequired' ? reason : message}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  return before === undefined ? distinct : [...distinct, ...checkNewFinalizers(before, object)];
}
