import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { taskIdentity, uiIdentity } from '../azure/managed-identities.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { namespaces } from './namespaces.ts';

/** Who tasks and the UI are inside the cluster, and with managed identities also outside of it. */
export const serviceAccounts = component({
  id: 'service-accounts',
  title: 'Service accounts',
  needs: { cluster: kubernetesCluster, access: clusterAccess, namespaces, taskIdentity, uiIdentity },
  template: 'service-accounts',
  typicalSeconds: 1,
  params: ({ names, needs }) => ({
    servicesNamespace: names.servicesNamespace,
    jobsNamespace: names.jobsNamespace,
    taskServiceAccount: names.taskServiceAccount,
    uiServiceAccount: names.uiServiceAccount,
    taskClientId: needs.taskIdentity?.clientId,
    uiClientId: needs.uiIdentity?.clientId,
  }),
  outputs: () => ({}),
});
