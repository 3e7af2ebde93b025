import {
  account,
  binding,
  budget,
  configMap,
  definition,
  deployment,
  job,
  pod,
  role,
  thing,
} from './bodies.ts';
import {
  APPS,
  BATCH,
  CORE,
  RBAC,
  apply,
  del,
  get,
  jsonPatch,
  merge,
  post,
  put,
  strategic,
  the,
  type Case,
  type Json,
} from './case.ts';

const DEPLOYMENTS = `${APPS}/deployments`;
const PODS = `${CORE}/pods`;
const MAPS = `${CORE}/configmaps`;
const ready = get(`${CORE}/serviceaccounts/default`, { until: (body) => body.kind === 'ServiceAccount' });
const nowhere = { nodeSelector: { nowhere: 'at-all' } };
const kindAndName = (body: Json): unknown =>
  body.kind === 'Status' ? body : `${body.kind} ${body.metadata?.name}`;
const made = { see: kindAndName };

/** Discovery, and what is refused before any object is looked at. */
export const apiCases: readonly Case[] = [
  the('the core group tells its version', get('/api', { see: (body) => [body.kind, body.versions] })),
  the('a group tells its versions', get('/apis/apps')),
  the('an unknown group is a plain 404', get('/apis/nope.example.com/v1')),
  the('an unknown version of a group is a plain 404', get('/apis/apps/v9')),
  the('an unknown address is a plain 404', get('/nonsense')),
  the('an unknown resource is a Status', get(`${CORE}/nonsense`)),
  the('an unknown resource of a group is a Status', get(`${APPS}/nonsense/a`)),
  the(
    'an unknown part of an object is a Status',
    post(MAPS, configMap('a'), made),
    get(`${MAPS}/a/nonsense`),
  ),
  the('a token that nobody has is refused', get(MAPS, { token: 'nonsense' })),
  the('no token is refused', get(MAPS, { token: '' })),
  ...(
    [
      [
        '/api/v1',
        [
          'configmaps',
          'namespaces',
          'pods',
          'pods/eviction',
          'pods/log',
          'secrets',
          'serviceaccounts',
          'serviceaccounts/token',
          'services',
          'persistentvolumeclaims',
          'events',
          'nodes',
        ],
      ],
      [
        '/apis/apps/v1',
        [
          'deployments',
          'deployments/scale',
          'deployments/status',
          'statefulsets',
          'replicasets',
          'daemonsets',
        ],
      ],
      ['/apis/batch/v1', ['jobs', 'jobs/status', 'cronjobs']],
      [
        '/apis/rbac.authorization.k8s.io/v1',
        ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
      ],
      ['/apis/policy/v1', ['poddisruptionbudgets', 'poddisruptionbudgets/status']],
    ] as const
  ).map(([path, names]) =>
    the(
      `discovery of ${path}`,
      get(path, {
        see: (body) => [
          body.kind,
          body.groupVersion,
          names.map((name) => {
            const found = body.resources.find((one: Json) => one.name === name) ?? {};
            const { storageVersionHash: _h, ...rest } = found;
            return rest;
          }),
        ],
      }),
    ),
  ),
];

