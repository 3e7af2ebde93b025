import type { Kube, KubeObject } from '../gateways/ports.ts';
import { fieldsAt, listAt, numberOf, textOf, timeOf, type Fields } from './objects.ts';
import { madeOf, type Made } from './custom-resources.ts';
import { rollout } from './rollout.ts';

/** One pod of a workload that is not ready, with what tells why. */
export interface PodEvidence {
  readonly pod: KubeObject;
  /** Messages of its warnings, oldest first. */
  readonly warnings: readonly string[];
  /** The last lines of the container that is in trouble. */
  readonly log: readonly string[];
}

/** What had to be looked up beside an object to tell how it is. */
export interface Evidence {
  readonly pods: readonly PodEvidence[];
  /** Endpoints of a service that take traffic. */
  readonly endpoints: number;
  /** Workloads that a controller has made of the object. */
  readonly behind: readonly Sighting[];
}

/** One object as it was seen, with what tells how it is. */
export interface Sighting {
  readonly object: KubeObject;
  readonly evidence: Evidence;
}

const NOTHING: Evidence = { pods: [], endpoints: 0, behind: [] };
const LOG_LINES = 12;
/** Every pod of a broken workload fails alike: two are enough to know. */
const PODS = 2;

/** Looks up what the object itself does not say: pods that hold a workload up, endpoints behind a service. */
export async function gatherEvidence(kube: Kube, object: KubeObject): Promise<Evidence> {
  const { namespace } = object.metadata;
  if (namespace === undefined || object.metadata.deletionTimestamp !== undefined) return NOTHING;
  if (object.kind === 'Service') return { ...NOTHING, endpoints: await readyEndpoints(kube, object) };
  const made = madeOf(object);
  if (made !== undefined) return { ...NOTHING, behind: await workloadsBehind(kube, object, made) };
  if (rollout(object)?.is !== 'pending' && rollout(object)?.is !== 'broken') return NOTHING;
  const pods = await podsOf(kube, object, namespace);
  const troubled = pods.filter((pod) => !isPodReady(pod)).slice(0, PODS);
  return { ...NOTHING, pods: await Promise.all(troubled.map((pod) => about(kube, pod, namespace))) };
}

/** The workloads that belong to a custom resource; their own state tells what its conditions leave out. */
async function workloadsBehind(
  kube: Kube,
  { metadata: { namespace, uid } }: KubeObject,
  { apiVersion, kind, selector }: Made,
): Promise<readonly Sighting[]> {
  const place = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) };
  const objects = await kube.list(place, selector);
  return Promise.all(
    objects
      .filter(({ metadata }) => listAt(metadata, 'ownerReferences').some((owner) => owner['uid'] === uid))
      .map(async (object) => ({ object, evidence: await gatherEvidence(kube, object) })),
  );
}

async function readyEndpoints(kube: Kube, { metadata: { name, namespace } }: KubeObject): Promise<number> {
  const slices = await kube.list(
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      ...(namespace === undefined ? {} : { namespace }),
    },
    `kubernetes.io/service-name=${name}`,
  );
  return slices
    .flatMap((slice) => listAt(slice, 'endpoints'))
    .filter((endpoint) => fieldsAt(endpoint, 'conditions')['ready'] === true).length;
}

/** The pods of the workload's present template, newest first; those of an older one say nothing about it. */
async function podsOf(kube: Kube, workload: KubeObject, namespace: string): Promise<readonly KubeObject[]> {
  const status = fieldsAt(workload, 'status');
  if (numberOf(status['observedGeneration']) < numberOf(workload.metadata.generation)) {
    if (workload.kind !== 'Job') return [];
  }
  const selector = selectorOf(workload);
  if (selector === '') return [];
  const [label, current] = await currentLabel(kube, workload, selector);
  const pods = await kube.list({ apiVersion: 'v1', kind: 'Pod', namespace }, selector);
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .filter(({ metadata }) => current === undefined || metadata.labels?.[label] === current)
    .toSorted((a, b) => timeOf(b.metadata.creationTimestamp, 0) - timeOf(a.metadata.creationTimestamp, 0));
}

/** A job's own selector is made up by the server; the name label says the same. */
const selectorOf = ({ kind, metadata, spec }: KubeObject): string =>
  kind === 'Job'
    ? `batch.kubernetes.io/job-name=${metadata.name}`
    : Object.entries(fieldsAt(spec, 'selector', 'matchLabels'))
        .map(([name, value]) => `${name}=${textOf(value)}`)
        .join(',');

