import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { EVENTS_CONTROLLER, partOfArgo } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { eventBus } from './event-bus.ts';

/** Takes the events that flows publish, and that others post to start flows. */
export const eventSource = partOfArgo(
  component({
    id: 'event-source',
    title: 'Event source',
    needs: { cluster: kubernetesCluster, access: clusterAccess, bus: eventBus },
    template: 'event-source',
    typicalSeconds: 25,
    params: ({ names: { jobsNamespace, eventsNamespace, eventBus: bus, eventSource: source } }) => ({
      jobsNamespace,
      controller: `${eventsNamespace}/${EVENTS_CONTROLLER}`,
      eventBus: bus,
      eventSource: source,
    }),
    outputs: ({ names }) => ({
      namespace: names.jobsNamespace,
      service: `${names.eventSource}-eventsource-svc`,
      port: 12000,
    }),
  }),
);
