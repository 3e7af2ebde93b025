import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { partOfArgo } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { namespaces } from './namespaces.ts';
import { serviceAccounts } from './service-accounts.ts';

/** What tasks and sensors may do in the cluster, and people with Argo's kinds. */
export const argoAccess = partOfArgo(
  component({
    id: 'argo-access',
    title: 'Rights of flows on Argo',
    needs: { cluster: kubernetesCluster, access: clusterAccess, namespaces, accounts: serviceAccounts },
    template: 'argo-access',
    typicalSeconds: 1,
    params: ({ names: { jobsNamespace, taskServiceAccount, sensorServiceAccount } }) => ({
      jobsNamespace,
      taskServiceAccount,
      sensorServiceAccount,
    }),
    outputs: () => ({}),
  }),
);
