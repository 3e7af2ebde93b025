import { describe, expect, test } from '@jest/globals';
import type { AnyResource } from '../../../src/engine/resource.ts';
import type { KubeObject } from '../../../src/gateways/ports.ts';
import { eventKinds, workflowKinds } from '../../../src/kubernetes/argo-definitions.ts';
import { argoEvents } from '../../../src/kubernetes/argo-events.ts';
import { argoWorkflows } from '../../../src/kubernetes/argo-workflows.ts';
import { eventBus } from '../../../src/kubernetes/event-bus.ts';
import { contextOf, memoryKube, worldOn } from './support.ts';

const argo = (kind: string, namespace: string, name: string, more: object = {}): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { namespace, name, ...more },
});

const GC = 'workflows.argoproj.io/artifact-gc';

/** A component that is there, among other things, and how its removal goes. */
async function standing(resource: AnyResource, others: readonly KubeObject[]) {
  const kube = memoryKube(others);
  const world = worldOn(kube);
  const context = contextOf(resource, world);
  await resource.ensure(context, undefined);
  kube.writes.length = 0;
  return {
    kube,
    remove: async () => resource.remove(context, await resource.read(context)),
  };
}

describe('the event bus', () => {
  const sensor = argo('Sensor', 'metaflow-jobs', 'flow-of-ada');
  const source = argo('EventSource', 'metaflow-jobs', 'argo-events-webhook');

  test('goes after what listens to it, whoever made that, and says what it waits for', async () => {
    const { kube, remove } = await standing(eventBus, [sensor, source]);
    await expect(remove()).rejects.toMatchObject({
      code: 'kubernetes.conflict',
      message: 'Sensor metaflow-jobs/flow-of-ada and 1 more, made by flows, has to go first',
      retrySeconds: 120,
    });
    expect(kube.writes).toEqual([
      'delete Sensor metaflow-jobs/flow-of-ada',
      'delete EventSource metaflow-jobs/argo-events-webhook',
    ]);
    await remove();
    expect(kube.writes.slice(2)[0]).toMatch(/^delete NetworkPolicy/);
    expect(kube.writes.slice(-2)).toEqual([
      'delete EventBus metaflow-jobs/default',
      'delete ServiceAccount metaflow-jobs/event-bus',
    ]);
    expect([...kube.objects.keys()]).toEqual([]);
  });

  test('is not asked twice of what is on its way out already', async () => {
    const going = argo('Sensor', 'metaflow-jobs', 'x', { deletionTimestamp: '2026-11-24T11:59:00Z' });
    const { kube, remove } = await standing(eventBus, [going]);
    await expect(remove()).rejects.toMatchObject({ code: 'kubernetes.conflict' });
    expect(kube.writes).toEqual([]);
  });

  test('of somebody else’s sensors in other namespaces knows nothing', async () => {
    const { kube, remove } = await standing(eventBus, [argo('Sensor', 'team-b', 'theirs')]);
    await remove();
    expect([...kube.objects.keys()]).toEqual(['Sensor team-b/theirs']);
  });
});

describe('kinds', () => {
  test.each<[string, AnyResource, KubeObject, string]>([
    [
      'of workflows stay for a workflow of another team',
      workflowKinds,
      argo('CronWorkflow', 'team-b', 'nightly'),
      'kubectl get cronworkflow --all-namespaces',
    ],
    [
      'of workflows stay for a template of the whole cluster',
      workflowKinds,
      { ...argo('ClusterWorkflowTemplate', '', 'shared'), metadata: { name: 'shared' } },
      'kubectl get clusterworkflowtemplate --all-namespaces',
    ],
    [
      'of events stay for a bus of another team',
      eventKinds,
      argo('EventBus', 'team-b', 'default'),
      'kubectl get eventbus --all-namespaces',
    ],
  ])('%s', async (_, resource, foreign, advice) => {
    const { kube, remove } = await standing(resource, [foreign]);
    await expect(remove()).rejects.toMatchObject({
      code: 'kubernetes.in-use',
      message: expect.stringContaining(foreign.metadata.name),
      advice: expect.arrayContaining([expect.stringContaining(advice)]),
    });
    expect(kube.writes).toEqual([]);
  });

  test('go after the workflows of our own namespace', async () => {
    const { kube, remove } = await standing(workflowKinds, [argo('Workflow', 'metaflow-jobs', 'done')]);
    await expect(remove()).rejects.toMatchObject({ code: 'kubernetes.conflict' });
    expect(kube.writes).toEqual(['delete Workflow metaflow-jobs/done']);
    await remove();
    expect(kube.writes.length).toBeGreaterThan(4);
    expect(kube.writes.slice(1).every((write) => write.startsWith('delete CustomResourceDefinition'))).toBe(
      true,
    );
  });
});

