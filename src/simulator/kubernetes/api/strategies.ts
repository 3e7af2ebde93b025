import { isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { listNamed } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { serviceAddress, withNodePorts } from './allocation.ts';
import { isDryRun } from './call.ts';
import type { Call } from './call.ts';
import { newPod } from './new-pods.ts';
import { isSame } from '../same.ts';

type Strategy = (call: Call, object: KubeObject, live: KubeObject | undefined) => KubeObject;

const encode = (text: string): string => Buffer.from(text).toString('base64');

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
  const isBalanced = spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false;
  const open = spec['type'] === 'NodePort' || isBalanced;
  const given = listOf(spec['ports']).map(objectOf);
  const ports = open ? withNodePorts(call, given, live) : given;
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

function secret(_call: Call, object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  if (!isObject(stringData)) return object;
  const written = Object.entries(stringData).map(([key, value]) => [key, encode(textOf(value))]);
  return { ...rest, data: { ...objectOf(object['data']), ...Object.fromEntries(written) } };
}

function job(_call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
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
  const { name, uid = '' } = object.metadata;
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  // What the creator says stays, and is refused if it contradicts.
  const given = objectOf(spec['selector']);
  const chosen = { 'batch.kubernetes.io/controller-uid': uid, ...objectOf(given['matchLabels']) };
  const template = objectOf(spec['template']);
  const own = objectOf(objectOf(template['metadata'])['labels']);
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
    spec: {
      ...spec,
      selector: { ...given, matchLabels: chosen },
      template: {
        ...template,
        metadata: { ...objectOf(template['metadata']), labels: { ...labels, ...own } },
      },
    },
    status,
  };
}

const JOB_LABEL = /^(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/;

/** A pod template with the labels that the job was given at its creation. */
function relabelled(template: JsonObject, from: JsonObject): JsonObject {
  const given = Object.entries(objectOf(from['labels'])).filter(([key]) => JOB_LABEL.test(key));
  const metadata = objectOf(template['metadata']);
  const labels = { ...objectOf(metadata['labels']), ...Object.fromEntries(given) };
  return { ...template, metadata: { ...metadata, labels } };
}

function claim(call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  if (live !== undefined) return object;
  const spec = objectOf(object['spec']);
  const isDefault = (item: KubeObject): boolean =>
    item.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  const storageClassName =
    spec['storageClassName'] ?? listNamed(call.cluster.state, 'StorageClass').find(isDefault)?.metadata.name;
  return {
    ...protectedBy('kubernetes.io/pvc-protection', object),
    spec: { ...spec, ...(storageClassName === undefined ? {} : { storageClassName }) },
    status: { phase: 'Pending' },
  };
}

/** An object that cannot go while somebody uses it. */
function protectedBy(finalizer: string, object: KubeObject): KubeObject {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

const NOWHERE = {
  currentNumberScheduled: 0,
  desiredNumberScheduled: 0,
  numberMisscheduled: 0,
  numberReady: 0,
};
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** Its templates are counted, in an annotation since the field for it went. */
function daemonSet(_call: Call, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const { metadata } = object;
  const templateOf = (set: KubeObject | undefined): unknown => objectOf(set?.['spec'])['template'];
  const old = Number(live?.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
  const count = isSame(templateOf(live), templateOf(object)) ? old : old + 1;
  const annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(count) };
  const counted = { ...object, metadata: { ...metadata, annotations } };
  return live === undefined ? { ...counted, status: NOWHERE } : counted;
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
  Pod: (call, object, live) => (live === undefined ? newPod(call, object) : object),
  PersistentVolumeClaim: claim,
  CustomResourceDefinition: definition,
  PersistentVolume: (_call, object, live) =>
    live === undefined
      ? { ...protectedBy('kubernetes.io/pv-protection', object), status: { phase: 'Pending' } }
      : object,
  Deployment: emptyStatus,
  DaemonSet: daemonSet,
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

/** What of an object its writer owns: not the addresses, selectors and accounts that the server chose for it. */
export function askedOf(filled: KubeObject, asked: KubeObject, live: KubeObject | undefined): KubeObject {
  if (ALLOCATED.has(filled.kind)) return asked;
  if (live !== undefined) return filled;
  if (filled.kind === 'Pod') {
    return { ...asked, spec: { enableServiceLinks: true, ...objectOf(asked['spec']) } };
  }
  if (filled.kind !== 'Namespace') return filled;
  const { spec: _of, ...rest } = filled;
  return rest;
}
