import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CORE, DEPLOYMENTS, deployment, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

test('the API server answers at the address of an open cluster and nowhere else', () => {
  const { kubernetes, clusters } = rig();
  const fqdn = 'aks-test-1a2b.hcp.westeurope.azmk8s.io';
  expect(kubernetes.answersFor(fqdn)).toBe(true);
  expect(kubernetes.answersFor('other.hcp.westeurope.azmk8s.io')).toBe(false);
  clusters.close(
    '/SUBSCRIPTIONS/s/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/aks-test',
  );
  expect(kubernetes.answersFor(fqdn)).toBe(false);
});

test('a kubeconfig is complete YAML with certificates and a token', () => {
  const { config } = rig();
  expect(config).toMatchObject({ apiVersion: 'v1', kind: 'Config', 'current-context': 'aks-test' });
  expect(config.clusters[0].cluster.server).toBe('https://aks-test-1a2b.hcp.westeurope.azmk8s.io:443');
  const { user } = config.users[0];
  const pem = (text: string): string => Buffer.from(text, 'base64').toString();
  expect(pem(config.clusters[0].cluster['certificate-authority-data'])).toContain('BEGIN CERTIFICATE');
  expect(pem(user['client-certificate-data'])).toContain('BEGIN CERTIFICATE');
  expect(pem(user['client-key-data'])).toContain('PRIVATE KEY');
  expect(user.token).toMatch(/^[0-9a-f]{128}$/);
});

test('the kubeconfig of the administrator has its own name and token', () => {
  const { clusters, config } = rig();
  const admin: Json = parse(
    clusters.kubeconfig(
      '/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/aks-test',
      'clusterAdmin',
    ),
  );
  expect(admin['current-context']).toBe('aks-test-admin');
  expect(admin.users[0].user.token).not.toBe(config.users[0].user.token);
});

test('a request without a known token is refused with 401', () => {
  const { ask } = rig();
  const answer = ask('GET', '/api/v1/namespaces', { token: 'wrong' });
  expect(JSON.parse(answer.body)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'Unauthorized',
    reason: 'Unauthorized',
    code: 401,
  });
});

test('discovery names groups, kinds, scopes and subresources', () => {
  const { get, ask } = rig();
  expect(get('/api').versions).toEqual(['v1']);
  expect(get('/apis').groups.map(({ name }: Json) => name)).toEqual(
    expect.arrayContaining(['apps', 'batch', 'rbac.authorization.k8s.io', 'apiextensions.k8s.io']),
  );
  const { resources } = get('/apis/apps/v1');
  expect(resources).toContainEqual(
    expect.objectContaining({ name: 'deployments', kind: 'Deployment', namespaced: true }),
  );
  expect(resources).toContainEqual(expect.objectContaining({ name: 'deployments/status' }));
  expect(get('/version').gitVersion).toBe('v1.33.2');
  expect(ask('GET', '/readyz')).toMatchObject({ status: 200, body: 'ok' });
});

test('an unknown group is a plain 404, an unknown resource a Status', () => {
  const { ask, get } = rig();
  expect(ask('GET', '/apis/argoproj.io/v1alpha1')).toMatchObject({
    status: 404,
    body: '404 page not found\n',
  });
  expect(get('/api/v1/gadgets')).toMatchObject({
    code: 404,
    message: 'the server could not find the requested resource',
  });
});

test('bodies may be YAML', () => {
  const { ask } = rig();
  const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\ndata:\n  a: b\n';
  const answer = ask('PATCH', `${CORE}/configmaps/y`, {
    body,
    type: 'application/apply-patch+yaml',
    query: { fieldManager: 'm' },
  });
  expect(JSON.parse(answer.body).data).toEqual({ a: 'b' });
});

test('the world is plain JSON that another simulator can go on with', () => {
  const one = rig();
  one.apply(`${DEPLOYMENTS}/web`, deployment('web'));
  one.pass(60);
  one.get(`${DEPLOYMENTS}/web`);
  const copy = JSON.parse(JSON.stringify(one.world));
  expect(copy).toEqual(one.world);
  const two = rig([], copy);
  two.pass(60);
  expect(two.get(`${DEPLOYMENTS}/web`).status.availableReplicas).toBe(1);
});

test('what is not simulated says so with 501', () => {
  const { ask } = rig();
  expect(ask('GET', '/api/v1/namespaces/default/services/http:web:80/proxy/ping').status).toBe(501);
  expect(ask('GET', '/api/v1/namespaces/default/pods/web/portforward').status).toBe(501);
});
