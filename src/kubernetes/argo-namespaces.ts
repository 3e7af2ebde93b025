import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { partOfArgo } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';

/** Where Argo's own programs run, apart from what they run for others. */
export const argoNamespaces = partOfArgo(
  component({
    id: 'argo-namespaces',
    title: 'Namespaces of Argo',
    needs: { cluster: kubernetesCluster, access: clusterAccess },
    template: 'argo-namespaces',
    typicalSeconds: 1,
    params: ({ names: { argoNamespace, eventsNamespace } }) => ({ argoNamespace, eventsNamespace }),
    outputs: () => ({}),
  }),
);
