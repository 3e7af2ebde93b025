import { kindNamed } from './schema/kinds.ts';
import { withDefaults } from './schema/defaults.ts';
import { insertObject } from './store.ts';
import type { Cluster } from './store.ts';
import type { KubeObject } from './world.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const EVERYTHING = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const COMMON = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'persistentvolumeclaims',
      'pods',
      'pods/log',
      'services',
      'serviceaccounts',
      'events',
    ],
  },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'] },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
];
const SECRETS = {
  apiGroups: [''],
  resources: ['secrets', 'pods/exec', 'pods/portforward', 'services/proxy'],
};
const BINDINGS = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'] };

const withVerbs = (rules: readonly object[], verbs: readonly string[]): object[] =>
  rules.map((rule) => ({ ...rule, verbs }));

const clusterRole = (name: string, rules: readonly object[]): KubeObject => ({
  apiVersion: RBAC,
  kind: 'ClusterRole',
  metadata: { name, labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } },
  rules,
});

const storageClass = (name: string, provisioner: string, sku: string, isDefault: boolean): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name,
    ...(isDefault ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {}),
  },
  provisioner,
  parameters: { skuname: sku },
  allowVolumeExpansion: true,
  volumeBindingMode: provisioner === 'disk.csi.azure.com' ? 'WaitForFirstConsumer' : 'Immediate',
});

const namespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
});

const priorityClass = (name: string, value: number): KubeObject => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
});

/** What every AKS cluster is born with, as far as anybody here looks at it. */
const FURNITURE: readonly KubeObject[] = [
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(namespace),
  clusterRole('cluster-admin', EVERYTHING),
  clusterRole('admin', withVerbs([...COMMON, SECRETS, BINDINGS], [...READ, ...WRITE])),
  clusterRole('edit', withVerbs([...COMMON, SECRETS], [...READ, ...WRITE])),
  clusterRole('view', withVerbs(COMMON, READ)),
  {
    apiVersion: RBAC,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'cluster-admin' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:masters' }],
  },
  priorityClass('system-cluster-critical', 2_000_000_000),
  priorityClass('system-node-critical', 2_000_001_000),
  storageClass('default', 'disk.csi.azure.com', 'StandardSSD_LRS', true),
  storageClass('managed-csi', 'disk.csi.azure.com', 'StandardSSD_LRS', false),
  storageClass('managed-csi-premium', 'disk.csi.azure.com', 'Premium_LRS', false),
  storageClass('azurefile-csi', 'file.csi.azure.com', 'Standard_LRS', false),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default' },
    spec: {
      clusterIP: '10.0.0.1',
      clusterIPs: ['10.0.0.1'],
      ports: [{ name: 'https', port: 443, targetPort: 443 }],
    },
    status: { loadBalancer: {} },
  },
];

/** Puts the furniture into a new cluster. */
export function furnish(cluster: Cluster): void {
  for (const object of FURNITURE) {
    const kind = kindNamed(object.kind);
    insertObject(cluster, kind, withDefaults(object, kind.shape) as KubeObject);
  }
}
