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

test('an event says who tells it: the scheduler, the kubelet of a node, a controller', () => {
  const r = rig();
  r.apply(WEB, deployment('web'));
  r.pass(60);
  const told: Json[] = r.get(`${CORE}/events`).items;
  const sourceOf = (reason: string): Json => told.find((event) => event.reason === reason)?.source;
  expect(sourceOf('Scheduled')).toEqual({ component: 'default-scheduler' });
  expect(sourceOf('Started')).toEqual({ component: 'kubelet', host: podsOf(r)[0]?.spec.nodeName });
  expect(sourceOf('SuccessfulCreate')).toEqual({ component: 'replicaset-controller' });
});
