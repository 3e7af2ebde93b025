import { expect, test } from '@jest/globals';
import { argoRig, bus, eventsConfig, sensor, source } from './kubernetes-argo-rig.ts';
import type { Given } from './kubernetes-argo-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const JOBS = '/api/v1/namespaces/jobs';
const APPS = '/apis/apps/v1/namespaces/jobs';
const namesOf = (items: readonly Json[]): string[] => items.map(({ metadata }) => metadata.name);
const FOREVER = 3600;

test('an EventBus becomes a StatefulSet with its Service, configuration, keys and volumes', () => {
  const r = argoRig();
  r.pass(60);
  r.custom(
    'EventBus',
    'default',
    bus({ persistence: { volumeSize: '1Gi', storageClassName: 'managed-csi' } }),
  );
  r.pass(1);
  expect(r.conditions('EventBus', 'default')).toEqual({ Configured: 'True', Deployed: 'True' });
  const { metadata, status } = r.look('EventBus', 'default');
  expect(metadata.finalizers).toEqual(['eventbus-controller']);
  expect(status.config.jetstream).toEqual({
    url: 'nats://eventbus-default-js-svc.jobs.svc:4222',
    accessSecret: { name: 'eventbus-default-js-client-auth', key: 'client-auth' },
    streamConfig: 'maxmsgs: 50000\nreplicas: 3\n',
  });
  expect(namesOf(r.items(`${JOBS}/secrets`))).toEqual([
    'eventbus-default-js-client-auth',
    'eventbus-default-js-server',
  ]);
  expect(namesOf(r.items(`${JOBS}/configmaps`))).toContain('eventbus-default-js-config');
  expect(r.get(`${JOBS}/services/eventbus-default-js-svc`).spec.clusterIP).toBe('None');

  expect(r.get(`${APPS}/statefulsets/eventbus-default-js`).status.readyReplicas ?? 0).toBe(0);
  r.pass(120);
  expect(r.get(`${APPS}/statefulsets/eventbus-default-js`).status.readyReplicas).toBe(3);
  expect(namesOf(r.items(`${JOBS}/persistentvolumeclaims`))).toHaveLength(3);
});

test('an EventSource becomes a Deployment and a Service, a Sensor a Deployment', () => {
  const r = argoRig();
  r.pass(60);
  r.custom('EventBus', 'default', bus());
  r.custom('EventSource', 's', source());
  r.custom('Sensor', 't', sensor());
  r.pass(5);
  expect(r.conditions('EventSource', 's')).toEqual({ SourcesProvided: 'True', Deployed: 'True' });
  expect(r.conditions('Sensor', 't')).toEqual({
    DependenciesProvided: 'True',
    Deployed: 'True',
    TriggersProvided: 'True',
  });
  expect(r.look('EventSource', 's').metadata.finalizers).toEqual(['eventsource-controller']);
  expect(r.look('Sensor', 't').metadata.finalizers).toEqual(['sensor-controller']);
  expect(namesOf(r.items(`${APPS}/deployments`))).toEqual([
    expect.stringMatching(/^s-eventsource-[a-z0-9]{5}$/),
    expect.stringMatching(/^t-sensor-[a-z0-9]{5}$/),
  ]);
  expect(r.get(`${JOBS}/services/s-eventsource-svc`).spec.selector).toEqual({
    controller: 'eventsource-controller',
    'eventsource-name': 's',
    'owner-name': 's',
  });
  r.pass(120);
  expect(r.items(`${APPS}/deployments`).map(({ status }) => status.availableReplicas)).toEqual([1, 1]);
});