describe('a controller goes after what only it can let go', () => {
  test.each<[string, AnyResource]>([
    ['CronWorkflow', argoWorkflows],
    ['Workflow', argoWorkflows],
    ['Sensor', argoEvents],
    ['EventSource', argoEvents],
    ['EventBus', argoEvents],
  ])('%s', async (kind, controller) => {
    const { kube, remove } = await standing(controller, [argo(kind, 'metaflow-jobs', 'of-ada')]);
    await expect(remove()).rejects.toMatchObject({ code: 'kubernetes.conflict' });
    expect(kube.writes).toEqual([`delete ${kind} metaflow-jobs/of-ada`]);
    expect(kube.propagations).toEqual(['Background']);
    await remove();
    expect([...kube.objects.keys()]).toEqual([]);
  });

  test.each<[string, string, object, string]>([
    ['waits for the finalizer', '11:56:00', { finalizers: [GC] }, 'kubernetes.conflict'],
    ['does not wait for ever', '11:54:00', { finalizers: [GC, 'foregroundDeletion'] }, 'kubernetes.stuck'],
  ])('%s', async (_, time, more, code) => {
    const going = argo('Workflow', 'metaflow-jobs', 'w', {
      deletionTimestamp: `2026-11-24T${time}Z`,
      ...more,
    });
    const { kube, remove } = await standing(argoWorkflows, [going]);
    await expect(remove()).rejects.toMatchObject({ code });
    expect(kube.writes).toEqual([]);
  });

  test('and says how to let go of what a finalizer holds', async () => {
    const deletionTimestamp = '2026-11-24T11:50:00Z';
    const going = argo('Workflow', 'metaflow-jobs', 'w', { deletionTimestamp, finalizers: [GC] });
    const { remove } = await standing(workflowKinds, [going]);
    await expect(remove()).rejects.toMatchObject({
      message: `Workflow metaflow-jobs/w is to go, and ${GC} has kept it for 5 minutes`,
      advice: [
        'kubectl --namespace metaflow-jobs describe workflow w    shows what it waits for',
        expect.stringContaining(
          `kubectl --namespace metaflow-jobs patch workflow w --type merge --patch '{"metadata":{"finalizers":null}}'`,
        ),
        'Then say the same command again',
      ],
    });
  });

  test('or that it waits for its belongings', async () => {
    const deletionTimestamp = '2026-11-24T11:50:00Z';
    const going = argo('Workflow', 'metaflow-jobs', 'w', { deletionTimestamp });
    const { remove } = await standing(workflowKinds, [going]);
    await expect(remove()).rejects.toMatchObject({
      code: 'kubernetes.stuck',
      message: expect.stringContaining('what belongs to it has kept it'),
    });
  });
});

describe('what is on its way out', () => {
  const held = (finalizers: readonly string[]): KubeObject =>
    argo('EventBus', 'metaflow-jobs', 'default', { deletionTimestamp: '2026-11-24T11:50:00Z', finalizers });
  const free = async (kube: ReturnType<typeof memoryKube>, object: KubeObject): Promise<void> => {
    const seen = {
      sightings: [{ object, evidence: { pods: [], endpoints: 0, behind: [] } }],
      superfluous: [],
    };
    await eventBus.unblock?.(contextOf(eventBus, worldOn(kube)) as never, seen);
  };

  test('is freed of what flows have made since', async () => {
    const kube = memoryKube([argo('Sensor', 'metaflow-jobs', 'late')]);
    await expect(free(kube, held([]))).rejects.toMatchObject({ code: 'kubernetes.conflict' });
    expect(kube.writes).toEqual(['delete Sensor metaflow-jobs/late']);
  });

  test('is told when a finalizer has held it for long', async () => {
    await expect(free(memoryKube(), held(['eventbus-controller']))).rejects.toMatchObject({
      code: 'kubernetes.stuck',
    });
  });

  test.each(['foregroundDeletion', 'customresourcecleanup.apiextensions.k8s.io'])(
    'is waited for while the API server itself holds it: %s',
    async (finalizer) => {
      await expect(free(memoryKube(), held([finalizer]))).resolves.toBeUndefined();
    },
  );
});
