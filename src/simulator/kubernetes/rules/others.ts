import { dig, listOf, objectOf, textOf } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { nanosOf } from '../schema/quantity.ts';
import type { KubeObject } from '../world.ts';
import { checkLabels, checkName } from './names.ts';
import { goValue } from './go-values.ts';
import { checkChoice, checkPort, checkPortName } from './pods.ts';

/** What is wrong with a Service. */
export function checkService({ spec: given }: KubeObject): Cause[] {
  const spec = objectOf(given);
  const ports = listOf(spec['ports']).map(objectOf);
  const causes = [
    ...checkLabels('spec.selector', spec['selector']),
    ...checkChoice('spec.type', spec['type'], ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
  ];
  if (ports.length === 0 && spec['clusterIP'] !== 'None' && spec['type'] !== 'ExternalName') {
    causes.push(cause.required('spec.ports'));
  }
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at = `spec.ports[${index}]`;
    if (ports.length > 1 && port['name'] === undefined) causes.push(cause.required(`${at}.name`));
    if (port['name'] !== undefined) causes.push(...checkName(`${at}.name`, port['name'], 'label'));
    causes.push(...checkPort(`${at}.port`, port['port']));
    if (typeof port['targetPort'] === 'number')
      causes.push(...checkPort(`${at}.targetPort`, port['targetPort']));
    const key = `${textOf(port['protocol'])} ${String(port['port'])}`;
    if (typeof port['targetPort'] === 'string') {
      causes.push(...checkPortName(`${at}.targetPort`, port['targetPort']));
    }
    if (seen.has(key))
      causes.push(
        cause.duplicate(at, goValue('ServicePort', { protocol: port['protocol'], port: port['port'] })),
      );
    seen.add(key);
  }
  const names = ports.map(({ name }) => name).filter((name) => name !== undefined);
  const twice = names.findIndex((name, index) => names.indexOf(name) < index);
  if (twice >= 0) causes.push(cause.duplicate(`spec.ports[${twice}].name`, names[twice]));
  return causes;
}

const KEY = /^[-._a-zA-Z0-9]+$/;