test('a changed EventSource keeps its Deployment and gets a new template', () => {
  const r = argoRig();
  r.pass(60);
  r.custom('EventBus', 'default', bus());
  r.custom('EventSource', 's', source());
  r.pass(5);
  const [before] = r.items(`${APPS}/deployments`);
  const path = '/apis/argoproj.io/v1alpha1/namespaces/jobs/eventsources/s';
  r.ask('PATCH', path, { body: { spec: { replicas: 2 } }, type: 'application/merge-patch+json' });
  r.pass(5);
  const [after] = r.items(`${APPS}/deployments`);
  expect(after.metadata.name).toBe(before.metadata.name);
  expect(after.spec.replicas).toBe(2);
  expect(after.metadata.generation).toBe(2);
});

test('a bus that is not there yet holds its EventSource back', () => {
  const r = argoRig();
  r.pass(60);
  r.custom('EventSource', 's', source());
  r.pass(5);
  expect(r.conditions('EventSource', 's')).toEqual({ SourcesProvided: 'True', Deployed: 'EventBusNotFound' });
  r.custom('EventBus', 'default', bus());
  r.pass(10);
  expect(r.conditions('EventSource', 's')).toEqual({ SourcesProvided: 'True', Deployed: 'True' });
});

test.each<[string, string, object, Record<string, string>]>([
  [
    'a bus of an unknown version',
    'EventBus',
    bus({ version: '9' }),
    { Deployed: 'JetStreamStatefulSetFailed' },
  ],
  ['a bus of two', 'EventBus', bus({ replicas: 2 }), { Configured: 'InvalidSpec' }],
  ['a bus of nothing', 'EventBus', {}, { Configured: 'InvalidSpec' }],
  [
    'a source without an endpoint',
    'EventSource',
    source({ webhook: { e: { port: '1' } } }),
    { SourcesProvided: 'InvalidEventSource' },
  ],
  [
    'two events of one name',
    'EventSource',
    source({ calendar: { event: {} } }),
    { SourcesProvided: 'InvalidEventSource' },
  ],
  ['a sensor without a bus', 'Sensor', sensor({ eventBusName: 'no' }), { Deployed: 'EventBusNotFound' }],
])('conditions say what is wrong with %s', (_, kind, spec, expected) => {
  const r = argoRig();
  r.pass(60);
  r.custom(kind, 'bad', spec);
  r.pass(2);
  expect(r.conditions(kind, 'bad')).toMatchObject(expected);
});

test('nobody makes anything of a bus while no controller runs', () => {
  const r = argoRig();
  r.pass(5);
  r.custom('EventBus', 'default', bus());
  r.pass(10);
  expect(r.look('EventBus', 'default').status).toBeUndefined();
  r.pass(60);
  expect(r.conditions('EventBus', 'default')).toMatchObject({ Deployed: 'True' });
});

test('a bus that sources or sensors use is not let go until they are gone', () => {
  const r = argoRig();
  r.pass(60);
  r.custom('EventBus', 'default', bus({ persistence: {} }));
  r.custom('Sensor', 't', sensor());
  r.pass(60);
  r.remove('EventBus', 'default');
  r.pass(60);
  expect(r.look('EventBus', 'default').metadata.deletionTimestamp).toBeDefined();
  r.remove('Sensor', 't');
  // The controller has failed for a while, and tries ever more seldom.
  r.pass(90);
  expect(r.look('EventBus', 'default').code).toBe(404);
  r.pass(120);
  expect(r.items(`${APPS}/statefulsets`)).toEqual([]);
  expect(r.items(`${JOBS}/persistentvolumeclaims`)).toEqual([]);
});

test('without a controller a deleted bus stays, and its namespace with it', () => {
  const r = argoRig();
  r.pass(60);
  r.custom('EventBus', 'default', bus());
  r.pass(60);
  r.stopController();
  r.ask('DELETE', '/api/v1/namespaces/jobs');
  r.pass(FOREVER);
  const { status } = r.get('/api/v1/namespaces/jobs');
  expect(status.phase).toBe('Terminating');
  expect(status.conditions[0].message).toContain('eventbus-controller');
});

