import type { Operation } from '../operations.ts';
import type { Clusters, Directory, Surroundings } from '../ports.ts';
import { createStore, type Resource, type Store } from '../store.ts';

/** Something that happens by itself at a moment: the end of an operation, the return of a reserved name. */
export interface Due {
  readonly at: number;
  readonly what: string;
  readonly about: string;
}

/** A role as the data plane remembers it, with the times of its caches. */
export interface Grant {
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly scope: string;
  readonly condition?: string;
  readonly from: number;
  until?: number;
  /** When the assignment was deleted: ARM itself forgets it sooner than the data plane. */
  withdrawnAt?: number;
}

/** Where a namespace stands in a subscription. */
export type Registration = 'NotRegistered' | 'Registering' | 'Registered' | 'Unregistering';

/** The slice of the world that ARM owns. Plain JSON. */
export interface ArmWorld {
  readonly resources: Record<string, Resource>;
  readonly operations: Record<string, Operation>;
  readonly due: Due[];
  /** State per `{subscription}/{namespace}`, lower case. */
  readonly registrations: Record<string, Registration>;
  /** Role assignments with their times, for the data plane's lag. */
  readonly grants: Grant[];
  /** Reserved names, `{type}/{name}` lower case, and until when. */
  readonly reserved: Record<string, number>;
  readonly ledger: { writes: number; reads: number };
  /** The operator has been made Owner. */
  seeded?: boolean;
}

/** What every part of the simulated ARM works with. */
export interface Cloud {
  readonly surroundings: Surroundings;
  readonly directory: Directory;
  readonly clusters: Clusters;
  readonly world: ArmWorld;
  readonly store: Store;
  now(): number;
  guid(): string;
  /** Letters and digits, for the random parts of names. */
  letters(count: number): string;
  /** Has `what` happen in `seconds`. */
  later(seconds: number, what: string, about: string): void;
}

/** Builds the common ground of ARM over its slice of the world. */
export function createCloud(surroundings: Surroundings, directory: Directory, clusters: Clusters): Cloud {
  const slice = (): ArmWorld => (surroundings.world['arm'] ??= emptyWorld()) as ArmWorld;
  const { clock, random } = surroundings;
  const pick = (alphabet: string): string => alphabet[Math.floor(random() * alphabet.length)] ?? '0';
  const letters = (count: number): string =>
    Array.from({ length: count }, () => pick('abcdefghijklmnopqrstuvwxyz0123456789')).join('');
  return {
    surroundings,
    directory,
    clusters,
    get world() {
      return slice();
    },
    store: createStore(() => slice().resources),
    now: () => clock.now(),
    guid: () => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => pick('0123456789abcdef')),
    letters,
    later: (seconds, what, about) => void slice().due.push({ at: clock.now() + seconds * 1000, what, about }),
  };
}

const emptyWorld = (): ArmWorld => ({
  resources: {},
  operations: {},
  due: [],
  registrations: {},
  grants: [],
  reserved: {},
  ledger: { writes: 0, reads: 0 },
});
