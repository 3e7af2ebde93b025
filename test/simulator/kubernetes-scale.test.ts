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
