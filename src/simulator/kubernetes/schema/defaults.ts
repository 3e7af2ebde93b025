import { isObject, listOf, own } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import type { Shape, StructShape } from './shapes.ts';

type Default = (struct: JsonObject) => JsonObject;

const fixed =
  (defaults: JsonObject): Default =>
  () =>
    defaults;

function pullPolicy({ image }: JsonObject): string {
  const text = typeof image === 'string' ? image : '';
  const tag = /:([^/@]+)$/.exec(text)?.[1];
  return !text.includes('@') && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent';
}

function servicePorts(ports: unknown): JsonObject {
  const filled = listOf(ports).map((port) =>
    isObject(port) ? { protocol: 'TCP', targetPort: port['port'], ...port } : port,
  );
  return filled.length === 0 ? {} : { ports: filled };
}

function trafficPolicies(type: unknown): JsonObject {
  if (type === 'ExternalName') return {};
  const isOpen = type === 'NodePort' || type === 'LoadBalancer';
  return { internalTrafficPolicy: 'Cluster', ...(isOpen ? { externalTrafficPolicy: 'Cluster' } : {}) };
}

function limitsAsRequests(struct: JsonObject): JsonObject {
  const limits = struct['limits'];
  if (!isObject(limits)) return {};
  const requests = isObject(struct['requests']) ? struct['requests'] : {};
  return { requests: { ...limits, ...requests } };
}

function templateLabels(struct: JsonObject): JsonObject {
  return { metadata: isObject(struct['metadata']) ? struct['metadata'] : {} };
}

/** What the API server fills in where the body is silent, by type. */
const DEFAULTS: Readonly<Record<string, Default>> = {
  PodTemplateSpec: templateLabels,
  JobTemplateSpec: templateLabels,
  GRPCAction: fixed({ service: '' }),
  PodSpec: (spec) => ({
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...(typeof spec['serviceAccountName'] === 'string' ? { serviceAccount: spec['serviceAccountName'] } : {}),
  }),
  Container: (container) => ({
    imagePullPolicy: pullPolicy(container),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  }),
  ContainerPort: fixed({ protocol: 'TCP' }),
  Probe: fixed({ failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 }),
  HTTPGetAction: fixed({ path: '/', scheme: 'HTTP' }),
  ObjectFieldSelector: fixed({ apiVersion: 'v1' }),
  SecretVolumeSource: fixed({ defaultMode: 420 }),
  ConfigMapVolumeSource: fixed({ defaultMode: 420 }),
  DownwardAPIVolumeSource: fixed({ defaultMode: 420 }),
  ProjectedVolumeSource: fixed({ defaultMode: 420 }),
  ServiceAccountTokenProjection: fixed({ expirationSeconds: 3600 }),
  DeploymentSpec: fixed({
    replicas: 1,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    strategy: { type: 'RollingUpdate' },
  }),
  DeploymentStrategy: (strategy) =>
    (strategy['type'] ?? 'RollingUpdate') === 'RollingUpdate'
      ? { type: 'RollingUpdate', rollingUpdate: {} }
      : {},
  RollingUpdateDeployment: fixed({ maxSurge: '25%', maxUnavailable: '25%' }),
  ReplicaSetSpec: fixed({ replicas: 1 }),
  StatefulSetSpec: fixed({
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  }),
  DaemonSetSpec: fixed({
    revisionHistoryLimit: 10,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  }),
  JobSpec: (spec) => ({
    ...(spec['completions'] === undefined && spec['parallelism'] === undefined ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647,
    completionMode: 'NonIndexed',
    manualSelector: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    suspend: false,
  }),
  CronJobSpec: fixed({
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  }),
  ServiceSpec: (spec) => ({
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...servicePorts(spec['ports']),
    ...trafficPolicies(spec['type']),
    ...(spec['type'] === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
  }),
  Secret: fixed({ type: 'Opaque' }),
  PersistentVolumeClaimSpec: fixed({ volumeMode: 'Filesystem' }),
  PersistentVolumeSpec: fixed({ persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
  HorizontalPodAutoscalerSpec: fixed({
    minReplicas: 1,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ],
  }),
  NetworkPolicySpec: (spec) => ({
    policyTypes: spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
  }),
  NetworkPolicyPort: fixed({ protocol: 'TCP' }),
  PriorityClass: fixed({ preemptionPolicy: 'PreemptLowerPriority' }),
  StorageClass: fixed({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  RoleRef: fixed({ apiGroup: 'rbac.authorization.k8s.io' }),
  Subject: ({ kind }) => (kind === 'ServiceAccount' ? {} : { apiGroup: 'rbac.authorization.k8s.io' }),
  CustomResourceDefinitionSpec: fixed({ conversion: { strategy: 'None' } }),
};

/** Overrides that win over what the body says, because the type derives them. */
const DERIVED = new Set(['ServiceSpec.ports']);

/** Containers of a pod, not of a template, ask for what they are limited to. */
function requesting(pod: JsonObject): JsonObject {
  const spec = pod['spec'];
  if (!isObject(spec)) return pod;
  const lists = ['containers', 'initContainers'].flatMap((key) => {
    if (spec[key] === undefined) return [];
    const containers = listOf(spec[key]).map((container) => {
      if (!isObject(container) || !isObject(container['resources'])) return container;
      const { resources } = container;
      return { ...container, resources: { ...resources, ...limitsAsRequests(resources) } };
    });
    return [[key, containers] as const];
  });
  return { ...pod, spec: { ...spec, ...Object.fromEntries(lists) } };
}

/** `value` with the server's defaults in every struct of it. */
export function withDefaults(value: unknown, shape: Shape): unknown {
  const filled = shape.is === 'struct' && isObject(value) ? withOwn(value, shape) : value;
  const result = withInner(filled, shape);
  return shape.is === 'struct' && shape.name === 'Pod' && isObject(result) ? requesting(result) : result;
}

function withOwn(value: JsonObject, shape: StructShape): JsonObject {
  const result: JsonObject = { ...value };
  for (const [key, filled] of Object.entries(DEFAULTS[shape.name]?.(value) ?? {})) {
    if (result[key] === undefined || DERIVED.has(`${shape.name}.${key}`)) result[key] = filled;
  }
  return result;
}

function withInner(value: unknown, shape: Shape): unknown {
  if (shape.is === 'list' && Array.isArray(value))
    return value.map((item) => withDefaults(item, shape.items));
  if (shape.is !== 'struct' || !isObject(value)) return value;
  const result: JsonObject = { ...value };
  for (const [key, inner] of Object.entries(result)) {
    const below = own(shape.fields, key)?.();
    if (below === undefined) continue;
    // The spec of a Job that is not made yet gets its defaults when it is.
    const isDraft = shape.name === 'JobTemplateSpec' && key === 'spec';
    result[key] = isDraft ? withInner(inner, below) : withDefaults(inner, below);
  }
  return result;
}
