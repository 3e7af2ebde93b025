import { describe, expect, test } from '@jest/globals';
import type { Kube, KubeObject } from '../../../src/gateways/ports.ts';
import { eventBus } from '../../../src/kubernetes/event-bus.ts';
import { metadataService } from '../../../src/kubernetes/metadata-service.ts';
import { migration } from '../../../src/kubernetes/migration.ts';
import { uiStatic } from '../../../src/kubernetes/ui-static.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { contextOf, manifestsOf, memoryKube, NOW, worldOn } from './support.ts';

const silence = new Problem('kubernetes.unreachable', 'the API server c does not answer (ENOTFOUND)');
/** A cluster that answers every request with `error`. */
const failing = (refusal: Error): Kube =>
  new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : () => Promise.reject(refusal)) }) as Kube;

describe('an API server that does not answer', () => {
  const context = contextOf(uiStatic, worldOn(failing(silence))) as never;

  test('is waited for, and nothing is believed missing', async () => {
    const live = await uiStatic.read(context);
    if (live === undefined) throw new Error('believed missing');
    expect(uiStatic.status(live, context)).toEqual({ is: 'pending', because: silence.message });
    expect(uiStatic.diff(live, context)).toEqual([]);
    expect(uiStatic.isOurs?.(live, context)).toBe(true);
    await uiStatic.remove(context, live);
  });

  test('is an error for a change, which may be tried again', async () => {
    await expect(uiStatic.ensure(context, undefined)).rejects.toBe(silence);
  });

  test('other errors come through', async () => {
    const broken = failing(new TypeError('bug'));
    await expect(uiStatic.read(contextOf(uiStatic, worldOn(broken)) as never)).rejects.toThrow(TypeError);
  });
});

const nameOf = (objects: readonly KubeObject[], kind: string): string =>
  objects.find((object) => object.kind === kind)?.metadata.name ?? '';

describe('versions', () => {
  test('a job is a new one when its image is another', async () => {
    const name = async (metadataImage: string): Promise<string> =>
      nameOf(await manifestsOf(migration, worldOn(memoryKube(), { config: { metadataImage } })), 'Job');
    expect(await name('a:1')).toMatch(/^metadata-migration-[0-9a-f]{8}$/);
    expect(await name('a:1')).toBe(await name('a:1'));
    expect(await name('a:1')).not.toBe(await name('a:2'));
  });

  test('a change of size goes straight to work, without waiting for what is outdated', async () => {
    const kube = memoryKube();
    const small = contextOf(metadataService, worldOn(kube, { config: { size: 'small' } })) as never;
    await metadataService.ensure(small, undefined);
    const standard = contextOf(metadataService, worldOn(kube, { config: { size: 'standard' } })) as never;
    const live = await metadataService.read(standard);
    if (live === undefined) throw new Error('nothing there');
    expect(metadataService.status(live, small)).toMatchObject({ is: 'pending' });
    expect(metadataService.status(live, standard)).toEqual({ is: 'ready' });
    expect(metadataService.diff(live, standard)).toEqual([
      { path: 'Deployment metaflow/metadata-service.spec.replicas', from: 1, to: 2 },
    ]);
  });
});

describe('a running event bus', () => {
  const busOf = ({ objects }: ReturnType<typeof memoryKube>) =>
    objects.get('EventBus metaflow-jobs/default') as KubeObject & {
      spec: { jetstream: { replicas: number; streamConfig: string } };
    };

  test.each<[string, 'small' | 'standard', 'small' | 'standard', number]>([
    ['keeps three servers at a smaller size', 'standard', 'small', 3],
    ['keeps its one server at a greater size', 'small', 'standard', 1],
  ])('%s', async (_, size, other, replicas) => {
    const kube = memoryKube();
    await eventBus.ensure(contextOf(eventBus, worldOn(kube, { config: { size } })) as never, undefined);
    const later = contextOf(eventBus, worldOn(kube, { config: { size: other } })) as never;
    const live = await eventBus.read(later);
    if (live === undefined) throw new Error('the bus is gone');
    expect(eventBus.diff(live, later)).toEqual([]);
    await eventBus.ensure(later, live);
    expect(busOf(kube).spec.jetstream).toMatchObject({ replicas, streamConfig: `replicas: ${replicas}\n` });
  });

  test('is given a number of servers that it can have', async () => {
    const kube = memoryKube();
    const context = contextOf(eventBus, worldOn(kube, { config: { size: 'standard' } })) as never;
    await eventBus.ensure(context, undefined);
    const bus = busOf(kube);
    const jetstream = { ...bus.spec.jetstream, replicas: 2 };
    kube.objects.set('EventBus metaflow-jobs/default', { ...bus, spec: { jetstream } });
    await eventBus.ensure(context, await eventBus.read(context));
    expect(busOf(kube).spec.jetstream.replicas).toBe(3);
  });
});

describe('repair', () => {
  const stuck = {
    observedGeneration: 1,
    conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
  };
  const restartedAt = (kube: ReturnType<typeof memoryKube>): unknown => {
    const spec = kube.objects.get('Deployment metaflow/metaflow-ui')?.['spec'] as {
      template: { metadata: { annotations: Record<string, string> } };
    };
    return spec.template.metadata.annotations['metaflow-azure/restarted'];
  };

  test('a broken workload gets new pods, once, and keeps them at the next change', async () => {
    const kube = memoryKube();
    const context = contextOf(uiStatic, worldOn(kube)) as never;
    await uiStatic.ensure(context, undefined);
    const key = 'Deployment metaflow/metaflow-ui';
    kube.objects.set(key, { ...(kube.objects.get(key) as KubeObject), status: stuck });
    await uiStatic.ensure(context, await uiStatic.read(context));
    expect(restartedAt(kube)).toBe(new Date(NOW).toISOString());

    kube.objects.set(key, { ...(kube.objects.get(key) as KubeObject), status: {} });
    const later = contextOf(
      uiStatic,
      worldOn(kube, { now: () => NOW + 1000, config: { uiImage: 'other:1' } }),
    ) as never;
    await uiStatic.ensure(later, await uiStatic.read(later));
    expect(restartedAt(kube)).toBe(new Date(NOW).toISOString());
  });
});
