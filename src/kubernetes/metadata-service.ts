import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { sizes } from '../config/schema.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { databaseCa } from './database-ca.ts';
import { databaseCredentials } from './database-credentials.ts';
import { migration } from './migration.ts';

/** Remembers every run, step and task. Flows and the UI talk to it. */
export const metadataService = component({
  id: 'metadata-service',
  title: 'Metadata service',
  needs: {
    cluster: kubernetesCluster,
    access: clusterAccess,
    migration,
    credentials: databaseCredentials,
    ca: databaseCa,
  },
  template: 'metadata-service',
  typicalSeconds: 25,
  params: ({ config, names }) => ({
    namespace: names.servicesNamespace,
    jobsNamespace: names.jobsNamespace,
    image: config.metadataImage,
    replicas: sizes[config.size].metadataReplicas,
    databaseSecret: names.databaseSecret,
  }),
  rollsWith: ({ needs }) => [needs.credentials.version, needs.ca.version],
  outputs: ({ names }) => ({ namespace: names.servicesNamespace, service: 'metadata-service', port: 8080 }),
});
