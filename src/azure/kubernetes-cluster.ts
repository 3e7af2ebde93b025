import type { ManagedCluster } from '@azure/arm-containerservice';
import { sizes, type Config } from '../config/schema.ts';
import type { Names } from '../config/names.ts';
import { armResource, provisioning } from './arm-resource.ts';
import { resourceGroup } from './resource-group.ts';
import { virtualNetwork } from './virtual-network.ts';

/** The overlay's default of 250 pods a node would reserve 2.8 GiB of each D4s node for the kubelet. */
const MAX_PODS = 60;

/** Marks and guards the nodes of tasks: only what tolerates this lands there. */
export const TASK_POOL_LABEL = { key: 'metaflow/pool', value: 'tasks' } as const;

interface Setting {
  readonly config: Config;
  readonly names: Names;
  readonly subnet: string;
}

/** The pool for the services and AKS's own pods. */
export const systemPool = ({ config, names, subnet }: Setting) => ({
  name: names.systemPool,
  mode: 'System',
  count: sizes[config.size].nodeCount,
  vmSize: config.nodeSize ?? sizes[config.size].nodeSize,
  osType: 'Linux',
  maxPods: MAX_PODS,
  vnetSubnetID: subnet,
});

/** The pool for tasks: it grows with the work and shrinks to nothing. */
export const taskPool = ({ config, names, subnet }: Setting) => ({
  name: names.taskPool,
  mode: 'User',
  count: 0,
  enableAutoScaling: true,
  minCount: 0,
  maxCount: config.taskNodesMax,
  vmSize: config.taskNodeSize,
  osType: 'Linux',
  maxPods: MAX_PODS,
  vnetSubnetID: subnet,
  nodeLabels: { [TASK_POOL_LABEL.key]: TASK_POOL_LABEL.value },
  nodeTaints: [`${TASK_POOL_LABEL.key}=${TASK_POOL_LABEL.value}:NoSchedule`],
});

/** Somebody saves money: nothing but starting is possible. */
const isStopped = ({ powerState }: ManagedCluster): boolean => powerState?.code === 'Stopped';

/** A version is asked for at creation, and again only when the cluster runs another than the one that was named. */
function versionOf(config: Config, live: ManagedCluster | undefined): { kubernetesVersion?: string } {
  const wanted = config.kubernetesVersion;
  if (wanted === undefined) return {};
  const runs = live?.currentKubernetesVersion ?? live?.kubernetesVersion;
  const satisfied = runs !== undefined && (runs === wanted || runs.startsWith(`${wanted}.`));
  return satisfied ? {} : { kubernetesVersion: wanted };
}

/** Runs the Metaflow services and the tasks of every flow. Both pools come with it: it saves the wait for a second operation. */
export const kubernetesCluster = armResource({
  id: 'kubernetes-cluster',
  title: 'Kubernetes cluster',
  holds: 'everything that runs in it',
  needs: { group: resourceGroup, network: virtualNetwork },
  within: 'group',
  typicalSeconds: 270,
  patienceMinutes: 45,
  pollSeconds: 15,
  // A cluster can go back to Updating right after its first Succeeded.
  steadySeconds: 15,
  rights: {
    read: ['Microsoft.ContainerService/managedClusters/read'],
    create: [
      'Microsoft.ContainerService/managedClusters/write',
      'Microsoft.ContainerService/managedClusters/start/action',
    ],
    delete: ['Microsoft.ContainerService/managedClusters/delete'],
  },
  client: (azure) => azure.containerService(),
  read: (client, { names }) => client.managedClusters.get(names.resourceGroup, names.cluster),
  start(client, { names }, body, options) {
    if (isStopped(body as ManagedCluster)) {
      return client.managedClusters.start(names.resourceGroup, names.cluster, options);
    }
    return client.managedClusters.createOrUpdate(
      names.resourceGroup,
      names.cluster,
      body as ManagedCluster,
      options,
    );
  },
  remove: (client, { names }, options) =>
    client.managedClusters.delete(names.resourceGroup, names.cluster, options),
  wanted({ config, names, needs }, live) {
    const setting = { config, names, subnet: needs.network.clusterSubnet };
    return {
      location: config.location,
      tags: { ...config.tags, ...names.tags },
      sku: { name: 'Base', tier: 'Free' },
      identity: { type: 'SystemAssigned' },
      dnsPrefix: names.dnsPrefix,
      nodeResourceGroup: names.nodeResourceGroup,
      enableRbac: true,
      ...versionOf(config, live),
      // Later changes of pools are the pools' own: a cluster PUT may not touch them.
      ...(live === undefined ? { agentPoolProfiles: [systemPool(setting), taskPool(setting)] } : {}),
      networkProfile: {
        networkPlugin: 'azure',
        networkPluginMode: 'overlay',
        networkDataplane: 'cilium',
        networkPolicy: 'cilium',
        podCidr: '10.244.0.0/16',
        serviceCidr: '10.0.0.0/16',
        dnsServiceIP: '10.0.0.10',
        loadBalancerSku: 'standard',
      },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
      autoUpgradeProfile: { upgradeChannel: 'stable', nodeOSUpgradeChannel: 'NodeImage' },
    };
  },
  status: (live) =>
    isStopped(live) && provisioning(live).is === 'ready'
      ? { is: 'broken', because: 'the cluster is stopped' }
      : provisioning(live),
  fixed: ['location', 'dnsPrefix', 'nodeResourceGroup', 'networkProfile'],
  outputs: (live) => ({
    id: live.id ?? '',
    name: live.name ?? '',
    fqdn: live.fqdn ?? '',
    oidcIssuer: live.oidcIssuerProfile?.issuerURL ?? '',
    principalId: live.identity?.principalId ?? '',
  }),
});