test('a namespace with a bus goes while a controller with rights in the whole cluster runs', () => {
  const r = argoRig({ isWide: true });
  r.pass(60);
  r.custom('EventBus', 'default', bus());
  r.custom('EventSource', 's', source());
  r.pass(60);
  r.ask('DELETE', '/api/v1/namespaces/jobs');
  r.pass(180);
  expect(r.get('/api/v1/namespaces/jobs').code).toBe(404);
});

test('a controller whose rights lie in the namespace that goes loses them, and the namespace stays', () => {
  const r = argoRig();
  r.pass(60);
  r.custom('EventBus', 'default', bus());
  r.pass(60);
  r.ask('DELETE', '/api/v1/namespaces/jobs');
  r.pass(FOREVER);
  expect(r.get('/api/v1/namespaces/jobs').status.phase).toBe('Terminating');
});

test('a controller in a namespace looks after the one that it is told, and no other', () => {
  const r = argoRig();
  r.pass(60);
  r.ask('POST', '/apis/argoproj.io/v1alpha1/namespaces/argo/eventbus', {
    body: { apiVersion: 'argoproj.io/v1alpha1', kind: 'EventBus', metadata: { name: 'b' }, spec: bus() },
  });
  r.pass(10);
  expect(r.get('/apis/argoproj.io/v1alpha1/namespaces/argo/eventbus/b').status).toBeUndefined();
});

test('the controller may do what its ServiceAccount may', () => {
  const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const r = argoRig({
    rules: [
      { apiGroups: ['argoproj.io', 'apps'], resources: ['*'], verbs: all },
      { apiGroups: [''], resources: ['configmaps', 'services'], verbs: all },
    ],
  });
  r.pass(60);
  r.custom('EventBus', 'default', bus());
  r.pass(2);
  const [, deployed] = r.look('EventBus', 'default').status.conditions;
  expect(deployed).toMatchObject({
    reason: 'JetStreamAuthSecretsFailed',
    message: expect.stringContaining(
      'User "system:serviceaccount:argo:argo" cannot list resource "secrets" in API group "" in the namespace "jobs"',
    ),
  });
});

test.each<[string, Given, string]>([
  ['a configuration without versions of JetStream', { config: eventsConfig([]) }, 'no jetstream versions'],
  ['a configuration without versions of NATS', { config: eventsConfig(['2'], []) }, 'no stan versions'],
  ['a missing image of its pods', { container: { env: [] } }, 'ARGO_EVENTS_IMAGE'],
  [
    'an unknown key in the ConfigMap of workflows',
    { program: 'workflows', settings: { executer: '{}' } },
    'json: unknown field \\"executer',
  ],
  [
    'a ConfigMap of workflows that is no YAML',
    { program: 'workflows', settings: { executor: 'a: [\nb' } },
    'error converting YAML',
  ],
  [
    'a database that does not answer',
    { program: 'workflows', settings: { persistence: 'postgresql:\n  host: nowhere\n  port: 5432' } },
    'not found',
  ],
  [
    'no name in the election of a leader',
    { program: 'workflows', container: { env: [] } },
    'LEADER_ELECTION_IDENTITY',
  ],
])('a controller crashes over %s', (_, given, words) => {
  const r = argoRig(given);
  r.pass(90);
  const [pod] = r.items('/api/v1/namespaces/argo/pods');
  const [state] = pod.status.containerStatuses;
  expect(state.restartCount).toBeGreaterThan(0);
  expect(r.ask('GET', `/api/v1/namespaces/argo/pods/${pod.metadata.name}/log`).body).toContain(words);
});

const workflow = (image = 'example.azurecr.io/task:1', more: object = {}): object => ({
  entrypoint: 'main',
  templates: [{ name: 'main', container: { image } }],
  ...more,
});

