import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { ARGO_API, partOfArgo, placesOf } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';

/** The kinds of one of Argo's programs. Whoever removes a kind removes everything of that kind in the whole cluster. */
const definitions = (spec: {
  readonly id: string;
  readonly title: string;
  readonly holds?: string;
  readonly kinds: readonly string[];
}) =>
  partOfArgo(
    component({
      id: spec.id,
      title: spec.title,
      ...(spec.holds === undefined ? {} : { holds: spec.holds }),
      needs: { cluster: kubernetesCluster, access: clusterAccess },
      template: spec.id,
      typicalSeconds: 2,
      params: () => ({}),
      guards: ({ names: { jobsNamespace } }) => ({
        kinds: spec.kinds.map((kind) => ({ apiVersion: ARGO_API, kind })),
        own: jobsNamespace,
      }),
      // Whoever let them go may be gone already; an object that nobody lets go keeps its kind for ever.
      clears: ({ names: { jobsNamespace } }) => placesOf(spec.kinds, jobsNamespace),
      outputs: () => ({}),
    }),
  );

/** Workflows and what belongs to them. */
export const workflowKinds = definitions({
  id: 'argo-workflows-crds',
  title: 'Kinds of Argo Workflows',
  holds: 'every workflow and schedule of a flow',
  kinds: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow', 'WorkflowEventBinding'],
});

/** Buses, sources and sensors. */
export const eventKinds = definitions({
  id: 'argo-events-crds',
  title: 'Kinds of Argo Events',
  kinds: ['EventBus', 'EventSource', 'Sensor'],
});