/** What is wrong with a ConfigMap or a Secret: keys and size. */
export function checkContents(object: KubeObject): Cause[] {
  const entries = ['data', 'binaryData'].flatMap((part) =>
    Object.entries(objectOf(object[part])).map(([key, value]) => ({ field: `${part}[${key}]`, key, value })),
  );
  const causes = entries
    .filter(({ key }) => !KEY.test(key))
    .map(({ field, key }) =>
      cause.invalid(
        field,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
  const binary = objectOf(object['binaryData']);
  for (const key of Object.keys(objectOf(object['data'])).filter((name) => Object.hasOwn(binary, name))) {
    causes.push(cause.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
  }
  const bytes = entries.reduce((sum, { value }) => sum + textOf(value).length, 0);
  if (bytes > (object.kind === 'Secret' ? 1_398_104 : 1_048_576)) causes.push(cause.tooLong('', 1_048_576));
  if (object.kind !== 'Secret') return causes;
  const data = objectOf(object['data']);
  const required =
    object['type'] === 'kubernetes.io/tls'
      ? ['tls.crt', 'tls.key']
      : object['type'] === 'kubernetes.io/dockerconfigjson'
        ? ['.dockerconfigjson']
        : [];
  const missing = required.filter((key) => data[key] === undefined);
  const owner = 'kubernetes.io/service-account.name';
  if (object['type'] === 'kubernetes.io/service-account-token' && !object.metadata.annotations?.[owner]) {
    causes.push(cause.required(`metadata.annotations[${owner}]`));
  }
  return [...causes, ...missing.map((key) => cause.required(`data[${key}]`))];
}

/** What is wrong with a PriorityClass: the highest values are the system's own. */
export function checkPriority({ metadata, value }: KubeObject): Cause[] {
  if (Number(value) <= 1_000_000_000 || metadata.name.startsWith('system-')) return [];
  return [cause.forbidden('value', 'maximum allowed value of a user defined priority is 1000000000')];
}

/** What is wrong with a Role or ClusterRole. */
export function checkRole({ kind, rules }: KubeObject): Cause[] {
  return listOf(rules).flatMap((rule, index) => {
    const { verbs, apiGroups, resources, nonResourceURLs } = objectOf(rule);
    const at = `rules[${index}]`;
    const causes =
      listOf(verbs).length === 0
        ? [cause.required(`${at}.verbs`, 'verbs must contain at least one value')]
        : [];
    if (listOf(nonResourceURLs).length > 0) {
      if (kind === 'ClusterRole') return causes;
      const why = 'namespaced rules cannot apply to non-resource URLs';
      return [...causes, cause.invalid(`${at}.nonResourceURLs`, nonResourceURLs, why)];
    }
    if (listOf(apiGroups).length === 0) {
      causes.push(cause.required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
    }
    if (listOf(resources).length === 0) {
      causes.push(cause.required(`${at}.resources`, 'resource rules must supply at least one resource'));
    }
    return causes;
  });
}

/** What is wrong with a RoleBinding or ClusterRoleBinding. */
export function checkBinding({ kind, roleRef, subjects }: KubeObject): Cause[] {
  const kinds = kind === 'RoleBinding' ? ['ClusterRole', 'Role'] : ['ClusterRole'];
  return [
    ...checkChoice('roleRef.kind', dig(roleRef, 'kind'), kinds),
    ...listOf(subjects).flatMap((item, index) => {
      const subject = objectOf(item);
      const at = `subjects[${index}]`;
      const isAccount = subject['kind'] === 'ServiceAccount';
      const causes = checkChoice(`${at}.kind`, subject['kind'], ['ServiceAccount', 'User', 'Group']);
      if (isAccount && subject['namespace'] === undefined) causes.push(cause.required(`${at}.namespace`));
      if (isAccount && subject['apiGroup'] !== undefined) {
        causes.push(cause.notSupported(`${at}.apiGroup`, subject['apiGroup'], ['']));
      }
      return causes;
    }),
  ];
}

/** What is wrong with a PersistentVolumeClaim. */
export function checkClaim({ spec }: KubeObject): Cause[] {
  const modes = listOf(dig(spec, 'accessModes'));
  const storage = dig(spec, 'resources.requests.storage');
  const known = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
  const causes =
    modes.length === 0 ? [cause.required('spec.accessModes', 'at least 1 access mode is required')] : [];
  for (const mode of modes) causes.push(...checkChoice('spec.accessModes', mode, known));
  if (storage === undefined) causes.push(cause.required('spec.resources[storage]'));
  else if ((nanosOf(storage) ?? 0n) <= 0n) {
    causes.push(cause.invalid('spec.resources[storage]', storage, 'must be greater than zero'));
  }
  return causes;
}

/** What is wrong with a PodDisruptionBudget. */
export function checkBudget({ spec }: KubeObject): Cause[] {
  const shares = ['minAvailable', 'maxUnavailable'].flatMap((key) => {
    const share = dig(spec, key);
    if (typeof share !== 'string' || /^\d+%$/.test(share)) return [];
    const why =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
    return [cause.invalid(`spec.${key}`, share, why)];
  });
  if (shares.length > 0) return shares;
  if (dig(spec, 'minAvailable') === undefined || dig(spec, 'maxUnavailable') === undefined) return [];
  return [
    cause.invalid(
      'spec',
      {
        MinAvailable: dig(spec, 'minAvailable'),
        Selector: dig(spec, 'selector') ?? null,
        MaxUnavailable: dig(spec, 'maxUnavailable'),
        UnhealthyPodEvictionPolicy: dig(spec, 'unhealthyPodEvictionPolicy') ?? null,
      },
      'minAvailable and maxUnavailable cannot be both set',
    ),
  ];
}
