import { parse } from 'yaml';
import {
  account,
  binding,
  budget,
  claim,
  configMap,
  cronJob,
  daemonSet,
  definition,
  deployment,
  job,
  networkPolicy,
  pod,
  role,
  secret,
  service,
  statefulSet,
  thing,
} from './bodies.ts';
import {
  APPS,
  BATCH,
  CORE,
  RBAC,
  del,
  get,
  merge,
  post,
  strategic,
  the,
  type Case,
  type Json,
  type Step,
} from './case.ts';

const MAPS = `${CORE}/configmaps`;
const PODS = `${CORE}/pods`;
const as = (kind: string, version = 'v1'): string => `application/json;as=${kind};v=${version};g=meta.k8s.io`;
const AGE = /^(\d+[smhdy]){1,2}$/;
const AGO = /\((\d+[smhdy]){1,2} ago\)/;

/** A table without what it says in prose; ages differ from run to run. */
function table(body: Json): unknown {
  if (body.kind !== 'Table') return body;
  const rows = body.rows.map(({ cells, ...rest }: Json) => ({
    ...rest,
    cells: cells.map((cell: Json) =>
      typeof cell === 'string' ? cell.replace(AGE, '‹age›').replace(AGO, '(‹age› ago)') : cell,
    ),
  }));
  const columns = body.columnDefinitions?.map(({ description: _prose, ...column }: Json) => column) ?? null;
  return { ...body, columnDefinitions: columns, rows };
}
const asTable = { accept: as('Table'), see: table };
const shown = (path: string, query: Record<string, string> = { includeObject: 'None' }): Step =>
  get(path, { ...asTable, query });
const made = { see: (body: Json): unknown => (body.kind === 'Status' ? body : body.kind) };
const ready = get(`${CORE}/serviceaccounts/default`, { until: (body) => body.kind === 'ServiceAccount' });

/** An object of a kind as a row. */
const row = (what: string, path: string, body: object, name = 'a'): Case =>
  the(`a table shows ${what}`, ready, post(path, body, made), shown(`${path}/${name}`));

const core = (kind: string, rest: object, name = 'a'): object => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...rest,
});
const of = (apiVersion: string, kind: string, rest: object, name = 'a'): object => ({
  ...core(kind, rest, name),
  apiVersion,
});

const volume = core(
  'PersistentVolume',
  {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
      csi: { driver: 'example.com', volumeHandle: 'h' },
      storageClassName: 'another',
    },
  },
  'NS',
);
const initial = { initContainers: [{ name: 'first', image: 'example.com/first:1' }] };
const sidecar = {
  initContainers: [{ name: 'first', image: 'example.com/first:1', restartPolicy: 'Always' }],
};
const long = '2020-01-01T00:00:00Z';
const status = (name: string, state: object, rest: object = {}): object => ({
  name,
  image: 'example.com/app:1',
  imageID: '',
  ready: false,
  restartCount: 0,
  lastState: {},
  state,
  ...rest,
});
const running = { running: { startedAt: long } };
const ended = (exitCode: number, reason?: string): object => ({
  terminated: { exitCode, ...(reason === undefined ? {} : { reason }), startedAt: long, finishedAt: long },
});
const waiting = (reason: string): object => ({ waiting: { reason } });
const isReady = { conditions: [{ type: 'Ready', status: 'True' }] };

/** A pod of which its kubelet says this. */
const podRow = (what: string, said: object, spec: object = {}): Case =>
  the(
    `a table shows a pod: ${what}`,
    ready,
    post(PODS, pod('a', { nodeSelector: { nowhere: 'at-all' }, ...spec }), made),
    strategic(`${PODS}/a/status`, { status: said }, made),
    shown(`${PODS}/a`),
  );

