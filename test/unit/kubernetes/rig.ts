import type { EngineEvent, Entry, Run, StateStore } from '../../../src/engine/ports.ts';
import type { AnyResource } from '../../../src/engine/resource.ts';
import { bringUp, takeDown } from '../../../src/engine/step.ts';
import { connectKube } from '../../../src/gateways/kube.ts';
import type { Kube } from '../../../src/gateways/ports.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { kubernetesDoor } from '../../../src/simulator/doors.ts';
import type { Fault } from '../../../src/simulator/faults.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import type { World } from '../../../src/world.ts';
import { contextOf, worldOn } from './support.ts';

const ID =
  '/subscriptions/s/resourceGroups/rg-metaflow/providers/Microsoft.ContainerService/managedClusters/aks';

// Jest's structuredClone makes objects of another realm, which no deep comparison finds equal to those of this one.
globalThis.structuredClone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** An engine's run over one simulated cluster. */
export interface Rig {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly kube: Kube;
  readonly world: World;
  readonly events: EngineEvent[];
  readonly requests: string[];
  up(resource: AnyResource): Promise<unknown>;
  down(resource: AnyResource): Promise<unknown>;
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
  const events: EngineEvent[] = [];
  const run: Run<World> = {
    id: 'run-1',
    world,
    state: memoryState(),
    clock,
    emit: (event) => void events.push(event),
    adopt: false,
  };
  const none = new Map<string, unknown>();
  return {
    simulator,
    clock,
    kube,
    world,
    events,
    requests,
    up: (resource) => bringUp(resource, contextOf(resource, world), run, none),
    down: (resource) => takeDown(resource, contextOf(resource, world), run, none),
  };
}

function memoryState(): StateStore {
  const entries = new Map<string, Entry>();
  return {
    entry: (id) => entries.get(id),
    ids: () => [...entries.keys()],
    put: (id, entry) => void entries.set(id, entry),
    forget: (id) => void entries.delete(id),
  };
}
