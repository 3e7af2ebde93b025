import { TASK_POOL_LABEL } from '../azure/kubernetes-cluster.ts';
import { storageAccount } from '../azure/storage-account.ts';
import type { Names } from '../config/names.ts';
import { contextFor } from '../engine/context.ts';
import { Problem } from '../problems/problem.ts';
import type { Session } from './ports.ts';

/** Where `metaflow-azure config` tells people to forward the services to. */
const LOCAL = { service: 8080, ui: 3000, argo: 2746, events: 12000 } as const;

/**
 * The keys of a Metaflow profile for this deployment. Dictionaries are strings: a native one is not passed on to tasks.
 *
 * @throws Problem `azure.missing` when the deployment is not there to be used.
 */
export async function profile(session: Session): Promise<Readonly<Record<string, string | boolean>>> {
  const { world } = session;
  const { names, config } = world;
  const ctx = contextFor(storageAccount, world, new Map());
  const account = await storageAccount.read(ctx as Parameters<typeof storageAccount.read>[0]);
  if (account === undefined) {
    throw new Problem('azure.missing', `The deployment ${config.name} has no storage account to point at`, {
      advice: ['metaflow-azure up        builds it', 'metaflow-azure status    shows what is there'],
    });
  }
  const { blobEndpoint } = storageAccount.outputs(
    account,
    ctx as Parameters<typeof storageAccount.outputs>[1],
  );
  const toleration = { ...TASK_POOL_LABEL, operator: 'Equal', effect: 'NoSchedule' };
  return {
    METAFLOW_DEFAULT_DATASTORE: 'azure',
    METAFLOW_AZURE_STORAGE_BLOB_SERVICE_ENDPOINT: blobEndpoint,
    METAFLOW_DATASTORE_SYSROOT_AZURE: `${names.container}/${names.artifactFolder}`,
    METAFLOW_DEFAULT_METADATA: 'service',
    METAFLOW_SERVICE_URL: `http://127.0.0.1:${LOCAL.service}/`,
    METAFLOW_SERVICE_INTERNAL_URL: `http://metadata-service.${names.servicesNamespace}:8080/`,
    METAFLOW_UI_URL: `http://localhost:${LOCAL.ui}`,
    METAFLOW_KUBERNETES_NAMESPACE: names.jobsNamespace,
    METAFLOW_KUBERNETES_SERVICE_ACCOUNT: names.taskServiceAccount,
    METAFLOW_KUBERNETES_SECRETS: names.storageSecret,
    METAFLOW_KUBERNETES_NODE_SELECTOR: `${TASK_POOL_LABEL.key}=${TASK_POOL_LABEL.value}`,
    METAFLOW_KUBERNETES_TOLERATIONS: JSON.stringify([toleration]),
    METAFLOW_KUBERNETES_ANNOTATIONS: 'cluster-autoscaler.kubernetes.io/safe-to-evict=false',
    ...(config.identity === 'workload'
      ? { METAFLOW_KUBERNETES_LABELS: 'azure.workload.identity/use=true' }
      : {}),
    ...(config.argo === 'none' ? {} : argoProfile(names)),
  };
}

/** Flows on Argo. Events are posted to the first address from outside of the cluster, to the other from tasks. */
const argoProfile = (names: Names) => ({
  // Argo 4 has no other kind of schedule.
  METAFLOW_ARGO_WORKFLOWS_USE_SCHEDULES: true,
  METAFLOW_ARGO_WORKFLOWS_UI_URL: `https://localhost:${LOCAL.argo}`,
  METAFLOW_ARGO_EVENTS_EVENT_BUS: names.eventBus,
  METAFLOW_ARGO_EVENTS_EVENT_SOURCE: names.eventSource,
  METAFLOW_ARGO_EVENTS_EVENT: names.event,
  METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT: names.sensorServiceAccount,
  METAFLOW_ARGO_EVENTS_WEBHOOK_URL: `http://127.0.0.1:${LOCAL.events}/metaflow-event`,
  METAFLOW_ARGO_EVENTS_INTERNAL_WEBHOOK_URL: `http://${names.eventSource}-eventsource-svc.${names.jobsNamespace}:12000/metaflow-event`,
});
