import { configMap, deployment } from './bodies.ts';
import {
  apply,
  CORE,
  del,
  get,
  jsonPatch,
  merge,
  post,
  put,
  strategic,
  the,
  APPS,
  type Case,
  type Json,
} from './case.ts';

const MAPS = `${CORE}/configmaps`;
const versionOf = (bodies: readonly Json[], index: number): string => bodies[index].metadata.resourceVersion;

/** Creating, reading, replacing and deleting. */
export const objectCases: readonly Case[] = [
  the('a created object is answered whole, and read back', post(MAPS, configMap('a')), get(`${MAPS}/a`)),
  the('an object that is not there is not found', get(`${MAPS}/none`)),
  the(
    'an object of a namespace that is not there is not found',
    get('/api/v1/namespaces/nowhere/configmaps/a'),
  ),
  the(
    'nothing is created in a namespace that is not there',
    post('/api/v1/namespaces/nowhere/configmaps', configMap('a')),
  ),
  the('a second object of a name is refused', post(MAPS, configMap('a')), post(MAPS, configMap('a'))),
  the('a body without kind is refused', post(MAPS, { metadata: { name: 'a' } })),
  the('a body without version is refused', post(MAPS, { kind: 'ConfigMap', metadata: { name: 'a' } })),
  the(
    'a body of another kind is refused',
    post(MAPS, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }),
  ),
  the(
    'a body of another version is refused',
    post(MAPS, { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'a' } }),
  ),
  the('a body that is no JSON is refused', post(MAPS, '{"kind":')),
  the('an empty body is refused', post(MAPS, '')),
  the('a body that is a list is refused', post(MAPS, '[]')),
  the(
    'a body in YAML is taken',
    post(MAPS, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "1"}\n', {
      type: 'application/yaml',
    }),
  ),
  the('a body of an unknown type is refused', post(MAPS, configMap('a'), { type: 'text/plain' })),
  the('an object without a name is refused', post(MAPS, { apiVersion: 'v1', kind: 'ConfigMap' })),
  the(
    'a name is drawn for a prefix',
    post(MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'drawn-' } }),
  ),
  the('a name in capitals is refused', post(MAPS, configMap('Capital'))),
  the('a name that is too long is refused', post(MAPS, configMap('a'.repeat(254)))),
  the('a name with a slash is refused', post(MAPS, configMap('a/b'))),
  the('a label with a bad value is refused', post(MAPS, configMap('a', {}, { labels: { app: 'a b' } }))),
  the('a label with a bad key is refused', post(MAPS, configMap('a', {}, { labels: { '-app': 'a' } }))),
  the(
    'an annotation with a bad key is refused',
    post(MAPS, configMap('a', {}, { annotations: { 'a b': 'c' } })),
  ),
  the(
    'a finalizer without a domain is taken with a warning',
    post(MAPS, configMap('a', {}, { finalizers: ['mine'] })),
  ),
  the('a body of another namespace is refused', post(MAPS, configMap('a', {}, { namespace: 'other' }))),
  the('a version at creation is refused', post(MAPS, configMap('a', {}, { resourceVersion: '1' }))),
  the('an unknown field is dropped with a warning', post(MAPS, { ...configMap('a'), bogus: 1 })),
  the(
    'an unknown field is refused when strict',
    post(MAPS, { ...configMap('a'), bogus: 1 }, { query: { fieldValidation: 'Strict' } }),
  ),
  the(
    'two unknown fields are both named',
    post(MAPS, { ...configMap('a'), bogus: 1, other: { x: 1 } }, { query: { fieldValidation: 'Strict' } }),
  ),
  the(
    'an unknown field is dropped in silence when asked',
    post(MAPS, { ...configMap('a'), bogus: 1 }, { query: { fieldValidation: 'Ignore' } }),
  ),
  the(
    'an unknown way of validation is refused',
    post(MAPS, configMap('a'), { query: { fieldValidation: 'Sometimes' } }),
  ),
  the(
    'a field given twice is told',
    post(
      MAPS,
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"1"},"data":{"b":"2"}}',
      { query: { fieldValidation: 'Strict' } },
    ),
  ),
  the('a number where a text belongs is refused', post(MAPS, configMap('a', { a: 1 }))),
  the('a text where a map belongs is refused', post(MAPS, configMap('a', 'text' as never))),
  the('a null is as good as nothing', post(MAPS, { ...configMap('a'), binaryData: null })),
  the(
    'a dry run creates nothing',
    post(MAPS, configMap('a'), { query: { dryRun: 'All' } }),
    get(`${MAPS}/a`),
  ),
  the('a dry run of another kind is refused', post(MAPS, configMap('a'), { query: { dryRun: 'Some' } })),
  the(
    'a whole object is replaced',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, configMap('a', { b: '2' })),
    get(`${MAPS}/a`),
  ),
  the(
    'the same content is no change',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, configMap('a')),
    get(`${MAPS}/a`),
  ),
  the('what is not there is not replaced', put(`${MAPS}/none`, configMap('none'))),
  the(
    'a replacement of another name is refused',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, configMap('b')),
  ),
  the(
    'a replacement of the version that is there is taken',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, (bodies: Json[]) =>
      configMap('a', { b: '2' }, { resourceVersion: versionOf(bodies, 0) }),
    ),
  ),
  the(
    'a replacement of an old version is refused',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, configMap('a', { b: '2' })),
    put(`${MAPS}/a`, (bodies: Json[]) =>
      configMap('a', { c: '3' }, { resourceVersion: versionOf(bodies, 0) }),
    ),
  ),
  the(
    'a replacement of somebody else’s identity is refused',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, configMap('a', {}, { uid: '00000000-0000-0000-0000-000000000001' })),
  ),
  the(
    'a dry run replaces nothing',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, configMap('a', { b: '2' }), { query: { dryRun: 'All' } }),
    get(`${MAPS}/a`),
  ),
  the(
    'a deleted object is gone',
    post(MAPS, configMap('a')),
    del(`${MAPS}/a`),
    get(`${MAPS}/a`),
    del(`${MAPS}/a`),
  ),
  the(
    'a dry run deletes nothing',
    post(MAPS, configMap('a')),
    del(`${MAPS}/a`, undefined, { query: { dryRun: 'All' } }),
    get(`${MAPS}/a`),
  ),
  the('a collection is not replaced', put(MAPS, configMap('a'))),
  the('a collection is not patched', merge(MAPS, {})),
  the('an object is not posted to', post(`${MAPS}/a`, configMap('a'))),
];

