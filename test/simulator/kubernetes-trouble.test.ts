import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, container, deployment, job, rig, systemPool } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const WEB = `${DEPLOYMENTS}/web`;
const condition = (object: Json, type: string): Json =>
  (object.status?.conditions ?? []).find((item: Json) => item.type === type);
const onlyPod = (r: ReturnType<typeof rig>): Json => r.get(`${CORE}/pods`).items[0];
const waiting = (pod: Json): Json => pod.status.containerStatuses[0].state.waiting;
const reasons = (r: ReturnType<typeof rig>): string[] =>
  r.get(`${CORE}/events`).items.map(({ reason }: Json) => reason);

test('k8s.warmup refuses connections until the server is up', () => {
  const r = rig();
  r.faults.set('k8s.warmup', { about: /azmk8s/, knobs: { seconds: 45 } });
  let code: unknown;
  try {
    r.get('/readyz');
  } catch (error) {
    ({ code } = error as { code: unknown });
  }
  expect(code).toBe('ECONNREFUSED');
  r.pass(45);
  expect(r.ask('GET', '/readyz').status).toBe(200);
});

test('k8s.imagePull leaves the pod in ImagePullBackOff until the image is there', () => {
  const r = rig();
  r.faults.set('k8s.imagePull', { about: /default\/web-.* example\.azurecr\.io\/app:1/, times: 2 });
  r.apply(WEB, deployment('web'));
  r.pass(23);
  expect(waiting(onlyPod(r)).reason).toBe('ErrImagePull');
  r.pass(5);
  expect(waiting(onlyPod(r)).reason).toBe('ImagePullBackOff');
  expect(reasons(r)).toContain('BackOff');
  r.pass(60);
  expect(r.get(WEB).status.availableReplicas).toBe(1);
});

test('an image from an unknown host or without a name is never pulled', () => {
  const r = rig();
  r.apply(WEB, deployment('web', {}, { containers: [container({ image: 'registry.invalid/app:1' })] }));
  r.apply(
    `${DEPLOYMENTS}/odd`,
    deployment('odd', {}, { containers: [container({ image: 'Not An Image' })] }),
  );
  r.pass(30);
  const pods: Json[] = r.get(`${CORE}/pods`).items;
  expect(pods.map(waiting).map(({ reason }) => reason)).toEqual(['InvalidImageName', 'ImagePullBackOff']);
});

test('k8s.crash leaves the container in CrashLoopBackOff with its last words', () => {
  const r = rig();
  r.faults.set('k8s.crash', { about: /app:1/, knobs: { log: 'boot\npanic: no database' } });
  r.apply(WEB, deployment('web'));
  r.pass(120);
  const pod = onlyPod(r);
  const [status] = pod.status.containerStatuses;
  expect(status.state.waiting.reason).toBe('CrashLoopBackOff');
  expect(status.restartCount).toBeGreaterThanOrEqual(3);
  expect(status.lastState.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
  const log = `${CORE}/pods/${pod.metadata.name}/log`;
  expect(r.ask('GET', log).body).toBe('boot\npanic: no database\n');
  expect(r.json('GET', log, { query: { container: 'nope' } })).toMatchObject({ code: 400 });
  expect(r.ask('GET', log, { query: { tailLines: '1' } }).body).toBe('panic: no database\n');
});

test('k8s.unschedulable keeps a pod from every node', () => {
  const r = rig();
  r.faults.set('k8s.unschedulable', { about: /pod default\/web-/, times: 1 });
  r.apply(WEB, deployment('web'));
  r.pass(5);
  expect(condition(onlyPod(r), 'PodScheduled')).toMatchObject({ status: 'False', reason: 'Unschedulable' });
  r.pass(90);
  expect(r.get(WEB).status.availableReplicas).toBe(1);
});

test('k8s.jobFails fails a Job after as many tries as it allows', () => {
  const r = rig();
  r.faults.set('k8s.jobFails', { about: /job default\/migrate/, knobs: { log: 'goose: no such table' } });
  r.apply(`${JOBS}/migrate`, job('migrate', { backoffLimit: 1 }));
  r.pass(30);
  expect(condition(r.get(`${JOBS}/migrate`), 'Failed')).toBeUndefined();
  r.pass(60);
  const failed = r.get(`${JOBS}/migrate`);
  expect(failed.status.failed).toBe(2);
  expect(condition(failed, 'Failed')).toMatchObject({
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  });
  expect(r.ask('GET', `${CORE}/pods/${onlyPod(r).metadata.name}/log`).body).toBe('goose: no such table\n');
});

test('k8s.jobFails counts restarts in place for pods that restart on failure', () => {
  const r = rig();
  r.faults.set('k8s.jobFails', { about: /migrate/ });
  r.apply(`${JOBS}/migrate`, job('migrate', { backoffLimit: 1 }, { restartPolicy: 'OnFailure' }));
  r.pass(120);
  expect(condition(r.get(`${JOBS}/migrate`), 'Failed').reason).toBe('BackoffLimitExceeded');
});

test('k8s.webhookDenies refuses a write with the words of the policy', () => {
  const r = rig();
  r.faults.set('k8s.webhookDenies', {
    about: /^Deployment default\/web$/,
    knobs: { message: 'images must be ours' },
  });
  expect(JSON.parse(r.apply(WEB, deployment('web')).body)).toMatchObject({
    code: 403,
    message: 'admission webhook "validation.gatekeeper.sh" denied the request: images must be ours',
  });
  expect(r.get(WEB).code).toBe(404);
});

test('a missing Secret holds a container back until it appears', () => {
  const r = rig();
  const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }];
  r.apply(WEB, deployment('web', {}, { containers: [container({ env })] }));
  r.pass(30);
  expect(waiting(onlyPod(r))).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'secret "db" not found',
  });
  const secret = (stringData: object): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db' },
    stringData,
  });
  r.apply(`${CORE}/secrets/db`, secret({ user: 'a' }));
  r.pass(15);
  expect(waiting(onlyPod(r)).message).toBe("couldn't find key password in Secret default/db");
  r.apply(`${CORE}/secrets/db`, secret({ user: 'a', password: 'b' }));
  r.pass(15);
  expect(r.get(WEB).status.availableReplicas).toBe(1);
});

