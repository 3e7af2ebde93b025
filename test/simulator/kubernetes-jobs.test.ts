import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, container, deployment, job, rig } from './kubernetes-rig.ts';
import { nextFiring } from '../../src/simulator/kubernetes/controllers/cron-jobs.ts';
import type { Json } from './kubernetes-rig.ts';

const WEB = `${DEPLOYMENTS}/web`;
const condition = (object: Json, type: string): Json =>
  (object.status?.conditions ?? []).find((item: Json) => item.type === type);
const podsOf = (r: ReturnType<typeof rig>): Json[] => r.get(`${CORE}/pods`).items;

test('a Job completes when its pod has succeeded', () => {
  const r = rig();
  r.apply(`${JOBS}/a`, job('a'));
  r.pass(24);
  expect(r.get(`${JOBS}/a`).status).toMatchObject({ active: 1 });
  r.pass(10);
  const done = r.get(`${JOBS}/a`);
  expect(done.status.succeeded).toBe(1);
  expect(condition(done, 'Complete').status).toBe('True');
  expect(podsOf(r)[0]?.status.phase).toBe('Succeeded');
  expect(podsOf(r)[0]?.metadata.labels['job-name']).toBe('a');
});

test('a Job over its deadline fails', () => {
  const r = rig();
  r.apply(`${JOBS}/a`, job('a', { activeDeadlineSeconds: 10 }));
  r.pass(30);
  expect(condition(r.get(`${JOBS}/a`), 'Failed')).toMatchObject({
    status: 'True',
    reason: 'DeadlineExceeded',
  });
});

test('a finished Job goes after its time to live', () => {
  const r = rig();
  r.apply(`${JOBS}/a`, job('a', { ttlSecondsAfterFinished: 60 }));
  r.pass(40);
  expect(r.get(`${JOBS}/a`).status.succeeded).toBe(1);
  r.pass(60);
  expect(r.get(`${JOBS}/a`).code).toBe(404);
});

test('a StatefulSet starts its numbered pods in order', () => {
  const r = rig();
  const path = '/apis/apps/v1/namespaces/default/statefulsets/db';
  r.apply(path, { ...deployment('db', { replicas: 2, serviceName: 'db' }), kind: 'StatefulSet' });
  r.pass(5);
  expect(podsOf(r).map(({ metadata }) => metadata.name)).toEqual(['db-0']);
  r.pass(60);
  expect(podsOf(r).map(({ metadata }) => metadata.name)).toEqual(['db-0', 'db-1']);
  const { status } = r.get(path);
  expect(status).toMatchObject({ readyReplicas: 2, observedGeneration: 1 });
  expect(status.updateRevision).toBe(status.currentRevision);
});

test('a StatefulSet claims a volume for each pod', () => {
  const r = rig();
  const claim = {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  r.apply('/apis/apps/v1/namespaces/default/statefulsets/db', {
    ...deployment(
      'db',
      { serviceName: 'db', volumeClaimTemplates: [claim] },
      { containers: [container({ volumeMounts: [{ name: 'data', mountPath: '/data' }] })] },
    ),
    kind: 'StatefulSet',
  });
  r.pass(90);
  const [template] = r.get('/apis/apps/v1/namespaces/default/statefulsets/db').spec.volumeClaimTemplates;
  expect(template).toMatchObject({ apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  const { metadata, status } = r.get(`${CORE}/persistentvolumeclaims/data-db-0`);
  expect(status.phase).toBe('Bound');
  // By these its pods' claims are found again, for a StatefulSet leaves them behind.
  expect(metadata.labels).toEqual({ app: 'db' });
  expect(podsOf(r)[0]?.status.phase).toBe('Running');
});

test('a DaemonSet has a pod on every node', () => {
  const r = rig();
  const path = '/apis/apps/v1/namespaces/default/daemonsets/agent';
  r.apply(path, { ...deployment('agent'), kind: 'DaemonSet' });
  r.pass(60);
  expect(r.get(path).status).toMatchObject({
    desiredNumberScheduled: 2,
    numberReady: 2,
    updatedNumberScheduled: 2,
  });
});

test('a node tells everything of its machine', () => {
  const [first, second] = rig().get('/api/v1/nodes').items as { status: { nodeInfo: Json } }[];
  // Required by the published schema: clients that check their input refuse a Node without one of them.
  expect(Object.keys(first?.status.nodeInfo ?? {}).toSorted()).toEqual([
    'architecture',
    'bootID',
    'containerRuntimeVersion',
    'kernelVersion',
    'kubeProxyVersion',
    'kubeletVersion',
    'machineID',
    'operatingSystem',
    'osImage',
    'systemUUID',
  ]);
  expect(first?.status.nodeInfo['systemUUID']).not.toBe(second?.status.nodeInfo['systemUUID']);
});

test('a CronJob makes a Job when its schedule fires', () => {
  const r = rig();
  r.apply('/apis/batch/v1/namespaces/default/cronjobs/tick', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick' },
    spec: { schedule: '*/5 * * * *', jobTemplate: { spec: (job('x') as Json).spec } },
  });
  r.pass(240);
  expect(r.get(JOBS).items).toHaveLength(0);
  r.pass(400);
  expect(r.get(JOBS).items).toHaveLength(2);
});

test('a disruption budget counts how many pods may go', () => {
  const r = rig();
  const path = '/apis/policy/v1/namespaces/default/poddisruptionbudgets/web';
  r.apply(WEB, deployment('web', { replicas: 2 }));
  r.apply(path, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  });
  r.pass(60);
  expect(r.get(path).status).toMatchObject({ expectedPods: 2, currentHealthy: 2, disruptionsAllowed: 1 });
});

test('a pod says what it logged', () => {
  const r = rig();
  r.apply(`${JOBS}/a`, job('a'));
  r.pass(5);
  const [{ metadata }] = podsOf(r) as [Json];
  const path = `${CORE}/pods/${metadata.name}/log`;
  expect(r.get(path)).toMatchObject({ code: 400 });
  r.pass(30);
  expect(r.ask('GET', path)).toMatchObject({ status: 200, body: 'done\n' });
});

test('durations of the realistic profile scatter around the measured median', async () => {
  const { drawMs, durations } = await import('../../src/simulator/kubernetes/durations.ts');
  let n = 0;
  const random = (): number => ((n = (n * 16_807 + 11) % 2_147_483_647), n / 2_147_483_647);
  const surroundings = { profile: 'realistic', random } as unknown as Parameters<typeof drawMs>[0];
  const drawn = Array.from({ length: 999 }, () => drawMs(surroundings, durations.imagePull)).toSorted(
    (a, b) => a - b,
  );
  expect((drawn[499] ?? 0) / 1000).toBeGreaterThan(17);
  expect((drawn[499] ?? 0) / 1000).toBeLessThan(28);
  expect((drawn[899] ?? 0) / 1000).toBeGreaterThan(40);
});

const cron = (schedule: string): Json => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'tick' },
  spec: { schedule, jobTemplate: { spec: (job('x') as Json).spec } },
});
const TICK = '/apis/batch/v1/namespaces/default/cronjobs/tick';

