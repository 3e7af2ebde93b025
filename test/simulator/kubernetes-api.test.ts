import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, deployment, job, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const configMap = (name: string, data: object = { a: '1' }): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

test('a missing object is refused with its kind and name', () => {
  const { get } = rig();
  expect(get(`${DEPLOYMENTS}/web`)).toMatchObject({
    code: 404,
    reason: 'NotFound',
    message: 'deployments.apps "web" not found',
    details: { name: 'web', group: 'apps', kind: 'deployments' },
  });
});

test('a created object has a uid, times, versions and the defaults of the server', () => {
  const { json } = rig();
  const made = json('POST', DEPLOYMENTS, { body: deployment('web') });
  expect(made.metadata).toMatchObject({ generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' });
  expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-/);
  expect(made.spec).toMatchObject({
    replicas: 1,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
  });
  expect(made.spec.template.spec).toMatchObject({ restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' });
});

test('a second object of the same name is refused with AlreadyExists', () => {
  const { json } = rig();
  json('POST', `${CORE}/configmaps`, { body: configMap('a') });
  expect(json('POST', `${CORE}/configmaps`, { body: configMap('a') })).toMatchObject({
    code: 409,
    reason: 'AlreadyExists',
    message: 'configmaps "a" already exists',
  });
});

test('generateName ends in random letters', () => {
  const { json } = rig();
  const body = { ...configMap('x'), metadata: { generateName: 'run-' } };
  const made = json('POST', `${CORE}/configmaps`, { body });
  expect(made.metadata.name).toMatch(/^run-[a-z0-9]{5}$/);
});

test('an update from an old version is refused with Conflict', () => {
  const { json } = rig();
  const made = json('POST', `${CORE}/configmaps`, { body: configMap('a') });
  const body = { ...made, data: { a: '2' } };
  expect(json('PUT', `${CORE}/configmaps/a`, { body }).data).toEqual({ a: '2' });
  const again = json('PUT', `${CORE}/configmaps/a`, { body });
  expect(again).toMatchObject({ code: 409, reason: 'Conflict' });
  expect(again.message).toContain(
    'the object has been modified; please apply your changes to the latest version',
  );
});

test('a change of the spec counts the generation up, a change of metadata does not', () => {
  const { apply } = rig();
  const send = (body: object): Json => JSON.parse(apply(`${DEPLOYMENTS}/web`, body).body);
  send(deployment('web'));
  const labelled: Json = deployment('web');
  labelled.metadata.labels = { team: 'a' };
  expect(send(labelled).metadata.generation).toBe(1);
  expect(send({ ...labelled, spec: { ...labelled.spec, replicas: 2 } }).metadata.generation).toBe(2);
});

test('an object of a missing namespace is refused with 404', () => {
  const { apply } = rig();
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'nowhere' } };
  expect(JSON.parse(apply('/api/v1/namespaces/nowhere/configmaps/a', body).body)).toMatchObject({
    code: 404,
    message: 'namespaces "nowhere" not found',
  });
});

test.each([
  ['name', { metadata: { name: 'b' } }, 'the name of the object (b) does not match the name on the URL (a)'],
  [
    'namespace',
    { metadata: { name: 'a', namespace: 'kube-system' } },
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
])('a body that contradicts its path is refused: %s', (_what, extra, message) => {
  const { apply } = rig();
  const answer = apply(`${CORE}/configmaps/a`, { ...configMap('a'), ...extra });
  expect(JSON.parse(answer.body)).toMatchObject({ code: 400, message });
});

test('unknown fields of a create are dropped with a warning, refused when strict, and dropped in silence when asked', () => {
  const { ask, json } = rig();
  const body = { ...configMap('a'), dada: {} };
  const send = (query: Record<string, string>): Json =>
    ask('POST', `${CORE}/configmaps`, { body, query: { dryRun: 'All', ...query } });
  expect(send({})).toMatchObject({ status: 201, headers: { warning: '299 - "unknown field \\"dada\\""' } });
  expect(send({ fieldValidation: 'Ignore' }).headers.warning).toBeUndefined();
  expect(json('POST', `${CORE}/configmaps`, { body, query: { fieldValidation: 'Strict' } })).toMatchObject({
    code: 400,
    message:
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dada"',
  });
});

test('a value of the wrong type is refused with 400', () => {
  const { json } = rig();
  const answer = json('POST', DEPLOYMENTS, { body: deployment('web', { replicas: 'two' }) });
  expect(answer).toMatchObject({ code: 400, reason: 'BadRequest' });
  expect(answer.message).toContain(
    'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  );
});

test('quantities are stored in their canonical form', () => {
  const { json } = rig();
  const resources = { requests: { cpu: '0.5', memory: '1000M' }, limits: { cpu: '2000m', memory: '1024Mi' } };
  const pod = { containers: [{ name: 'main', image: 'a/b:1', resources }] };
  const made = json('POST', DEPLOYMENTS, { body: deployment('web', {}, pod) });
  expect(made.spec.template.spec.containers[0].resources).toEqual({
    requests: { cpu: '500m', memory: '1G' },
    limits: { cpu: '2', memory: '1Gi' },
  });
});

test('a dry run answers like the real thing and stores nothing', () => {
  const { apply, get } = rig();
  const answer = apply(`${DEPLOYMENTS}/web`, deployment('web'), { dryRun: 'All' });
  expect(answer.status).toBe(201);
  expect(JSON.parse(answer.body).spec.replicas).toBe(1);
  expect(get(`${DEPLOYMENTS}/web`).code).toBe(404);
});

test('lists are narrowed by labels and fields and cut into pages', () => {
  const { json, get } = rig();
  for (const [name, tier] of [
    ['a', 'x'],
    ['b', 'y'],
    ['c', 'x'],
  ] as const) {
    const body = { ...configMap(name), metadata: { name, labels: { tier } } };
    json('POST', `${CORE}/configmaps`, { body });
  }
  const names = (query: Record<string, string>): string[] =>
    json('GET', `${CORE}/configmaps`, { query }).items.map(({ metadata }: Json) => metadata.name);
  expect(names({ labelSelector: 'tier=x' })).toEqual(['a', 'c']);
  expect(names({ labelSelector: 'tier notin (x),tier' })).toEqual(['b']);
  expect(names({ labelSelector: '!tier' })).not.toContain('a');
  expect(names({ fieldSelector: 'metadata.name=b' })).toEqual(['b']);
  const page = json('GET', `${CORE}/configmaps`, { query: { limit: '2', labelSelector: 'tier' } });
  expect(page.metadata.remainingItemCount).toBeUndefined();
  expect(names({ labelSelector: 'tier', continue: page.metadata.continue })).toEqual(['c']);
  expect(get('/api/v1/configmaps').items.length).toBeGreaterThan(3);
});

test('a watch tells what changed since a version and closes', () => {
  const { ask, json, get } = rig();
  json('POST', `${CORE}/configmaps`, { body: configMap('a') });
  json('POST', `${CORE}/configmaps`, { body: configMap('b') });
  const { resourceVersion } = get(`${CORE}/configmaps`).metadata;
  ask('PUT', `${CORE}/configmaps/a`, { body: configMap('a', { a: '2' }) });
  ask('DELETE', `${CORE}/configmaps/b`);
  // As Python writes it: a switch is on unless it says false or 0.
  const watch = ask('GET', `${CORE}/configmaps`, { query: { watch: 'True', resourceVersion } });
  const events = watch.body
    .trim()
    .split('\n')
    .map((line): Json => JSON.parse(line));
  const named = events.filter(({ object }) => ['a', 'b'].includes(object.metadata.name));
  expect(named.map(({ type, object }) => [type, object.metadata.name])).toEqual([
    ['MODIFIED', 'a'],
    ['DELETED', 'b'],
  ]);
  expect(watch.headers['content-type']).toBe('application/json');
});

test('the four dialects of PATCH do what they say', () => {
  const { json, ask } = rig();
  json('POST', DEPLOYMENTS, { body: deployment('web') });
  const patch = (type: string, body: unknown): Json =>
    json('PATCH', `${DEPLOYMENTS}/web`, { body, type: `application/${type}+json` });
  expect(patch('merge-patch', { spec: { replicas: 2 } }).spec.replicas).toBe(2);
  const sidecar = { spec: { template: { spec: { containers: [{ name: 'side', image: 'a/side:1' }] } } } };
  expect(patch('strategic-merge-patch', sidecar).spec.template.spec.containers).toHaveLength(2);
  const replaced = patch('json-patch', [{ op: 'replace', path: '/spec/replicas', value: 3 }]);
  expect(replaced.spec.replicas).toBe(3);
  const removed = patch('strategic-merge-patch', {
    spec: { template: { spec: { containers: [{ name: 'side', $patch: 'delete' }] } } },
  });
  expect(removed.spec.template.spec.containers).toHaveLength(1);
  expect(ask('PATCH', `${DEPLOYMENTS}/web`, { body: {}, type: 'application/json' }).status).toBe(415);
});

test('the status is written at its own address only', () => {
  const { json, pass } = rig();
  json('POST', JOBS, { body: job('a', { suspend: true }) });
  pass(1);
  const status = { succeeded: 7 };
  const merge = { body: { status, spec: { parallelism: 3 } }, type: 'application/merge-patch+json' };
  expect(json('PATCH', `${JOBS}/a`, merge).status.succeeded).toBeUndefined();
  const written = json('PATCH', `${JOBS}/a/status`, { ...merge, body: { status, spec: { parallelism: 9 } } });
  expect(written.status.succeeded).toBe(7);
  expect(written.spec.parallelism).toBe(3);
});

test('a Secret takes plain text and gives it back in base64', () => {
  const { apply } = rig();
  const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { key: 'value' } };
  const made: Json = JSON.parse(apply(`${CORE}/secrets/s`, body).body);
  expect(made.data).toEqual({ key: Buffer.from('value').toString('base64') });
  expect(made.stringData).toBeUndefined();
  expect(made.type).toBe('Opaque');
});

test('a Service keeps the address that it was given', () => {
  const { apply } = rig();
  const body = (port: number): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port }] },
  });
  const first: Json = JSON.parse(apply(`${CORE}/services/web`, body(80)).body);
  expect(first.spec.clusterIP).toMatch(/^10\.0\.\d+\.\d+$/);
  expect(first.spec.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
  const second: Json = JSON.parse(apply(`${CORE}/services/web`, body(81)).body);
  expect(second.spec.clusterIP).toBe(first.spec.clusterIP);
});

test('scale reads and writes the number of replicas', () => {
  const { json } = rig();
  json('POST', DEPLOYMENTS, { body: deployment('web') });
  const scaled = json('PATCH', `${DEPLOYMENTS}/web/scale`, {
    body: { spec: { replicas: 3 } },
    type: 'application/merge-patch+json',
  });
  expect(scaled).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
  expect(json('GET', `${DEPLOYMENTS}/web`).spec.replicas).toBe(3);
});
