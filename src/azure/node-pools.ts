import type { AgentPool } from '@azure/arm-containerservice';
import type { Names } from '../config/names.ts';
import { armResource } from './arm-resource.ts';
import { kubernetesCluster, systemPool, taskPool } from './kubernetes-cluster.ts';
import { virtualNetwork } from './virtual-network.ts';

const needs = { cluster: kubernetesCluster, network: virtualNetwork };
type Pool = Parameters<typeof taskPool>[0];

/** A pool comes with its cluster; this holds its size afterwards, by the pool's own operations. */
const nodePool = (spec: {
  readonly id: string;
  readonly title: string;
  nameIn(names: Names): string;
  profile(setting: Pool): object;
}) =>
  armResource({
    id: spec.id,
    title: spec.title,
    needs,
    within: 'cluster',
    typicalSeconds: 1,
    patienceMinutes: 30,
    pollSeconds: 10,
    rights: {
      read: ['Microsoft.ContainerService/managedClusters/agentPools/read'],
      create: ['Microsoft.ContainerService/managedClusters/agentPools/write'],
      delete: ['Microsoft.ContainerService/managedClusters/agentPools/delete'],
    },
    client: (azure) => azure.containerService(),
    read: (client, { names }) =>
      client.agentPools.get(names.resourceGroup, names.cluster, spec.nameIn(names)),
    start: (client, { names }, body, options) =>
      client.agentPools.createOrUpdate(
        names.resourceGroup,
        names.cluster,
        spec.nameIn(names),
        body as AgentPool,
        options,
      ),
    remove: (client, { names }, options) =>
      client.agentPools.delete(names.resourceGroup, names.cluster, spec.nameIn(names), options),
    wanted({ config, names, needs: { network } }, live) {
      const { name: _name, ...profile } = spec.profile({
        config,
        names,
        subnet: network.clusterSubnet,
      }) as ReturnType<typeof taskPool>;
      // The count of an autoscaled pool is the autoscaler's.
      return live?.enableAutoScaling === true ? { ...profile, count: live.count } : profile;
    },
    fixed: ['vmSize', 'osType', 'vnetSubnetID', 'maxPods'],
    untagged: true,
    outputs: (live) => ({ name: live.name ?? '' }),
  });

/** The nodes of the services. */
export const systemNodePool = nodePool({
  id: 'system-node-pool',
  title: 'System node pool',
  nameIn: (names) => names.systemPool,
  profile: systemPool,
});

/** The nodes of tasks. */
export const taskNodePool = nodePool({
  id: 'task-node-pool',
  title: 'Task node pool',
  nameIn: (names) => names.taskPool,
  profile: taskPool,
});
