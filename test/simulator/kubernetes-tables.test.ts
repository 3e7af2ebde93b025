import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CORE, DEPLOYMENTS, deployment, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const as = (kind: string): string => `application/json;as=${kind};v=v1;g=meta.k8s.io`;
const tableOf = (r: ReturnType<typeof rig>, path: string, query: Record<string, string> = {}): Json =>
  r.json('GET', path, { accept: as('Table'), query });
const cellsOf = (r: ReturnType<typeof rig>, path: string): Json[] =>
  tableOf(r, path).rows.map(({ cells }: Json) => cells);

test('a table shows objects the way people read them', () => {
  const r = rig();
  r.apply(`${DEPLOYMENTS}/web`, deployment('web', { replicas: 2 }));
  r.pass(150);
  const { columnDefinitions, rows } = tableOf(r, DEPLOYMENTS);
  expect(columnDefinitions.map(({ name, priority }: Json) => `${name} ${priority}`)).toEqual([
    'Name 0',
    'Ready 0',
    'Up-to-date 0',
    'Available 0',
    'Age 0',
    'Containers 1',
    'Images 1',
    'Selector 1',
  ]);
  expect(rows[0].cells).toEqual(['web', '2/2', 2, 2, '2m30s', 'main', 'example.azurecr.io/app:1', 'app=web']);
});

test.each([
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [130, '2m10s'],
  [600, '10m'],
  [3 * 3600, '3h'],
  [3 * 3600 + 60, '3h1m'],
  [26 * 3600, '26h'],
  [50 * 3600, '2d2h'],
  [9 * 86_400, '9d'],
  [800 * 86_400, '2y70d'],
  [3000 * 86_400, '8y'],
])('an age of %s seconds is told as %s', (seconds, text) => {
  const r = rig();
  r.apply(`${CORE}/configmaps/a`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  r.pass(seconds);
  expect(cellsOf(r, `${CORE}/configmaps/a`)[0]).toEqual(['a', 0, text]);
});

test('a table of nodes tells their addresses and what runs on them', () => {
  const [first, second] = cellsOf(rig(), '/api/v1/nodes');
  expect(first.slice(1)).toEqual([
    'Ready',
    '<none>',
    '0s',
    'v1.33.2',
    '10.224.0.4',
    '<none>',
    'Ubuntu 24.04.3 LTS',
    '6.8.0-1040-azure (amd64)',
    'containerd://2.1.6-1',
  ]);
  expect(second[5]).toBe('10.224.0.5');
});

test('a row brings along what every object has, the whole object or nothing', () => {
  const r = rig();
  const besideOf = (includeObject: string): Json =>
    tableOf(r, '/api/v1/namespaces/default', { includeObject }).rows[0].object;
  expect(besideOf('')).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'default' } });
  expect(besideOf('Object')).toMatchObject({ kind: 'Namespace', spec: { finalizers: ['kubernetes'] } });
  expect(besideOf('None')).toBeNull();
});

test('an object without the rest is its metadata', () => {
  const r = rig();
  const one = r.json('GET', '/api/v1/namespaces/default', { accept: as('PartialObjectMetadata') });
  expect(Object.keys(one).toSorted()).toEqual(['apiVersion', 'kind', 'metadata']);
  const all = r.json('GET', '/api/v1/namespaces', { accept: as('PartialObjectMetadataList') });
  expect(all.kind).toBe('PartialObjectMetadataList');
  expect(all.items).toContainEqual(one);
});

test('an answer is in the form that is liked best of those that there are', () => {
  const ask = (accept: string) => rig().ask('GET', '/api/v1/namespaces/default', { accept });
  expect(JSON.parse(ask('application/vnd.kubernetes.protobuf,application/json').body).kind).toBe('Namespace');
  const yaml = ask('application/json;q=0.5, application/yaml');
  expect(yaml.headers['content-type']).toBe('application/yaml');
  expect(parse(yaml.body).kind).toBe('Namespace');
  expect(ask('application/xml').status).toBe(406);
});
