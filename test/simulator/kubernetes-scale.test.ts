import { expect, test } from '@jest/globals';
import { DEPLOYMENTS, deployment, rig } from './kubernetes-rig.ts';

const WEB = `${DEPLOYMENTS}/web`;
const type = 'application/merge-patch+json';

test('a dry run of scale changes nothing, and replicas are whole', () => {
  const r = rig();
  r.apply(WEB, deployment('web', { replicas: 2 }));
  const dry = r.json('PATCH', `${WEB}/scale`, {
    body: { spec: { replicas: 5 } },
    type,
    query: { dryRun: 'All' },
  });
  expect(dry.spec).toEqual({ replicas: 5 });
  for (const replicas of [1.5, '3', true]) {
    expect(r.ask('PATCH', `${WEB}/scale`, { body: { spec: { replicas } }, type }).status).toBe(400);
  }
  expect(r.get(WEB).spec.replicas).toBe(2);
});

test('a Scale without replicas means none, and a JSON patch changes it like any other', () => {
  const r = rig();
  r.apply(`${DEPLOYMENTS}/app`, deployment('app', { replicas: 3 }));
  const at = `${DEPLOYMENTS}/app/scale`;
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'app' }, spec: {} };
  // The clients of Go leave a zero out.
  expect(r.json('PUT', at, { body: scale }).spec).toEqual({});
  expect(r.get(`${DEPLOYMENTS}/app`).spec.replicas).toBe(0);
  const body = [{ op: 'add', path: '/spec/replicas', value: 2 }];
  expect(r.json('PATCH', at, { type: 'application/json-patch+json', body }).spec).toEqual({ replicas: 2 });
  const others = [r.ask('DELETE', at), r.ask('POST', at, { body: scale }), r.ask('PUT', at, { body: [] })];
  expect(others.map(({ status }) => status)).toEqual([405, 405, 400]);
  expect(r.get(`${DEPLOYMENTS}/app`).spec.replicas).toBe(2);
});