test('a Workflow runs its pods one after the other and succeeds', () => {
  const r = argoRig({ program: 'workflows' });
  r.pass(60);
  const templates = ['a', 'b'].map((name) => ({ name, container: { image: 'example.azurecr.io/task:1' } }));
  r.custom('Workflow', 'w', { entrypoint: 'dag', templates: [{ name: 'dag', dag: {} }, ...templates] });
  r.pass(1);
  expect(r.look('Workflow', 'w').metadata.labels).toMatchObject({
    'workflows.argoproj.io/phase': 'Running',
    'workflows.argoproj.io/completed': 'false',
  });
  r.pass(120);
  const { metadata, status } = r.look('Workflow', 'w');
  expect(status).toMatchObject({ phase: 'Succeeded', progress: '2/2' });
  expect(metadata.labels['workflows.argoproj.io/completed']).toBe('true');
  expect(namesOf(r.items(`${JOBS}/pods`))).toEqual([
    expect.stringMatching(/^w-a-\d+$/),
    expect.stringMatching(/^w-b-\d+$/),
  ]);
});

test('a Workflow whose pod fails has failed', () => {
  const r = argoRig({ program: 'workflows' });
  r.pass(60);
  r.faults.set('k8s.crash', { about: /task:1/ });
  r.custom('Workflow', 'w', workflow());
  r.pass(120);
  expect(r.look('Workflow', 'w').status).toMatchObject({ phase: 'Failed', message: "child 'w' failed" });
});

test('a Workflow of a template has what the template says, and ends in an error without it', () => {
  const r = argoRig({ program: 'workflows' });
  r.pass(60);
  r.custom('WorkflowTemplate', 'flow', workflow());
  r.custom('Workflow', 'w', { workflowTemplateRef: { name: 'flow' } });
  r.custom('Workflow', 'x', { workflowTemplateRef: { name: 'gone' } });
  r.pass(120);
  expect(r.look('Workflow', 'w').status.phase).toBe('Succeeded');
  expect(r.look('Workflow', 'x').status).toMatchObject({
    phase: 'Error',
    message: 'workflowtemplates.argoproj.io "gone" not found',
  });
});

test('a Workflow that is over goes after its time to live, and its pods as it says', () => {
  const defaults =
    'spec:\n  podGC: {strategy: OnWorkflowSuccess}\n  ttlStrategy: {secondsAfterCompletion: 600}';
  const r = argoRig({ program: 'workflows', settings: { workflowDefaults: defaults } });
  r.pass(60);
  r.custom('Workflow', 'w', workflow());
  r.pass(300);
  expect(r.look('Workflow', 'w').status.phase).toBe('Succeeded');
  expect(r.items(`${JOBS}/pods`)).toEqual([]);
  r.pass(600);
  expect(r.look('Workflow', 'w').code).toBe(404);
});

test('a Workflow waits while no controller runs', () => {
  const r = argoRig({ program: 'workflows' });
  r.pass(60);
  r.stopController();
  r.custom('Workflow', 'w', workflow());
  r.pass(FOREVER);
  expect(r.look('Workflow', 'w').status).toBeUndefined();
});

test('a Workflow with artifactGC goes when its controller has let go of it, and stays without a controller', () => {
  const r = argoRig({ program: 'workflows' });
  r.pass(60);
  for (const name of ['one', 'other']) {
    r.custom('Workflow', name, workflow(undefined, { artifactGC: { strategy: 'OnWorkflowDeletion' } }));
  }
  r.pass(60);
  expect(r.look('Workflow', 'one').metadata.finalizers).toEqual(['workflows.argoproj.io/artifact-gc']);
  r.remove('Workflow', 'one');
  r.pass(10);
  expect(r.look('Workflow', 'one').code).toBe(404);
  r.stopController();
  r.remove('Workflow', 'other');
  r.pass(FOREVER);
  expect(r.look('Workflow', 'other').metadata.deletionTimestamp).toBeDefined();
});

test('a CronWorkflow is kept as it is', () => {
  const r = argoRig({ program: 'workflows' });
  r.pass(60);
  r.custom('CronWorkflow', 'c', { schedules: ['* * * * *'], workflowSpec: workflow() });
  r.pass(FOREVER);
  expect(r.look('CronWorkflow', 'c').status).toBeUndefined();
});
