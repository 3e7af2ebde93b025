import { stringify } from 'yaml';
import { kubernetesCluster, TASK_POOL_LABEL } from '../azure/kubernetes-cluster.ts';
import { storageAccount } from '../azure/storage-account.ts';
import { storageContainer } from '../azure/storage-container.ts';
import { argoAccess } from './argo-access.ts';
import { workflowKinds } from './argo-definitions.ts';
import { argoNamespaces } from './argo-namespaces.ts';
import { quickStart } from './argo-quick-start.ts';
import { argoVersions, partOfArgo, placesOf, usesQuickStart } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { component } from './component.ts';
import { namespaces } from './namespaces.ts';
import { storageCredentials } from './storage-credentials.ts';
import type { World } from '../world.ts';

/** Runs flows on a schedule, on events and without anybody's laptop: the controller, and the server with its UI. */
export const argoWorkflows = partOfArgo(
  component({
    id: 'argo-workflows',
    title: 'Argo Workflows',
    needs: {
      cluster: kubernetesCluster,
      access: clusterAccess,
      namespaces,
      argoNamespaces,
      kinds: workflowKinds,
      rights: argoAccess,
      credentials: storageCredentials,
      storage: storageAccount,
      container: storageContainer,
      quickStart,
    },
    template: 'argo-workflows',
    typicalSeconds: 30,
    params: (world) => ({
      namespace: world.names.argoNamespace,
      jobsNamespace: world.names.jobsNamespace,
      taskServiceAccount: world.names.taskServiceAccount,
      version: argoVersions.workflows,
      workloadIdentity: String(world.config.identity === 'workload'),
      executor: stringify(executor(world)),
      persistence: usesQuickStart(world) ? stringify(archive(world)) : undefined,
      blobEndpoint: world.needs.storage.blobEndpoint,
      container: world.needs.container.name,
      poolKey: TASK_POOL_LABEL.key,
      poolValue: TASK_POOL_LABEL.value,
    }),
    rollsWith: ({ needs }) => (needs.quickStart === undefined ? [] : [needs.quickStart.version]),
    // The controller deletes the artifacts of a workflow that goes, if it was asked to, and only then lets it go.
    clears: ({ names: { jobsNamespace } }) => placesOf(['CronWorkflow', 'Workflow'], jobsNamespace),
    outputs: ({ names }) => ({ namespace: names.argoNamespace, service: 'argo-server', port: 2746 }),
  }),
);

/** What Argo's own containers in a task's pod ask for, and with a service principal who they are. */
function executor({ config, names }: World) {
  const keys = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_CLIENT_SECRET'];
  const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };
  if (config.identity === 'workload') return { resources };
  const env = keys.map((key) => ({
    name: key,
    valueFrom: { secretKeyRef: { name: names.storageSecret, key } },
  }));
  return { resources, env };
}

/** Ended workflows in the quick-start's database. Running ones stay with the cluster: that database has no volume. */
function archive({ names }: World) {
  const credential = (key: string) => ({ name: names.quickStartSecret, key });
  return {
    archive: true,
    archiveTTL: '7d',
    nodeStatusOffLoad: false,
    postgresql: {
      host: 'postgres',
      port: 5432,
      database: 'postgres',
      tableName: 'argo_workflows',
      userNameSecret: credential('username'),
      passwordSecret: credential('password'),
    },
  };
}
