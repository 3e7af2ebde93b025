import { describe, expect, test } from '@jest/globals';
import type { AnyResource } from '../../../src/engine/resource.ts';
import type { KubeObject, KubeRef } from '../../../src/gateways/ports.ts';
import { argoEvents } from '../../../src/kubernetes/argo-events.ts';
import { argoNamespaces } from '../../../src/kubernetes/argo-namespaces.ts';
import { eventKinds } from '../../../src/kubernetes/argo-definitions.ts';
import { eventBus } from '../../../src/kubernetes/event-bus.ts';
import { eventSource } from '../../../src/kubernetes/event-source.ts';
import { namespaces } from '../../../src/kubernetes/namespaces.ts';
import { fieldsAt } from '../../../src/kubernetes/objects.ts';
import { rig, type Rig } from './rig.ts';

const PATIENCE_MS = 30_000;
const ref = (apiVersion: string, kind: string, name: string): KubeRef => ({
  apiVersion,
  kind,
  metadata: { namespace: 'metaflow-jobs', name },
});
const bus = ref('argoproj.io/v1alpha1', 'EventBus', 'default');
const source = ref('argoproj.io/v1alpha1', 'EventSource', 'argo-events-webhook');
const marksOf = (object: KubeObject | undefined, part: string): object =>
  fieldsAt(object, 'spec', part, 'metadata', 'annotations');

/** Argo Events, and then these. */
async function standing(...before: readonly AnyResource[]): Promise<Rig> {
  const given = await rig();
  for (const resource of [namespaces, argoNamespaces, eventKinds, argoEvents, ...before]) {
    await given.up(resource);
  }
  return given;
}

const workloadsOf = async ({ kube }: Rig, kind: string): Promise<readonly KubeObject[]> =>
  (await kube.list({ apiVersion: 'apps/v1', kind, namespace: 'metaflow-jobs' })).filter(({ metadata }) =>
    metadata.name.includes('event'),
  );

describe('in a simulated cluster', () => {
  test.each<[string, readonly AnyResource[], AnyResource, KubeRef, string, string]>([
    ['a broken bus', [], eventBus, bus, 'jetstream', 'StatefulSet'],
    ['a broken event source', [eventBus], eventSource, source, 'template', 'Deployment'],
  ])(
    '%s gets new pods from the next run, which the controller has from the object',
    async (_, before, resource, object, part, kind) => {
      const given = await standing(...before);
      given.simulator.faults.add({ id: 'k8s.crash', match: 'eventbus-default|webhook-eventsource' });
      await expect(given.up(resource)).rejects.toMatchObject({ code: 'kubernetes.pod-crashing' });
      const [broken] = await workloadsOf(given, kind);
      expect(marksOf(broken, 'template')).not.toHaveProperty(['metaflow-azure/restarted']);

      given.simulator.faults.remove('k8s.crash');
      await given.up(resource);
      const marks = marksOf(await given.kube.get(object), part);
      expect(marks).toHaveProperty(['metaflow-azure/restarted']);
      const [mended] = await workloadsOf(given, kind);
      expect(marksOf(mended, 'template')).toMatchObject(marks);
    },
    PATIENCE_MS,
  );

  test(
    'a hand edit of a bus is set right, and waited for until its servers have it',
    async () => {
      const given = await standing(eventBus);
      const live = await given.kube.get(bus);
      const { labels = {}, annotations = {} } = live?.metadata ?? {};
      const jetstream = { ...fieldsAt(live, 'spec', 'jetstream'), settings: 'max_file_store: 1GB\n' };
      const marked = { ...jetstream, metadata: { annotations: { 'metaflow-azure/rolls-with': 'by hand' } } };
      await given.kube.apply({
        ...bus,
        metadata: { ...bus.metadata, labels, annotations },
        spec: { jetstream: marked },
      });
      await given.up(eventBus);
      const marks = marksOf(await given.kube.get(bus), 'jetstream');
      const [servers] = await workloadsOf(given, 'StatefulSet');
      expect(marksOf(servers, 'template')).toMatchObject(marks);
      expect(servers).toMatchObject({ status: { readyReplicas: 3 } });
    },
    PATIENCE_MS,
  );

  test(
    'a bus that is on its way out is freed of the sensors that came since',
    async () => {
      const given = await standing(eventBus);
      const sensor = ref('argoproj.io/v1alpha1', 'Sensor', 'hello');
      await given.kube.apply({
        ...sensor,
        spec: {
          dependencies: [{ name: 'd', eventSourceName: 'argo-events-webhook', eventName: 'metaflow-event' }],
          triggers: [{ template: { name: 't', log: {} } }],
        },
      });
      await given.kube.delete(bus);
      await given.down(eventBus);
      expect(await given.kube.get(bus)).toBeUndefined();
      expect(await given.kube.get(sensor)).toBeUndefined();
    },
    PATIENCE_MS,
  );

  test(
    'a bus that nobody lets go is told with its finalizer, by this run and the next',
    async () => {
      const given = await standing(eventBus);
      const [controller] = await given.kube.list({ apiVersion: 'apps/v1', kind: 'Deployment' });
      if (controller !== undefined) await given.kube.delete(controller);
      const held = {
        code: 'kubernetes.stuck',
        message: expect.stringContaining('EventBus metaflow-jobs/default is to go, and eventbus-controller'),
      };
      await expect(given.down(eventBus)).rejects.toMatchObject(held);
      const began = given.clock.now();
      await expect(given.down(eventBus)).rejects.toMatchObject(held);
      expect(given.clock.now() - began).toBeLessThan(60_000);
    },
    PATIENCE_MS,
  );
});