test('of a long leap of time a cluster plays the beginning and the end', () => {
  const r = rig();
  r.apply(TICK, cron('* * * * *'));
  const version = (): number => Number(r.get(JOBS).metadata.resourceVersion);
  r.pass(1800);
  const before = version();
  r.pass(1800);
  const inHalfAnHour = version() - before;
  r.pass(365 * 86_400);
  expect(version() - before).toBeLessThan(10 * inHalfAnHour);
  const { lastScheduleTime } = r.get(TICK).status;
  expect(r.clock.now() - Date.parse(lastScheduleTime)).toBeLessThanOrEqual(60_000);
  expect(r.get(JOBS).items.length).toBeLessThanOrEqual(4);
});

test('a CronJob fires on the 29th of February, and never on the 30th', () => {
  const r = rig();
  r.apply(TICK, cron('0 0 30 2 *'));
  const began = performance.now();
  r.pass(2 * 365 * 86_400);
  expect(performance.now() - began).toBeLessThan(5000);
  expect(r.get(TICK).status?.lastScheduleTime).toBeUndefined();
  r.apply(TICK, cron('30 6 29 2 *'));
  r.pass(4 * 366 * 86_400);
  expect(r.get(TICK).status.lastScheduleTime).toMatch(/-02-29T06:30:00Z$/);
});

test('an event is forgotten an hour after it happened last', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  const events = (): Json[] => r.get(`${CORE}/events`).items;
  expect(events().length).toBeGreaterThan(2);
  r.pass(3500);
  expect(events().length).toBeGreaterThan(2);
  r.pass(200);
  expect(events()).toEqual([]);
});

test('a CronJob tells which Jobs of it run, and when one last succeeded', () => {
  const r = rig();
  r.apply(TICK, cron('* * * * *'));
  const statusAfter = (seconds: number): Json => {
    r.pass(seconds);
    return r.get(TICK).status;
  };
  const { active, lastScheduleTime } = statusAfter(61);
  expect([active.length, lastScheduleTime]).toEqual([1, '2026-01-01T00:01:00Z']);
  const later = statusAfter(40);
  expect(later.active).toBeUndefined();
  expect(later.lastSuccessfulTime).toMatch(/^2026-01-01T00:01:/);
});

test('a schedule may name months and days of the week', () => {
  const from = Date.UTC(2026, 0, 1);
  expect(nextFiring('0 6 * * MON', from)).toBe(Date.UTC(2026, 0, 5, 6));
  expect(nextFiring('0 0 ? feb-Mar wed,FRI', from)).toBe(Date.UTC(2026, 1, 4));
  expect(nextFiring('@annually', from)).toBe(Date.UTC(2027, 0, 1));
});