test('a missing ConfigMap in a volume leaves the pod in ContainerCreating', () => {
  const r = rig();
  const volumes = [{ name: 'config', configMap: { name: 'settings' } }];
  r.apply(WEB, deployment('web', {}, { volumes, containers: [container()] }));
  r.pass(30);
  expect(onlyPod(r).status.phase).toBe('Pending');
  const messages = r.get(`${CORE}/events`).items.map(({ message }: Json) => message);
  expect(messages).toContain('MountVolume.SetUp failed for volume "config" : configmap "settings" not found');
});

test.each<[string, object, RegExp]>([
  [
    'a node selector',
    { nodeSelector: { pool: 'none' } },
    /2 node\(s\) didn't match Pod's node affinity\/selector/,
  ],
  [
    'its requests',
    { containers: [container({ resources: { requests: { cpu: '9' } } })] },
    /2 Insufficient cpu/,
  ],
  [
    'an absent claim',
    { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'gone' } }] },
    /persistentvolumeclaim "gone" not found/,
  ],
])('a pod that no node suits stays Pending and says why: %s', (_what, pod, message) => {
  const r = rig();
  r.apply(WEB, deployment('web', {}, pod));
  r.pass(30);
  const scheduled = condition(onlyPod(r), 'PodScheduled');
  expect(scheduled).toMatchObject({ status: 'False', reason: 'Unschedulable' });
  expect(scheduled.message).toMatch(message);
  expect(reasons(r)).toContain('FailedScheduling');
});

test('a taint keeps pods away that do not tolerate it', () => {
  const r = rig([{ ...systemPool, taints: ['CriticalAddonsOnly=true:NoSchedule'] }]);
  r.apply(WEB, deployment('web'));
  r.apply(
    `${DEPLOYMENTS}/ok`,
    deployment('ok', {}, { tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }] }),
  );
  r.pass(60);
  expect(r.get(WEB).status.availableReplicas).toBeUndefined();
  expect(r.get(`${DEPLOYMENTS}/ok`).status.availableReplicas).toBe(1);
});

test('a user pool without nodes grows for a pod that needs one', () => {
  const tasks = { ...systemPool, name: 'tasks', mode: 'User' as const, count: 0, labels: { pool: 'tasks' } };
  const r = rig([systemPool, tasks]);
  r.apply(`${JOBS}/a`, job('a', {}, { nodeSelector: { pool: 'tasks' } }));
  r.pass(60);
  expect(r.get('/api/v1/nodes').items).toHaveLength(2);
  expect(reasons(r)).toContain('TriggeredScaleUp');
  r.pass(120);
  expect(r.get('/api/v1/nodes').items).toHaveLength(3);
  expect(r.get(`${JOBS}/a`).status.succeeded).toBe(1);
});

test('a null in a list is an item that says nothing', () => {
  const r = rig();
  const refused = (metadata: object): Json =>
    r.json('POST', `${CORE}/configmaps`, { body: { metadata: { name: 'a', ...metadata } } });
  expect(refused({ ownerReferences: [null] })).toMatchObject({ code: 422 });
  expect(refused({ finalizers: [null] }).message).toContain('metadata.finalizers[0]: Invalid value: ""');
  const spec = { containers: [container()], tolerations: [null] };
  const pod = r.json('POST', `${CORE}/pods`, { body: { metadata: { name: 'a' }, spec } });
  expect(pod.message).toContain('spec.tolerations[0].operator');
});

test('objects that say nothing of themselves stop no controller, and a status of another type is refused', () => {
  const r = rig();
  const policy = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
  const bare = { metadata: { name: 'bare' } };
  expect([
    r.ask('POST', '/api/v1/nodes', { body: bare }),
    r.ask('POST', policy, { body: bare }),
  ]).toMatchObject([{ status: 201 }, { status: 201 }]);
  r.apply(WEB, deployment('web', {}, { containers: [container({ resources: { requests: { cpu: '1' } } })] }));
  r.pass(60);
  expect(r.get(WEB).status.readyReplicas).toBe(1);
  expect(r.get(`${policy}/bare`).status).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 });
  for (const status of ['x', { conditions: 'x' }, { conditions: [1] }]) {
    const patch = { body: { status }, type: 'application/merge-patch+json' };
    expect(r.json('PATCH', `${WEB}/status`, patch)).toMatchObject({
      code: 400,
      message: expect.stringContaining('json: cannot unmarshal'),
    });
  }
});