const podRows: readonly Case[] = [
  podRow('waiting', { reason: 'Special' }),
  podRow('creating its container', { containerStatuses: [status('main', waiting('ContainerCreating'))] }),
  podRow('running', {
    phase: 'Running',
    podIPs: [{ ip: '192.0.2.7' }],
    podIP: '192.0.2.7',
    containerStatuses: [status('main', running, { ready: true })],
  }),
  podRow('crashing', {
    phase: 'Running',
    containerStatuses: [
      status('main', waiting('CrashLoopBackOff'), { restartCount: 3, lastState: ended(1, 'Error') }),
    ],
  }),
  podRow('succeeded', { phase: 'Succeeded', containerStatuses: [status('main', ended(0, 'Completed'))] }),
  podRow('failed', { phase: 'Failed', containerStatuses: [status('main', ended(3))] }),
  podRow('one container over, one running', {
    phase: 'Running',
    ...isReady,
    containerStatuses: [status('main', ended(0, 'Completed')), status('side', running, { ready: true })],
  }),
  podRow('initializing', { initContainerStatuses: [status('first', running)] }, initial),
  podRow(
    'crashing while it initializes',
    { initContainerStatuses: [status('first', waiting('CrashLoopBackOff'), { restartCount: 2 })] },
    initial,
  ),
  podRow('failing to initialize', { initContainerStatuses: [status('first', ended(2))] }, initial),
  podRow(
    'with a container beside',
    {
      phase: 'Running',
      initContainerStatuses: [status('first', running, { ready: true, started: true, restartCount: 1 })],
      containerStatuses: [status('main', running, { ready: true })],
    },
    sidecar,
  ),
];

