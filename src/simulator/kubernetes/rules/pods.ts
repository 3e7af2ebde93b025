import { isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { nanosOf } from '../schema/quantity.ts';
import { checkPrivileges } from './privileges.ts';
import { checkEnvName, checkLabels, checkName } from './names.ts';

/** What is wrong with a port number. */
export function checkPort(field: string, port: unknown): Cause[] {
  if (port === undefined) return [];
  const number = Number(port);
  if (Number.isInteger(number) && number >= 1 && number <= 65535) return [];
  return [cause.invalid(field, port, 'must be between 1 and 65535, inclusive')];
}

/** What is wrong with the name of a port. */
export function checkPortName(field: string, name: string): Cause[] {
  const faults = [
    name.length > 15 ? 'must be no more than 15 characters' : '',
    /^[-a-z0-9]+$/.test(name) ? '' : 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    /[a-z]/.test(name) ? '' : 'must contain at least one letter (a-z)',
    name.includes('--') ? 'must not contain consecutive hyphens' : '',
    /^-|-$/.test(name) ? 'must not begin or end with a hyphen' : '',
  ];
  return faults.filter((fault) => fault !== '').map((fault) => cause.invalid(field, name, fault));
}

/** What is wrong with an enumerated value. */
export function checkChoice(field: string, value: unknown, choices: readonly string[]): Cause[] {
  if (value === undefined || choices.includes(textOf(value))) return [];
  return [cause.notSupported(field, value, choices)];
}

function checkDuplicates(items: readonly JsonObject[], at: string, key: string): Cause[] {
  const seen = new Set<unknown>();
  return items.flatMap((item, index) => {
    const value = item[key];
    if (value !== undefined && seen.has(value)) return [cause.duplicate(`${at}[${index}].${key}`, value)];
    seen.add(value);
    return [];
  });
}

const objectsOf = (value: unknown): JsonObject[] => listOf(value).map(objectOf);

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const FIELDS =
  /^(metadata\.(name|namespace|uid|labels|annotations)(\['.+'\])?|spec\.(nodeName|serviceAccountName|restartPolicy|hostname|schedulerName)|status\.(phase|hostIPs?|podIPs?))$/;

/** What is wrong with where the value of a variable comes from. */
function checkSource(from: JsonObject, at: string): Cause[] {
  if (SOURCES.every((key) => from[key] === undefined)) {
    const why =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    return [cause.invalid(at, '', why)];
  }
  const path = objectOf(from['fieldRef'])['fieldPath'];
  if (typeof path !== 'string' || FIELDS.test(path)) return [];
  const why = `error converting fieldPath: field label not supported: ${path}`;
  return [cause.invalid(`${at}.fieldRef.fieldPath`, path, why)];
}

const NATIVE = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** What is wrong with the names of resources that a container asks for. */
function checkResourceNames(container: JsonObject, at: string): Cause[] {
  return ['limits', 'requests'].flatMap((part) =>
    Object.keys(objectOf(objectOf(container['resources'])[part])).flatMap((name) => {
      if (name.includes('/') || NATIVE.has(name) || name.startsWith('hugepages-')) return [];
      const field = `${at}.resources.${part}[${name}]`;
      return [
        cause.invalid(field, name, 'must be a standard resource type or fully qualified'),
        cause.invalid(field, name, 'must be a standard resource for containers'),
      ];
    }),
  );
}

function checkEnv(container: JsonObject, at: string): Cause[] {
  return objectsOf(container['env']).flatMap((variable, index) => {
    const field = `${at}.env[${index}]`;
    const from = objectOf(variable['valueFrom']);
    const causes = checkEnvName(`${field}.name`, variable['name']);
    if (variable['value'] !== undefined && variable['valueFrom'] !== undefined) {
      const why = 'may not be specified when `value` is not empty';
      causes.push(cause.invalid(`${field}.valueFrom`, '', why));
    }
    if (isObject(variable['valueFrom'])) causes.push(...checkSource(from, `${field}.valueFrom`));
    for (const key of ['secretKeyRef', 'configMapKeyRef']) {
      const ref = from[key];
      if (isObject(ref) && ref['name'] === undefined)
        causes.push(cause.required(`${field}.valueFrom.${key}.name`));
    }
    return causes;
  });
}

function checkMounts(container: JsonObject, at: string, volumes: ReadonlySet<unknown>): Cause[] {
  const mounts = objectsOf(container['volumeMounts']);
  const paths = mounts.map(({ mountPath }) => mountPath);
  return mounts.flatMap(({ name, mountPath }, index) => [
    ...(volumes.has(name) ? [] : [cause.notFound(`${at}.volumeMounts[${index}].name`, name)]),
    ...(paths.indexOf(mountPath) < index
      ? [cause.invalid(`${at}.volumeMounts[${index}].mountPath`, mountPath, 'must be unique')]
      : []),
  ]);
}

function checkResources(container: JsonObject, at: string): Cause[] {
  const { requests, limits } = objectOf(container['resources']);
  const bounds = objectOf(limits);
  return Object.entries(objectOf(requests)).flatMap(([key, value]) => {
    const wanted = nanosOf(value);
    const most = nanosOf(bounds[key]);
    const field = `${at}.resources.requests`;
    if (wanted !== undefined && wanted < 0n) {
      return [cause.invalid(`${field}[${key}]`, value, 'must be greater than or equal to 0')];
    }
    if (wanted === undefined || most === undefined || wanted <= most) return [];
    return [
      cause.invalid(field, value, `must be less than or equal to ${key} limit of ${textOf(bounds[key])}`),
    ];
  });
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

function checkProbes(container: JsonObject, at: string): Cause[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) => {
    const probe = container[key];
    if (!isObject(probe)) return [];
    const handlers = HANDLERS.filter((handler) => probe[handler] !== undefined);
    if (handlers.length === 0) return [cause.required(`${at}.${key}`, 'must specify a handler type')];
    if (handlers.length > 1) {
      return [
        cause.forbidden(`${at}.${key}.${handlers[1] ?? ''}`, 'may not specify more than 1 handler type'),
      ];
    }
    const successes = Number(probe['successThreshold'] ?? 1);
    if (key === 'readinessProbe' || successes === 1) return [];
    return [cause.invalid(`${at}.${key}.successThreshold`, successes, 'must be 1')];
  });
}

