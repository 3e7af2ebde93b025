import { describe, expect, test } from '@jest/globals';
import { connectKube } from '../../src/gateways/kube.ts';
import type { Kube, KubeObject } from '../../src/gateways/ports.ts';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { VirtualClock } from '../../src/simulator/clock.ts';
import { kubernetesDoor } from '../../src/simulator/doors.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { HOME, machine, type Machine } from '../support/run-cli.ts';

const settings = ['--subscription', subscriptionId, '--location', 'eastus2', '--yes'];
const CLUSTER = `/subscriptions/${subscriptionId}/resourceGroups/rg-metaflow/providers/Microsoft.ContainerService/managedClusters/aks-metaflow`;
const PLACE = { apiVersion: 'argoproj.io/v1alpha1', namespace: 'metaflow-jobs' };

/** Does something in the cluster as somebody beside us, and leaves the world as it is then. */
async function inside<T>(box: Machine, act: (kube: Kube) => Promise<T>): Promise<T> {
  const world = box.world() as Record<string, unknown>;
  const clock = new VirtualClock(Number(world['clock']), Infinity);
  const simulator = createSimulator({ clock, world });
  const kubeconfig = simulator.clusters.kubeconfig(CLUSTER, 'clusterAdmin');
  const result = await act(await connectKube(kubeconfig, { http: await kubernetesDoor(simulator) }));
  const path = `${HOME}/.metaflow-azure/_simulated/_world.json`;
  box.files.disk.set(path, JSON.stringify({ ...simulator.world, clock: clock.now() }));
  return result;
}

/** A flow with `@trigger`, as Metaflow deploys it. */
const flow = (kind: string, spec: object): KubeObject => ({
  apiVersion: PLACE.apiVersion,
  kind,
  metadata: { name: 'hello', namespace: PLACE.namespace },
  spec,
});
const template = flow('WorkflowTemplate', { entrypoint: 'start', templates: [] });
const collected = flow('Workflow', {
  artifactGC: { strategy: 'OnWorkflowDeletion' },
  suspend: true,
  entrypoint: 'start',
  templates: [{ name: 'start', container: { image: 'example.azurecr.io/task:1' } }],
});
const sensor = flow('Sensor', {
  template: { serviceAccountName: 'operate-workflow-sa' },
  dependencies: [{ name: 'd', eventSourceName: 'argo-events-webhook', eventName: 'metaflow-event' }],
  triggers: [{ template: { name: 't', k8s: { operation: 'create', source: { resource: {} } } } }],
});

const parts = async (kube: Kube): Promise<readonly string[]> => {
  const kinds = ['CustomResourceDefinition', 'Namespace'].map((kind) => ({
    apiVersion: kind === 'Namespace' ? 'v1' : 'apiextensions.k8s.io/v1',
    kind,
  }));
  const all = (await Promise.all(kinds.map((kind) => kube.list(kind)))).flat();
  return all.map(({ metadata }) => metadata.name).filter((name) => name.includes('argo'));
};

/** Marks of ours on objects of the directory, its bin included. */
const marksIn = (box: Machine): readonly string[] =>
  JSON.stringify(box.world()).match(/"metaflow-azure-deployment:[^"]*"/g) ?? [];

