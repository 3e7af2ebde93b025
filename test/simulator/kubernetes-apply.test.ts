import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, container, deployment, job, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const MAP = `${CORE}/configmaps/a`;
const map = (data: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a' },
  data,
});

test('apply creates what is not there and needs a field manager', () => {
  const { apply, ask, json } = rig();
  const body = map({ a: '1' });
  const answer = json('PATCH', MAP, { body, type: 'application/apply-patch+yaml' });
  expect(answer).toMatchObject({
    code: 422,
    message:
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  });
  expect(apply(MAP, body).status).toBe(201);
  expect(apply(MAP, body).status).toBe(200);
  expect(ask('GET', MAP).status).toBe(200);
});

test('apply writes down which fields it owns', () => {
  const { apply } = rig();
  const made: Json = JSON.parse(apply(`${DEPLOYMENTS}/web`, deployment('web', { replicas: 2 })).body);
  expect(made.metadata.managedFields).toHaveLength(1);
  const [entry] = made.metadata.managedFields;
  expect(entry).toMatchObject({ manager: 'metaflow-azure', operation: 'Apply', apiVersion: 'apps/v1' });
  expect(entry.fieldsV1['f:spec']).toEqual({
    'f:replicas': {},
    'f:selector': {},
    'f:template': {
      'f:metadata': { 'f:labels': { 'f:app': {} } },
      'f:spec': { 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
    },
  });
});

test('applying the same again changes no version, whatever time passes', () => {
  const { apply, pass, get } = rig();
  apply(`${DEPLOYMENTS}/web`, deployment('web'));
  pass(120);
  const before = get(`${DEPLOYMENTS}/web`);
  pass(60);
  const after: Json = JSON.parse(apply(`${DEPLOYMENTS}/web`, deployment('web')).body);
  expect(after).toEqual(before);
});

test('a field that its only manager no longer applies goes away', () => {
  const { apply, get } = rig();
  apply(MAP, map({ a: '1', b: '2' }));
  apply(MAP, map({ b: '2' }));
  expect(get(MAP).data).toEqual({ b: '2' });
});

test('a list item that is no longer applied goes with its defaults', () => {
  const { apply, get } = rig();
  const both = { containers: [container(), container({ name: 'side' })] };
  apply(`${DEPLOYMENTS}/web`, deployment('web', {}, both));
  apply(`${DEPLOYMENTS}/web`, deployment('web'));
  const names = get(`${DEPLOYMENTS}/web`).spec.template.spec.containers.map(({ name }: Json) => name);
  expect(names).toEqual(['main']);
});

test('a field that another manager owns too stays', () => {
  const { apply, get } = rig();
  apply(MAP, map({ a: '1', b: '2' }));
  apply(MAP, map({ a: '1' }), { fieldManager: 'other' });
  apply(MAP, map({ b: '2' }));
  expect(get(MAP).data).toEqual({ a: '1', b: '2' });
});

test('a field of another manager with another value is a conflict', () => {
  const { apply, get } = rig();
  apply(MAP, map({ a: '1' }), { fieldManager: 'other' });
  const answer = apply(MAP, map({ a: '2' }));
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 409,
    reason: 'Conflict',
    message: 'Apply failed with 1 conflict: conflict with "other": .data.a',
    details: {
      causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "other"', field: '.data.a' }],
    },
  });
  expect(get(MAP).data).toEqual({ a: '1' });
});

test('a conflict names the version of an update and every field', () => {
  const { apply, json } = rig();
  const query = { fieldManager: 'kubectl' };
  json('POST', `${CORE}/configmaps`, { body: map({ a: '1', b: '1' }), query });
  expect(JSON.parse(apply(MAP, map({ a: '2', b: '2' })).body).message).toBe(
    'Apply failed with 2 conflicts: conflicts with "kubectl" using v1:\n- .data.a\n- .data.b',
  );
});

test('force takes the field and its ownership', () => {
  const { apply, get } = rig();
  apply(MAP, map({ a: '1' }), { fieldManager: 'other' });
  expect(apply(MAP, map({ a: '2' }), { force: 'true' }).status).toBe(200);
  const { data, metadata } = get(MAP);
  expect(data).toEqual({ a: '2' });
  expect(metadata.managedFields.map(({ manager }: Json) => manager)).toEqual(['metaflow-azure']);
});

test('an update takes the ownership of what it changes', () => {
  const { apply, json, get } = rig();
  apply(MAP, map({ a: '1', b: '1' }));
  json('PATCH', MAP, {
    body: { data: { a: '9' } },
    type: 'application/merge-patch+json',
    query: { fieldManager: 'editor' },
  });
  const owners = get(MAP).metadata.managedFields.map(({ manager, fieldsV1 }: Json) => [manager, fieldsV1]);
  expect(owners).toEqual([
    ['metaflow-azure', { 'f:data': { 'f:b': {} } }],
    ['editor', { 'f:data': { 'f:a': {} } }],
  ]);
});

test('an unknown field fails an apply with 500, however lenient the validation', () => {
  const { apply } = rig();
  const body = deployment('web', { replicaz: 2 });
  for (const fieldValidation of ['Strict', 'Warn', 'Ignore']) {
    expect(JSON.parse(apply(`${DEPLOYMENTS}/web`, body, { fieldValidation }).body)).toMatchObject({
      code: 500,
      message:
        'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replicaz: field not declared in schema',
    });
  }
});

test('an apply may not bring managed fields along', () => {
  const { apply } = rig();
  const body = { ...map({ a: '1' }), metadata: { name: 'a', managedFields: [{ manager: 'x' }] } };
  expect(JSON.parse(apply(MAP, body).body)).toMatchObject({
    code: 400,
    message: 'metadata.managedFields must be nil',
  });
});

test('an apply with an old resource version is a conflict', () => {
  const { apply } = rig();
  const made: Json = JSON.parse(apply(MAP, map({ a: '1' })).body);
  const stale = {
    ...map({ a: '3' }),
    metadata: { name: 'a', resourceVersion: made.metadata.resourceVersion },
  };
  expect(apply(MAP, map({ a: '2' })).status).toBe(200);
  expect(apply(MAP, stale).status).toBe(409);
});

test('what others added to a list keeps its place', () => {
  const { apply, get } = rig();
  apply(`${DEPLOYMENTS}/web`, deployment('web', {}, { containers: [container({ name: 'injected' })] }), {
    fieldManager: 'mesh',
  });
  apply(`${DEPLOYMENTS}/web`, deployment('web'), { force: 'true' });
  const names = get(`${DEPLOYMENTS}/web`).spec.template.spec.containers.map(({ name }: Json) => name);
  expect(names).toEqual(['injected', 'main']);
});

test('a Job that ran is applied again without a change', () => {
  const { apply, pass, get } = rig();
  apply(`${JOBS}/a`, job('a'));
  pass(120);
  const done = get(`${JOBS}/a`);
  const again = apply(`${JOBS}/a`, job('a'));
  expect(again.status).toBe(200);
  expect(JSON.parse(again.body)).toEqual(done);
});
