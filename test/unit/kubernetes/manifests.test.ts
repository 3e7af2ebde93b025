import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { KubeObject } from '../../../src/gateways/ports.ts';
import { sizes, type Config } from '../../../src/config/schema.ts';
import { amountOf } from '../../../src/kubernetes/drift.ts';
import { fieldsAt, listAt, type Fields } from '../../../src/kubernetes/objects.ts';
import { componentsFor, manifestsOf, memoryKube, worldOn } from './support.ts';

const GOLDEN = new URL('../../golden/manifests/', import.meta.url);
const settings = [
  ...(['service-principal', 'workload'] as const).flatMap((identity) =>
    (['small', 'standard'] as const).map((size) => ({ identity, size, argo: 'standard' as const })),
  ),
  { identity: 'service-principal', size: 'standard', argo: 'quick-start' } as const,
  { identity: 'workload', size: 'small', argo: 'none' } as const,
];
const worldOf = (config: Partial<Config>) => worldOn(memoryKube(), { config });

async function allManifests(config: Partial<Config>): Promise<readonly KubeObject[]> {
  const world = worldOf(config);
  const lists = await Promise.all(componentsFor(world).map((component) => manifestsOf(component, world)));
  return lists.flat();
}

/** The pod of a workload, or of the workload that a controller makes of a custom resource. */
function podOf(object: KubeObject): {
  readonly spec: Fields;
  readonly labels: Fields;
  readonly count: number;
} {
  const { name } = object.metadata;
  const template = fieldsAt(object, 'spec', 'template');
  if (object.kind === 'EventBus') {
    const bus = fieldsAt(object, 'spec', 'jetstream');
    const labels = { controller: 'eventbus-controller', 'eventbus-name': name, 'owner-name': name };
    const parts = ['containerTemplate', 'reloaderContainerTemplate', 'metricsContainerTemplate'];
    return {
      spec: { ...bus, containers: parts.map((part) => bus[part]) },
      labels,
      count: Number(bus['replicas']),
    };
  }
  if (object.kind === 'EventSource') {
    const labels = { controller: 'eventsource-controller', 'eventsource-name': name, 'owner-name': name };
    return { spec: { ...template, containers: [template['container']] }, labels, count: 1 };
  }
  return {
    spec: fieldsAt(template, 'spec'),
    labels: fieldsAt(template, 'metadata', 'labels'),
    // A rolling update needs room for one more pod of each.
    count: Number(fieldsAt(object, 'spec')['replicas'] ?? 1) + (object.kind === 'Deployment' ? 1 : 0),
  };
}

const containersOf = (object: KubeObject): readonly Fields[] => {
  const { spec } = podOf(object);
  return [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')];
};
/** Kinds that belong to the whole cluster. */
const CLUSTER_WIDE = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'ClusterRole'];
/** Programs whose work is the cluster's API; everybody else has no token. */
const USES_THE_API = ['workflow-controller', 'argo-server', 'argo-events-controller'];
/** Images that write beside their volumes (no read-only variant of them is known). */
const WRITES_TO_ROOT = ['postgres', 'default', 'argo-events-webhook'];

