import { connectKube } from '../../../src/gateways/kube.ts';
import type { Kube } from '../../../src/gateways/ports.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { kubernetesDoor } from '../../../src/simulator/doors.ts';
import type { Fault } from '../../../src/simulator/faults.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { engineOn, type Engine } from './engine.ts';
import { worldOn } from './support.ts';

const ID =
  '/subscriptions/s/resourceGroups/rg-metaflow/providers/Microsoft.ContainerService/managedClusters/aks';

/** An engine's run over one simulated cluster. */
export interface Rig extends Engine {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly kube: Kube;
  readonly requests: string[];
}

/** A cluster of two nodes under a virtual clock, and what it takes to bring components up in it. */
export async function rig(
  faults: readonly Fault[] = [],
  options: Parameters<typeof worldOn>[1] = {},
): Promise<Rig> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 24));
  const simulator = createSimulator({ clock, faults });
  const pool = {
    name: 'system',
    mode: 'System',
    count: 2,
    vmSize: 'Standard_D4s_v5',
    taints: [],
    labels: {},
  } as const;
  simulator.clusters.open({
    id: ID,
    fqdn: 'aks-1.hcp.westeurope.azmk8s.io',
    version: '1.35.2',
    pools: [pool],
  });
  const requests: string[] = [];
  const http = await kubernetesDoor(simulator, {
    before: ({ request }) => void requests.push(`${request.method} ${request.url.pathname}`),
  });
  const kube = await connectKube(simulator.clusters.kubeconfig(ID, 'clusterUser'), { http });
  const world = worldOn(kube, { now: () => clock.now(), ...options });
  return { simulator, clock, kube, requests, ...engineOn(world, clock) };
}
