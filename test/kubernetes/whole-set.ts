import type { AnyResource } from '../../src/engine/resource.ts';
import { clusterAccess } from '../../src/kubernetes/cluster-access.ts';
import { componentsFor } from '../unit/kubernetes/support.ts';
import { startArgoEvents } from './argo.ts';
import type { Cluster } from './cluster.ts';
import { layGround, type Deployment } from './deployment.ts';
import type { Program } from './programs.ts';

/** The controllers that our Deployments would run; kwok only says that they do. */
export interface Controllers {
  events?: Program;
  workflows?: Program;
}

/** Brings up every component in its order. Argo's controller runs from the moment at which its pod would. */
export async function upAll(cluster: Cluster, given: Deployment, controllers: Controllers): Promise<void> {
  await given.up(clusterAccess);
  await layGround(given);
  for (const component of componentsFor(given.world)) {
    await given.up(component);
    if (component.id === 'argo-events') controllers.events ??= await startArgoEvents(cluster, given.world);
  }
}

/** Removes every component, last made first. A controller goes when its Deployment does. */
export async function downAll(given: Deployment, controllers: Controllers): Promise<void> {
  const components: readonly AnyResource[] = componentsFor(given.world);
  for (const component of components.toReversed()) {
    await given.down(component);
    if (component.id === 'argo-events') await controllers.events?.stop();
    if (component.id === 'argo-workflows') await controllers.workflows?.stop();
  }
}
