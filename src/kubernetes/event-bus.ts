import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { sizes } from '../config/schema.ts';
import { argoEvents } from './argo-events.ts';
import { argoVersions, EVENTS_CONTROLLER, partOfArgo, placesOf } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { fieldsAt, numberOf } from './objects.ts';

/**
 * Carries events from the source to the sensors of flows.
 *
 * Argo Events keeps a bus for as long as a sensor listens to it, also when its namespace is being deleted. So the sensors
 * of flows go before it, while the controller that lets them go is still there.
 */
export const eventBus = partOfArgo(
  component({
    id: 'event-bus',
    title: 'Event bus',
    holds: 'every trigger of a flow',
    needs: { cluster: kubernetesCluster, access: clusterAccess, controller: argoEvents },
    template: 'event-bus',
    typicalSeconds: 50,
    params: ({ config, names: { jobsNamespace, eventsNamespace, eventBus: name } }) => ({
      jobsNamespace,
      controller: `${eventsNamespace}/${EVENTS_CONTROLLER}`,
      eventBus: name,
      busVersion: argoVersions.bus,
      replicas: sizes[config.size].busReplicas,
    }),
    // Fewer servers may be too few for a majority of those that a stream has copies on, and more copy nothing of it.
    keeps(live) {
      const bus = live.find(({ kind }) => kind === 'EventBus');
      const replicas = numberOf(fieldsAt(bus, 'spec', 'jetstream')['replicas']);
      return replicas === 1 || replicas >= 3 ? { replicas } : {};
    },
    clears: ({ names: { jobsNamespace } }) => placesOf(['Sensor', 'EventSource'], jobsNamespace),
    outputs: ({ names }) => ({ name: names.eventBus }),
  }),
);
