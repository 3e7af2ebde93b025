import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import type { Status } from '../engine/resource.ts';
import { defineResource, type World } from '../world.ts';
import { isUnseen, lookInto, type Unseen } from './look.ts';

type Live = Unseen | { readonly version: string };

/** Waits until the cluster's API answers to us: name, certificate and accounts come some time after the cluster. */
export const clusterAccess = defineResource({
  id: 'cluster-access',
  title: 'Access to the cluster',
  needs: { cluster: kubernetesCluster },
  within: 'cluster',
  lasting: true,
  typicalSeconds: 5,
  patienceMinutes: 15,
  pollSeconds: 5,
  rights: {
    read: [],
    create: ['Microsoft.ContainerService/managedClusters/listClusterUserCredential/action'],
    delete: [],
  },
  read: (world: World): Promise<Live | undefined> =>
    lookInto(world, async (kube) => ({ version: await kube.version() })),
  status: (live: Live): Status =>
    isUnseen(live)
      ? { is: 'pending', because: `the API server does not answer yet: ${live.unseen}` }
      : { is: 'ready' },
  diff: () => [],
  ensure: async () => undefined,
  outputs: (live: Live) => ({ version: isUnseen(live) ? '' : live.version }),
  remove: async () => undefined,
});