describe.each(settings)('manifests for $identity, $size, Argo $argo', (config) => {
  test('are the ones that were reviewed', async () => {
    const file = new URL(`${config.identity}.${config.size}.argo-${config.argo}.yaml`, GOLDEN);
    const text = (await allManifests(config))
      .map((object) => stringify(object, { lineWidth: 0, singleQuote: true }))
      .join('---\n');
    if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(file)) {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(file, text);
    }
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('carry our labels, and names and namespaces of this deployment only', async () => {
    for (const object of await allManifests(config)) {
      expect(object.metadata.labels).toMatchObject({
        'app.kubernetes.io/managed-by': 'metaflow-azure',
        'app.kubernetes.io/part-of': 'metaflow',
        'metaflow-azure/deployment': 'metaflow',
      });
      expect([object.kind, object.metadata.namespace === undefined]).toEqual([
        object.kind,
        CLUSTER_WIDE.includes(object.kind),
      ]);
    }
  });

  test('bound what every container may take and do', async () => {
    const workloads = (await allManifests(config)).filter((object) => containersOf(object).length > 0);
    expect(workloads.length).toBeGreaterThan(3);
    for (const workload of workloads) {
      const { name } = workload.metadata;
      const { spec: pod } = podOf(workload);
      const isCustom = workload.apiVersion.startsWith('argoproj.io/');
      const usesTheApi = isCustom || USES_THE_API.includes(name);
      expect([name, pod['automountServiceAccountToken']]).toEqual([name, usesTheApi ? undefined : false]);
      expect(pod).toMatchObject({
        nodeSelector: { 'kubernetes.azure.com/mode': 'system' },
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of containersOf(workload)) {
        expect(container).toMatchObject({
          resources: {
            requests: { cpu: expect.any(String), memory: expect.any(String) },
            limits: { memory: expect.any(String) },
          },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        });
        const isReadOnly = fieldsAt(container, 'securityContext')['readOnlyRootFilesystem'] === true;
        expect([name, isReadOnly]).toEqual([name, !WRITES_TO_ROOT.includes(name)]);
        const isRoot = fieldsAt(container, 'securityContext')['runAsUser'] === 0;
        expect(isRoot || fieldsAt(pod, 'securityContext')['runAsNonRoot'] === true).toBe(true);
      }
    }
  });

  test('fit on the nodes of their size, beside what the cluster itself needs', async () => {
    const sum = { cpu: 0, memory: 0 };
    for (const workload of await allManifests(config)) {
      const pod = podOf(workload);
      for (const container of containersOf(workload)) {
        const requests = fieldsAt(container, 'resources', 'requests');
        sum.cpu += pod.count * (amountOf(requests['cpu']) ?? Infinity);
        sum.memory += pod.count * (amountOf(requests['memory']) ?? Infinity);
      }
    }
    // A D4s_v5 offers 3.86 cores and 14.7 GiB at 60 pods; AKS's own pods take about one core and 2 GiB of the first.
    const { nodeCount } = sizes[config.size];
    expect(sum.cpu).toBeLessThan(3.86 * nodeCount - 1);
    expect(sum.memory).toBeLessThan((14.7 * nodeCount - 2) * 2 ** 30);
  });

  test('keep passwords out: pods read them from Secrets', async () => {
    const reference = /- name: (\w+)\\n\s+valueFrom:\\n\s+secretKeyRef:\\n\s+name: [\w-]+\\n\s+key: \1/g;
    const text = JSON.stringify(await allManifests(config)).replaceAll(reference, '');
    expect(text).not.toMatch(/MF_METADATA_DB_PSWD|AZURE_CLIENT_SECRET/);
  });

  test('every Service and policy finds the pods of a workload', async () => {
    const objects = await allManifests(config);
    const pods = objects
      .filter((object) => containersOf(object).length > 0)
      .map((object) => podOf(object).labels);
    const selectors = objects.flatMap((object) => {
      if (object.kind === 'Service') return [fieldsAt(object, 'spec', 'selector')];
      if (object.kind === 'PodDisruptionBudget') return [fieldsAt(object, 'spec', 'selector', 'matchLabels')];
      if (object.kind === 'NetworkPolicy') return [fieldsAt(object, 'spec', 'podSelector', 'matchLabels')];
      return [];
    });
    for (const selector of selectors) {
      expect(
        pods.some((labels) => Object.entries(selector).every(([key, value]) => labels[key] === value)),
      ).toBe(true);
    }
  });
});

describe('identity', () => {
  test('managed identities reach pods by label and account, a service principal by its Secret', async () => {
    const [principal, workload] = await Promise.all(
      (['service-principal', 'workload'] as const).map(async (identity) => {
        const objects = await allManifests({ identity, size: 'small' });
        const backend = objects.find(({ metadata }) => metadata.name === 'metaflow-ui-backend');
        const account = objects.find(({ metadata }) => metadata.name === 'metaflow-task');
        return {
          label: fieldsAt(backend, 'spec', 'template', 'metadata', 'labels')['azure.workload.identity/use'],
          client: account?.metadata.annotations?.['azure.workload.identity/client-id'],
        };
      }),
    );
    expect(principal).toEqual({ label: 'false', client: undefined });
    expect(workload).toEqual({ label: 'true', client: 'task-client' });
  });
});