const labelled = { spec: { selector: { matchLabels: { b: '1', a: '2' } } } };
const rows: readonly Case[] = [
  row('a pod', PODS, pod('a', { nodeSelector: { nowhere: 'at-all' } })),
  row('a Deployment', `${APPS}/deployments`, deployment('a')),
  row('a ReplicaSet', `${APPS}/replicasets`, { ...deployment('a'), kind: 'ReplicaSet' }),
  row('a StatefulSet', `${APPS}/statefulsets`, statefulSet('a')),
  row('a DaemonSet', `${APPS}/daemonsets`, daemonSet('a')),
  row('a CronJob', `${BATCH}/cronjobs`, cronJob('a')),
  row('a CronJob of a zone', `${BATCH}/cronjobs`, cronJob('a', { timeZone: 'Etc/UTC', suspend: true })),
  the(
    'a table shows a suspended Job',
    post(`${BATCH}/jobs`, job('a', { completions: 3 }), made),
    get(`${BATCH}/jobs/a`, { until: (body) => body.status?.conditions?.length > 0 }),
    get(`${BATCH}/jobs/a`, { ...asTable, see: (body) => body.rows[0].cells.slice(0, 4) }),
  ),
  row('a Service', `${CORE}/services`, service('a')),
  row('a Service of many ports', `${CORE}/services`, {
    ...service('a', {
      type: 'NodePort',
      selector: { b: '1', a: '2' },
      ports: [
        { name: 'x', port: 80, nodePort: 31_234 },
        { name: 'y', port: 53, protocol: 'UDP', nodePort: 31_235 },
      ],
    }),
  }),
  row('a Service that waits for its balancer', `${CORE}/services`, {
    ...service('a', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, selector: undefined }),
  }),
  row('a Service elsewhere', `${CORE}/services`, {
    ...service('a', { type: 'ExternalName', externalName: 'example.com', ports: undefined }),
  }),
  row('a Service without an address', `${CORE}/services`, service('a', { clusterIP: 'None' })),
  row('a ConfigMap', MAPS, configMap('a', { a: '1', b: '2' })),
  row('a Secret', `${CORE}/secrets`, secret('a')),
  row('a ServiceAccount', `${CORE}/serviceaccounts`, account('a')),
  the('a table shows a namespace', shown('/api/v1/namespaces/NS')),
  row('an event', `${CORE}/events`, {
    ...core('Event', {
      involvedObject: { kind: 'Pod', name: 'b', namespace: 'NS', fieldPath: 'spec.containers{main}' },
      reason: 'Reason',
      message: ' said \n',
      type: 'Normal',
      source: { component: 'tester', host: 'here' },
      firstTimestamp: long,
      lastTimestamp: long,
      count: 4,
    }),
  }),
  row('an event that says little', `${CORE}/events`, {
    ...core('Event', { involvedObject: { kind: 'Pod', namespace: 'NS' }, reason: 'Reason', message: 'said' }),
  }),
  row('a claim', `${CORE}/persistentvolumeclaims`, claim('a', { storageClassName: 'none-such' })),
  the(
    'a table shows a volume',
    post('/api/v1/persistentvolumes', volume, made),
    get('/api/v1/persistentvolumes/NS', { until: (body) => body.status?.phase === 'Available' }),
    shown('/api/v1/persistentvolumes/NS'),
  ),
  row('an Ingress', '/apis/networking.k8s.io/v1/namespaces/NS/ingresses', {
    ...of('networking.k8s.io/v1', 'Ingress', {
      spec: {
        ingressClassName: 'c',
        tls: [{ hosts: ['a.example.com'] }],
        rules: ['a', 'b', 'c', 'd'].map((host) => ({ host: `${host}.example.com` })),
      },
    }),
  }),
  row(
    'a NetworkPolicy',
    '/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies',
    networkPolicy('a', {
      podSelector: {
        matchLabels: { b: '1', a: '2' },
        matchExpressions: [
          { key: 'c', operator: 'In', values: ['y', 'x'] },
          { key: 'aa', operator: 'DoesNotExist' },
        ],
      },
    }),
  ),
  row('a Role', `${RBAC}/namespaces/NS/roles`, role('a')),
  row('a RoleBinding', `${RBAC}/namespaces/NS/rolebindings`, binding('a', 'r', 'one', 'two')),
  row(
    'a ClusterRoleBinding',
    `${RBAC}/clusterrolebindings`,
    of(
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
        subjects: ['u', 'v'].map((name) => ({ kind: 'User', name })),
      },
      'NS',
    ),
    'NS',
  ),
  row(
    'a budget',
    '/apis/policy/v1/namespaces/NS/poddisruptionbudgets',
    budget('a', { maxUnavailable: '10%', ...labelled.spec }),
  ),
  row(
    'a PriorityClass',
    '/apis/scheduling.k8s.io/v1/priorityclasses',
    of('scheduling.k8s.io/v1', 'PriorityClass', { value: 7 }, 'NS'),
    'NS',
  ),
  row(
    'a StorageClass',
    '/apis/storage.k8s.io/v1/storageclasses',
    of('storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.com/p', reclaimPolicy: 'Retain' }, 'NS'),
    'NS',
  ),
  row(
    'a Lease',
    '/apis/coordination.k8s.io/v1/namespaces/NS/leases',
    of('coordination.k8s.io/v1', 'Lease', { spec: { holderIdentity: 'me' } }),
  ),
  row(
    'a HorizontalPodAutoscaler',
    '/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers',
    of('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
        maxReplicas: 3,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
          },
        ],
      },
    }),
  ),
  row(
    'an EndpointSlice',
    '/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices',
    of('discovery.k8s.io/v1', 'EndpointSlice', {
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.0.2.1'] }, { addresses: ['192.0.2.2'] }],
      ports: [{ name: 'x', port: 80 }],
    }),
  ),
  row('a LimitRange', `${CORE}/limitranges`, core('LimitRange', { spec: { limits: [] } })),
];

