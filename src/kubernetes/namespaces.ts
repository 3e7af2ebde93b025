import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';

/** One namespace for the services, one for the tasks of flows; what may run and who may call is decided here. */
export const namespaces = component({
  id: 'namespaces',
  title: 'Namespaces',
  needs: { cluster: kubernetesCluster, access: clusterAccess },
  template: 'namespaces',
  typicalSeconds: 1,
  params: ({ names: { servicesNamespace, jobsNamespace } }) => ({ servicesNamespace, jobsNamespace }),
  outputs: () => ({}),
});
