import { servicePrincipal, usesServicePrincipal } from '../entra/service-principal.ts';
import { optional, type World } from '../world.ts';
import { kubernetesCluster } from './kubernetes-cluster.ts';
import { taskIdentity, uiIdentity, usesWorkloadIdentity } from './managed-identities.ts';
import { roleAssignment, roles, type Grantee } from './role-assignment.ts';
import { storageContainer } from './storage-container.ts';

const operatorOf = ({ operator }: World): Grantee => ({ id: operator.objectId, type: operator.type });
const principal = (id: string | undefined): Grantee => ({ id: id ?? '', type: 'ServicePrincipal' });

/** Whoever runs the program can read and write artifacts from their own machine. */
export const operatorStorageRole = roleAssignment({
  id: 'operator-storage-role',
  title: 'Storage access for you',
  needs: { container: storageContainer },
  within: 'container',
  role: roles.blobDataContributor,
  scope: ({ needs }) => needs.container.id,
  grantee: operatorOf,
});

/** Flows, as the service principal, can read and write artifacts. */
export const servicePrincipalStorageRole = optional(
  usesServicePrincipal,
  roleAssignment({
    id: 'service-principal-storage-role',
    title: 'Storage access for flows',
    needs: { container: storageContainer, principal: servicePrincipal },
    within: 'container',
    role: roles.blobDataContributor,
    scope: ({ needs }) => needs.container.id,
    grantee: ({ needs }) => principal(needs.principal?.objectId),
  }),
);

/** Flows, as the task identity, can read and write artifacts. */
export const taskStorageRole = optional(
  usesWorkloadIdentity,
  roleAssignment({
    id: 'task-storage-role',
    title: 'Storage access for tasks',
    needs: { container: storageContainer, identity: taskIdentity },
    within: 'container',
    role: roles.blobDataContributor,
    scope: ({ needs }) => needs.container.id,
    grantee: ({ needs }) => principal(needs.identity?.principalId),
  }),
);

/** The UI's backend can read artifacts. */
export const uiStorageRole = optional(
  usesWorkloadIdentity,
  roleAssignment({
    id: 'ui-storage-role',
    title: 'Storage access for the UI',
    needs: { container: storageContainer, identity: uiIdentity },
    within: 'container',
    role: roles.blobDataReader,
    scope: ({ needs }) => needs.container.id,
    grantee: ({ needs }) => principal(needs.identity?.principalId),
  }),
);

/** Whoever runs the program can manage the cluster. */
export const operatorClusterRole = roleAssignment({
  id: 'operator-cluster-role',
  title: 'Cluster management for you',
  needs: { cluster: kubernetesCluster },
  within: 'cluster',
  role: roles.clusterContributor,
  scope: ({ needs }) => needs.cluster.id,
  grantee: operatorOf,
});

/** Whoever runs the program can get the cluster's credentials, for kubectl and for Metaflow. */
export const operatorClusterUserRole = roleAssignment({
  id: 'operator-cluster-user-role',
  title: 'Cluster credentials for you',
  needs: { cluster: kubernetesCluster },
  within: 'cluster',
  role: roles.clusterUser,
  scope: ({ needs }) => needs.cluster.id,
  grantee: operatorOf,
});

const mayUseCluster = (world: World): boolean =>
  usesServicePrincipal(world) && world.config.servicePrincipalClusterAccess;

/** As in the published design. Off by default: the password is in every task pod, and with this it opens the cluster. */
export const servicePrincipalClusterRole = optional(
  mayUseCluster,
  roleAssignment({
    id: 'service-principal-cluster-role',
    title: 'Cluster management for flows',
    needs: { cluster: kubernetesCluster, principal: servicePrincipal },
    within: 'cluster',
    role: roles.clusterContributor,
    scope: ({ needs }) => needs.cluster.id,
    grantee: ({ needs }) => principal(needs.principal?.objectId),
  }),
);

/** The other half of the published design's access. */
export const servicePrincipalClusterUserRole = optional(
  mayUseCluster,
  roleAssignment({
    id: 'service-principal-cluster-user-role',
    title: 'Cluster credentials for flows',
    needs: { cluster: kubernetesCluster, principal: servicePrincipal },
    within: 'cluster',
    role: roles.clusterUser,
    scope: ({ needs }) => needs.cluster.id,
    grantee: ({ needs }) => principal(needs.principal?.objectId),
  }),
);
