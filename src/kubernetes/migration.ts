import { database } from '../azure/database.ts';
import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { databaseCa } from './database-ca.ts';
import { databaseCredentials } from './database-credentials.ts';
import { namespaces } from './namespaces.ts';

/** Brings the tables of the metadata service to the version of its image. New image or new credentials, new run. */
export const migration = component({
  id: 'migration',
  title: 'Tables of the metadata service',
  needs: {
    cluster: kubernetesCluster,
    access: clusterAccess,
    namespaces,
    database,
    credentials: databaseCredentials,
    ca: databaseCa,
  },
  template: 'migration',
  typicalSeconds: 30,
  params: ({ config, names }) => ({
    namespace: names.servicesNamespace,
    image: config.metadataImage,
    databaseSecret: names.databaseSecret,
  }),
  rollsWith: ({ needs }) => [needs.credentials.version],
  outputs: () => ({}),
});
