import { expect, test } from '@jest/globals';
import { rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const definition = (schema: object = {}): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'cronworkflows.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind: 'CronWorkflow', plural: 'cronworkflows', shortNames: ['cwf'] },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['metadata', 'spec'],
            properties: {
              apiVersion: { type: 'string' },
              kind: { type: 'string' },
              metadata: { type: 'object' },
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, ...schema },
            },
          },
        },
      },
    ],
  },
});
const cron = (spec: object): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'CronWorkflow',
  metadata: { name: 'c' },
  spec,
});
const CRON = '/apis/argoproj.io/v1alpha1/namespaces/default/cronworkflows/c';

test('a CustomResourceDefinition is served a moment after it was made', () => {
  const r = rig();
  const path = `${CRDS}/cronworkflows.argoproj.io`;
  expect(r.apply(path, definition()).status).toBe(201);
  r.pass(1);
  expect(r.apply(CRON, cron({})).body).toBe('404 page not found\n');
  r.pass(2);
  const { conditions } = r.get(path).status;
  expect(conditions.map(({ type, status }: Json) => [type, status])).toEqual([
    ['NamesAccepted', 'True'],
    ['Established', 'True'],
  ]);
  expect(r.get('/apis/argoproj.io/v1alpha1').resources[0]).toMatchObject({
    name: 'cronworkflows',
    kind: 'CronWorkflow',
  });
  expect(r.apply(CRON, cron({ anything: { goes: [1] } })).status).toBe(201);
  expect(r.get(CRON).spec).toEqual({ anything: { goes: [1] } });
});

test('custom objects are validated by the schema of their definition', () => {
  const r = rig();
  const schema = {
    required: ['schedules'],
    properties: {
      schedules: { type: 'array', items: { type: 'string' } },
      limit: { type: 'integer', minimum: 1 },
    },
  };
  r.apply(`${CRDS}/cronworkflows.argoproj.io`, definition(schema));
  r.pass(3);
  expect(JSON.parse(r.apply(CRON, cron({ schedule: '@daily' })).body)).toMatchObject({
    code: 422,
    message: 'CronWorkflow.argoproj.io "c" is invalid: spec.schedules: Required value',
  });
  const path = CRON.replace(/\/c$/, '');
  const wrong = r.json('POST', path, { body: cron({ schedules: [], limit: 0 }) });
  expect(wrong.message).toContain('spec.limit in body should be greater than or equal to 1');
  expect(r.json('POST', path, { body: cron({ schedules: 'x' }) }).message).toContain(
    'spec.schedules in body must be of type array: "string"',
  );
  expect(r.json('POST', path, { body: cron({ schedules: [] }) }).spec.schedules).toEqual([]);
});

test('undeclared fields of custom objects are pruned unless the schema keeps them', () => {
  const r = rig();
  r.apply(
    `${CRDS}/cronworkflows.argoproj.io`,
    definition({ 'x-kubernetes-preserve-unknown-fields': false, properties: { a: { type: 'string' } } }),
  );
  r.pass(3);
  const made = r.ask('POST', CRON.replace(/\/c$/, ''), { body: cron({ a: 'x', b: 'y' }) });
  expect(JSON.parse(made.body).spec).toEqual({ a: 'x' });
  expect(made.headers['warning']).toContain('unknown field');
});

test('a definition that goes takes its objects along', () => {
  const r = rig();
  const path = `${CRDS}/cronworkflows.argoproj.io`;
  r.apply(path, definition());
  r.pass(3);
  r.apply(CRON, cron({}));
  r.ask('DELETE', path);
  r.pass(5);
  expect(r.get(path).code).toBe(404);
  expect(r.ask('GET', CRON).body).toBe('404 page not found\n');
});

test('a definition must be named after its kind', () => {
  const body: Json = definition();
  body.metadata.name = 'wrong';
  expect(rig().json('POST', CRDS, { body })).toMatchObject({ code: 422 });
});

test('a definition whose names another one has is not served', () => {
  const r = rig();
  r.apply(`${CRDS}/cronworkflows.argoproj.io`, definition());
  r.pass(5);
  const { spec, ...rest } = definition() as Json;
  const other = { kind: 'CronWorkflow', plural: 'others' };
  const body = { ...rest, metadata: { name: 'others.argoproj.io' }, spec: { ...spec, names: other } };
  r.apply(`${CRDS}/others.argoproj.io`, body);
  r.pass(5);
  expect(r.get(`${CRDS}/others.argoproj.io`).status.conditions).toMatchObject([
    { type: 'NamesAccepted', status: 'False', message: '"CronWorkflowList" is already in use' },
    { type: 'Established', status: 'False', reason: 'NotAccepted' },
  ]);
  expect(r.ask('GET', '/apis/argoproj.io/v1alpha1/namespaces/default/others').status).toBe(404);
});

test('a definition gives up the names that it no longer asks for', () => {
  const r = rig();
  const at = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.com';
  const body = (names: object): object => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing', ...names },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  });
  const accepted = (names: object): Json => {
    r.apply(at, body(names));
    r.pass(5);
    return r.get(at).status.acceptedNames;
  };
  expect(accepted({ shortNames: ['th'], categories: ['all'] })).toMatchObject({ shortNames: ['th'] });
  const now = accepted({});
  expect([now.plural, now.shortNames, now.categories]).toEqual(['things', undefined, undefined]);
});

test('a body that is nested too deep is refused with 400', () => {
  const r = rig();
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const { metadata, spec, ...rest } = definition() as Json;
  const versions = [{ ...spec.versions[0], schema }];
  r.apply(`${CRDS}/${metadata.name}`, { ...rest, metadata, spec: { ...spec, versions } });
  r.pass(5);
  const { group, names } = spec;
  const type = { apiVersion: `${group}/${versions[0].name}`, kind: names.kind };
  const nested = (depth: number): string =>
    JSON.stringify({ ...type, metadata: { name: `d${depth}` }, spec: null }).replace(
      'null',
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
    );
  const path = `/apis/${type.apiVersion}/namespaces/default/${names.plural}`;
  const post = (depth: number): Json => r.json('POST', path, { body: nested(depth) });
  expect(post(240).metadata.name).toBe('d240');
  expect(post(20_000)).toMatchObject({ code: 400, message: expect.stringContaining('exceeded max depth') });
});
