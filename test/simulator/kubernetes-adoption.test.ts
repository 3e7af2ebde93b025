import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, container, deployment, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const WEB = `${DEPLOYMENTS}/web`;
const APPS = '/apis/apps/v1/namespaces/default';
const SETS = `${APPS}/replicasets`;
type Rig = ReturnType<typeof rig>;
const items = (r: Rig, path: string): Json[] => r.get(path).items;
const namesOf = (objects: readonly Json[]): string[] => objects.map(({ metadata }) => metadata.name);
const ownerOf = ({ metadata }: Json): Json => metadata.ownerReferences?.[0];
const orphan = { query: { propagationPolicy: 'Orphan' } };

test('a Deployment that is made again takes up the ReplicaSet and the pods that were left', () => {
  const r = rig();
  r.apply(WEB, deployment('web', { replicas: 2 }));
  r.pass(60);
  const [sets, pods] = [namesOf(items(r, SETS)), namesOf(items(r, `${CORE}/pods`))];
  r.ask('DELETE', WEB, orphan);
  r.pass(10);
  r.apply(WEB, deployment('web', { replicas: 2 }));
  r.pass(60);
  expect(namesOf(items(r, SETS))).toEqual(sets);
  expect(namesOf(items(r, `${CORE}/pods`))).toEqual(pods);
  const { metadata, status } = r.get(WEB);
  expect(ownerOf(items(r, SETS)[0])).toMatchObject({ uid: metadata.uid, controller: true });
  expect(status.readyReplicas).toBe(2);
});

test('a Deployment that is made again at once starts anew under another name, and the old pods go', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  const [before] = namesOf(items(r, SETS));
  r.ask('DELETE', WEB);
  r.apply(WEB, deployment('web'));
  r.pass(60);
  const sets = items(r, SETS);
  expect(sets).toHaveLength(1);
  expect(sets[0].metadata.name).not.toBe(before);
  expect(namesOf(items(r, `${CORE}/pods`))).toEqual([expect.stringContaining(sets[0].metadata.name)]);
  expect(r.get(WEB).status).toMatchObject({ collisionCount: 1, readyReplicas: 1 });
});

test('a ReplicaSet that cannot be made is told of by its Deployment, and tried again', () => {
  const r = rig();
  r.faults.set('k8s.webhookDenies', { about: /^ReplicaSet default\/web-/, knobs: { message: 'not today' } });
  r.apply(WEB, deployment('web'));
  r.pass(1);
  const progressing = r.get(WEB).status.conditions.find(({ type }: Json) => type === 'Progressing');
  expect(progressing).toMatchObject({ status: 'False', reason: 'ReplicaSetCreateError' });
  expect(progressing.message).toContain('not today');
  expect(items(r, `${CORE}/events`).map(({ reason }) => reason)).toContain('ReplicaSetCreateError');
  r.faults.clear();
  r.pass(60);
  expect(r.get(WEB).status.readyReplicas).toBe(1);
});

test('a pod whose labels leave its set is let go and replaced', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  const [pod] = items(r, `${CORE}/pods`);
  const patch = { body: { metadata: { labels: { app: 'debug' } } }, type: 'application/merge-patch+json' };
  r.ask('PATCH', `${CORE}/pods/${pod.metadata.name}`, patch);
  r.pass(60);
  expect(ownerOf(r.get(`${CORE}/pods/${pod.metadata.name}`))).toBeUndefined();
  expect(items(r, `${CORE}/pods`)).toHaveLength(2);
  expect(r.get(WEB).status.readyReplicas).toBe(1);
});

test('a StatefulSet takes up its own numbered pods and no others', () => {
  const r = rig();
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [container()] } },
    },
  };
  const stranger = { name: 'db-helper', labels: { app: 'db' } };
  r.apply(`${APPS}/statefulsets/db`, set);
  r.ask('POST', `${CORE}/pods`, {
    body: { apiVersion: 'v1', kind: 'Pod', metadata: stranger, spec: { containers: [container()] } },
  });
  r.pass(60);
  r.ask('DELETE', `${APPS}/statefulsets/db`, orphan);
  r.pass(10);
  expect(ownerOf(r.get(`${CORE}/pods/db-0`))).toBeUndefined();
  r.apply(`${APPS}/statefulsets/db`, set);
  r.pass(10);
  expect(ownerOf(r.get(`${CORE}/pods/db-0`))).toMatchObject({ kind: 'StatefulSet', name: 'db' });
  expect(ownerOf(r.get(`${CORE}/pods/db-helper`))).toBeUndefined();
});

test('a template that comes back is the newest revision again', () => {
  const r = rig();
  const revisions = (): Json =>
    items(r, '/apis/apps/v1/namespaces/default/replicasets')
      .map(({ metadata }) => metadata.annotations['deployment.kubernetes.io/revision'])
      .toSorted((a, b) => Number(a) - Number(b));
  for (const image of ['app:1', 'app:2', 'app:1']) {
    r.apply(WEB, deployment('web', {}, { containers: [{ name: 'main', image }] }));
    r.pass(60);
    r.get(WEB);
  }
  expect(revisions()).toEqual(['2', '3']);
  expect(r.get(WEB).metadata.annotations['deployment.kubernetes.io/revision']).toBe('3');
});

test('what is planned for an object is forgotten with it', () => {
  const r = rig();
  r.faults.set('k8s.webhookDenies', { about: /^ReplicaSet default\/web-/, knobs: { message: 'no' } });
  const state = (): Json => Object.values((r.world as Json).kubernetes.clusters)[0];
  r.apply(WEB, deployment('web'));
  r.pass(1);
  const { uid } = r.get(WEB).metadata;
  const planned = (): string[] => Object.keys(state().plans).filter((key) => key.includes(uid));
  expect(planned()).toHaveLength(1);
  r.ask('DELETE', WEB);
  r.pass(60);
  r.get(WEB);
  expect(planned()).toEqual([]);
});
