import { expect, test } from '@jest/globals';
import { rig, type Json } from './kubernetes-rig.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

test('the description of the API says that fields are checked, as clients want to know before they apply', () => {
  const { get } = rig();
  const { paths } = get('/openapi/v3');
  expect(paths).toMatchObject({
    'api/v1': { serverRelativeURL: expect.stringContaining('/openapi/v3/api/v1?') },
    'apis/apps/v1': { serverRelativeURL: expect.stringContaining('/openapi/v3/apis/apps/v1?') },
  });
  const described = get('/openapi/v3/apis/apps/v1');
  const { patch } = described.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
  expect(patch).toMatchObject({
    parameters: [{ name: 'fieldValidation', in: 'query' }],
    'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
  });
});

test('a body for a built-in kind may leave its type to the path, one for a kind of others may not', () => {
  const { json, ask, pass } = rig();
  const made = json('POST', CONFIG_MAPS, { body: { metadata: { name: 'silent' }, data: { a: '1' } } });
  expect(made).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } });
  const names = { plural: 'boxes', kind: 'Box', singular: 'box', listKind: 'BoxList' };
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  json('POST', DEFINITIONS, {
    body: {
      metadata: { name: 'boxes.example.com' },
      spec: {
        group: 'example.com',
        names,
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    },
  });
  pass(60);
  const boxes = '/apis/example.com/v1/namespaces/default/boxes';
  const refused = (): Json => JSON.parse(ask('POST', boxes, { body: { metadata: { name: 'b' } } }).body);
  expect(refused()).toMatchObject({
    code: 400,
    message: expect.stringContaining("Object 'Kind' is missing"),
  });
});

test('a patch may name the version that it is for', () => {
  const { json, ask } = rig();
  const { metadata } = json('POST', CONFIG_MAPS, { body: { metadata: { name: 'one' }, data: { a: '1' } } });
  const patch = (resourceVersion: string) =>
    ask('PATCH', `${CONFIG_MAPS}/one`, {
      type: 'application/json-patch+json',
      body: [
        { op: 'replace', path: '/data/a', value: '2' },
        { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
      ],
    }).status;
  expect(patch(metadata.resourceVersion)).toBe(200);
  expect(patch(metadata.resourceVersion)).toBe(409);
});
