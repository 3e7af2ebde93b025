import { optional, type World } from '../world.ts';
import type { Needs, Resource } from '../engine/resource.ts';

/** Whether flows can be deployed to Argo. */
export const usesArgo = ({ config }: World): boolean => config.argo !== 'none';

/** Whether the services of Argo's quick-start stand beside it. */
export const usesQuickStart = ({ config }: World): boolean => config.argo === 'quick-start';

/** A part of Argo: deployments without it lack the whole. */
export const partOfArgo = <N extends Needs, Live, Out>(
  resource: Resource<World, N, Live, Out>,
): Resource<World, N, Live, Out | undefined> => optional(usesArgo, resource);

/**
 * Releases that were made for each other and for Kubernetes 1.34 to 1.36. The images of the
 * controller, the server and the executor carry one version.
 */
export const argoVersions = { workflows: 'v4.1.2', events: 'v1.9.11', bus: '2.10.29' } as const;

/** What a custom resource of Argo is served as. */
export const ARGO_API = 'argoproj.io/v1alpha1';

/** Where objects of some of Argo's kinds are. Those of the whole cluster are in no namespace. */
export const placesOf = (kinds: readonly string[], namespace: string) =>
  kinds
    .filter((kind) => !kind.startsWith('Cluster'))
    .map((kind) => ({ apiVersion: ARGO_API, kind, namespace }));

/** The Deployment of the controller of Argo Events. */
export const EVENTS_CONTROLLER = 'argo-events-controller';
