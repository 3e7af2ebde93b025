import { dig, isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import type { KubeObject } from '../world.ts';

type Level = 'privileged' | 'baseline' | 'restricted';

/** What pod security would say in one of its modes. */
export interface PodSecurityVerdict {
  readonly mode: 'enforce' | 'warn';
  readonly level: Level;
  readonly problems: readonly string[];
}

const BASELINE_CAPABILITIES = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const TEMPLATES: Readonly<Record<string, string>> = {
  Pod: 'spec',
  Deployment: 'spec.template.spec',
  ReplicaSet: 'spec.template.spec',
  StatefulSet: 'spec.template.spec',
  DaemonSet: 'spec.template.spec',
  Job: 'spec.template.spec',
  CronJob: 'spec.jobTemplate.spec.template.spec',
};

function containersOf(spec: JsonObject): JsonObject[] {
  return [...listOf(spec['initContainers']), ...listOf(spec['containers'])].filter(isObject);
}

function offenders(spec: JsonObject, isBad: (security: JsonObject) => boolean): string | undefined {
  const names = containersOf(spec)
    .filter((container) => isBad(objectOf(container['securityContext'])))
    .map(({ name }) => JSON.stringify(name));
  if (names.length === 0) return undefined;
  return names.length === 1 ? `container ${names[0] ?? ''}` : `containers ${names.join(', ')}`;
}

function listed(kind: string, names: readonly unknown[]): string {
  return `${kind}${names.length === 1 ? '' : 's'} ${names.map((name) => JSON.stringify(name)).join(', ')}`;
}

/** Which containers add capabilities beyond those allowed, and which these are. */
function addedBeyond(spec: JsonObject, allowed: ReadonlySet<string>): string | undefined {
  const beyond = (security: JsonObject): string[] =>
    listOf(dig(security, 'capabilities.add'))
      .map(textOf)
      .filter((name) => !allowed.has(name));
  const who = offenders(spec, (security) => beyond(security).length > 0);
  if (who === undefined) return undefined;
  const all = containersOf(spec).flatMap(({ securityContext }) => beyond(objectOf(securityContext)));
  const names = [...new Set(all)].toSorted().map((name) => JSON.stringify(name));
  return `${who} must not include ${names.join(', ')} in securityContext.capabilities.add`;
}

function capabilityProblems(spec: JsonObject): string[] {
  const beyond = addedBeyond(spec, BASELINE_CAPABILITIES);
  return beyond === undefined ? [] : [`non-default capabilities (${beyond})`];
}

const VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

function volumeProblems(spec: JsonObject): string[] {
  const typeOf = (volume: JsonObject): string => Object.keys(volume).find((key) => key !== 'name') ?? '';
  const bad = listOf(spec['volumes'])
    .map(objectOf)
    .filter((volume) => typeOf(volume) !== '' && !VOLUMES.has(typeOf(volume)));
  if (bad.length === 0) return [];
  const names = listed(
    'volume',
    bad.map(({ name }) => name),
  );
  const types = listed('type', [...new Set(bad.map(typeOf))].toSorted());
  return [
    `restricted volume types (${names} ${bad.length === 1 ? 'uses' : 'use'} restricted volume ${types})`,
  ];
}

function hostPathProblems(spec: JsonObject): string[] {
  const bad = listOf(spec['volumes']).filter(
    (volume) => isObject(volume) && volume['hostPath'] !== undefined,
  );
  if (bad.length === 0) return [];
  return [
    `hostPath volumes (${listed(
      'volume',
      bad.map((volume) => dig(volume, 'name')),
    )})`,
  ];
}

function portProblems(spec: JsonObject): string[] {
  const ports = containersOf(spec)
    .flatMap(({ ports: all }) => listOf(all))
    .map((port) => Number(dig(port, 'hostPort') ?? 0));
  return ports.some((port) => port !== 0)
    ? [`hostPort (uses hostPorts ${ports.filter(Boolean).join(', ')})`]
    : [];
}

/** The problems of baseline; where more is asked, what restricted says of the same is left to it. */
function baselineProblems(spec: JsonObject, level: Level): string[] {
  const problems: string[] = [];
  if (level === 'baseline') problems.push(...capabilityProblems(spec));
  const hosts = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => spec[key] === true);
  if (hosts.length > 0) problems.push(`host namespaces (${hosts.map((key) => `${key}=true`).join(', ')})`);
  if (level === 'baseline') problems.push(...hostPathProblems(spec));
  problems.push(...portProblems(spec));
  const privileged = offenders(spec, (security) => security['privileged'] === true);
  if (privileged !== undefined) {
    problems.push(`privileged (${privileged} must not set securityContext.privileged=true)`);
  }
  return problems;
}

