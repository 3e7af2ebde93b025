import type { Kube } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';
import { nameOf, refOf } from './objects.ts';

/** Objects of one kind in one place, or everywhere. */
export interface Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
}

/** Kinds whose objects the API server deletes with what is removed, and the one namespace in which they are ours. */
export interface Guard {
  readonly kinds: readonly Place[];
  readonly own: string;
}

const andMore = (others: number): string => (others === 0 ? '' : ` and ${others} more`);

/**
 * Removes what flows have made and what holds a removal up.
 *
 * @throws Problem `kubernetes.conflict`, to be tried again, while any of it is still there.
 */
export async function clear(kube: Kube, places: readonly Place[]): Promise<void> {
  const objects = (await Promise.all(places.map((place) => kube.list(place)))).flat();
  const [first] = objects;
  if (first === undefined) return;
  for (const object of objects) {
    if (object.metadata.deletionTimestamp === undefined) await kube.delete(refOf(object));
  }
  const what = `${nameOf(first)}${andMore(objects.length - 1)}, made by flows,`;
  throw new Problem('kubernetes.conflict', `${what} has to go first`, { retrySeconds: 120 });
}

/**
 * Sees to it that nobody else loses anything.
 *
 * @throws Problem `kubernetes.in-use` where objects of the guarded kinds lie outside of our own namespace.
 */
export async function refuseLosses(kube: Kube, title: string, { kinds, own }: Guard): Promise<void> {
  const objects = (await Promise.all(kinds.map((kind) => kube.list(kind)))).flat();
  const foreign = objects.filter(({ metadata }) => metadata.namespace !== own);
  const [first] = foreign;
  if (first === undefined) return;
  const found = [...new Set(foreign.map(({ kind }) => kind.toLowerCase()))].join(',');
  throw new Problem(
    'kubernetes.in-use',
    `${title} stay: with them would go ${nameOf(first)}${andMore(foreign.length - 1)}, which this deployment did not make`,
    {
      advice: [
        `kubectl get ${found} --all-namespaces    shows what it is about`,
        'Move it or delete it, and say the same command again',
      ],
    },
  );
}
