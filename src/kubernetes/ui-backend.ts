import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { databaseCa } from './database-ca.ts';
import { databaseCredentials } from './database-credentials.ts';
import { migration } from './migration.ts';
import { serviceAccounts } from './service-accounts.ts';
import { storageCredentials } from './storage-credentials.ts';

/** Answers the UI's questions from the database, and reads logs, cards and artifacts from storage for it. */
export const uiBackend = component({
  id: 'ui-backend',
  title: 'UI backend',
  needs: {
    cluster: kubernetesCluster,
    access: clusterAccess,
    migration,
    accounts: serviceAccounts,
    credentials: databaseCredentials,
    storage: storageCredentials,
    ca: databaseCa,
  },
  template: 'ui-backend',
  typicalSeconds: 30,
  params: ({ config, names }) => ({
    namespace: names.servicesNamespace,
    image: config.metadataImage,
    serviceAccount: names.uiServiceAccount,
    databaseSecret: names.databaseSecret,
    storageSecret: names.storageSecret,
    workloadIdentity: String(config.identity === 'workload'),
  }),
  rollsWith: ({ needs }) => [needs.credentials.version, needs.storage.version, needs.ca.version],
  outputs: ({ names }) => ({
    namespace: names.servicesNamespace,
    service: 'metaflow-ui-backend',
    port: 8083,
  }),
});
