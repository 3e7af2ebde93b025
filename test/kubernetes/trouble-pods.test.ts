import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { databaseCa } from '../../src/kubernetes/database-ca.ts';
import { migration } from '../../src/kubernetes/migration.ts';
import { uiStatic } from '../../src/kubernetes/ui-static.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { deploymentIn, layGround } from './deployment.ts';
import { DEFAULT_MACHINES } from './nodes.ts';
import { told, waits, write } from './trouble.ts';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
}, 120_000);
afterEach(() => cluster.stop());

describe('trouble of pods in a real control plane is told within a minute', () => {
  test('a pod that no node has room for', async () => {
    const { body } = await cluster.send({ method: 'GET', path: '/api/v1/nodes' });
    for (const { metadata } of (JSON.parse(body) as { items: { metadata: { name: string } }[] }).items) {
      const path = `/api/v1/nodes/${metadata.name}`;
      await write(cluster, {
        method: 'PATCH',
        path,
        body: { spec: { unschedulable: true } },
        type: 'application/merge-patch+json',
      });
    }
    const given = await deploymentIn(cluster);
    await layGround(given);
    const { problem, seconds } = await told(given.up(uiStatic));
    expect(problem).toMatchObject({ code: 'kubernetes.unschedulable' });
    expect(problem.message).toMatch(
      /no node has room for metaflow-ui-\S+: 0\/3 nodes are available: .*unschedulable/,
    );
    expect(problem.advice.join('\n')).toContain('kubectl get nodes');
    expect(seconds).toBeLessThan(60);
    expect(waits(given).some((because) => because.includes('no node has room'))).toBe(true);
  }, 120_000);

  test('an image that cannot be pulled', async () => {
    const given = await deploymentIn(cluster, { config: { uiImage: 'example.com/missing:1' } });
    await layGround(given);
    const { problem, seconds } = await told(given.up(uiStatic));
    expect(problem).toMatchObject({ code: 'kubernetes.image-not-pulled' });
    expect(problem.message).toContain('the image example.com/missing:1 cannot be pulled (ImagePullBackOff)');
    // What the pod's events say.
    expect(problem.message).toContain('Failed to pull image: rpc error: code = NotFound');
    expect(problem.advice.join('\n')).toMatch(
      /--ui-image[\s\S]*kubectl --namespace metaflow describe pod metaflow-ui-/,
    );
    expect(seconds).toBeLessThan(60);
  }, 120_000);

  test('a container that ends whenever it is started', async () => {
    const given = await deploymentIn(cluster, { config: { uiImage: 'example.com/crashing:1' } });
    await layGround(given);
    const { problem, seconds } = await told(given.up(uiStatic));
    expect(problem).toMatchObject({ code: 'kubernetes.pod-crashing' });
    expect(problem.message).toMatch(/metaflow-ui-\S+ ended 3 times \(exit code 1\): OperationalError/);
    expect(problem.message).toContain('Back-off restarting failed container');
    // Its last lines, without the password in them.
    expect(problem.message).toContain('postgresql://metaflow:‹secret›@psql');
    expect(problem.message).not.toContain('hunter2');
    expect(problem.advice.join('\n')).toMatch(
      /kubectl --namespace metaflow logs metaflow-ui-\S+ --container ui --previous/,
    );
    expect(seconds).toBeLessThan(60);
  }, 120_000);

  test('a migration that fails', async () => {
    const given = await deploymentIn(cluster, { config: { metadataImage: 'example.com/crashing:1' } });
    await layGround(given);
    await given.up(databaseCa);
    const { problem, seconds } = await told(given.up(migration));
    expect(problem).toMatchObject({ code: 'kubernetes.pod-crashing' });
    expect(problem.message).toContain('could not translate host name');
    expect(seconds).toBeLessThan(90);
  }, 120_000);
});