/** The dialects of PATCH. */
export const patchCases: readonly Case[] = [
  the(
    'a merge adds, changes and takes away',
    post(MAPS, configMap('a', { a: '1', b: '2' })),
    merge(`${MAPS}/a`, { data: { a: null, b: '3', c: '4' } }),
  ),
  the(
    'a merge that says nothing new is no change',
    post(MAPS, configMap('a')),
    merge(`${MAPS}/a`, { data: { a: '1' } }),
  ),
  the('what is not there is not patched', merge(`${MAPS}/none`, {})),
  the('a merge may not rename', post(MAPS, configMap('a')), merge(`${MAPS}/a`, { metadata: { name: 'b' } })),
  the(
    'a merge of an old version is refused',
    post(MAPS, configMap('a')),
    put(`${MAPS}/a`, configMap('a', { b: '2' })),
    merge(`${MAPS}/a`, (bodies: Json[]) => ({
      metadata: { resourceVersion: versionOf(bodies, 0) },
      data: { c: '3' },
    })),
  ),
  the(
    'a merge with an unknown field is refused when strict',
    post(MAPS, configMap('a')),
    merge(`${MAPS}/a`, { bogus: 1 }, { query: { fieldValidation: 'Strict' } }),
  ),
  the(
    'a strategic merge with an unknown field is refused when strict, as it came',
    post(MAPS, configMap('a')),
    strategic(
      `${MAPS}/a`,
      {
        bogus: 1,
        data: { a: null, b: 'x y' },
        metadata: { finalizers: ['a.b/c', 'a.b/d'] },
        more: [true, {}],
      },
      { query: { fieldValidation: 'Strict' } },
    ),
  ),
  the(
    'a merge with an unknown field is warned of',
    post(MAPS, configMap('a')),
    merge(`${MAPS}/a`, { bogus: 1 }),
  ),
  the(
    'a dry run patches nothing',
    post(MAPS, configMap('a')),
    merge(`${MAPS}/a`, { data: { b: '2' } }, { query: { dryRun: 'All' } }),
    get(`${MAPS}/a`),
  ),
  the('a patch that is no JSON is refused', post(MAPS, configMap('a')), merge(`${MAPS}/a`, '{')),
  the(
    'a merge that is no object is refused',
    post(MAPS, configMap('a')),
    merge(`${MAPS}/a`, '"text"'),
    merge(`${MAPS}/a`, '[]'),
    strategic(`${MAPS}/a`, '5'),
  ),
  the('a patch of an unknown dialect is refused', post(MAPS, configMap('a')), {
    ...merge(`${MAPS}/a`, {}),
    type: 'application/json',
  }),
  the(
    'operations add, replace and remove',
    post(MAPS, configMap('a', { a: '1', b: '2' })),
    jsonPatch(`${MAPS}/a`, [
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'add', path: '/data/c', value: '3' },
      { op: 'replace', path: '/data/b', value: '4' },
      { op: 'remove', path: '/data/a' },
    ]),
  ),
  the(
    'an operation whose test fails is refused',
    post(MAPS, configMap('a')),
    jsonPatch(`${MAPS}/a`, [{ op: 'test', path: '/data/a', value: '2' }]),
  ),
  the(
    'an operation on what is not there is refused',
    post(MAPS, configMap('a')),
    jsonPatch(`${MAPS}/a`, [{ op: 'remove', path: '/data/none' }]),
  ),
  the(
    'operations that are no list are refused',
    post(MAPS, configMap('a')),
    jsonPatch(`${MAPS}/a`, { op: 'remove' }),
  ),
  the(
    'a strategic merge finds containers by name',
    post(`${APPS}/deployments`, deployment('a')),
    strategic(`${APPS}/deployments/a`, {
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'main', image: 'example.com/app:2' },
              { name: 'side', image: 'example.com/side:1' },
            ],
          },
        },
      },
    }),
  ),
  the(
    'a strategic merge takes a container away',
    post(
      `${APPS}/deployments`,
      deployment('a', {}, { initContainers: [{ name: 'first', image: 'example.com/first:1' }] }),
    ),
    strategic(`${APPS}/deployments/a`, {
      spec: { template: { spec: { initContainers: [{ name: 'first', $patch: 'delete' }] } } },
    }),
  ),
  the(
    'a merge replaces a list',
    post(`${APPS}/deployments`, deployment('a')),
    merge(`${APPS}/deployments/a`, {
      spec: { template: { spec: { containers: [{ name: 'other', image: 'example.com/other:1' }] } } },
    }),
  ),
];