/** Deleting, finalizers and namespaces. */
export const deletionCases: readonly Case[] = [
  the(
    'a finalizer holds an object',
    post(MAPS, configMap('a', {}, { finalizers: ['example.com/mine'] })),
    del(`${MAPS}/a`),
    get(`${MAPS}/a`),
    merge(`${MAPS}/a`, { data: { b: '2' } }),
    merge(`${MAPS}/a`, { metadata: { finalizers: null } }),
    get(`${MAPS}/a`),
  ),
  the(
    'no finalizer is added to what goes',
    post(MAPS, configMap('a', {}, { finalizers: ['example.com/mine'] }), made),
    del(`${MAPS}/a`, undefined, made),
    merge(`${MAPS}/a`, { metadata: { finalizers: ['example.com/mine', 'example.com/other'] } }),
  ),
  the(
    'a deletion of another identity is refused',
    post(MAPS, configMap('a'), made),
    del(`${MAPS}/a`, {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: { uid: '00000000-0000-0000-0000-000000000001' },
    }),
  ),
  the(
    'a deletion of another version is refused',
    post(MAPS, configMap('a'), made),
    del(`${MAPS}/a`, { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { resourceVersion: '1' } }),
  ),
  the(
    'an unknown way of deleting is refused',
    post(MAPS, configMap('a'), made),
    del(`${MAPS}/a`, undefined, { query: { propagationPolicy: 'Sideways' } }),
  ),
  the(
    'a way of deleting in the body',
    post(DEPLOYMENTS, deployment('a'), made),
    del(
      `${DEPLOYMENTS}/a`,
      { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' },
      { see: (body) => [body.metadata?.finalizers, body.status?.constructor?.name] },
    ),
  ),
  the(
    'foreground deletion marks first',
    post(DEPLOYMENTS, deployment('a'), made),
    del(`${DEPLOYMENTS}/a`, undefined, {
      query: { propagationPolicy: 'Foreground' },
      see: (body) => [
        body.kind,
        body.metadata?.finalizers,
        body.metadata?.deletionGracePeriodSeconds,
        body.metadata?.generation,
      ],
    }),
    get(`${DEPLOYMENTS}/a`, { until: (body) => body.reason === 'NotFound' }),
  ),
  the(
    'orphaning deletion marks first',
    post(DEPLOYMENTS, deployment('a'), made),
    del(`${DEPLOYMENTS}/a`, undefined, {
      query: { propagationPolicy: 'Orphan' },
      see: (body) => [body.kind, body.metadata?.finalizers],
    }),
    get(`${DEPLOYMENTS}/a`, { until: (body) => body.reason === 'NotFound' }),
  ),
  the(
    'background deletion answers with a Status',
    post(DEPLOYMENTS, deployment('a'), made),
    del(`${DEPLOYMENTS}/a`),
  ),
  the(
    'a deleted Job warns of its pods',
    post(`${BATCH}/jobs`, job('a'), made),
    get(`${BATCH}/jobs/a`, { until: (body) => body.status?.conditions?.length > 0 }),
    del(`${BATCH}/jobs/a`),
  ),
  the(
    'a pod that never ran goes at once',
    ready,
    post(PODS, pod('a', nowhere), made),
    del(`${PODS}/a`, undefined, { see: (body) => [body.kind, body.metadata?.deletionGracePeriodSeconds] }),
    get(`${PODS}/a`),
  ),
  the(
    'a negative grace is refused',
    ready,
    post(PODS, pod('a', nowhere), made),
    del(`${PODS}/a`, undefined, { query: { gracePeriodSeconds: '-5' }, see: (body) => body.kind }),
  ),
  the(
    'a namespace that goes says so and takes nothing',
    post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'NS-gone' } }),
    post(
      '/api/v1/namespaces/NS-gone/configmaps',
      configMap('held', {}, { finalizers: ['example.com/mine'] }),
      made,
    ),
    del('/api/v1/namespaces/NS-gone', undefined, {
      see: (body) => [body.kind, body.status?.phase, body.spec],
    }),
    post('/api/v1/namespaces/NS-gone/configmaps', configMap('late')),
    get('/api/v1/namespaces/NS-gone', { see: (body) => body.status.phase }),
    merge('/api/v1/namespaces/NS-gone/configmaps/held', { metadata: { finalizers: null } }, made),
    get('/api/v1/namespaces/NS-gone', { until: (body) => body.reason === 'NotFound' }),
    get('/api/v1/namespaces/NS-gone'),
  ),
  the(
    'the namespaces of the system stay',
    del('/api/v1/namespaces/kube-system'),
    del('/api/v1/namespaces/default'),
  ),
  the(
    'a namespace is created with a phase and a label',
    post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'NS-new' } }),
  ),
  the('collections of namespaces are not deleted', del('/api/v1/namespaces')),
];

