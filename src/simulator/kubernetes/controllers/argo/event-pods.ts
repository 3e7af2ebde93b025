import { dig, isObject, listOf, objectOf, textOf } from '../../../json.ts';
import type { JsonObject } from '../../../json.ts';
import { ownedBy, ownerOf } from '../../store.ts';
import type { KubeObject } from '../../world.ts';
import { refusalOf } from '../seats.ts';
import { isReady, neighbour } from './common.ts';
import type { EventsKind, EventsWorker, Outcome } from './common.ts';
import { hashed, renew } from './keep.ts';
import { mistakeInSensor, mistakeInSource } from './event-rules.ts';

/** What tells sources and sensors apart. */
interface Role {
  readonly name: 'EventSource' | 'Sensor';
  readonly label: string;
  readonly word: 'eventsource' | 'sensor';
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

const labelsOf = ({ label, word }: Role, { metadata: { name } }: KubeObject): Record<string, string> => ({
  controller: `${word}-controller`,
  [label]: name,
  'owner-name': name,
});

function environmentOf({ word }: Role, object: KubeObject, bus: KubeObject): JsonObject[] {
  const { name, namespace = '', annotations = {} } = object.metadata;
  const election = annotations['events.argoproj.io/leader-election'];
  return [
    {
      name: `${word.toUpperCase()}_OBJECT`,
      value: encode({ metadata: { name, namespace }, spec: object['spec'] }),
    },
    { name: 'EVENTBUS_SUBJECT', value: `eventbus-${namespace}` },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'LEADER_ELECTION', ...(election === undefined ? {} : { value: election }) },
    { name: 'EVENTBUS_CONFIG', value: encode(dig(bus, 'status.config')) },
  ];
}

function containerOf(role: Role, { image }: EventsWorker, object: KubeObject, bus: KubeObject): JsonObject {
  const asked = objectOf(dig(object, 'spec.template.container'));
  return {
    name: 'main',
    image,
    imagePullPolicy: 'Always',
    args: [`${role.word}-service`],
    ports: [{ name: 'metrics', containerPort: 7777 }],
    resources: asked['resources'],
    securityContext: asked['securityContext'],
    envFrom: asked['envFrom'],
    env: [...listOf(asked['env']), ...environmentOf(role, object, bus)],
    volumeMounts: [
      ...listOf(asked['volumeMounts']),
      { name: 'auth-volume', mountPath: '/etc/eventbus/auth' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

function deploymentOf(role: Role, worker: EventsWorker, object: KubeObject, bus: KubeObject): KubeObject {
  const template = objectOf(dig(object, 'spec.template'));
  const access = objectOf(dig(bus, 'status.config.jetstream.accessSecret'));
  const secret = {
    secretName: access['name'],
    items: [{ key: access['key'], path: 'auth.yaml' }],
  };
  const kept = ['serviceAccountName', 'securityContext', 'nodeSelector', 'tolerations', 'affinity'];
  const others = ['imagePullSecrets', 'priorityClassName', 'priority'];
  const labels = labelsOf(role, object);
  const { name, namespace = '', labels: own = {} } = object.metadata;
  const deployment: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: '',
      generateName: `${name}-${role.word}-`,
      namespace,
      labels: { ...own, ...labels },
      ownerReferences: [ownerOf(object)],
    },
    spec: {
      selector: { matchLabels: labels },
      replicas: Number(dig(object, 'spec.replicas') ?? 1),
      template: {
        metadata: {
          labels: { ...objectOf(dig(template, 'metadata.labels')), ...labels },
          annotations: dig(template, 'metadata.annotations'),
        },
        spec: {
          ...Object.fromEntries([...kept, ...others].map((key) => [key, template[key]])),
          volumes: [
            ...listOf(template['volumes']),
            { name: 'auth-volume', secret },
            { name: 'tmp', emptyDir: {} },
          ],
          containers: [containerOf(role, worker, object, bus)],
        },
      },
    },
  };
  return hashed(deployment, ['spec']);
}

function makeDeployment(role: Role, worker: EventsWorker, object: KubeObject, bus: KubeObject): void {
  const wanted = deploymentOf(role, worker, object, bus);
  const [live] = ownedBy(worker.cluster.state, 'Deployment', object);
  if (live === undefined) worker.create(wanted);
  else renew(worker, live, wanted, ['spec']);
}

/** The Service of a source that asks for one: made anew when it changes, so that ports may take other names. */
function makeService(role: Role, worker: EventsWorker, object: KubeObject): void {
  const asked = dig(object, 'spec.service');
  const ports = listOf(dig(asked, 'ports'));
  const [live] = ownedBy(worker.cluster.state, 'Service', object);
  if (ports.length === 0) {
    if (live !== undefined) worker.delete(live);
    return;
  }
  const { name, namespace = '', labels: own = {} } = object.metadata;
  const selector = labelsOf(role, object);
  const clusterIP = dig(asked, 'clusterIP');
  const wanted = hashed(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: `${name}-eventsource-svc`,
        namespace,
        labels: { ...objectOf(dig(asked, 'metadata.labels')), ...own, ...selector } as Record<string, string>,
        annotations: objectOf(dig(asked, 'metadata.annotations')) as Record<string, string>,
        ownerReferences: [ownerOf(object)],
      },
      spec: { ports, type: 'ClusterIP', selector, ...(clusterIP === undefined ? {} : { clusterIP }) },
    },
    ['spec'],
  );
  const hash = 'resource-spec-hash';
  if (live?.metadata.annotations?.[hash] === wanted.metadata.annotations?.[hash]) return;
  if (live !== undefined) worker.delete(live);
  worker.create(wanted);
}

