import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { eventKinds } from './argo-definitions.ts';
import { argoNamespaces } from './argo-namespaces.ts';
import { argoVersions, partOfArgo, placesOf } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { namespaces } from './namespaces.ts';

/** Makes pods of buses, sources and sensors where flows run. */
export const argoEvents = partOfArgo(
  component({
    id: 'argo-events',
    title: 'Argo Events',
    needs: {
      cluster: kubernetesCluster,
      access: clusterAccess,
      namespaces,
      argoNamespaces,
      kinds: eventKinds,
    },
    template: 'argo-events',
    typicalSeconds: 35,
    params: ({ names }) => ({
      namespace: names.eventsNamespace,
      jobsNamespace: names.jobsNamespace,
      version: argoVersions.events,
      busVersion: argoVersions.bus,
    }),
    // Only the controller lets these go, whoever made them.
    clears: ({ names: { jobsNamespace } }) => placesOf(['Sensor', 'EventSource', 'EventBus'], jobsNamespace),
    outputs: () => ({}),
  }),
);