/** Server-side apply. */
export const applyCases: readonly Case[] = [
  the('apply creates and says who owns what', apply(`${MAPS}/a`, configMap('a'))),
  the(
    'applying the same again is no change',
    apply(`${MAPS}/a`, configMap('a')),
    apply(`${MAPS}/a`, configMap('a')),
    get(`${MAPS}/a`),
  ),
  the('apply without a manager is refused', {
    ...merge(`${MAPS}/a`, configMap('a')),
    type: 'application/apply-patch+yaml',
  }),
  the(
    'apply takes away what it no longer names',
    apply(`${MAPS}/a`, configMap('a', { a: '1', b: '2' })),
    apply(`${MAPS}/a`, configMap('a', { a: '1' })),
  ),
  the(
    'apply leaves what another manager owns too',
    apply(`${MAPS}/a`, configMap('a', { a: '1', b: '2' })),
    apply(`${MAPS}/a`, configMap('a', { a: '1' }), { query: { fieldManager: 'other' } }),
    apply(`${MAPS}/a`, configMap('a', { b: '2' })),
  ),
  the(
    'another value of another manager’s field is a conflict',
    apply(`${MAPS}/a`, configMap('a')),
    apply(`${MAPS}/a`, configMap('a', { a: '2' }), { query: { fieldManager: 'other' } }),
  ),
  the(
    'two conflicting fields are both named',
    apply(`${MAPS}/a`, configMap('a', { a: '1', b: '2' }, { labels: { l: 'x' } })),
    apply(`${MAPS}/a`, configMap('a', { a: '2', b: '3' }, { labels: { l: 'y' } }), {
      query: { fieldManager: 'other' },
    }),
  ),
  the(
    'conflicts with two managers are told for each',
    apply(`${MAPS}/a`, configMap('a', { a: '1' })),
    apply(`${MAPS}/a`, configMap('a', { b: '1' }), { query: { fieldManager: 'second' } }),
    apply(`${MAPS}/a`, configMap('a', { a: '2', b: '2' }), {
      query: { fieldManager: 'third' },
      // Go gives the managers in any order.
      see: (body: Json) => [
        body.code,
        body.reason,
        body.details.causes.map((one: Json) => `${one.field} ${one.message}`).toSorted(),
      ],
    }),
  ),
  the(
    'force takes the field',
    apply(`${MAPS}/a`, configMap('a')),
    apply(`${MAPS}/a`, configMap('a', { a: '2' }), { query: { fieldManager: 'other', force: 'true' } }),
  ),
  the(
    'a field that was updated by hand is a conflict',
    apply(`${MAPS}/a`, configMap('a')),
    put(`${MAPS}/a`, configMap('a', { a: '2' })),
    apply(`${MAPS}/a`, configMap('a')),
  ),
  the('an unknown field is refused', apply(`${MAPS}/a`, { ...configMap('a'), bogus: 1 })),
  the(
    'an unknown field is refused when strict too',
    apply(`${MAPS}/a`, { ...configMap('a'), bogus: 1 }, { query: { fieldValidation: 'Strict' } }),
  ),
  the('a value of the wrong type is refused', apply(`${MAPS}/a`, configMap('a', { a: 1 }))),
  the(
    'managed fields may not be brought along',
    apply(
      `${MAPS}/a`,
      configMap(
        'a',
        {},
        {
          managedFields: [
            { manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} },
          ],
        },
      ),
    ),
  ),
  the(
    'a dry run applies nothing',
    apply(`${MAPS}/a`, configMap('a'), { query: { dryRun: 'All' } }),
    get(`${MAPS}/a`),
  ),
  the('apply under another name is refused', apply(`${MAPS}/a`, configMap('b'))),
  the(
    'apply of another kind is refused',
    apply(`${MAPS}/a`, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }),
  ),
  the(
    'apply of an old version is refused',
    apply(`${MAPS}/a`, configMap('a')),
    apply(`${MAPS}/a`, configMap('a', { a: '2' })),
    apply(`${MAPS}/a`, (bodies: Json[]) =>
      configMap('a', { a: '3' }, { resourceVersion: versionOf(bodies, 0) }),
    ),
  ),
  the(
    'apply with a version creates nothing',
    apply(`${MAPS}/a`, configMap('a', {}, { resourceVersion: '1' })),
  ),
  the(
    'apply into a namespace that is not there is refused',
    apply('/api/v1/namespaces/nowhere/configmaps/a', configMap('a')),
  ),
  the(
    'apply of a Deployment owns its containers and ports by key',
    apply(
      `${APPS}/deployments/a`,
      deployment('a', {}, {}, { ports: [{ containerPort: 80 }], env: [{ name: 'A', value: 'b' }] }),
    ),
  ),
  the(
    'apply takes a container of a Deployment away and leaves another manager’s',
    apply(
      `${APPS}/deployments/a`,
      deployment('a', {}, { initContainers: [{ name: 'first', image: 'example.com/first:1' }] }),
    ),
    apply(
      `${APPS}/deployments/a`,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'a' },
        spec: { template: { spec: { containers: [{ name: 'side', image: 'example.com/side:1' }] } } },
      },
      { query: { fieldManager: 'other' } },
    ),
    apply(`${APPS}/deployments/a`, deployment('a')),
  ),
  the(
    'two items of one key are refused',
    apply(
      `${APPS}/deployments/a`,
      deployment(
        'a',
        {},
        {
          containers: [
            { name: 'x', image: 'a' },
            { name: 'x', image: 'b' },
          ],
        },
      ),
    ),
  ),
  the(
    'apply that breaks a rule is refused like any write',
    apply(`${APPS}/deployments/a`, deployment('a', { replicas: -1 })),
  ),
];
