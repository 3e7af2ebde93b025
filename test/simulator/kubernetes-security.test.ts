import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, container, deployment, job, namespace, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const core = (kind: string, rest: object): object => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  ...rest,
});
const service = (spec: object): object => core('Service', { spec: { selector: { a: 'b' }, ...spec } });

test.each<[string, string, object, object, string]>([
  [
    'the template of a Job',
    `${JOBS}/a`,
    job('a'),
    job('a', {}, { containers: [container({ image: 'b/c:2' })] }),
    'spec.template: Invalid value',
  ],
  [
    'the selector of a Deployment',
    `${DEPLOYMENTS}/web`,
    deployment('web'),
    { ...deployment('web2'), metadata: { name: 'web' } },
    'field is immutable',
  ],
  [
    'the type of a Secret',
    `${CORE}/secrets/x`,
    core('Secret', { type: 'Opaque' }),
    core('Secret', { type: 'example.com/other' }),
    'type: Invalid value',
  ],
  [
    'a sealed ConfigMap',
    `${CORE}/configmaps/x`,
    core('ConfigMap', { immutable: true, data: { a: '1' } }),
    core('ConfigMap', { immutable: true, data: { a: '2' } }),
    'field is immutable when `immutable` is set',
  ],
  [
    'the address of a Service',
    `${CORE}/services/x`,
    service({ clusterIP: '10.0.9.9', ports: [{ port: 1 }] }),
    service({ clusterIP: '10.0.9.8', ports: [{ port: 1 }] }),
    'may not change once set',
  ],
  [
    'the claims of a StatefulSet',
    '/apis/apps/v1/namespaces/default/statefulsets/web',
    { ...deployment('web', { serviceName: 'a' }), kind: 'StatefulSet' },
    { ...deployment('web', { serviceName: 'b' }), kind: 'StatefulSet' },
    "updates to statefulset spec for fields other than 'replicas'",
  ],
  [
    'the role of a binding',
    '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/x',
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'x' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'x' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    },
    'cannot change roleRef',
  ],
])('%s never changes', (_what, path, first, second, message) => {
  const { apply } = rig();
  expect(apply(path, first).status).toBe(201);
  const answer: Json = JSON.parse(apply(path, second).body);
  expect(answer).toMatchObject({ code: 422 });
  expect(answer.message).toContain(message);
});

test('pod security refuses pods and warns about templates', () => {
  const { apply, json, ask, pass } = rig();
  const labels = {
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/warn': 'restricted',
  };
  apply('/api/v1/namespaces/jobs', namespace('jobs', labels));
  pass(1);
  const privileged = { containers: [container({ securityContext: { privileged: true } })] };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: privileged };
  const refused = json('POST', '/api/v1/namespaces/jobs/pods', { body: pod });
  expect(refused).toMatchObject({ code: 403, reason: 'Forbidden' });
  expect(refused.message).toContain('violates PodSecurity "baseline:latest": privileged (container "main"');
  const body: Json = deployment('web');
  body.metadata.namespace = 'jobs';
  const warned = ask('POST', '/apis/apps/v1/namespaces/jobs/deployments', { body });
  expect(warned.status).toBe(201);
  expect(warned.headers['warning']).toContain('would violate PodSecurity');
});

test('a Deployment whose pods are forbidden says so', () => {
  const { apply, get, pass } = rig();
  apply(
    '/api/v1/namespaces/default',
    namespace('default', { 'pod-security.kubernetes.io/enforce': 'restricted' }),
  );
  apply(`${DEPLOYMENTS}/web`, deployment('web'));
  pass(5);
  const { conditions } = get(`${DEPLOYMENTS}/web`).status;
  expect(conditions).toContainEqual(
    expect.objectContaining({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }),
  );
});

test('a pod of a missing ServiceAccount is forbidden', () => {
  const { json, pass } = rig();
  pass(1);
  const pod = core('Pod', { spec: { serviceAccountName: 'ghost', containers: [container()] } });
  expect(json('POST', `${CORE}/pods`, { body: pod })).toMatchObject({
    code: 403,
    message:
      'pods "x" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found',
  });
});

test('a ServiceAccount may do what RBAC grants its token and no more', () => {
  const { apply, json, get, pass } = rig();
  pass(1);
  const group = 'rbac.authorization.k8s.io';
  const home = `/apis/${group}/v1/namespaces/default`;
  apply(`${CORE}/serviceaccounts/robot`, core('ServiceAccount', { metadata: { name: 'robot' } }));
  const { token } = json('POST', `${CORE}/serviceaccounts/robot/token`, { body: {} }).status;
  expect(json('GET', `${CORE}/pods`, { token })).toMatchObject({
    code: 403,
    message:
      'pods is forbidden: User "system:serviceaccount:default:robot" cannot list resource "pods" in API group "" in the namespace "default"',
  });
  apply(`${home}/roles/reader`, {
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
  });
  apply(`${home}/rolebindings/reader`, {
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'reader' },
    roleRef: { apiGroup: group, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
  });
  expect(json('GET', `${CORE}/pods`, { token }).kind).toBe('PodList');
  expect(json('GET', `${CORE}/secrets`, { token }).code).toBe(403);
  expect(get(`${CORE}/secrets`).kind).toBe('SecretList');
});

test('access reviews answer for oneself and for others', () => {
  const { json, pass } = rig();
  pass(1);
  const path = '/apis/authorization.k8s.io/v1';
  const review = (kind: string, spec: object): Json =>
    json('POST', `${path}/${kind.toLowerCase()}s`, {
      body: { apiVersion: 'authorization.k8s.io/v1', kind, spec },
    });
  const resourceAttributes = {
    verb: 'create',
    group: 'argoproj.io',
    resource: 'workflows',
    namespace: 'default',
  };
  expect(review('SelfSubjectAccessReview', { resourceAttributes }).status.allowed).toBe(true);
  const user = 'system:serviceaccount:default:default';
  expect(review('SubjectAccessReview', { user, resourceAttributes }).status.allowed).toBe(false);
});
