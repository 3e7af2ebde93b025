import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { namespaces } from './namespaces.ts';

/** Shows the UI's pages, and passes `/api` on to the backend: a browser needs this one address. */
export const uiStatic = component({
  id: 'ui-static',
  title: 'UI',
  needs: { cluster: kubernetesCluster, access: clusterAccess, namespaces },
  template: 'ui-static',
  typicalSeconds: 20,
  params: ({ config, names }) => ({ namespace: names.servicesNamespace, image: config.uiImage }),
  outputs: ({ names }) => ({ namespace: names.servicesNamespace, service: 'metaflow-ui', port: 3000 }),
});