describe('Argo', () => {
  test('goes with everything that flows made of it when it is no longer wanted, and comes back', async () => {
    const box = machine();
    expect(await box.run('up', ...settings)).toMatchObject({ code: 0 });
    await inside(box, async (kube) => {
      await kube.apply(template);
      await kube.apply(sensor);
      await kube.apply(collected);
    });
    // By now its controller holds it, until its artifacts are deleted.
    expect(await box.run('up', '--yes')).toMatchObject({ code: 0 });
    expect((await inside(box, (kube) => kube.get(collected)))?.metadata.finalizers).toHaveLength(1);

    const plan = await box.run('plan', '--argo', 'none');
    expect(plan.out).toContain('Event bus  no longer wanted; with it goes every trigger of a flow');
    expect(plan.out).toContain('with it goes every workflow and schedule of a flow');
    expect(plan.out).toMatch(/- WorkflowTemplate metaflow-jobs\/hello\n/);
    expect(plan.out).toMatch(/Event bus {2}no longer wanted.*\n +- Sensor metaflow-jobs\/hello\n/);
    const gone = await box.run('up', '--yes', '--argo', 'none');
    expect(gone).toMatchObject({ code: 0, out: expect.stringMatching(/, 29 steps; 8 removed\./) });
    expect(await inside(box, parts)).toEqual([]);
    expect(await box.run('status')).toMatchObject({ code: 0 });
    const profile = JSON.parse((await box.run('config')).out) as object;
    expect(Object.keys(profile).filter((key) => key.includes('ARGO'))).toEqual([]);

    expect(await box.run('up', '--yes', '--argo', 'quick-start')).toMatchObject({ code: 0 });
    expect((await inside(box, parts)).length).toBeGreaterThan(9);
    expect(JSON.parse((await box.run('config')).out)).toMatchObject({
      METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES: true,
      METAFLOW_ARGO_EVENTS_WEBHOOK_URL: 'http://127.0.0.1:12000/metaflow-event',
      METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL:
        'http://argo-events-webhook-eventsource-svc.metaflow-jobs:12000/metaflow-event',
    });
  }, 120_000);

  test('goes, and the Entra application with it, when the memory was lost before they were given up', async () => {
    const box = machine();
    expect(await box.run('up', ...settings, '--identity', 'service-principal')).toMatchObject({ code: 0 });
    expect((await inside(box, parts)).length).toBeGreaterThan(0);
    expect(marksIn(box)).not.toEqual([]);
    box.files.remove(`${HOME}/.metaflow-azure/_simulated/metaflow`);

    const wish = [...settings.slice(0, -1), '--argo', 'none', '--identity', 'workload'];
    const plan = await box.run('plan', ...wish);
    expect(plan.out).toContain('Entra application  no longer wanted');
    expect(plan.out).toContain('Event bus  no longer wanted; with it goes every trigger of a flow');
    expect(await box.run('up', ...wish, '--yes')).toMatchObject({ code: 0 });
    expect(await inside(box, parts)).toEqual([]);
    expect(marksIn(box)).toEqual([]);
    expect(box.newCalls().filter((call) => /^DELETE .*roleAssignments.* 200$/.test(call))).toHaveLength(1);
    expect(await box.run('status')).toMatchObject({ code: 0 });

    box.newCalls();
    expect(await box.run('up', '--yes')).toMatchObject({ code: 0 });
    expect(
      box.newCalls().filter((call) => !/^(GET|HEAD) |listClusterUserCredential|checkName/i.test(call)),
    ).toEqual([]);
  }, 120_000);

  test('stays whole for another team’s workflows: plan, up and down say so before anything is removed', async () => {
    const box = machine();
    await box.run('up', ...settings);
    const theirs = { ...template, metadata: { name: 'theirs', namespace: 'team-b' } };
    await inside(box, async (kube) => {
      await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-b' } });
      await kube.apply(theirs);
    });
    const before = await inside(box, parts);
    expect((await box.run('plan', '--argo', 'none')).err).toContain('Checks have failed');
    const refused = await box.run('up', '--yes', '--argo', 'none');
    expect(refused.code).toBe(4);
    expect(refused.err).toContain('with them would go WorkflowTemplate team-b/theirs');
    expect(refused.err).toContain('kubectl get workflowtemplate --all-namespaces');
    expect(await inside(box, parts)).toEqual(before);
    expect(await inside(box, (kube) => kube.get(theirs))).toMatchObject({ kind: 'WorkflowTemplate' });
    expect(await box.run('status')).toMatchObject({ code: 0 });
  }, 120_000);

  test('tells by name what people have made, before it goes with the whole deployment', async () => {
    const box = machine();
    await box.run('up', ...settings);
    await inside(box, async (kube) => {
      await kube.apply(sensor);
      await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-b' } });
      await kube.apply({ ...template, metadata: { name: 'theirs', namespace: 'team-b' } });
    });
    const asked = await box.run('down');
    expect(asked.code).toBe(2);
    expect(asked.err).toContain('- Sensor metaflow-jobs/hello');
    expect(asked.err).toContain('- WorkflowTemplate team-b/theirs');
    expect(asked.err).not.toContain('EventSource metaflow-jobs/argo-events-webhook');
  }, 120_000);

  test('keeps the servers of its bus at another size, and plan says so with the way to change it', async () => {
    const box = machine();
    await box.run('up', ...settings, '--size', 'standard');
    const plan = await box.run('plan', '--size', 'small');
    expect(plan.err).toContain('it keeps 3, although size small has 1');
    expect(plan.out).not.toContain('Event bus  ');
    expect(await box.run('up', '--yes', '--size', 'small')).toMatchObject({ code: 0 });
    const ref = { ...PLACE, kind: 'EventBus', metadata: { name: 'default', namespace: PLACE.namespace } };
    expect(await inside(box, (kube) => kube.get(ref))).toMatchObject({
      spec: { jetstream: { replicas: 3 } },
    });
    expect(await box.run('status')).toMatchObject({ code: 0 });
  }, 120_000);
});
