import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { namespaces } from './namespaces.ts';
import { digest } from './objects.ts';

/** The certificate authorities by which the services know the database server. */
export const databaseCa = component({
  id: 'database-ca',
  title: 'Certificate authorities of the database',
  needs: { cluster: kubernetesCluster, access: clusterAccess, namespaces },
  template: 'database-ca',
  typicalSeconds: 1,
  params: ({ names: { servicesNamespace } }) => ({ servicesNamespace }),
  outputs: (_ctx, objects) => ({ version: digest(objects.map(({ data }) => data)) }),
});
