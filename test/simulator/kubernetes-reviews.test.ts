import { expect, test } from '@jest/globals';
import { CORE, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const RBAC = 'rbac.authorization.k8s.io';
const review = (kind: string, rest: object = {}): object => ({
  apiVersion: kind === 'SelfSubjectReview' ? 'authentication.k8s.io/v1' : 'authorization.k8s.io/v1',
  kind,
  ...rest,
});

/** A cluster with an account that may read pods, and its token. */
function withReader() {
  const r = rig();
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }];
  const home = `/apis/${RBAC}/v1/namespaces/default`;
  const named = { apiVersion: `${RBAC}/v1`, metadata: { name: 'reader' } };
  r.ask('POST', `${home}/roles`, { body: { ...named, kind: 'Role', rules } });
  const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }];
  const roleRef = { apiGroup: RBAC, kind: 'Role', name: 'reader' };
  r.ask('POST', `${home}/rolebindings`, { body: { ...named, kind: 'RoleBinding', roleRef, subjects } });
  r.pass(1);
  const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { token } = r.json('POST', `${CORE}/serviceaccounts/default/token`, { body: asked }).status;
  return { ...r, token: String(token) };
}

test('who asks who he is, is told', () => {
  const { json, token } = withReader();
  const body = review('SelfSubjectReview');
  const { status } = json('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body, token });
  expect(status.userInfo).toMatchObject({
    username: 'system:serviceaccount:default:default',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
  });
});

test('who asks what he may do, is told the rules that his bindings give him', () => {
  const { json, token } = withReader();
  const body = review('SelfSubjectRulesReview', { spec: { namespace: 'default' } });
  const { status } = json('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { body, token });
  expect(status.resourceRules).toContainEqual({
    apiGroups: [''],
    resources: ['pods'],
    verbs: ['get', 'list'],
  });
  expect(status.resourceRules.map(({ verbs }: Json) => verbs)).toHaveLength(3);
});

test('whoever asks for Endpoints is told what to ask for', () => {
  expect(rig().ask('GET', `${CORE}/endpoints`).headers['warning']).toContain(
    'use discovery.k8s.io/v1 EndpointSlice',
  );
});

test('a strategic merge that does not read is told as it came', () => {
  const r = rig();
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
  r.ask('POST', `${CORE}/configmaps`, { body });
  const { message } = r.json('PATCH', `${CORE}/configmaps/a`, {
    body: { bogus: 1, data: { a: null } },
    type: 'application/strategic-merge-patch+json',
    query: { fieldValidation: 'Strict' },
  });
  expect(message).toContain('"map[bogus:1 data:map[a:<nil>]]": strict decoding error: unknown field "bogus"');
});

test('a merge that is no object is refused with 400', () => {
  const r = rig();
  const messages = ['merge', 'strategic-merge'].map((dialect) => {
    const type = `application/${dialect}-patch+json`;
    return r.json('PATCH', '/api/v1/namespaces/default', { body: '"text"', type }).message;
  });
  const why = 'json: cannot unmarshal string into Go value of type map[string]interface {}';
  expect(messages).toEqual([`error decoding patch: ${why}`, why]);
});