const failed = (reason: string, message: string) => ({ status: 'False', reason, message }) as const;

function deploy(role: Role, worker: EventsWorker, object: KubeObject): ReturnType<typeof failed> | undefined {
  const bus = busOf(worker, object);
  if (bus === undefined) return failed('EventBusNotFound', 'EventBus not found.');
  if (!isReady(bus)) return failed('EventBusNotReady', 'EventBus not ready.');
  if (!isObject(dig(bus, 'status.config.jetstream'))) {
    return failed('BuildDeploymentSpecFailed', 'Failed to build Deployment spec.');
  }
  if (refusalOf(() => makeDeployment(role, worker, object, bus)) !== undefined) {
    return failed('CreateDeploymentFailed', 'Failed to create a deployment');
  }
  if (role.name === 'EventSource' && refusalOf(() => makeService(role, worker, object)) !== undefined) {
    return failed('CreateServiceFailed', 'Failed to create a service');
  }
  return undefined;
}

function busOf(worker: EventsWorker, object: KubeObject): KubeObject | undefined {
  return neighbour(worker, object, 'EventBus', textOf(dig(object, 'spec.eventBusName')) || 'default');
}

function outcomeOf(checked: Outcome, role: Role, worker: EventsWorker, object: KubeObject): Outcome {
  if (checked.failed === true) return checked;
  const problem = deploy(role, worker, object);
  const Deployed = problem ?? ({ status: 'True' } as const);
  return { conditions: { ...checked.conditions, Deployed }, failed: problem !== undefined };
}

const source: Role = { name: 'EventSource', label: 'eventsource-name', word: 'eventsource' };
const sensor: Role = { name: 'Sensor', label: 'sensor-name', word: 'sensor' };
const YES = { status: 'True' } as const;
const UNKNOWN = { status: 'Unknown' } as const;

function makeSource(worker: EventsWorker, object: KubeObject): Outcome {
  const mistake = mistakeInSource(object);
  const SourcesProvided = mistake === undefined ? YES : failed('InvalidEventSource', mistake);
  const conditions = { SourcesProvided, Deployed: UNKNOWN };
  return outcomeOf({ conditions, failed: mistake !== undefined }, source, worker, object);
}

function makeSensor(worker: EventsWorker, object: KubeObject): Outcome {
  if (busOf(worker, object) === undefined) {
    const Deployed = failed('EventBusNotFound', 'EventBus not found.');
    return {
      conditions: { DependenciesProvided: UNKNOWN, TriggersProvided: UNKNOWN, Deployed },
      failed: true,
    };
  }
  const mistake = mistakeInSensor(object);
  const isOfTriggers = mistake?.in === 'triggers';
  const conditions = {
    DependenciesProvided: mistake?.in === 'dependencies' ? failed('InvalidDependencies', mistake.is) : YES,
    TriggersProvided: isOfTriggers
      ? failed('InvalidTriggers', mistake.is)
      : mistake === undefined
        ? YES
        : UNKNOWN,
    Deployed: UNKNOWN,
  };
  return outcomeOf({ conditions, failed: mistake !== undefined }, sensor, worker, object);
}

const release = (): undefined => undefined;

/** What takes events from outside: a Deployment, and a Service if it asks for one. */
export const sourceKind: EventsKind = {
  name: 'EventSource',
  finalizer: 'eventsource-controller',
  make: makeSource,
  release,
};

/** What waits for events and starts something: a Deployment. */
export const sensorKind: EventsKind = {
  name: 'Sensor',
  finalizer: 'sensor-controller',
  make: makeSensor,
  release,
};
