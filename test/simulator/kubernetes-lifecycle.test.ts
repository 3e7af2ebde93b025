import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, deployment, job, namespace, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const WEB = `${DEPLOYMENTS}/web`;

test('every namespace gets its ServiceAccount and the authority of the cluster', () => {
  const r = rig();
  r.apply('/api/v1/namespaces/jobs', namespace('jobs'));
  expect(r.get('/api/v1/namespaces/jobs/serviceaccounts/default').code).toBe(404);
  r.pass(1);
  expect(r.get('/api/v1/namespaces/jobs/serviceaccounts/default').kind).toBe('ServiceAccount');
  expect(r.get('/api/v1/namespaces/jobs/configmaps/kube-root-ca.crt').data['ca.crt']).toContain(
    'CERTIFICATE',
  );
});

test('a deleted object is gone at once and the answer says so', () => {
  const r = rig();
  r.apply(`${CORE}/configmaps/a`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  expect(r.json('DELETE', `${CORE}/configmaps/a`)).toMatchObject({
    status: 'Success',
    details: { name: 'a', kind: 'configmaps' },
  });
  expect(r.json('DELETE', `${CORE}/configmaps/a`).code).toBe(404);
});

test('a Deployment takes its ReplicaSets and pods with it', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  r.ask('DELETE', WEB);
  expect(r.get(WEB).code).toBe(404);
  r.pass(10);
  expect(r.get('/apis/apps/v1/namespaces/default/replicasets').items).toHaveLength(0);
  expect(r.get(`${CORE}/pods`).items).toHaveLength(0);
});

test('foreground deletion waits for what is owned', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  const lingering = r.json('DELETE', WEB, { query: { propagationPolicy: 'Foreground' } });
  expect(lingering.metadata).toMatchObject({ finalizers: ['foregroundDeletion'] });
  expect(r.get(WEB).metadata.deletionTimestamp).toBeDefined();
  r.pass(30);
  expect(r.get(WEB).code).toBe(404);
});

test('orphaned children stay', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  r.ask('DELETE', WEB, { query: { propagationPolicy: 'Orphan' } });
  r.pass(30);
  const [set] = r.get('/apis/apps/v1/namespaces/default/replicasets').items;
  expect(set.metadata.ownerReferences).toBeUndefined();
});

test('a deleted Job leaves its pods unless told otherwise, with a warning', () => {
  const r = rig();
  r.apply(`${JOBS}/a`, job('a'));
  r.apply(`${JOBS}/b`, job('b'));
  r.pass(60);
  expect(r.ask('DELETE', `${JOBS}/a`).headers['warning']).toContain('child pods are preserved by default');
  expect(
    r.ask('DELETE', `${JOBS}/b`, { query: { propagationPolicy: 'Background' } }).headers['warning'],
  ).toBeUndefined();
  r.pass(30);
  const names: string[] = r
    .get(`${CORE}/pods`)
    .items.map(({ metadata }: Json) => metadata.labels['job-name']);
  expect(names).toEqual(['a']);
});

test('a deleted pod lingers while its containers stop', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  const [{ metadata }] = r.get(`${CORE}/pods`).items;
  const path = `${CORE}/pods/${metadata.name}`;
  expect(r.json('DELETE', path).metadata.deletionGracePeriodSeconds).toBe(30);
  expect(r.get(path).metadata.deletionTimestamp).toBeDefined();
  r.pass(5);
  expect(r.get(path).code).toBe(404);
  expect(r.get(`${CORE}/pods`).items).toHaveLength(1);
});

test('a finalizer holds an object until it is taken off', () => {
  const r = rig();
  const path = `${CORE}/configmaps/a`;
  const metadata = { name: 'a', finalizers: ['example.com/keep'] };
  r.apply(path, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  r.ask('DELETE', path);
  r.pass(600);
  expect(r.get(path).metadata.deletionTimestamp).toBeDefined();
  r.ask('PATCH', path, { body: { metadata: { finalizers: null } }, type: 'application/merge-patch+json' });
  expect(r.get(path).code).toBe(404);
});

test('a deletion may name the object that it means', () => {
  const r = rig();
  r.apply(`${CORE}/configmaps/a`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  const body = { preconditions: { uid: 'another' } };
  expect(r.json('DELETE', `${CORE}/configmaps/a`, { body })).toMatchObject({ code: 409, reason: 'Conflict' });
});

test('a deletion of a collection takes what the selector chooses', () => {
  const r = rig();
  for (const name of ['a', 'b']) {
    const metadata = { name, labels: { kind: name } };
    r.apply(`${CORE}/configmaps/${name}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  }
  r.ask('DELETE', `${CORE}/configmaps`, { query: { labelSelector: 'kind=a' } });
  expect(r.get(`${CORE}/configmaps/a`).code).toBe(404);
  expect(r.get(`${CORE}/configmaps/b`).kind).toBe('ConfigMap');
});

test('a namespace that goes empties itself, takes nothing new and vanishes', () => {
  const r = rig();
  r.apply('/api/v1/namespaces/jobs', namespace('jobs'));
  r.pass(1);
  expect(r.json('DELETE', '/api/v1/namespaces/jobs').status.phase).toBe('Terminating');
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
  expect(JSON.parse(r.apply('/api/v1/namespaces/jobs/configmaps/a', body).body)).toMatchObject({
    code: 403,
    message:
      'configmaps "a" is forbidden: unable to create new content in namespace jobs because it is being terminated',
    details: { causes: [{ reason: 'NamespaceTerminating' }] },
  });
  r.pass(30);
  expect(r.get('/api/v1/namespaces/jobs').code).toBe(404);
});

test('a namespace waits for the finalizers in it', () => {
  const r = rig();
  r.apply('/api/v1/namespaces/jobs', namespace('jobs'));
  const metadata = { name: 'a', finalizers: ['example.com/keep'] };
  r.apply('/api/v1/namespaces/jobs/configmaps/a', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  r.ask('DELETE', '/api/v1/namespaces/jobs');
  r.pass(600);
  const { conditions } = r.get('/api/v1/namespaces/jobs').status;
  expect(conditions[0]).toMatchObject({ type: 'NamespaceFinalizersRemaining', status: 'True' });
});

test('the namespaces of the system are not deleted', () => {
  expect(rig().json('DELETE', '/api/v1/namespaces/default')).toMatchObject({
    code: 403,
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  });
});

test('opening an open cluster changes its nodes only', () => {
  const r = rig();
  r.apply(`${CORE}/configmaps/a`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
  const id =
    '/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/aks-test';
  const pool = {
    name: 'system',
    mode: 'System' as const,
    count: 1,
    vmSize: 'Standard_D4s_v5',
    taints: [],
    labels: {},
  };
  r.clusters.open({ id, fqdn: 'ignored', version: '1.34.0', pools: [pool] });
  expect(r.get('/api/v1/nodes').items).toHaveLength(1);
  expect(r.get('/version').gitVersion).toBe('v1.34.0');
  expect(r.get(`${CORE}/configmaps/a`).kind).toBe('ConfigMap');
});

test('a namespace carries its name as a label', () => {
  const { apply } = rig();
  const made: Json = JSON.parse(apply('/api/v1/namespaces/jobs', namespace('jobs')).body);
  expect(made).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'jobs' } },
    status: { phase: 'Active' },
  });
});