function restrictedProblems(spec: JsonObject): string[] {
  const pod = objectOf(spec['securityContext']);
  const problems: string[] = [];
  const escalating = offenders(spec, (security) => security['allowPrivilegeEscalation'] !== false);
  if (escalating !== undefined) {
    problems.push(
      `allowPrivilegeEscalation != false (${escalating} must set securityContext.allowPrivilegeEscalation=false)`,
    );
  }
  const capable = offenders(spec, (security) => !listOf(dig(security, 'capabilities.drop')).includes('ALL'));
  const faults = [
    capable === undefined ? undefined : `${capable} must set securityContext.capabilities.drop=["ALL"]`,
    addedBeyond(spec, new Set(['NET_BIND_SERVICE'])),
  ].filter((fault) => fault !== undefined);
  if (faults.length > 0) problems.push(`unrestricted capabilities (${faults.join('; ')})`);
  problems.push(...volumeProblems(spec));
  const rootable = offenders(spec, (security) => (security['runAsNonRoot'] ?? pod['runAsNonRoot']) !== true);
  if (rootable !== undefined) {
    problems.push(`runAsNonRoot != true (pod or ${rootable} must set securityContext.runAsNonRoot=true)`);
  }
  const isRoot = offenders(spec, (security) => (security['runAsUser'] ?? pod['runAsUser']) === 0);
  if (isRoot !== undefined) problems.push(`runAsUser=0 (pod or ${isRoot} must not set runAsUser=0)`);
  const loose = offenders(spec, (security) => {
    const type = dig(security, 'seccompProfile.type') ?? dig(pod, 'seccompProfile.type');
    return type !== 'RuntimeDefault' && type !== 'Localhost';
  });
  if (loose !== undefined) {
    problems.push(
      `seccompProfile (pod or ${loose} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`,
    );
  }
  return problems;
}

/** What the pod security labels of a namespace say about an object with a pod in it. */
export function podSecurityProblems(
  object: KubeObject,
  labels: Readonly<Record<string, string>>,
): PodSecurityVerdict[] {
  const path = TEMPLATES[object.kind];
  if (path === undefined) return [];
  const spec = objectOf(dig(object, path));
  return (['enforce', 'warn'] as const).flatMap((mode) => {
    const level = labels[`pod-security.kubernetes.io/${mode}`] as Level | undefined;
    if (level !== 'baseline' && level !== 'restricted') return [];
    const problems = [
      ...baselineProblems(spec, level),
      ...(level === 'restricted' ? restrictedProblems(spec) : []),
    ];
    return problems.length === 0 ? [] : [{ mode, level, problems }];
  });
}

const LEVELS = ['privileged', 'baseline', 'restricted'];

/** What is wrong with the pod security labels of a namespace. */
export function checkLevels({ metadata }: KubeObject): Cause[] {
  return ['enforce', 'audit', 'warn'].flatMap((mode) => {
    const key = `pod-security.kubernetes.io/${mode}`;
    const level = metadata.labels?.[key];
    if (level === undefined || LEVELS.includes(level)) return [];
    return [cause.invalid(`metadata.labels[${key}]`, level, `must be one of ${LEVELS.join(', ')}`)];
  });
}
