import {
  budget,
  claim,
  container,
  cronJob,
  daemonSet,
  deployment,
  job,
  networkPolicy,
  pod,
  secret,
  service,
  statefulSet,
} from './bodies.ts';
import { APPS, BATCH, CORE, get, merge, post, put, the, type Case } from './case.ts';

const DEPLOYMENTS = `${APPS}/deployments`;
const SERVICES = `${CORE}/services`;
const PODS = `${CORE}/pods`;

/** What the server adds to a body that says the least. */
export const defaultCases: readonly Case[] = [
  the('defaults of a Deployment', post(DEPLOYMENTS, deployment('a'))),
  the(
    'defaults of a Deployment with probes, volumes and resources',
    post(
      DEPLOYMENTS,
      deployment(
        'a',
        {},
        {
          serviceAccountName: 'somebody',
          volumes: [
            { name: 'empty', emptyDir: {} },
            { name: 'config', configMap: { name: 'c' } },
            { name: 'secret', secret: { secretName: 's' } },
            {
              name: 'all',
              projected: {
                sources: [
                  { serviceAccountToken: { path: 't' } },
                  { downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] } },
                ],
              },
            },
            {
              name: 'down',
              downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] },
            },
          ],
          initContainers: [{ name: 'first', image: 'example.com/first' }],
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {} },
          ],
        },
        {
          image: 'example.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000',
          ports: [{ containerPort: 80 }],
          env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          livenessProbe: { httpGet: { port: 80 } },
          readinessProbe: { tcpSocket: { port: 80 } },
          startupProbe: { grpc: { port: 80 } },
          lifecycle: { preStop: { httpGet: { port: 80 } } },
          resources: { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: 0.5 } },
        },
      ),
    ),
  ),
  the(
    'defaults of a Deployment that recreates',
    post(DEPLOYMENTS, deployment('a', { strategy: { type: 'Recreate' } })),
  ),
  the(
    'defaults of a StatefulSet',
    post(
      `${APPS}/statefulsets`,
      statefulSet('a', {
        volumeClaimTemplates: [
          {
            metadata: { name: 'v' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      }),
    ),
  ),
  the('defaults of a DaemonSet', post(`${APPS}/daemonsets`, daemonSet('a'))),
  the('defaults of a Job', post(`${BATCH}/jobs`, job('a'))),
  the(
    'defaults of an indexed Job',
    post(`${BATCH}/jobs`, job('a', { completionMode: 'Indexed', completions: 3, backoffLimitPerIndex: 1 })),
  ),
  the('defaults of a CronJob', post(`${BATCH}/cronjobs`, cronJob('a'))),
  the(
    'defaults of a pod',
    get(`${CORE}/serviceaccounts/default`, { until: (body) => body.kind === 'ServiceAccount' }),
    post(PODS, pod('a', { nodeSelector: { nowhere: 'at-all' } })),
  ),
  the(
    'defaults of a pod without a token',
    get(`${CORE}/serviceaccounts/default`, { until: (body) => body.kind === 'ServiceAccount' }),
    post(
      PODS,
      pod(
        'a',
        { automountServiceAccountToken: false, nodeSelector: { nowhere: 'at-all' } },
        { resources: { limits: { cpu: '1', memory: '1Gi' } } },
      ),
    ),
  ),
  the('defaults of a Service', post(SERVICES, service('a'))),
  the(
    'defaults of a Service with names for ports',
    post(
      SERVICES,
      service('a', {
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      }),
    ),
  ),
  the('defaults of a headless Service', post(SERVICES, service('a', { clusterIP: 'None' }))),
  the('defaults of a Service at every node', post(SERVICES, service('a', { type: 'NodePort' }))),
  the(
    'defaults of a Service that is a name',
    post(SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
      spec: { type: 'ExternalName', externalName: 'example.com' },
    }),
  ),
  the('defaults of a claim', post(`${CORE}/persistentvolumeclaims`, claim('a'))),
  the('defaults of a Secret', post(`${CORE}/secrets`, secret('a', { data: { b: 'cGxhaW4=' } }))),
  the(
    'defaults of a disruption budget',
    post('/apis/policy/v1/namespaces/NS/poddisruptionbudgets', budget('a')),
  ),
  the(
    'defaults of a NetworkPolicy',
    post(
      '/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies',
      networkPolicy('a', { ingress: [{ ports: [{ port: 80 }] }], egress: [{}] }),
    ),
  ),
  the(
    'defaults of a PriorityClass',
    post('/apis/scheduling.k8s.io/v1/priorityclasses', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'NS' },
      value: 10,
    }),
  ),
  the(
    'defaults of a StorageClass',
    post('/apis/storage.k8s.io/v1/storageclasses', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'NS' },
      provisioner: 'example.com/disk',
    }),
  ),
  the(
    'defaults of a ServiceAccount',
    post(`${CORE}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } }),
  ),
];

const refusedDeployment = (what: string, body: object): Case =>
  the(`a Deployment is refused: ${what}`, post(DEPLOYMENTS, body));
const main = (extra: object): object => deployment('a', {}, {}, extra);
const withPod = (extra: object): object => deployment('a', {}, extra);
const refused = (what: string, path: string, body: object): Case => the(`refused: ${what}`, post(path, body));

/** What breaks a rule. */
export const ruleCases: readonly Case[] = [
  refusedDeployment(
    'a selector that its pods do not match',
    deployment('a', { selector: { matchLabels: { app: 'other' } } }),
  ),
  refusedDeployment('no selector', deployment('a', { selector: undefined })),
  refusedDeployment('an empty selector', deployment('a', { selector: {} })),
  refusedDeployment('no template', deployment('a', { template: undefined })),
  refusedDeployment('a negative number of pods', deployment('a', { replicas: -1 })),
  refusedDeployment('no container', withPod({ containers: [] })),
  refusedDeployment('two containers of one name', withPod({ containers: [container(), container()] })),
  refusedDeployment('a container without a name', main({ name: '' })),
  refusedDeployment('a container with a bad name', main({ name: 'Main_1' })),
  refusedDeployment('a container without an image', main({ image: '' })),
  refusedDeployment('an unknown pull policy', main({ imagePullPolicy: 'Sometimes' })),
  refusedDeployment('a port out of range', main({ ports: [{ containerPort: 70000 }] })),
  refusedDeployment('no port number', main({ ports: [{ name: 'http' }] })),
  refusedDeployment(
    'two ports of one name',
    main({
      ports: [
        { name: 'http', containerPort: 80 },
        { name: 'http', containerPort: 81 },
      ],
    }),
  ),
  refusedDeployment(
    'a port with a name that is too long',
    main({ ports: [{ name: 'a-name-that-is-too-long', containerPort: 80 }] }),
  ),
  refusedDeployment('an unknown protocol', main({ ports: [{ containerPort: 80, protocol: 'ICMP' }] })),
  refusedDeployment('a variable without a name', main({ env: [{ value: 'x' }] })),
  refusedDeployment(
    'a variable with value and source',
    main({ env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
  ),
  refusedDeployment('a variable with an empty source', main({ env: [{ name: 'A', valueFrom: {} }] })),
  refusedDeployment(
    'a variable from a field that is none',
    main({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.bogus' } } }] }),
  ),
  refusedDeployment('a variable whose value is a number', main({ env: [{ name: 'A', value: 1 }] })),
  refusedDeployment('a quantity that cannot be read', main({ resources: { requests: { cpu: 'much' } } })),
  refusedDeployment('a negative quantity', main({ resources: { requests: { cpu: '-1' } } })),
  refusedDeployment(
    'a request above its limit',
    main({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
  ),
  refusedDeployment('an unknown resource', main({ resources: { requests: { cores: '1' } } })),
  refusedDeployment('a probe without a handler', main({ livenessProbe: {} })),
  refusedDeployment(
    'a probe with two handlers',
    main({ livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } }),
  ),
  refusedDeployment(
    'a liveness probe that has to succeed twice',
    main({ livenessProbe: { httpGet: { port: 80 }, successThreshold: 2 } }),
  ),
  refusedDeployment(
    'a mount of a volume that is not there',
    main({ volumeMounts: [{ name: 'none', mountPath: '/x' }] }),
  ),
  refusedDeployment(
    'two mounts at one path',
    deployment(
      'a',
      {},
      { volumes: [{ name: 'v', emptyDir: {} }] },
      {
        volumeMounts: [
          { name: 'v', mountPath: '/x' },
          { name: 'v', mountPath: '/x' },
        ],
      },
    ),
  ),
  refusedDeployment(
    'a volume of two sources',
    withPod({ volumes: [{ name: 'v', emptyDir: {}, configMap: { name: 'c' } }] }),
  ),
  refusedDeployment('a volume without a name', withPod({ volumes: [{ emptyDir: {} }] })),
  refusedDeployment(
    'two volumes of one name',
    withPod({
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'v', emptyDir: {} },
      ],
    }),
  ),
  refusedDeployment('pods that end', withPod({ restartPolicy: 'Never' })),
  refusedDeployment('an unknown policy for names', withPod({ dnsPolicy: 'Anything' })),
  refusedDeployment(
    'a toleration of an unknown effect',
    withPod({ tolerations: [{ key: 'a', operator: 'Exists', effect: 'Never' }] }),
  ),
  refusedDeployment(
    'a toleration that exists with a value',
    withPod({ tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
  ),
  refusedDeployment('an unknown strategy', deployment('a', { strategy: { type: 'Whenever' } })),
  refusedDeployment(
    'no pod more and no pod less',
    deployment('a', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
  ),
  refusedDeployment('root that may not be root', main({ securityContext: { runAsUser: -1 } })),
  refusedDeployment(
    'privileges that are taken and given',
    main({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
  ),
  refused('a Job that restarts for ever', `${BATCH}/jobs`, job('a', {}, { restartPolicy: 'Always' })),
  refused('a Job without a policy', `${BATCH}/jobs`, job('a', {}, { restartPolicy: undefined })),
  refused('a Job with negative retries', `${BATCH}/jobs`, job('a', { backoffLimit: -1 })),
  refused(
    'a Job with a selector of its own',
    `${BATCH}/jobs`,
    job('a', { selector: { matchLabels: { a: 'b' } } }),
  ),
  refused('a CronJob with a bad schedule', `${BATCH}/cronjobs`, cronJob('a', { schedule: 'now and then' })),
  refused('a CronJob with a bad zone', `${BATCH}/cronjobs`, cronJob('a', { timeZone: 'Mars/Base' })),
  refused('a CronJob with a long name', `${BATCH}/cronjobs`, cronJob('a'.repeat(53))),
  refused('a Service without ports', SERVICES, service('a', { ports: [] })),
  refused('a Service with nameless ports', SERVICES, service('a', { ports: [{ port: 80 }, { port: 81 }] })),
  refused(
    'a Service with a port twice',
    SERVICES,
    service('a', {
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 80 },
      ],
    }),
  ),
  refused('a Service with a bad name', SERVICES, service('1a')),
  refused('a Service of an unknown type', SERVICES, service('a', { type: 'Magic' })),
  refused(
    'a Service with an address of no network of ours',
    SERVICES,
    service('a', { clusterIP: '192.168.1.1' }),
  ),
  refused('a Service with a port out of range', SERVICES, service('a', { ports: [{ port: 0 }] })),
  refused(
    'a Service with a target that is no name',
    SERVICES,
    service('a', { ports: [{ port: 80, targetPort: 'A_B' }] }),
  ),
  refused('a claim without a size', `${CORE}/persistentvolumeclaims`, claim('a', { resources: {} })),
  refused('a claim without a mode', `${CORE}/persistentvolumeclaims`, claim('a', { accessModes: [] })),
  refused(
    'a claim of an unknown mode',
    `${CORE}/persistentvolumeclaims`,
    claim('a', { accessModes: ['WriteOnly'] }),
  ),
  refused(
    'a budget with both bounds',
    '/apis/policy/v1/namespaces/NS/poddisruptionbudgets',
    budget('a', { minAvailable: 1, maxUnavailable: 1 }),
  ),
  refused(
    'a budget of a bad share',
    '/apis/policy/v1/namespaces/NS/poddisruptionbudgets',
    budget('a', { maxUnavailable: '10' }),
  ),
  refused(
    'a NetworkPolicy with a bad network',
    '/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies',
    networkPolicy('a', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/99' } }] }] }),
  ),
  refused(
    'a NetworkPolicy with a bad port',
    '/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies',
    networkPolicy('a', { ingress: [{ ports: [{ port: 70000 }] }] }),
  ),
  refused('a PriorityClass above everything', '/apis/scheduling.k8s.io/v1/priorityclasses', {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'NS' },
    value: 2_000_000_000,
  }),
  refused('a StorageClass without a driver', '/apis/storage.k8s.io/v1/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'NS' },
  }),
  refused('a ConfigMap with a bad key', `${CORE}/configmaps`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { 'a b': '1' },
  }),
  refused('a ConfigMap with a key twice', `${CORE}/configmaps`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { a: '1' },
    binaryData: { a: 'MQ==' },
  }),
  refused('a Secret that is no base64', `${CORE}/secrets`, secret('a', { data: { b: '%%%' } })),
  refused(
    'a Secret for a registry without its file',
    `${CORE}/secrets`,
    secret('a', { type: 'kubernetes.io/dockerconfigjson' }),
  ),
  refused('a Secret for TLS without its key', `${CORE}/secrets`, secret('a', { type: 'kubernetes.io/tls' })),
  refused(
    'a token of nobody',
    `${CORE}/secrets`,
    secret('a', { type: 'kubernetes.io/service-account-token' }),
  ),
  refused(
    'a StatefulSet with a bad policy',
    `${APPS}/statefulsets`,
    statefulSet('a', { podManagementPolicy: 'Chaos' }),
  ),
  refused('a namespace with a dot', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'a.b' },
  }),
];

const fixed = (what: string, path: string, body: object, change: object): Case =>
  the(`${what} never changes`, post(path, body), merge(`${path}/a`, change));

/** What never changes. */
export const fixedCases: readonly Case[] = [
  fixed('the selector of a Deployment', DEPLOYMENTS, deployment('a'), {
    spec: { selector: { matchLabels: { other: 'x' } }, template: { metadata: { labels: { other: 'x' } } } },
  }),
  fixed('the claims of a StatefulSet', `${APPS}/statefulsets`, statefulSet('a'), {
    spec: { serviceName: 'other' },
  }),
  fixed('the completions of a Job', `${BATCH}/jobs`, job('a'), { spec: { completions: 5 } }),
  fixed('the address of a Service', SERVICES, service('a', { clusterIP: '10.0.77.77' }), {
    spec: { clusterIP: '10.0.77.78', clusterIPs: ['10.0.77.78'] },
  }),
  fixed('the class of a claim', `${CORE}/persistentvolumeclaims`, claim('a'), {
    spec: { storageClassName: 'other' },
  }),
  fixed('the type of a Secret', `${CORE}/secrets`, secret('a'), { type: 'example.com/other' }),
  fixed(
    'an immutable ConfigMap',
    `${CORE}/configmaps`,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, immutable: true, data: { a: '1' } },
    { data: { a: '2' } },
  ),
  fixed('immutability of a Secret', `${CORE}/secrets`, secret('a', { immutable: true }), {
    immutable: false,
  }),
  the(
    'a pod changes its image and little else',
    get(`${CORE}/serviceaccounts/default`, { until: (body) => body.kind === 'ServiceAccount' }),
    post(PODS, pod('a', { nodeSelector: { nowhere: 'at-all' } }), { see: (body) => body.kind }),
    merge(
      `${PODS}/a`,
      { spec: { hostname: 'other' } },
      {
        see: (body) => ({
          ...body,
          message: String(body.message).slice(0, 330),
          details: {
            ...body.details,
            causes: body.details?.causes?.map((cause: { field: string; reason: string }) => [
              cause.reason,
              cause.field,
            ]),
          },
        }),
      },
    ),
  ),
  the(
    'the template of a Job never changes',
    post(`${BATCH}/jobs`, job('a', { suspend: false, parallelism: 0 })),
    merge(
      `${BATCH}/jobs/a`,
      { spec: { template: { spec: { terminationGracePeriodSeconds: 5 } } } },
      {
        see: (body) => [
          body.reason,
          body.details?.causes?.map((cause: { field: string; reason: string }) => [
            cause.reason,
            cause.field,
          ]),
        ],
      },
    ),
  ),
  the(
    'a number of pods changes, and the generation with it',
    post(DEPLOYMENTS, deployment('a')),
    merge(
      `${DEPLOYMENTS}/a`,
      { metadata: { labels: { x: 'y' } } },
      { see: (body) => body.metadata.generation },
    ),
    merge(`${DEPLOYMENTS}/a`, { spec: { minReadySeconds: 1 } }, { see: (body) => body.metadata.generation }),
  ),
  the(
    'the kind of a Service changes',
    post(SERVICES, service('a')),
    put(`${SERVICES}/a`, service('a', { type: 'NodePort' })),
  ),
];
