import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, container, deployment, job, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const WEB = `${DEPLOYMENTS}/web`;
const condition = (object: Json, type: string): Json =>
  (object.status?.conditions ?? []).find((item: Json) => item.type === type);
const isRolledOut = ({ metadata, spec, status }: Json): boolean =>
  metadata.generation <= status.observedGeneration &&
  status.updatedReplicas >= spec.replicas &&
  status.replicas <= status.updatedReplicas &&
  status.availableReplicas >= status.updatedReplicas;
const podsOf = (r: ReturnType<typeof rig>): Json[] => r.get(`${CORE}/pods`).items;
const waitingReason = (pod: Json): string => pod.status.containerStatuses[0].state.waiting?.reason;

test('a Deployment is available after its image is pulled and its probe succeeds', () => {
  const r = rig();
  const probed = container({ readinessProbe: { httpGet: { port: 80 } } });
  r.apply(WEB, deployment('web', { replicas: 2 }, { containers: [probed] }));
  r.pass(20);
  expect(r.get(WEB).status).toMatchObject({ replicas: 2, updatedReplicas: 2, unavailableReplicas: 2 });
  expect(podsOf(r).map(waitingReason)).toEqual(['ContainerCreating', 'ContainerCreating']);
  r.pass(4);
  expect(podsOf(r).map(({ status }) => status.phase)).toEqual(['Running', 'Running']);
  expect(isRolledOut(r.get(WEB))).toBe(false);
  r.pass(4);
  expect(isRolledOut(r.get(WEB))).toBe(true);
  expect(condition(r.get(WEB), 'Progressing').reason).toBe('NewReplicaSetAvailable');
});

test('the controllers notice a write a moment later', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  expect(r.get(WEB).status.observedGeneration).toBeUndefined();
  r.pass(1);
  expect(r.get(WEB).status.observedGeneration).toBe(1);
});

test('a new template rolls out while old pods keep serving', () => {
  const r = rig();
  r.apply(WEB, deployment('web', { replicas: 4 }));
  r.pass(60);
  r.apply(
    WEB,
    deployment('web', { replicas: 4 }, { containers: [container({ image: 'example.azurecr.io/app:2' })] }),
  );
  expect(isRolledOut(r.get(WEB))).toBe(false);
  const seen: number[] = [];
  for (let i = 0; i < 40; i += 1) {
    r.pass(3);
    const { status } = r.get(WEB);
    seen.push(status.availableReplicas ?? 0);
    expect(status.replicas).toBeLessThanOrEqual(5);
  }
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(3);
  expect(isRolledOut(r.get(WEB))).toBe(true);
  expect(r.get(WEB).metadata.annotations['deployment.kubernetes.io/revision']).toBe('2');
  expect(new Set(podsOf(r).map(({ spec }) => spec.containers[0].image))).toEqual(
    new Set(['example.azurecr.io/app:2']),
  );
});

test('a strategy that recreates first stops the old pods', () => {
  const r = rig();
  const strategy = { type: 'Recreate' };
  r.apply(WEB, deployment('web', { strategy }));
  r.pass(60);
  r.apply(WEB, deployment('web', { strategy }, { containers: [container({ image: 'a/b:2' })] }));
  r.pass(1);
  expect(podsOf(r).every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
  r.pass(60);
  expect(isRolledOut(r.get(WEB))).toBe(true);
});

test('a rollout that does not move on is given up at its deadline', () => {
  const r = rig();
  r.faults.set('k8s.imagePull', { about: /app:1/ });
  r.apply(WEB, deployment('web', { progressDeadlineSeconds: 120 }));
  r.pass(100);
  expect(condition(r.get(WEB), 'Progressing').status).toBe('True');
  r.pass(60);
  expect(condition(r.get(WEB), 'Progressing')).toMatchObject({
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
  });
});

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
    ...deployment('db', { serviceName: 'db', volumeClaimTemplates: [claim] }),
    kind: 'StatefulSet',
  });
  r.pass(90);
  expect(r.get(`${CORE}/persistentvolumeclaims/data-db-0`).status.phase).toBe('Bound');
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

test('a Service has the ready pods that it chooses behind it', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  const service = (name: string, app: string): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  r.apply(`${CORE}/services/web`, service('web', 'web'));
  r.apply(`${CORE}/services/typo`, service('typo', 'wbe'));
  r.pass(5);
  const slices = (name: string): Json[] =>
    r.json('GET', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
      query: { labelSelector: `kubernetes.io/service-name=${name}` },
    }).items;
  expect(slices('web')[0]?.endpoints[0].conditions.ready).toBe(false);
  r.pass(60);
  expect(slices('web')[0]?.endpoints[0].conditions.ready).toBe(true);
  expect(r.get(`${CORE}/endpoints/web`).subsets[0].ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  expect(slices('typo')[0]?.endpoints).toEqual([]);
  expect(r.get(`${CORE}/endpoints/typo`).subsets).toEqual([]);
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

test('a second pod of the same image on a node need not pull it', () => {
  const r = rig();
  r.apply(`${JOBS}/a`, job('a', {}, { nodeName: undefined }));
  r.pass(60);
  r.apply(
    `${JOBS}/b`,
    job('b', {}, { nodeSelector: { 'kubernetes.io/hostname': podsOf(r)[0]?.spec.nodeName } }),
  );
  r.pass(8);
  expect(r.get(`${JOBS}/b`).status.succeeded).toBe(1);
});

test('initial containers run first and one after the other', () => {
  const r = rig();
  const pod = { initContainers: [container({ name: 'migrate' })], containers: [container()] };
  r.apply(WEB, deployment('web', {}, pod));
  r.pass(25);
  const [first] = podsOf(r);
  expect(first?.status.initContainerStatuses[0].state.running).toBeDefined();
  expect(waitingReason(first)).toBe('PodInitializing');
  r.pass(10);
  expect(isRolledOut(r.get(WEB))).toBe(true);
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
