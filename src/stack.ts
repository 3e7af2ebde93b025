import { database } from './azure/database.ts';
import { databaseConfiguration } from './azure/database-configuration.ts';
import { databaseServer } from './azure/database-server.ts';
import { kubernetesCluster } from './azure/kubernetes-cluster.ts';
import { taskFederation, taskIdentity, uiFederation, uiIdentity } from './azure/managed-identities.ts';
import { systemNodePool, taskNodePool } from './azure/node-pools.ts';
import { privateDnsLink } from './azure/private-dns-link.ts';
import { privateDnsZone } from './azure/private-dns-zone.ts';
import { resourceGroup } from './azure/resource-group.ts';
import { resourceProviders } from './azure/resource-providers.ts';
import * as roles from './azure/role-assignments.ts';
import { storageAccount } from './azure/storage-account.ts';
import { storageContainer } from './azure/storage-container.ts';
import { virtualNetwork } from './azure/virtual-network.ts';
import type { AnyResource } from './engine/resource.ts';
import { application } from './entra/application.ts';
import { servicePrincipal } from './entra/service-principal.ts';
import { argoAccess } from './kubernetes/argo-access.ts';
import { eventKinds, workflowKinds } from './kubernetes/argo-definitions.ts';
import { argoEvents } from './kubernetes/argo-events.ts';
import { argoNamespaces } from './kubernetes/argo-namespaces.ts';
import { quickStart } from './kubernetes/argo-quick-start.ts';
import { argoWorkflows } from './kubernetes/argo-workflows.ts';
import { clusterAccess } from './kubernetes/cluster-access.ts';
import { databaseCa } from './kubernetes/database-ca.ts';
import { databaseCredentials } from './kubernetes/database-credentials.ts';
import { eventBus } from './kubernetes/event-bus.ts';
import { eventSource } from './kubernetes/event-source.ts';
import { metadataService } from './kubernetes/metadata-service.ts';
import { migration } from './kubernetes/migration.ts';
import { namespaces } from './kubernetes/namespaces.ts';
import { quickStartCredentials } from './kubernetes/quick-start-credentials.ts';
import { serviceAccounts } from './kubernetes/service-accounts.ts';
import { storageCredentials } from './kubernetes/storage-credentials.ts';
import { uiBackend } from './kubernetes/ui-backend.ts';
import { uiStatic } from './kubernetes/ui-static.ts';

/** Everything `up` brings up, in the order in which a person would tell it. The real order follows from `needs`. */
export const stack: readonly AnyResource[] = [
  resourceProviders,
  application,
  servicePrincipal,
  resourceGroup,
  taskIdentity,
  uiIdentity,
  virtualNetwork,
  privateDnsZone,
  privateDnsLink,
  databaseServer,
  databaseConfiguration,
  database,
  storageAccount,
  storageContainer,
  roles.operatorStorageRole,
  roles.servicePrincipalStorageRole,
  roles.taskStorageRole,
  roles.uiStorageRole,
  kubernetesCluster,
  systemNodePool,
  taskNodePool,
  roles.operatorClusterRole,
  roles.operatorClusterUserRole,
  roles.servicePrincipalClusterRole,
  roles.servicePrincipalClusterUserRole,
  taskFederation,
  uiFederation,
  clusterAccess,
  namespaces,
  serviceAccounts,
  storageCredentials,
  databaseCa,
  databaseCredentials,
  migration,
  metadataService,
  uiBackend,
  uiStatic,
  argoNamespaces,
  workflowKinds,
  argoAccess,
  quickStartCredentials,
  quickStart,
  argoWorkflows,
  eventKinds,
  argoEvents,
  eventBus,
  eventSource,
];
