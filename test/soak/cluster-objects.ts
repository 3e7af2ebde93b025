import type { Scene } from './scene.ts';

/** A kind of objects in a cluster, and what one of them looks like. */
export interface Sort {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly body: (scene: Scene) => object;
  readonly cluster?: boolean;
  readonly scales?: boolean;
  /** A status that somebody may write. */
  readonly counts?: (scene: Scene) => object;
  /** Names, where not any will do. */
  readonly names?: (scene: Scene) => string;
}

const labels = { app: 'soak' };

const podSpec = ({ choices }: Scene, more: object = {}): object => ({
  containers: [{ name: 'c', image: `docker.io/library/soak:${choices.number(3)}`, ...more }],
});

const template = (scene: Scene): object => ({ metadata: { labels }, spec: podSpec(scene) });

const replicated = (scene: Scene): object => ({
  replicas: scene.choices.number(3),
  selector: { matchLabels: labels },
  template: template(scene),
});

const jobSpec = (scene: Scene): object => ({
  backoffLimit: scene.choices.number(3),
  ttlSecondsAfterFinished: scene.choices.number(100),
  template: { metadata: { labels: { app: 'job' } }, spec: { ...podSpec(scene), restartPolicy: 'Never' } },
});

const turn = ({ choices }: Scene): object => ({ turn: String(choices.number(20)) });

const workloads: readonly Sort[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    plural: 'deployments',
    scales: true,
    body: (scene) => ({
      spec: { ...replicated(scene), strategy: { type: scene.choices.one(['Recreate', 'RollingUpdate']) } },
    }),
    counts: ({ choices }) => ({ replicas: choices.number(5) }),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    scales: true,
    body: (scene) => ({ spec: replicated(scene) }),
    counts: ({ choices }) => ({ replicas: choices.number(5) }),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    scales: true,
    body: (scene) => ({
      spec: {
        ...replicated(scene),
        serviceName: 'soak-0',
        podManagementPolicy: scene.choices.one(['OrderedReady', 'OrderedReady', 'Parallel']),
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      },
    }),
    counts: ({ choices }) => ({ replicas: choices.number(5) }),
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    plural: 'daemonsets',
    body: (scene) => ({ spec: { selector: { matchLabels: labels }, template: template(scene) } }),
  },
  { apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', body: (scene) => ({ spec: jobSpec(scene) }) },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    plural: 'cronjobs',
    body: (scene) => ({
      spec: {
        schedule: scene.choices.one(['*/5 * * * *', '0 * * * *', '0 0 30 2 *']),
        concurrencyPolicy: scene.choices.one(['Allow', 'Forbid', 'Replace']),
        suspend: scene.choices.number(3) === 0,
        jobTemplate: { spec: jobSpec(scene) },
      },
    }),
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    plural: 'pods',
    body: (scene) => ({
      metadata: {
        name: `lone-${scene.choices.number(3)}`,
        labels: scene.choices.one([labels, { app: 'lone' }]),
      },
      spec: podSpec(scene, scene.choices.one([{}, { envFrom: [{ secretRef: { name: 'soak-0' } }] }])),
    }),
    names: ({ choices }) => `lone-${choices.number(3)}`,
  },
];

const access: readonly Sort[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    plural: 'roles',
    body: ({ choices }) => ({
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: [choices.one(['get', 'list'])] }],
    }),
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    plural: 'rolebindings',
    body: ({ choices }) => ({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `soak-${choices.number(2)}` },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
    }),
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    plural: 'clusterroles',
    cluster: true,
    body: () => ({ rules: [{ apiGroups: ['apps'], resources: ['*'], verbs: ['get'] }] }),
  },
  { apiVersion: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', body: () => ({}) },
];

const definition = (scene: Scene): object => ({
  metadata: { name: 'soakers.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'soakers', singular: 'soaker', kind: 'Soaker' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: scene.choices.one([{}, { status: {} }]),
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', properties: { turn: { type: 'string', default: 'none' } } },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
});

const others: readonly Sort[] = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    plural: 'configmaps',
    body: (scene) => ({ data: turn(scene) }),
  },
  { apiVersion: 'v1', kind: 'Secret', plural: 'secrets', body: (scene) => ({ stringData: turn(scene) }) },
  {
    apiVersion: 'v1',
    kind: 'Service',
    plural: 'services',
    body: ({ choices }) => ({
      spec: {
        selector: labels,
        type: choices.one(['ClusterIP', 'LoadBalancer', 'NodePort']),
        ports: [{ port: 80 + choices.number(3) }],
      },
    }),
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    body: () => ({
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }),
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    // A second budget for the same pods makes an eviction a 500, also in life.
    names: () => 'soak-0',
    body: ({ choices }) => ({
      spec: { selector: { matchLabels: labels }, maxUnavailable: choices.one([0, 1, '50%']) },
    }),
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    cluster: true,
    names: () => 'soakers.example.com',
    body: definition,
  },
  {
    apiVersion: 'example.com/v1',
    kind: 'Soaker',
    plural: 'soakers',
    body: (scene) => ({ spec: scene.choices.one([{}, turn(scene)]) }),
    counts: turn,
  },
];

/** The kinds that live in a soaked cluster. */
export const kinds = [...workloads, ...access, ...others] as unknown as readonly [Sort, ...Sort[]];
