import { stableSuffix } from '../util/stable-id.ts';
import type { Config } from './schema.ts';

/** The tag that says which deployment made a thing. Everything taggable that we make carries it. */
export const DEPLOYMENT_TAG = 'metaflow-azure-deployment';

/** Every name that the deployment uses in the cloud. */
export type Names = ReturnType<typeof namesFor>;

/**
 * Every cloud name, derived from the configuration alone: a lost state file loses no infrastructure.
 *
 * Legal by construction (rules: section 7 of Azure's naming facts); names that are unique in the world end in a suffix
 * that depends on the subscription.
 */
export function namesFor(config: Pick<Config, 'name' | 'subscription' | 'nameSuffix'>) {
  const { name, subscription } = config;
  const suffix = config.nameSuffix ?? stableSuffix(6, subscription, name);
  const compact = name.replaceAll('-', '');
  return {
    deployment: name,
    resourceGroup: `rg-${name}`,
    virtualNetwork: `vnet-${name}`,
    clusterSubnet: 'snet-aks',
    databaseSubnet: 'snet-postgres',
    privateDnsZone: `${name}.private.postgres.database.azure.com`,
    privateDnsLink: `link-${name}`,
    databaseServer: `psql-${name}-${suffix}`,
    database: 'metaflow',
    databaseUser: 'metaflow',
    storageAccount: `st${compact.slice(0, 14)}${suffix}`,
    container: 'metaflow',
    artifactFolder: 'metaflow',
    cluster: `aks-${name}`,
    dnsPrefix: `${name}-${suffix}`,
    nodeResourceGroup: `rg-${name}-nodes`,
    systemPool: 'system',
    taskPool: 'tasks',
    application: `Metaflow (${name})`,
    applicationKey: `metaflow-azure-${name}-${suffix}`,
    taskIdentity: `id-${name}-tasks`,
    uiIdentity: `id-${name}-ui`,
    servicesNamespace: 'metaflow',
    jobsNamespace: 'metaflow-jobs',
    argoNamespace: 'argo',
    eventsNamespace: 'argo-events',
    taskServiceAccount: 'metaflow-task',
    uiServiceAccount: 'metaflow-ui',
    storageSecret: 'metaflow-azure-storage',
    databaseSecret: 'metaflow-database',
    quickStartSecret: 'argo-quick-start',
    // Metaflow's own names for these; sources and sensors look for a bus called "default".
    sensorServiceAccount: 'operate-workflow-sa',
    eventBus: 'default',
    eventSource: 'argo-events-webhook',
    event: 'metaflow-event',
    ...tagsOf(name),
  };
}

const tagsOf = (name: string) => ({
  tags: { [DEPLOYMENT_TAG]: name, 'managed-by': 'metaflow-azure' },
});
