import { rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const API = '/apis/argoproj.io/v1alpha1/namespaces/jobs';
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

const definition = (kind: string, plural: string, status: boolean): Json => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.argoproj.io` },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: status ? { status: {} } : {},
        schema: { openAPIV3Schema: open },
      },
    ],
  },
});

const definitions = [
  definition('EventBus', 'eventbus', true),
  definition('EventSource', 'eventsources', true),
  definition('Sensor', 'sensors', true),
  ...['Workflow', 'WorkflowTemplate', 'CronWorkflow', 'WorkflowTaskSet', 'WorkflowTaskResult'].map((kind) =>
    definition(kind, `${kind.toLowerCase()}s`, false),
  ),
];

const programs = {
  events: {
    image: 'quay.io/argoproj/argo-events:v1.9.11',
    args: ['controller', '--namespaced', '--managed-namespace=jobs'],
    env: [{ name: 'ARGO_EVENTS_IMAGE', value: 'quay.io/argoproj/argo-events:v1.9.11' }],
    volumeMounts: [{ name: 'config', mountPath: '/etc/argo-events' }],
  },
  workflows: {
    image: 'quay.io/argoproj/workflow-controller:v4.1.2',
    command: ['workflow-controller'],
    args: ['--namespaced', '--managed-namespace', 'jobs'],
    env: [{ name: 'LEADER_ELECTION_IDENTITY', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  },
} as const;

/** The configuration of Argo Events' controller with these versions of its buses. */
export const eventsConfig = (jetstream: readonly string[], nats: readonly string[] = ['0.22.1']): string =>
  JSON.stringify({
    eventBus: {
      nats: {
        versions: nats.map((version) => ({ version, natsStreamingImage: `nats-streaming:${version}` })),
      },
      jetstream: {
        settings: 'max_file_store: 1TB',
        streamConfig: 'maxMsgs: 50000\nreplicas: 3\n',
        versions: jetstream.map((version) => ({
          version,
          natsImage: `nats:${version}`,
          metricsExporterImage: 'natsio/prometheus-nats-exporter:0.14.0',
          configReloaderImage: 'natsio/nats-server-config-reloader:0.14.0',
          startCommand: '/nats-server',
        })),
      },
    },
  });

/** What a test says about Argo's controllers before they start. */
export interface Given {
  readonly program?: keyof typeof programs;
  readonly config?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Rules in the namespace `jobs`; everything when they are not given. */
  readonly rules?: readonly object[];
  /** Rights in the whole cluster instead of the two namespaces. */
  readonly isWide?: boolean;
  readonly container?: object;
}

const EVERYTHING = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
const SUBJECTS = [{ kind: 'ServiceAccount', name: 'argo', namespace: 'argo' }];
const RBAC = 'rbac.authorization.k8s.io/v1';

function access(namespace: string, rules: readonly object[]): readonly Json[] {
  const metadata = { name: 'argo', namespace };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'argo' };
  return [
    { apiVersion: RBAC, kind: 'Role', metadata, rules },
    { apiVersion: RBAC, kind: 'RoleBinding', metadata, roleRef, subjects: SUBJECTS },
  ];
}

/** A cluster with Argo's kinds and one of its controllers in the namespace `argo`, at work in the namespace `jobs`. */
export function argoRig(given: Given = {}) {
  const r = rig();
  const make = (path: string, body: Json): void => {
    const { status, body: why } = r.ask('POST', path, { body });
    if (status !== 201) throw new Error(why);
  };
  const core = (namespace: string): string => `/api/v1/namespaces/${namespace}`;
  for (const name of ['argo', 'jobs'])
    make('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const body of definitions) make('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body);
  make(`${core('argo')}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'argo' },
  });
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
  if (given.isWide === true) {
    make(`/apis/${RBAC}/clusterrolebindings`, {
      apiVersion: RBAC,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'argo' },
      roleRef,
      subjects: SUBJECTS,
    });
  }
  for (const body of [...access('argo', EVERYTHING), ...access('jobs', given.rules ?? EVERYTHING)]) {
    make(`/apis/${RBAC}/namespaces/${body.metadata.namespace}/${body.kind.toLowerCase()}s`, body);
  }
  const data = {
    config: { 'controller-config.yaml': given.config ?? eventsConfig(['2.10.29']) },
    'workflow-controller-configmap': given.settings ?? {},
  };
  for (const [name, texts] of Object.entries(data)) {
    make(`${core('argo')}/configmaps`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: texts,
    });
  }
  make('/apis/apps/v1/namespaces/argo/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'controller' },
    spec: {
      selector: { matchLabels: { app: 'controller' } },
      template: {
        metadata: { labels: { app: 'controller' } },
        spec: {
          serviceAccountName: 'argo',
          containers: [{ name: 'main', ...programs[given.program ?? 'events'], ...given.container }],
          volumes: [{ name: 'config', configMap: { name: 'config' } }],
        },
      },
    },
  });
  const plurals: Readonly<Record<string, string>> = { EventBus: 'eventbus' };
  const pathOf = (kind: string, name = ''): string =>
    `${API}/${plurals[kind] ?? `${kind.toLowerCase()}s`}${name === '' ? '' : `/${name}`}`;
  return {
    ...r,
    /** Makes a custom object in `jobs`. */
    custom: (kind: string, name: string, spec: object, metadata: object = {}): void =>
      make(pathOf(kind), {
        apiVersion: 'argoproj.io/v1alpha1',
        kind,
        metadata: { name, ...metadata },
        spec,
      }),
    /** A custom object of `jobs` as it is now. */
    look: (kind: string, name: string): Json => r.get(pathOf(kind, name)),
    remove: (kind: string, name: string): void => void r.ask('DELETE', pathOf(kind, name)),
    /** The conditions of a custom object of `jobs`: what holds, and the reasons of what does not. */
    conditions: (kind: string, name: string): Record<string, string> =>
      Object.fromEntries(
        (r.get(pathOf(kind, name)).status?.conditions ?? []).map(({ type, status, reason }: Json) => [
          type,
          status === 'False' ? reason : status,
        ]),
      ),
    items: (path: string): Json[] => r.get(path).items ?? [],
    stopController: (): void => {
      r.ask('DELETE', '/apis/apps/v1/namespaces/argo/deployments/controller');
      r.pass(40);
    },
  };
}

export const bus = (more: object = {}): object => ({
  jetstream: { version: '2.10.29', replicas: 3, ...more },
});

export const source = (more: object = {}): object => ({
  webhook: { event: { port: '12000', endpoint: '/event', method: 'POST' } },
  service: { ports: [{ port: 12000, targetPort: 12000 }] },
  ...more,
});

export const sensor = (more: object = {}): object => ({
  dependencies: [{ name: 'd', eventSourceName: 's', eventName: 'event' }],
  triggers: [{ template: { name: 't', log: {} } }],
  ...more,
});