function checkPorts(container: JsonObject, at: string): Cause[] {
  const ports = objectsOf(container['ports']);
  return [
    ...ports.flatMap((port, index) => [
      ...checkPort(`${at}.ports[${index}].containerPort`, port['containerPort']),
      ...checkChoice(`${at}.ports[${index}].protocol`, port['protocol'], ['SCTP', 'TCP', 'UDP']),
      ...(textOf(port['name']).length > 15
        ? [cause.invalid(`${at}.ports[${index}].name`, port['name'], 'must be no more than 15 characters')]
        : []),
    ]),
    ...checkDuplicates(ports, `${at}.ports`, 'name'),
  ];
}

function checkContainer(container: JsonObject, at: string, volumes: ReadonlySet<unknown>): Cause[] {
  const image = textOf(container['image']);
  return [
    ...(container['name'] === undefined ? [] : checkName(`${at}.name`, container['name'], 'label')),
    ...(image === '' ? [cause.required(`${at}.image`)] : []),
    ...(image === image.trim()
      ? []
      : [cause.invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')]),
    ...checkChoice(`${at}.imagePullPolicy`, container['imagePullPolicy'], [
      'Always',
      'IfNotPresent',
      'Never',
    ]),
    ...checkPorts(container, at),
    ...checkPrivileges(container, at),
    ...checkEnv(container, at),
    ...checkMounts(container, at, volumes),
    ...checkResourceNames(container, at),
    ...checkResources(container, at),
    ...checkProbes(container, at),
  ];
}

const TOLERATION_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function checkPlacement(spec: JsonObject, at: string): Cause[] {
  const tolerations = objectsOf(spec['tolerations']).flatMap((toleration, index) => {
    const field = `${at}.tolerations[${index}]`;
    const { operator = 'Equal', key, value } = toleration;
    const causes = checkChoice(`${field}.effect`, toleration['effect'], TOLERATION_EFFECTS);
    causes.push(...checkChoice(`${field}.operator`, operator, ['Equal', 'Exists']));
    if (key === undefined && operator !== 'Exists') {
      causes.push(
        cause.invalid(
          `${field}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (operator === 'Exists' && value !== undefined) {
      causes.push(
        cause.invalid(`${field}.operator`, value, "value must be empty when `operator` is 'Exists'"),
      );
    }
    return causes;
  });
  return [...checkLabels(`${at}.nodeSelector`, spec['nodeSelector']), ...tolerations];
}

/** What is wrong with the spec of a pod or a pod template. */
export function checkPodSpec(value: unknown, at: string): Cause[] {
  const spec = objectOf(value);
  const volumes = objectsOf(spec['volumes']);
  const names = new Set(volumes.map(({ name }) => name));
  const containers = objectsOf(spec['containers']);
  const initial = objectsOf(spec['initContainers']);
  const sources = volumes.flatMap((volume, index) => {
    const given = Object.keys(volume).filter((key) => key !== 'name');
    const field = `${at}.volumes[${index}]`;
    if (given.length === 0) return [cause.required(field, 'must specify a volume type')];
    return given.length === 1
      ? []
      : [cause.forbidden(`${field}.${given[1] ?? ''}`, 'may not specify more than 1 volume type')];
  });
  return [
    ...(containers.length === 0 ? [cause.required(`${at}.containers`)] : []),
    ...volumes.flatMap(({ name }, index) => checkName(`${at}.volumes[${index}].name`, name, 'label')),
    ...checkDuplicates(volumes, `${at}.volumes`, 'name'),
    ...sources,
    ...containers.flatMap((item, index) => checkContainer(item, `${at}.containers[${index}]`, names)),
    ...initial.flatMap((item, index) => checkContainer(item, `${at}.initContainers[${index}]`, names)),
    ...checkDuplicates([...containers, ...initial], `${at}.containers`, 'name'),
    ...checkChoice(`${at}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...checkChoice(`${at}.dnsPolicy`, spec['dnsPolicy'], [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...checkPlacement(spec, at),
  ];
}
