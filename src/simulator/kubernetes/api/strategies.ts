import { isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { listNamed, newUid, nextSerial } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { isDryRun } from './call.ts';
import type { Call } from './call.ts';
import { isSame } from '../same.ts';

type Strategy = (call: Call, object: KubeObject, live: KubeObject | undefined) => KubeObject;

const encode = (text: string): string => Buffer.from(text).toString('base64');

/** An address in the service network, 10.0.0.0/16 as AKS has it. */
function serviceAddress(call: Call): string {
  const serial = nextSerial(call.cluster.state) + 10;
  return `10.0.${Math.floor(serial / 250) % 250}.${(serial % 250) + 2}`;
}

function namespace(_call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const { metadata } = object;
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  const status = live?.['status'] ?? { phase: 'Active' };
  return {
    ...object,
    metadata: { ...metadata, labels },
    spec: live?.['spec'] ?? { finalizers: ['kubernetes'] },
    status,
  };
}

function service(call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const spec = objectOf(object['spec']);
  const old = objectOf(live?.['spec']);
  const status = object['status'] ?? { loadBalancer: {} };
  if (spec['type'] === 'ExternalName') return { ...object, spec, status };
  // Filled in once and then kept by whoever does not speak of it.
  const wanted = spec['clusterIP'] ?? old['clusterIP'] ?? (isDryRun(call) ? '' : serviceAddress(call));
  const open = spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
  const ports = listOf(spec['ports']).map((port) => withNodePort(call, objectOf(port), open));
  return {
    ...object,
    spec: {
      ...spec,
      ...(ports.length === 0 ? {} : { ports }),
      ...(wanted === '' ? {} : { clusterIP: wanted, clusterIPs: [wanted] }),
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    },
    status,
  };
}

function withNodePort(call: Call, port: JsonObject, open: boolean): JsonObject {
  if (!open || port['nodePort'] !== undefined || isDryRun(call)) return port;
  return { ...port, nodePort: 30000 + (nextSerial(call.cluster.state) % 2768) };
}

function secret(_call: Call, object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  if (!isObject(stringData)) return object;
  const written = Object.entries(stringData).map(([key, value]) => [key, encode(textOf(value))]);
  return { ...rest, data: { ...objectOf(object['data']), ...Object.fromEntries(written) } };
}

function job(call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const spec = objectOf(object['spec']);
  if (live !== undefined) {
    const { selector } = objectOf(live['spec']);
    const template = relabelled(
      objectOf(spec['template']),
      objectOf(objectOf(objectOf(live['spec'])['template'])['metadata']),
    );
    return { ...object, spec: { ...spec, selector: spec['selector'] ?? selector, template } };
  }
  const status = object['status'] ?? {};
  if (spec['manualSelector'] === true) return { ...object, status };
  const uid = newUid(call.cluster.surroundings);
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': object.metadata.name,
    'controller-uid': uid,
    'job-name': object.metadata.name,
  };
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  const metadata = { ...object.metadata, labels: { ...object.metadata.labels, ...labels } };
  const template = relabelled(objectOf(spec['template']), { labels });
  return { ...object, metadata, spec: { ...spec, selector, template }, status };
}