/** Parts of objects with addresses of their own. */
export const subresourceCases: readonly Case[] = [
  the(
    'the status is written at its own address only',
    post(DEPLOYMENTS, deployment('a'), made),
    get(`${DEPLOYMENTS}/a`, { until: (body) => body.status?.observedGeneration === 1 }),
    merge(`${DEPLOYMENTS}/a`, { status: { replicas: 7 } }, { see: (body) => body.status.replicas ?? 0 }),
    merge(
      `${DEPLOYMENTS}/a/status`,
      { status: { conditions: [{ type: 'Mine', status: 'True' }] }, spec: { replicas: 9 } },
      {
        see: (body) => [
          body.spec.replicas,
          body.status.conditions.map((one: Json) => one.type).includes('Mine'),
        ],
      },
    ),
    get(`${DEPLOYMENTS}/a/status`, made),
  ),
  the(
    'scale is read and written',
    post(DEPLOYMENTS, deployment('a'), made),
    get(`${DEPLOYMENTS}/a/scale`),
    put(`${DEPLOYMENTS}/a/scale`, {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'a', namespace: 'NS' },
      spec: { replicas: 0 },
    }),
    merge(`${DEPLOYMENTS}/a/scale`, { spec: { replicas: -1 } }),
  ),
  the(
    'a budget holds an eviction back',
    ready,
    post('/apis/policy/v1/namespaces/NS/poddisruptionbudgets', budget('a'), made),
    post(PODS, pod('a'), made),
    get(`${PODS}/a`, {
      until: (body) =>
        body.status.conditions?.some((one: Json) => one.type === 'Ready' && one.status === 'True'),
    }),
    get('/apis/policy/v1/namespaces/NS/poddisruptionbudgets/a', {
      until: (body) => body.status.currentHealthy === 1,
    }),
    post(`${PODS}/a/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'a', namespace: 'NS' },
    }),
  ),
  the(
    'an eviction without a budget is a deletion',
    ready,
    post(PODS, pod('a', nowhere), made),
    post(`${PODS}/a/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'a', namespace: 'NS' },
    }),
  ),
  the(
    'an eviction of what is not there is not found',
    post(`${PODS}/none/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'none', namespace: 'NS' },
    }),
  ),
  the(
    'a token of a ServiceAccount',
    ready,
    post(
      `${CORE}/serviceaccounts/default/token`,
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } },
      {
        see: (body) => [
          body.kind,
          body.metadata,
          { ...body.spec, audiences: 'not judged' },
          Object.keys(body.status),
        ],
      },
    ),
  ),
  the(
    'a token for too short a time is refused',
    ready,
    post(`${CORE}/serviceaccounts/default/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 1 },
    }),
  ),
  the(
    'a token of nobody is not found',
    post(`${CORE}/serviceaccounts/none/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    }),
  ),
  the('logs of what is not there are not found', get(`${PODS}/none/log`)),
  the(
    'logs of a pod without a node are empty',
    ready,
    post(PODS, pod('a', nowhere), made),
    get(`${PODS}/a/log`),
  ),
  the(
    'logs of an unknown container are refused',
    ready,
    post(PODS, pod('a', nowhere), made),
    get(`${PODS}/a/log`, { query: { container: 'other' } }),
  ),
  the(
    'logs of one of two containers need a name',
    ready,
    post(
      PODS,
      pod('a', {
        ...nowhere,
        containers: [
          { name: 'x', image: 'example.com/x' },
          { name: 'y', image: 'example.com/y' },
        ],
      }),
      made,
    ),
    get(`${PODS}/a/log`),
  ),
];

const tokenOf = (index: number) => ({
  token: (bodies: readonly Json[]) => String(bodies[index].status.token),
});
const somebody = [
  post(`${CORE}/serviceaccounts`, account('somebody'), made),
  post(
    `${CORE}/serviceaccounts/somebody/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    { see: (body) => body.kind },
  ),
];
const ROLES = `${RBAC}/namespaces/NS/roles`;
const BINDINGS = `${RBAC}/namespaces/NS/rolebindings`;
const readsMaps = role('reader', { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] });
const review = (attributes: object) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectAccessReview',
  spec: { resourceAttributes: attributes },
});

const selfReview = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const rulesReview = (spec: object) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectRulesReview',
  spec,
});

