import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { KubeObject } from '../../../src/gateways/ports.ts';
import { amountOf } from '../../../src/kubernetes/drift.ts';
import { fieldsAt, listAt, type Fields } from '../../../src/kubernetes/objects.ts';
import { components, manifestsOf, memoryKube, worldOn } from './support.ts';

const GOLDEN = new URL('../../golden/manifests/', import.meta.url);
const settings = (['service-principal', 'workload'] as const).flatMap((identity) =>
  (['small', 'standard'] as const).map((size) => ({ identity, size })),
);
const worldOf = (config: (typeof settings)[number]) => worldOn(memoryKube(), { config });

async function allManifests(config: (typeof settings)[number]): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(components.map((component) => manifestsOf(component, worldOf(config))));
  return lists.flat();
}

const containersOf = (object: KubeObject): readonly Fields[] => [
  ...listAt(object, 'spec', 'template', 'spec', 'initContainers'),
  ...listAt(object, 'spec', 'template', 'spec', 'containers'),
];

describe.each(settings)('manifests for $identity, $size', (config) => {
  test('are the ones that were reviewed', async () => {
    const file = new URL(`${config.identity}.${config.size}.yaml`, GOLDEN);
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
      expect(object.kind === 'Namespace' || object.metadata.namespace !== undefined).toBe(true);
    }
  });

  test('bound what every container may take and do', async () => {
    const workloads = (await allManifests(config)).filter((object) => containersOf(object).length > 0);
    expect(workloads.map(({ kind }) => kind).toSorted()).toEqual([
      'Deployment',
      'Deployment',
      'Deployment',
      'Job',
    ]);
    for (const workload of workloads) {
      const pod = fieldsAt(workload, 'spec', 'template', 'spec');
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        nodeSelector: { 'kubernetes.azure.com/mode': 'system' },
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of containersOf(workload)) {
        expect(container).toMatchObject({
          resources: {
            requests: { cpu: expect.any(String), memory: expect.any(String) },
            limits: { memory: expect.any(String) },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
        const isRoot = fieldsAt(container, 'securityContext')['runAsUser'] === 0;
        expect(isRoot || fieldsAt(pod, 'securityContext')['runAsNonRoot'] === true).toBe(true);
      }
    }
  });

  test('fit on one node beside what the cluster itself needs', async () => {
    const sum = { cpu: 0, memory: 0 };
    for (const workload of await allManifests(config)) {
      // A rolling update needs room for one more pod of each.
      const pods =
        Number(fieldsAt(workload, 'spec')['replicas'] ?? 1) + (workload.kind === 'Deployment' ? 1 : 0);
      for (const container of containersOf(workload)) {
        const requests = fieldsAt(container, 'resources', 'requests');
        sum.cpu += pods * (amountOf(requests['cpu']) ?? Infinity);
        sum.memory += pods * (amountOf(requests['memory']) ?? Infinity);
      }
    }
    // A D4s_v5 offers 3.86 cores and 14.7 GiB at 60 pods; AKS's own pods take about one core and 2 GiB (k8s-facts G.6).
    expect(sum.cpu).toBeLessThan(2.5);
    expect(sum.memory).toBeLessThan(10 * 2 ** 30);
  });

  test('keep passwords out: pods read them from Secrets', async () => {
    const text = JSON.stringify(await allManifests(config));
    expect(text).not.toMatch(/MF_METADATA_DB_PSWD|AZURE_CLIENT_SECRET/);
  });

  test('every Service and policy finds the pods of a workload', async () => {
    const objects = await allManifests(config);
    const pods = objects.map((object) => fieldsAt(object, 'spec', 'template', 'metadata', 'labels'));
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
