import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Config } from '../../src/config/schema.ts';
import type { KubeObject } from '../../src/gateways/ports.ts';
import { listAt, nameOf, refOf } from '../../src/kubernetes/objects.ts';
import { componentsFor, manifestsOf } from '../unit/kubernetes/support.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { missingIn } from './contains.ts';
import { deploymentIn, type Deployment } from './deployment.ts';
import { inventory } from './inventory.ts';
import { DEFAULT_MACHINES } from './nodes.ts';
import { eventually } from './programs.ts';
import { downAll, upAll, type Controllers } from './whole-set.ts';

let cluster: Cluster;
let before: ReadonlyMap<string, string>;
let controllers: Controllers = {};
beforeEach(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
  before = await inventory(cluster.send);
  controllers = {};
}, 120_000);
afterEach(() => cluster.stop());

/** The whole set, brought up. */
async function up(config: Partial<Config>): Promise<Deployment> {
  const given = await deploymentIn(cluster, { config });
  await upAll(cluster, given, controllers);
  return given;
}

/** The removal of everything gives the cluster back as it was. */
async function leavesNothing(given: Deployment): Promise<void> {
  await downAll(given, controllers);
  await eventually('nothing is left', async () => {
    const after = await inventory(cluster.send);
    const left = [...after.keys()].filter((key) => !before.has(key));
    const lost = [...before.keys()].filter((key) => !after.has(key));
    if (left.length + lost.length > 0) throw new Error(`left: ${left.join(', ')}; lost: ${lost.join(', ')}`);
    return true;
  });
}

const wantedOf = async ({ world }: Deployment): Promise<readonly KubeObject[]> =>
  (await Promise.all(componentsFor(world).map((component) => manifestsOf(component, world)))).flat();

/** What we asked for and do not read back. */
async function dropped(given: Deployment): Promise<readonly string[]> {
  const found = await Promise.all(
    (await wantedOf(given)).map(async (object) => {
      const live = await given.kube.get(refOf(object));
      return missingIn(live, object).map((path) => `${nameOf(object)}${path}`);
    }),
  );
  return found.flat();
}

describe.each([
  { identity: 'service-principal', size: 'standard', argo: 'quick-start' },
  { identity: 'workload', size: 'small', argo: 'none' },
  { identity: 'workload', size: 'small', argo: 'standard' },
] as const)('the whole set with $identity, $size, Argo $argo', (config) => {
  test('comes up, keeps every field, is left alone by a second run, and leaves nothing', async () => {
    const given = await up(config);
    expect(await dropped(given)).toEqual([]);

    const versions = await inventory(cluster.send);
    given.events.length = 0;
    given.requests.length = 0;
    for (const component of componentsFor(given.world)) await given.up(component);
    expect(given.events.map(({ type }) => type)).toEqual(componentsFor(given.world).map(() => 'step.kept'));
    expect(given.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
    expect(await inventory(cluster.send)).toEqual(versions);
    await leavesNothing(given);
  }, 180_000);
});

/** The manifests of a smaller deployment, as a version of last year would have made them. */
const previous = (): readonly KubeObject[] =>
  parseAllDocuments(
    readFileSync(
      new URL('../golden/manifests/service-principal.small.argo-standard.yaml', import.meta.url),
      'utf8',
    )
      // A job's name says what is in it.
      .replaceAll(/(metadata-migration)-[0-9a-f]{8}/g, '$1-01234567')
      .replaceAll('metaflow_metadata_service:2.5.0', 'metaflow_metadata_service:2.4.13')
      .replaceAll('metaflow_ui:v1.3.14', 'metaflow_ui:v1.3.12')
      .replaceAll(/(argoproj\/(?:argocli|argoexec|workflow-controller)):v[\d.]+/g, '$1:v4.0.5')
      .replaceAll('argoproj/argo-events:v1.9.11', 'argoproj/argo-events:v1.9.10'),
  ).map((document) => document.toJS() as KubeObject);

test('a deployment of an earlier version becomes one of this version', async () => {
  const given = await deploymentIn(cluster, { config: { size: 'standard' } });
  const [old] = previous().filter(({ kind }) => kind === 'ConfigMap');
  if (old === undefined) throw new Error('the golden manifests have no ConfigMap');
  const retired = { ...old, metadata: { ...old.metadata, name: 'of-an-earlier-version' } };
  for (const object of [...previous(), retired]) {
    // A kind is served a moment after its definition was made.
    await eventually(`${nameOf(object)} is accepted`, () => given.kube.apply(object));
  }
  await upAll(cluster, given, controllers);

  // A running bus keeps its number of servers.
  const other = await dropped(given);
  expect(other.filter((line) => !line.startsWith('EventBus '))).toEqual([]);
  expect(other).toContain('EventBus metaflow-jobs/default.spec.jetstream.replicas: 3 became 1');
  expect(await given.kube.get(refOf(retired))).toBeUndefined();
  const jobs = await given.kube.list({ apiVersion: 'batch/v1', kind: 'Job', namespace: 'metaflow' });
  expect(jobs).toHaveLength(1);
  const pods = await given.kube.list({ apiVersion: 'v1', kind: 'Pod' });
  const images = pods.flatMap(({ spec }) => listAt(spec, 'containers').map(({ image }) => String(image)));
  expect(images.filter((image) => /:2\.4\.13|:v1\.3\.12|:v4\.0\.5|:v1\.9\.10/.test(image))).toEqual([]);
  await leavesNothing(given);
}, 180_000);
