/** Bodies that the cases share. Namespaces follow from the path. */

export const configMap = (name: string, data: object = { a: '1' }, extra: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...extra },
  data,
});

export const container = (extra: object = {}): object => ({
  name: 'main',
  image: 'example.com/app:1',
  ...extra,
});

export const podSpec = (extra: object = {}, main: object = {}): object => ({
  containers: [container(main)],
  ...extra,
});

export const pod = (name: string, extra: object = {}, main: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: podSpec(extra, main),
});

const template = (name: string, extra: object = {}, main: object = {}): object => ({
  metadata: { labels: { app: name } },
  spec: podSpec(extra, main),
});

export const deployment = (
  name: string,
  spec: object = {},
  extra: object = {},
  main: object = {},
): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  // Without pods nothing else happens to it.
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: template(name, extra, main),
    ...spec,
  },
});

export const statefulSet = (name: string, spec: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name },
  spec: {
    replicas: 0,
    serviceName: name,
    selector: { matchLabels: { app: name } },
    template: template(name),
    ...spec,
  },
});

export const daemonSet = (name: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: template(name, { nodeSelector: { nowhere: 'at-all' } }),
  },
});

/** Suspended, so that nothing else happens to it. */
export const job = (name: string, spec: object = {}, extra: object = {}): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { suspend: true, template: { spec: podSpec({ restartPolicy: 'Never', ...extra }) }, ...spec },
});

export const cronJob = (name: string, spec: object = {}): object => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name },
  spec: {
    schedule: '0 0 1 1 *',
    jobTemplate: { spec: { template: { spec: podSpec({ restartPolicy: 'Never' }) } } },
    ...spec,
  },
});

export const service = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
});

export const secret = (name: string, extra: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  stringData: { a: 'plain' },
  ...extra,
});

export const claim = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'managed-csi',
    resources: { requests: { storage: '1Gi' } },
    ...spec,
  },
});

export const budget = (name: string, spec: object = { minAvailable: 1 }): object => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, ...spec },
});

export const networkPolicy = (name: string, spec: object = {}): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec: { podSelector: {}, ...spec },
});

export const account = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name },
});

export const role = (name: string, ...rules: readonly object[]): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name },
  rules,
});

export const binding = (name: string, roleName: string, ...accounts: readonly string[]): object => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: roleName },
  subjects: accounts.map((who) => ({ kind: 'ServiceAccount', name: who, namespace: 'NS' })),
});

/** A kind of the case's own. */
export const definition = (schema: object, version: object = {}, spec: object = {}): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.NS.example.com' },
  spec: {
    group: 'NS.example.com',
    scope: 'Namespaced',
    names: { plural: 'things', kind: 'Thing' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }],
    ...spec,
  },
});

export const thing = (name: string, spec: object = {}, extra: object = {}): object => ({
  apiVersion: 'NS.example.com/v1',
  kind: 'Thing',
  metadata: { name },
  spec,
  ...extra,
});
