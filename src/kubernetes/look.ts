import type { Kube } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';
import type { World } from '../world.ts';

/** The API server did not answer the look. Nothing is known, so nothing is missing either. */
export interface Unseen {
  readonly unseen: string;
}

/** Whether a look met an API server that did not answer. */
export const isUnseen = (live: object): live is Unseen => 'unseen' in live;

/** The deployment's own cluster. */
export const kubeOf = (world: World): Promise<Kube> =>
  world.kube({ group: world.names.resourceGroup, name: world.names.cluster });

/**
 * What `look` sees in the cluster.
 *
 * An API server goes away for minutes when its control plane is updated, and a stopped cluster has none: a wait has to
 * survive the first, and `down` the second. So silence is an observation here, not an error.
 */
export async function lookInto<T extends object>(
  world: World,
  look: (kube: Kube) => Promise<T | undefined>,
): Promise<T | Unseen | undefined> {
  try {
    return await look(await kubeOf(world));
  } catch (error) {
    if (error instanceof Problem && error.code === 'kubernetes.unreachable') return { unseen: error.message };
    throw error;
  }
}