const answers: readonly Case[] = [
  the('a list is a table', post(MAPS, configMap('a', {}, { labels: { app: 'x' } }), made), {
    ...shown(MAPS, { labelSelector: 'app', includeObject: 'Metadata' }),
  }),
  the('an empty list is a table', shown(`${CORE}/secrets`)),
  the(
    'a table brings its objects along',
    post(MAPS, configMap('a'), made),
    shown(`${MAPS}/a`, { includeObject: 'Object' }),
    shown(`${MAPS}/a`, {}),
  ),
  the('a table of the older version', post(MAPS, configMap('a'), made), {
    ...get(`${MAPS}/a`, { ...asTable, accept: as('Table', 'v1beta1') }),
  }),
  the('what else a table would bring along is refused', shown(MAPS, { includeObject: 'Everything' })),
  the('what is not there is no table', shown(`${MAPS}/none`)),
  the('what is made is a table', post(MAPS, configMap('a'), asTable)),
  the(
    'what is changed and deleted is a table or a Status',
    post(MAPS, configMap('a'), made),
    merge(`${MAPS}/a`, { data: { b: '2' } }, asTable),
    del(`${MAPS}/a`, undefined, asTable),
  ),
  the(
    'a watch is of tables, of which the first has columns',
    post(MAPS, configMap('a', {}, { labels: { app: 'x' } }), made),
    post(MAPS, configMap('b', {}, { labels: { app: 'x' } }), made),
    get(MAPS, {
      accept: as('Table'),
      query: {
        watch: 'true',
        timeoutSeconds: '1',
        labelSelector: 'app',
        resourceVersion: '0',
        includeObject: 'None',
      },
      see: (body: Json) =>
        [body]
          .flat()
          .map(({ type, object }: Json) => [
            type,
            object.kind,
            object.columnDefinitions === null,
            object.rows.length,
          ]),
    }),
  ),
  the(
    'an object is its metadata',
    post(MAPS, configMap('a'), made),
    get(`${MAPS}/a`, { accept: as('PartialObjectMetadata') }),
    get(MAPS, {
      accept: as('PartialObjectMetadataList'),
      query: { fieldSelector: 'metadata.name=a' },
    }),
  ),
  the(
    'metadata of one are not of many, nor the other way round',
    post(MAPS, configMap('a'), made),
    get(MAPS, { accept: as('PartialObjectMetadata') }),
    get(`${MAPS}/a`, { accept: as('PartialObjectMetadataList') }),
  ),
  the('an unknown form is refused', get(MAPS, { accept: as('Picture') })),
  the('an unknown form is passed over', post(MAPS, configMap('a'), made), {
    ...get(`${MAPS}/a`, { accept: `${as('Picture')}, application/json;q=0.5`, ...made }),
  }),
  the('an unknown type is refused', get(MAPS, { accept: 'application/xml' })),
  the('an answer may be YAML', post(MAPS, configMap('a'), made), {
    ...get(`${MAPS}/a`, { accept: 'application/yaml', see: (body) => parse(body) as unknown }),
  }),
];

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const THINGS = '/apis/NS.example.com/v1/namespaces/NS/things';
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const columns = [
  ['Size', 'integer', '.spec.size'],
  ['Colour', 'string', '.spec.colour'],
  ['Since', 'date', '.metadata.creationTimestamp'],
  ['Good', 'boolean', '.spec.good'],
  ['Share', 'number', '.spec.share'],
  ['State', 'string', '.spec.conditions[?(@.type=="Ready")].status'],
  ['First', 'string', '.spec.list[0]'],
  ['Note', 'string', '.metadata.annotations.example\\.com/note'],
  ['Map', 'string', '.spec.map'],
  ['Wrong', 'integer', '.spec.colour'],
].map(([name, type, jsonPath], index) => ({ name, type, jsonPath, ...(index > 7 ? { priority: 1 } : {}) }));
const kind = (version: object): readonly Step[] => [
  post(CRDS, definition({ type: 'object', properties: { spec: open } }, version), made),
  get(THINGS, { until: (body) => body.kind === 'ThingList' }),
];
const customRows: readonly Case[] = [
  the('a table shows a custom object', ...kind({}), post(THINGS, thing('a'), made), shown(`${THINGS}/a`)),
  the(
    'a table shows the columns of a definition',
    ...kind({ additionalPrinterColumns: columns }),
    post(
      THINGS,
      thing(
        'a',
        {
          size: 3,
          colour: 'red',
          good: true,
          share: 0.5,
          conditions: [
            { type: 'Other', status: 'False' },
            { type: 'Ready', status: 'True' },
          ],
          list: ['x', 'y'],
          map: { k: 'v' },
        },
        { metadata: { name: 'a', annotations: { 'example.com/note': 'noted' } } },
      ),
      made,
    ),
    post(THINGS, thing('b'), made),
    shown(`${THINGS}/a`),
    shown(`${THINGS}/b`),
  ),
  the('a table shows a definition', ...kind({}), {
    ...shown(`${CRDS}/things.NS.example.com`),
  }),
];

/** Objects as people see them: tables, metadata, and other forms of an answer. */
export const tableCases: readonly Case[] = [...rows, ...podRows, ...answers, ...customRows];
