import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { storageAccount } from '../azure/storage-account.ts';
import { storageContainer } from '../azure/storage-container.ts';
import { optional } from '../world.ts';
import { argoNamespaces } from './argo-namespaces.ts';
import { usesQuickStart } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { namespaces } from './namespaces.ts';
import { quickStartCredentials } from './quick-start-credentials.ts';

/** The services of Argo's quick-start, for its examples: MinIO, PostgreSQL and httpbin. What they keep dies with a pod. */
export const quickStart = optional(
  usesQuickStart,
  component({
    id: 'argo-quick-start',
    title: "Services of Argo's quick-start",
    holds: 'what was put into MinIO and the archive',
    needs: {
      cluster: kubernetesCluster,
      access: clusterAccess,
      namespaces,
      argoNamespaces,
      credentials: quickStartCredentials,
      storage: storageAccount,
      container: storageContainer,
    },
    template: 'argo-quick-start',
    typicalSeconds: 30,
    params: ({ names, needs }) => ({
      namespace: names.argoNamespace,
      jobsNamespace: names.jobsNamespace,
      secret: names.quickStartSecret,
      blobEndpoint: needs.storage.blobEndpoint,
      container: needs.container.name,
    }),
    rollsWith: ({ needs }) => [needs.credentials?.version ?? ''],
    outputs: ({ needs }) => ({ version: needs.credentials?.version ?? '' }),
  }),
);
