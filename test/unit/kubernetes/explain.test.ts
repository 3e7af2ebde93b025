import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/gateways/ports.ts';
import { gatherEvidence } from '../../../src/kubernetes/evidence.ts';
import { problemOf, troubleOf, type Trouble } from '../../../src/kubernetes/explain.ts';
import { memoryKube, NOW } from './support.ts';

const labels = { app: 'x' };
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();
const deployment = (status: object = { observedGeneration: 1 }, annotations = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x', namespace: 'n', generation: 1, annotations },
  spec: { replicas: 1, selector: { matchLabels: labels } },
  status,
});
const pod = (status: object, seconds = 60, more: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'x-1',
    namespace: 'n',
    uid: 'u1',
    creationTimestamp: ago(seconds),
    ...more,
    labels: { ...labels, ...more.labels },
  },
  spec: { containers: [{ name: 'main', image: 'registry.example/app:1' }] },
  status,
});
const containers = (state: object, more: object = {}): object => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'main', ready: false, restartCount: 0, state, ...more }],
});
const event = (message: string, uid = 'u1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: message, namespace: 'n' },
  type: 'Warning',
  involvedObject: { name: 'x-1', uid },
  message,
});

async function troubleWith(
  objects: readonly KubeObject[],
  logs: Readonly<Record<string, string>> = {},
  workload = deployment(),
): Promise<Trouble | undefined> {
  const kube = memoryKube(objects);
  for (const [key, text] of Object.entries(logs)) kube.logTexts.set(key, text);
  return troubleOf(await gatherEvidence(kube, workload), NOW);
}

const waiting = (reason: string, message = ''): object => containers({ waiting: { reason, message } });
const looping = (restartCount: number): object =>
  containers(
    { waiting: { reason: 'CrashLoopBackOff' } },
    { restartCount, lastState: { terminated: { exitCode: 1 } } },
  );

describe('why a pod does not come up', () => {
  test.each<[string, object, number, Partial<Trouble>]>([
    [
      'an image that cannot be pulled',
      waiting('ImagePullBackOff'),
      60,
      {
        is: 'broken',
        code: 'kubernetes.image-not-pulled',
        because: 'the image registry.example/app:1 cannot be pulled (ImagePullBackOff)',
      },
    ],
    [
      'an image that could not be pulled yet',
      waiting('ErrImagePull'),
      10,
      { is: 'pending', code: 'kubernetes.image-not-pulled' },
    ],
    ['an image that has no name', waiting('InvalidImageName'), 1, { is: 'broken' }],
    [
      'a Secret that is missing',
      waiting('CreateContainerConfigError', 'secret "s" not found'),
      60,
      { is: 'broken', code: 'kubernetes.pod-config', because: 'x-1 cannot start: secret "s" not found' },
    ],
    ['a program that ended once', looping(1), 60, { is: 'pending', code: 'kubernetes.pod-crashing' }],
    [
      'a program that ends again and again',
      looping(3),
      60,
      {
        is: 'broken',
        code: 'kubernetes.pod-crashing',
        because: 'x-1 ended 3 times (exit code 1): no such table',
      },
    ],
    [
      'a program out of memory',
      containers({ terminated: { exitCode: 137, reason: 'OOMKilled' } }),
      60,
      { because: 'x-1 ended (out of memory): trying' },
    ],
    [
      'a node that is full',
      {
        conditions: [
          { type: 'PodScheduled', status: 'False', message: '0/2 nodes are available: 2 Insufficient cpu.' },
        ],
      },
      60,
      {
        is: 'broken',
        code: 'kubernetes.unschedulable',
        because: 'no node has room for x-1: 0/2 nodes are available: 2 Insufficient cpu.',
      },
    ],
    [
      'a node that may yet come',
      { conditions: [{ type: 'PodScheduled', status: 'False' }] },
      10,
      { is: 'pending' },
    ],
  ])('%s', async (_, status, seconds, expected) => {
    const logs = { 'x-1': 'trying\n', 'x-1 previous': 'starting\nno such table\n' };
    expect(await troubleWith([pod(status, seconds)], logs)).toMatchObject(expected);
  });

  test('a program that runs and fails its probe is told with the probe', async () => {
    const status = containers({ running: { startedAt: ago(30) } });
    expect(await troubleWith([pod(status), event('Readiness probe failed: 500')])).toMatchObject({
      is: 'pending',
      because: 'x-1 runs and is not ready: Readiness probe failed: 500',
    });
  });

  test('a pod that cannot mount its configuration says which', async () => {
    const message = 'MountVolume.SetUp failed for volume "ca": configmap "database-ca" not found';
    expect(await troubleWith([pod(waiting('ContainerCreating')), event(message)])).toMatchObject({
      is: 'pending',
      because: `x-1 does not start: ${message}`,
    });
  });

  test('a pod that is merely starting is no trouble', async () => {
    expect(await troubleWith([pod(containers({ running: {} }))])).toBeUndefined();
    expect(await troubleWith([pod(waiting('ContainerCreating'))])).toBeUndefined();
  });

  test('events of an earlier pod of the same name do not count', async () => {
    const status = containers({ running: {} });
    expect(await troubleWith([pod(status), event('Readiness probe failed', 'another')])).toBeUndefined();
  });

  test('an init container that fails is the one that is told', async () => {
    const status = {
      initContainerStatuses: [
        { name: 'init', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
      containerStatuses: [{ name: 'main', ready: false, state: { waiting: { reason: 'PodInitializing' } } }],
    };
    expect((await troubleWith([pod(status)]))?.advice[0]).toContain('--container init');
  });

  test('only pods of the present template speak for the Deployment', async () => {
    const annotations = { 'deployment.kubernetes.io/revision': '2' };
    const set = (revision: string, hash: string): KubeObject => ({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: hash,
        namespace: 'n',
        labels: { ...labels, 'pod-template-hash': hash },
        annotations: { 'deployment.kubernetes.io/revision': revision },
      },
    });
    const old = pod(waiting('ImagePullBackOff'), 60, { labels: { 'pod-template-hash': 'old' } });
    const workload = deployment({ observedGeneration: 1 }, annotations);
    expect(await troubleWith([set('1', 'old'), set('2', 'new'), old], {}, workload)).toBeUndefined();
    expect(await troubleWith([set('2', 'old'), old], {}, workload)).toMatchObject({ is: 'broken' });
  });

  test('a Deployment whose change is not taken up yet is not judged by its pods', async () => {
    expect(
      await troubleWith([pod(waiting('ImagePullBackOff'))], {}, deployment({ observedGeneration: 0 })),
    ).toBeUndefined();
  });

  test('passwords in logs are covered', async () => {
    const log = 'connect postgres://metaflow:hunter2@db:5432/x failed\npassword=hunter2\n';
    const trouble = await troubleWith([pod(looping(3))], { 'x-1 previous': log });
    expect(JSON.stringify(trouble)).not.toContain('hunter2');
    expect(trouble?.details).toContain('connect postgres://metaflow:‹secret›@db:5432/x failed');
  });

  test('the final problem has the log, and a command that can be copied', async () => {
    const trouble = await troubleWith([pod(looping(3))], { 'x-1 previous': 'one\ntwo\n' });
    const problem = problemOf('Metadata service', trouble as Trouble);
    expect(problem.message).toBe('Metadata service: x-1 ended 3 times (exit code 1): two\none\ntwo');
    expect(problem.advice).toEqual(['kubectl --namespace n logs x-1 --container main --previous']);
  });
});