const REVISION = 'deployment.kubernetes.io/revision';

/** The label, and its value, that only pods of the present template have. */
async function currentLabel(
  kube: Kube,
  workload: KubeObject,
  selector: string,
): Promise<readonly [string, string | undefined]> {
  const hash = 'pod-template-hash';
  if (workload.kind === 'Deployment') return [hash, await currentHash(kube, workload, selector)];
  const { updateRevision } = fieldsAt(workload, 'status');
  return ['controller-revision-hash', typeof updateRevision === 'string' ? updateRevision : undefined];
}

async function currentHash(
  kube: Kube,
  { metadata }: KubeObject,
  selector: string,
): Promise<string | undefined> {
  const revision = metadata.annotations?.[REVISION];
  const { namespace } = metadata;
  if (revision === undefined || namespace === undefined) return undefined;
  const sets = await kube.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }, selector);
  const current = sets.find((set) => set.metadata.annotations?.[REVISION] === revision);
  return current?.metadata.labels?.['pod-template-hash'];
}

/** Whether a pod does its work, or has done it. */
export const isPodReady = (pod: KubeObject): boolean => {
  const { phase } = fieldsAt(pod, 'status');
  const ready = listAt(pod, 'status', 'conditions').find(({ type }) => type === 'Ready');
  return phase === 'Succeeded' || ready?.['status'] === 'True';
};

async function about(kube: Kube, pod: KubeObject, namespace: string): Promise<PodEvidence> {
  const failing = failingContainer(pod);
  const warnings = await warningsOf(kube, pod, namespace);
  const log = failing !== undefined && hasTrouble(failing, warnings) ? await logOf(kube, pod, failing) : '';
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  return { pod, warnings, log: lines.map(withoutSecrets) };
}

/** A container that is merely starting has nothing to tell. */
const hasTrouble = (container: Fields, warnings: readonly string[]): boolean =>
  warnings.length > 0 ||
  numberOf(container['restartCount']) > 0 ||
  fieldsAt(container, 'state')['terminated'] !== undefined;

async function warningsOf(kube: Kube, pod: KubeObject, namespace: string): Promise<readonly string[]> {
  const events = await kube.list({ apiVersion: 'v1', kind: 'Event', namespace });
  const lastSeen = (event: Fields): number =>
    timeOf(
      event['lastTimestamp'] ?? event['eventTime'] ?? fieldsAt(event, 'metadata')['creationTimestamp'],
      0,
    );
  const isPlaced = textOf(fieldsAt(pod, 'spec')['nodeName']) !== '';
  return events
    .filter((event) => event['type'] === 'Warning' && !(isPlaced && event['reason'] === 'FailedScheduling'))
    .filter((event) => {
      const { name, uid } = fieldsAt(event, 'involvedObject');
      return name === pod.metadata.name && (uid === undefined || uid === pod.metadata.uid);
    })
    .toSorted((a, b) => lastSeen(a) - lastSeen(b))
    .map((event) => withoutSecrets(textOf(event['message'])));
}

/** The first container that is not well. Those that wait for their image have written nothing yet. */
export function failingContainer(pod: KubeObject): Fields | undefined {
  return [
    ...listAt(pod, 'status', 'initContainerStatuses'),
    ...listAt(pod, 'status', 'containerStatuses'),
  ].find(
    (container) =>
      container['ready'] !== true && fieldsAt(container, 'state', 'terminated')['exitCode'] !== 0,
  );
}

async function logOf(kube: Kube, pod: KubeObject, container: Fields): Promise<string> {
  const { name, namespace = '' } = pod.metadata;
  const state = fieldsAt(container, 'state');
  const restarted = numberOf(container['restartCount']) > 0;
  if (state['waiting'] !== undefined && !restarted) return '';
  const previous = restarted && state['running'] === undefined;
  const request = { namespace, name, container: textOf(container['name']), lines: LOG_LINES };
  return kube.logs({ ...request, ...(previous && state['terminated'] === undefined ? { previous } : {}) });
}

/** Programs print the address of their database when they fail, with the password in it. */
const withoutSecrets = (line: string): string =>
  line
    .replaceAll(/(:\/\/[^:/\s]+:)[^@\s]+@/g, '$1‹secret›@')
    .replaceAll(/((?:password|pswd|secret|token)["']?\s*[=:]\s*["']?)[^\s"']+/gi, '$1‹secret›');