const JOB_LABEL = /^(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/;

/** A pod template with the labels that the job was given at its creation. */
function relabelled(template: JsonObject, from: JsonObject): JsonObject {
  const given = Object.entries(objectOf(from['labels'])).filter(([key]) => JOB_LABEL.test(key));
  const metadata = objectOf(template['metadata']);
  const labels = { ...objectOf(metadata['labels']), ...Object.fromEntries(given) };
  return { ...template, metadata: { ...metadata, labels } };
}

const TOLERATED = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** How safe a pod is from eviction, by what its containers ask for. */
function qualityOf(spec: JsonObject): string {
  const all = [...listOf(spec['containers']), ...listOf(spec['initContainers'])].map((item) => {
    const { requests, limits } = objectOf(objectOf(item)['resources']);
    return { requests: objectOf(requests), limits: objectOf(limits) };
  });
  const names = ['cpu', 'memory'];
  if (
    all.every(({ requests, limits }) => names.every((name) => (requests[name] ?? limits[name]) === undefined))
  )
    return 'BestEffort';
  const isFull = all.every(({ requests, limits }) =>
    names.every((name) => limits[name] !== undefined && isSame(requests[name], limits[name])),
  );
  return isFull ? 'Guaranteed' : 'Burstable';
}

function pod(call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  if (live !== undefined) return object;
  const spec = objectOf(object['spec']);
  const account = textOf(spec['serviceAccountName']) || 'default';
  const given = listOf(spec['tolerations']);
  const missing = TOLERATED.filter((key) => !given.some((item) => objectOf(item)['key'] === key));
  const classes = listNamed(call.cluster.state, 'PriorityClass');
  const priority =
    classes.find(({ metadata }) => metadata.name === spec['priorityClassName'])?.['value'] ?? 0;
  return {
    ...object,
    spec: {
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority,
      ...spec,
      serviceAccount: account,
      serviceAccountName: account,
      tolerations: [
        ...given,
        ...missing.map((key) => ({ effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: 300 })),
      ],
    },
    status: { phase: 'Pending', qosClass: qualityOf(spec) },
  };
}

function claim(call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  if (live !== undefined) return object;
  const spec = objectOf(object['spec']);
  const isDefault = (item: KubeObject): boolean =>
    item.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  const storageClassName =
    spec['storageClassName'] ?? listNamed(call.cluster.state, 'StorageClass').find(isDefault)?.metadata.name;
  return {
    ...object,
    spec: { ...spec, ...(storageClassName === undefined ? {} : { storageClassName }) },
    status: { phase: 'Pending' },
  };
}

function definition(_call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const spec = objectOf(object['spec']);
  const names = objectOf(spec['names']);
  const kind = textOf(names['kind']);
  const filled = { listKind: `${kind}List`, singular: kind.toLowerCase(), ...names };
  const storedVersions = listOf(spec['versions'])
    .map(objectOf)
    .filter(({ storage }) => storage === true)
    .map(({ name }) => name);
  const fresh = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions };
  return { ...object, spec: { ...spec, names: filled }, status: live?.['status'] ?? fresh };
}

/** Its claims say what they are, as they always did. */
function statefulSet(_call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const status = live === undefined ? { status: { replicas: 0, availableReplicas: 0 } } : {};
  const spec = objectOf(object['spec']);
  if (spec['volumeClaimTemplates'] === undefined) return { ...object, ...status };
  const volumeClaimTemplates = listOf(spec['volumeClaimTemplates']).map((template) => ({
    ...objectOf(template),
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    status: { phase: 'Pending' },
  }));
  return { ...object, spec: { ...spec, volumeClaimTemplates }, ...status };
}

const emptyStatus: Strategy = (_call, object, live) =>
  live === undefined && object['status'] === undefined ? { ...object, status: {} } : object;

const NO_PODS = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  Namespace: namespace,
  Service: service,
  Secret: secret,
  Job: job,
  Pod: pod,
  PersistentVolumeClaim: claim,
  CustomResourceDefinition: definition,
  Deployment: emptyStatus,
  ReplicaSet: (_call, object, live) => (live === undefined ? { ...object, status: { replicas: 0 } } : object),
  StatefulSet: statefulSet,
  CronJob: emptyStatus,
  PodDisruptionBudget: (_call, object, live) =>
    live === undefined ? { ...object, status: NO_PODS } : object,
};

/** What the API server adds to an object of a kind beyond plain defaults: addresses, selectors, first status. */
export function fillIn(call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const { kind, subresource } = call.target;
  if (kind.custom || subresource === 'status') return object;
  return STRATEGIES[kind.kind]?.(call, object, live) ?? object;
}

const ALLOCATED = new Set(['Service', 'Job', 'PersistentVolumeClaim']);

/** What of a new object its creator owns: not the addresses, selectors and accounts that the server chose for it. */
export function askedOf(filled: KubeObject, asked: KubeObject): KubeObject {
  if (filled.kind === 'Pod') {
    return { ...asked, spec: { enableServiceLinks: true, ...objectOf(asked['spec']) } };
  }
  if (filled.kind !== 'Namespace') return ALLOCATED.has(filled.kind) ? asked : filled;
  const { spec: _of, ...rest } = filled;
  return rest;
}
