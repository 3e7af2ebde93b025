import { dig, isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
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

function baselineProblems(spec: JsonObject): string[] {
  const problems: string[] = [];
  const hosts = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => spec[key] === true);
  if (hosts.length > 0) problems.push(`host namespaces (${hosts.map((key) => `${key}=true`).join(', ')})`);
  const volumes = listOf(spec['volumes']).filter(
    (volume) => isObject(volume) && volume['hostPath'] !== undefined,
  );
  if (volumes.length > 0) {
    const names = volumes.map((volume) => JSON.stringify(dig(volume, 'name'))).join(', ');
    problems.push(`hostPath volumes (${volumes.length === 1 ? 'volume' : 'volumes'} ${names})`);
  }
  const privileged = offenders(spec, (security) => security['privileged'] === true);
  if (privileged !== undefined) {
    problems.push(`privileged (${privileged} must not set securityContext.privileged=true)`);
  }
  const added = (security: JsonObject): readonly unknown[] => listOf(dig(security, 'capabilities.add'));
  const capable = offenders(spec, (security) =>
    added(security).some((name) => !BASELINE_CAPABILITIES.has(textOf(name))),
  );
  if (capable !== undefined) {
    problems.push(
      `non-default capabilities (${capable} must not include such in securityContext.capabilities.add)`,
    );
  }
  const ports = containersOf(spec)
    .flatMap(({ ports: all }) => listOf(all))
    .map((port) => Number(dig(port, 'hostPort') ?? 0));
  if (ports.some((port) => port !== 0))
    problems.push(`hostPort (uses hostPorts ${ports.filter(Boolean).join(', ')})`);
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
  if (capable !== undefined) {
    problems.push(
      `unrestricted capabilities (${capable} must set securityContext.capabilities.drop=["ALL"])`,
    );
  }
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
    const problems = [...baselineProblems(spec), ...(level === 'restricted' ? restrictedProblems(spec) : [])];
    return problems.length === 0 ? [] : [{ mode, level, problems }];
  });
}
