import type { Clock, EngineEvent, Entry, Run, StateStore } from '../../../src/engine/ports.ts';
import type { AnyResource } from '../../../src/engine/resource.ts';
import { bringUp, takeDown } from '../../../src/engine/step.ts';
import type { World } from '../../../src/world.ts';
import { contextOf } from './support.ts';

// Jest's structuredClone makes objects of another realm, which no deep comparison finds equal to those of this one.
globalThis.structuredClone = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** An engine's run over one world: components are brought up and taken down in it one by one. */
export interface Engine {
  readonly world: World;
  readonly events: EngineEvent[];
  up(resource: AnyResource): Promise<unknown>;
  down(resource: AnyResource): Promise<unknown>;
}

/** A run with a memory of its own. */
export function engineOn(world: World, clock: Clock): Engine {
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
    world,
    events,
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
