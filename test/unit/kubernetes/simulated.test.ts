import { describe, expect, test } from '@jest/globals';
import { secretObject } from '../../../src/kubernetes/secret.ts';
import { argoNamespaces } from '../../../src/kubernetes/argo-namespaces.ts';
import { usesQuickStart } from '../../../src/kubernetes/argo.ts';
import { quickStartCredentials } from '../../../src/kubernetes/quick-start-credentials.ts';
import { metadataService } from '../../../src/kubernetes/metadata-service.ts';
import { databaseCa } from '../../../src/kubernetes/database-ca.ts';
import { clusterAccess } from '../../../src/kubernetes/cluster-access.ts';
import { migration } from '../../../src/kubernetes/migration.ts';
import { namespaces } from '../../../src/kubernetes/namespaces.ts';
import { uiStatic } from '../../../src/kubernetes/ui-static.ts';
import { componentsFor, contextOf } from './support.ts';
import { rig, type Rig } from './rig.ts';

/** Two runs over everything, with another test beside them. */
const PATIENCE_MS = 30_000;

/** Namespaces and the Secrets that pods name. */
async function ground(given: Rig): Promise<void> {
  await given.up(namespaces);
  if (usesQuickStart(given.world)) {
    await given.up(argoNamespaces);
    await given.up(quickStartCredentials);
  }
  const { names } = given.world;
  for (const name of [names.databaseSecret, names.storageSecret]) {
    const namespace = names.servicesNamespace;
    await given.kube.apply(
      secretObject(given.world, { component: 'test', namespace, name, values: { A: 'b' } }),
    );
  }
}

const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'metaflow', name },
});
const waits = ({ events }: Rig): readonly string[] =>
  events.flatMap((event) => (event.type === 'step.waiting' ? [event.because] : []));

describe('components in a simulated cluster', () => {
  test.each(['standard', 'quick-start', 'none'] as const)(
    'come up one after the other with Argo %s, and a second run changes nothing',
    async (argo) => {
      const given = await rig([], { config: { argo } });
      await given.up(clusterAccess);
      await ground(given);
      const components = componentsFor(given.world);
      for (const component of components) await given.up(component);
      expect(waits(given)).toContain('metadata-service: 0 of 2 pods are ready');

      given.events.length = 0;
      given.requests.length = 0;
      for (const component of components) await given.up(component);
      expect(given.events.map(({ type }) => type)).toEqual(components.map(() => 'step.kept'));
      expect(given.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('a hand edit is seen and set right, and the pods are the wanted ones again', async () => {
    const given = await rig();
    await ground(given);
    await given.up(uiStatic);
    const live = await given.kube.get(deployment('metaflow-ui'));
    const spec = structuredClone(live?.['spec']) as {
      replicas: number;
      template: { spec: { containers: { image: string }[] } };
    };
    spec.replicas = 0;
    if (spec.template.spec.containers[0]) spec.template.spec.containers[0].image = 'public.ecr.aws/other:1';
    const { labels = {}, annotations = {} } = live?.metadata ?? {};
    const edited = deployment('metaflow-ui');
    await given.kube.apply({ ...edited, metadata: { ...edited.metadata, labels, annotations }, spec });

    const context = contextOf(uiStatic, given.world) as never;
    const seen = await uiStatic.read(context);
    if (seen === undefined) throw new Error('the UI is gone');
    expect(uiStatic.diff(seen, context).map(({ path }) => path)).toEqual([
      'Deployment metaflow/metaflow-ui.spec.replicas',
      'Deployment metaflow/metaflow-ui.spec.template.spec.containers.ui.image',
    ]);
    await given.up(uiStatic);
    expect(await given.kube.get(deployment('metaflow-ui'))).toMatchObject({
      status: { availableReplicas: 1 },
    });
  });

  test('a missing image is explained within a minute, and a later run with a good one goes through', async () => {
    const given = await rig([{ id: 'k8s.imagePull' }]);
    await ground(given);
    const began = given.clock.now();
    await expect(given.up(uiStatic)).rejects.toMatchObject({
      code: 'kubernetes.image-not-pulled',
      message: expect.stringContaining('cannot be pulled'),
      advice: expect.arrayContaining([expect.stringContaining('--ui-image')]),
    });
    expect(given.clock.now() - began).toBeLessThan(90_000);

    given.simulator.faults.remove('k8s.imagePull');
    await given.up(uiStatic);
  });

  test('a migration that fails is told with its log, and the next run tries again', async () => {
    const given = await rig([
      { id: 'k8s.jobFails', knobs: { log: 'goose: password authentication failed' } },
    ]);
    await ground(given);
    await given.up(databaseCa);
    await expect(given.up(migration)).rejects.toMatchObject({
      code: 'kubernetes.pod-crashing',
      message: expect.stringContaining('goose: password authentication failed'),
    });
    given.simulator.faults.remove('k8s.jobFails');
    await given.up(migration);
  });

  test('an API server that is not up yet is waited for', async () => {
    const given = await rig([{ id: 'k8s.warmup', knobs: { seconds: 60 } }]);
    await given.up(clusterAccess);
    expect(waits(given)[0]).toContain('the API server does not answer yet');
  });

  test('a refusal of a policy is told in its own words', async () => {
    const given = await rig([
      { id: 'k8s.webhookDenies', knobs: { message: 'images must come from our registry' } },
    ]);
    await expect(given.up(namespaces)).rejects.toMatchObject({
      code: 'kubernetes.refused',
      message: expect.stringContaining('images must come from our registry'),
    });
  });

  test('what is no longer in the template is removed', async () => {
    const given = await rig();
    await ground(given);
    await given.up(databaseCa);
    const [object] = await given.kube.list({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'metaflow' });
    const { labels } = object?.metadata ?? {};
    const name = 'from-an-earlier-version';
    await given.kube.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace: 'metaflow',
        labels: { ...labels, 'app.kubernetes.io/component': 'database-ca' },
      },
    });
    await given.up(databaseCa);
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'metaflow' } };
    expect(await given.kube.get(ref)).toBeUndefined();
  });

  test('somebody else’s object of the same name is not taken', async () => {
    const given = await rig();
    await ground(given);
    await given.kube.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'metaflow-ui', namespace: 'metaflow' },
      spec: { ports: [{ port: 3000 }] },
    });
    await expect(given.up(uiStatic)).rejects.toMatchObject({ code: 'azure.not-ours' });
  });

  test('a removed component leaves nothing behind', async () => {
    const given = await rig();
    await ground(given);
    await given.up(databaseCa);
    await given.up(migration);
    await given.up(metadataService);
    await given.down(metadataService);
    await given.down(migration);
    expect(await given.kube.get(deployment('metadata-service'))).toBeUndefined();
    expect(await given.kube.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'metaflow' })).toEqual([]);
  });
});