/** Rights and pod security. */
export const securityCases: readonly Case[] = [
  the(
    'an account without rights is refused in words',
    ...somebody,
    get(MAPS, tokenOf(1)),
    get('/api/v1/configmaps', tokenOf(1)),
    post(MAPS, configMap('a'), tokenOf(1)),
    get(`${MAPS}/a`, tokenOf(1)),
    del(`${MAPS}/a`, undefined, tokenOf(1)),
    get('/api/v1/nodes', tokenOf(1)),
    get(`${PODS}/a/log`, tokenOf(1)),
  ),
  the(
    'a Role gives what it says and no more',
    ...somebody,
    post(ROLES, readsMaps),
    post(BINDINGS, binding('reader', 'reader', 'somebody')),
    get(`${MAPS}/none`, { ...tokenOf(1), until: (body) => body.reason === 'NotFound' }),
    get(`${MAPS}/none`, tokenOf(1)),
    del(`${MAPS}/none`, undefined, tokenOf(1)),
  ),
  the(
    'an account asks who it is and what it may do',
    ...somebody,
    post(ROLES, readsMaps, made),
    post(BINDINGS, binding('reader', 'reader', 'somebody'), made),
    get(`${MAPS}/none`, { ...tokenOf(1), until: (body) => body.reason === 'NotFound' }),
    post('/apis/authentication.k8s.io/v1/selfsubjectreviews', selfReview, {
      ...tokenOf(1),
      see: ({ status, ...body }) => [body, status.userInfo.username, status.userInfo.groups],
    }),
    post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', rulesReview({ namespace: 'NS' }), {
      ...tokenOf(1),
      see: ({ status, ...body }) => [body, status.incomplete, status.resourceRules],
    }),
    post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', rulesReview({}), tokenOf(1)),
  ),
  the(
    'nobody gives rights that he lacks',
    ...somebody,
    post(
      ROLES,
      role('maker', {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['roles', 'rolebindings'],
        verbs: ['create'],
      }),
      made,
    ),
    post(BINDINGS, binding('maker', 'maker', 'somebody'), made),
    post(ROLES, role('more', { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }), {
      ...tokenOf(1),
      until: (body) => !String(body.message).includes('cannot create resource'),
    }),
    post(ROLES, role('more', { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }), tokenOf(1)),
  ),
  the(
    'an access review of oneself',
    post(
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      review({ namespace: 'NS', verb: 'get', resource: 'pods' }),
    ),
    ...somebody,
    post(
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      review({ namespace: 'NS', verb: 'get', resource: 'pods' }),
      tokenOf(2),
    ),
  ),
  the(
    'an access review of somebody else',
    post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: 'system:serviceaccount:NS:default',
        resourceAttributes: { namespace: 'NS', verb: 'get', resource: 'secrets' },
      },
    }),
  ),
  the(
    'an access review about nothing is refused',
    post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {},
    }),
  ),
  the('a Role without verbs is refused', post(ROLES, role('bad', { apiGroups: [''], resources: ['pods'] }))),
  the('a Role about nothing is refused', post(ROLES, role('bad', { verbs: ['get'] }))),
  the(
    'a binding never changes its role',
    post(ROLES, readsMaps, made),
    post(BINDINGS, binding('reader', 'reader', 'somebody'), made),
    merge(`${BINDINGS}/reader`, { roleRef: { name: 'other' } }),
  ),
  the(
    'a binding without a subject’s name is refused',
    post(BINDINGS, {
      ...binding('reader', 'reader'),
      subjects: [{ kind: 'ServiceAccount', namespace: 'NS' }],
    }),
  ),
  the(
    'a binding of an unknown kind is refused',
    post(BINDINGS, { ...binding('reader', 'reader'), subjects: [{ kind: 'Robot', name: 'x' }] }),
  ),
  the('a pod of a missing account is refused', ready, post(PODS, pod('a', { serviceAccountName: 'none' }))),
  the(
    'a pod of a missing PriorityClass is refused',
    ready,
    post(PODS, pod('a', { priorityClassName: 'none' })),
  ),
  ...(['baseline', 'restricted'] as const).flatMap((level) => [
    the(
      `a namespace that enforces ${level} refuses a privileged pod`,
      ready,
      merge(
        '/api/v1/namespaces/NS',
        { metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } } },
        made,
      ),
      post(
        PODS,
        pod(
          'a',
          { hostNetwork: true, volumes: [{ name: 'h', hostPath: { path: '/' } }] },
          { securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } } },
        ),
      ),
    ),
    the(
      `a namespace that warns of ${level} warns of templates`,
      merge(
        '/api/v1/namespaces/NS',
        { metadata: { labels: { 'pod-security.kubernetes.io/warn': level } } },
        made,
      ),
      post(DEPLOYMENTS, deployment('a', {}, { hostPID: true }), made),
    ),
  ]),
  the(
    'a namespace that enforces restricted refuses a plain pod',
    ready,
    merge(
      '/api/v1/namespaces/NS',
      { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
      made,
    ),
    post(PODS, pod('a')),
  ),
  the(
    'a namespace that enforces restricted takes a hardened pod',
    ready,
    merge(
      '/api/v1/namespaces/NS',
      { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
      made,
    ),
    post(
      PODS,
      pod(
        'a',
        { ...nowhere, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
        { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
      ),
      made,
    ),
  ),
  the(
    'an unknown level of pod security is refused',
    merge('/api/v1/namespaces/NS', {
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'harsh' } },
    }),
  ),
];

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const CRD = `${CRDS}/things.NS.example.com`;
const THINGS = '/apis/NS.example.com/v1/namespaces/NS/things';
const isServed = [
  get(CRD, {
    until: (body) =>
      body.status?.conditions?.some((one: Json) => one.type === 'Established' && one.status === 'True'),
  }),
  get(THINGS, { until: (body) => body.kind === 'ThingList' }),
];
const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 9 },
        colour: { type: 'string', enum: ['red', 'blue'], default: 'red' },
        name: { type: 'string', maxLength: 3, pattern: '^[a-z]*$' },
        list: { type: 'array', maxItems: 2, items: { type: 'string' } },
        open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    status: { type: 'object', properties: { phase: { type: 'string' } } },
  },
};
const kind = (extra: object = {}) => [post(CRDS, definition(schema, extra), made), ...isServed];
const refusedThing = (what: string, spec: object): Case =>
  the(`a custom object is refused: ${what}`, ...kind(), post(THINGS, thing('a', spec)));

