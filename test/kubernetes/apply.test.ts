import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clusterAccess } from '../../src/kubernetes/cluster-access.ts';
import { componentsFor } from '../unit/kubernetes/support.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { deploymentIn, layGround } from './deployment.ts';
import { DEFAULT_MACHINES } from './nodes.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
}, 90_000);
afterAll(() => cluster.stop());

describe('the whole set', () => {
  test('comes up', async () => {
    const given = await deploymentIn(cluster, { config: { argo: 'none' } });
    await given.up(clusterAccess);
    await layGround(given);
    for (const component of componentsFor(given.world)) {
      const began = Date.now();
      await given.up(component);
      console.log(component.id, Date.now() - began);
    }
    expect(given.events.filter(({ type }) => type === 'step.failed')).toEqual([]);
  }, 60_000);
});