/** Definitions and objects of kinds of one's own. */
export const customCases: readonly Case[] = [
  the('a definition fills in its names', post(CRDS, definition(schema))),
  the(
    'a definition is served and tells its names',
    ...kind(),
    get(CRD, {
      see: (body) => [
        body.status.acceptedNames,
        body.status.storedVersions,
        body.status.conditions.map((one: Json) => [one.type, one.status, one.reason, one.message]),
      ],
    }),
  ),
  the(
    'discovery tells a new kind',
    ...kind(),
    get('/apis/NS.example.com/v1', {
      see: (body) => [
        body.groupVersion,
        body.resources.map(({ storageVersionHash: _h, ...rest }: Json) => rest),
      ],
    }),
  ),
  the(
    'a definition must be named after its kind',
    post(CRDS, { ...definition(schema), metadata: { name: 'other.NS.example.com' } }),
  ),
  the('a definition without a schema is refused', post(CRDS, definition(schema, { schema: undefined }))),
  the('a definition whose schema has no type is refused', post(CRDS, definition({ properties: {} }))),
  the('a definition without a stored version is refused', post(CRDS, definition(schema, { storage: false }))),
  the(
    'a definition of an unknown scope is refused',
    post(CRDS, definition(schema, {}, { scope: 'Everywhere' })),
  ),
  the('a definition never changes its scope', ...kind(), merge(CRD, { spec: { scope: 'Cluster' } })),
  the(
    'a custom object is created with defaults',
    ...kind(),
    post(THINGS, thing('a', { size: 1 })),
    get(`${THINGS}/a`),
  ),
  the(
    'undeclared fields are pruned with a warning, open ones kept',
    ...kind(),
    post(THINGS, thing('a', { size: 1, bogus: 1, open: { any: [1, 'x'] } })),
  ),
  the(
    'undeclared fields are refused when strict',
    ...kind(),
    post(THINGS, thing('a', { size: 1, bogus: 1 }), { query: { fieldValidation: 'Strict' } }),
  ),
  refusedThing('a required field is missing', {}),
  refusedThing('a number too big', { size: 10 }),
  refusedThing('a number too small', { size: 0 }),
  refusedThing('a text for a number', { size: 'big' }),
  refusedThing('a value not among the choices', { size: 1, colour: 'green' }),
  refusedThing('a text too long and not of the pattern', { size: 1, name: 'ABCD' }),
  refusedThing('a list too long', { size: 1, list: ['a', 'b', 'c'] }),
  refusedThing('a null where there may be none', { size: null }),
  the(
    'a null of a field with a default is the default',
    ...kind(),
    post(THINGS, thing('a', { size: 1, colour: null })),
  ),
  the(
    'a custom object is replaced with its version only',
    ...kind(),
    post(THINGS, thing('a', { size: 1 })),
    put(`${THINGS}/a`, thing('a', { size: 2 })),
    put(`${THINGS}/a`, (bodies: Json[]) => ({ ...bodies.at(-2), spec: { size: 3 } })),
  ),
  the(
    'a custom object takes merges and operations',
    ...kind(),
    post(THINGS, thing('a', { size: 1 })),
    merge(`${THINGS}/a`, { spec: { size: 2 } }),
    jsonPatch(`${THINGS}/a`, [{ op: 'replace', path: '/spec/size', value: 3 }]),
  ),
  the(
    'a custom object takes no strategic merge',
    ...kind(),
    post(THINGS, thing('a', { size: 1 }), made),
    strategic(`${THINGS}/a`, { spec: { size: 2 } }),
  ),
  the(
    'a custom object is applied',
    ...kind(),
    apply(`${THINGS}/a`, thing('a', { size: 1 })),
    apply(`${THINGS}/a`, thing('a', { size: 2 })),
    apply(`${THINGS}/a`, thing('a', { size: 3 }), { query: { fieldManager: 'other' } }),
  ),
  the(
    'an unknown field of an applied custom object',
    ...kind(),
    apply(`${THINGS}/a`, thing('a', { size: 1, bogus: 1 })),
    apply(`${THINGS}/b`, thing('b', { size: 1, bogus: 1 }), { query: { fieldValidation: 'Strict' } }),
  ),
  the(
    'a status without an address of its own is a field',
    ...kind(),
    post(THINGS, thing('a', { size: 1 }, { status: { phase: 'x' } })),
    merge(`${THINGS}/a/status`, { status: { phase: 'y' } }),
  ),
  the(
    'a status at its own address is nobody’s else',
    ...kind({ subresources: { status: {} } }),
    post(THINGS, thing('a', { size: 1 }, { status: { phase: 'x' } })),
    merge(`${THINGS}/a/status`, { status: { phase: 'y' }, spec: { size: 5 } }),
    merge(`${THINGS}/a`, { status: { phase: 'z' }, spec: { size: 6 } }),
  ),
  the(
    'a definition that goes takes its objects',
    ...kind(),
    post(THINGS, thing('a', { size: 1 }), made),
    del(CRD, undefined, made),
    get(CRD, { until: (body) => body.reason === 'NotFound' }),
    get(THINGS),
  ),
  the(
    'a second definition of the same names is not accepted',
    ...kind(),
    post(
      CRDS,
      {
        ...definition(schema),
        metadata: { name: 'things2.NS.example.com' },
        spec: { ...(definition(schema) as Json).spec, names: { plural: 'things2', kind: 'Thing' } },
      },
      made,
    ),
    get(`${CRDS}/things2.NS.example.com`, { until: (body) => body.status?.conditions?.length > 0 }),
    get(`${CRDS}/things2.NS.example.com`, {
      see: (body) =>
        body.status.conditions.map((one: Json) => [one.type, one.status, one.reason, one.message]),
    }),
  ),
];
