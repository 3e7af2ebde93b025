/** A virtual machine of a node pool. */
export interface Machine {
  readonly pool: string;
  readonly mode: 'system' | 'user';
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
  readonly cpu: string;
  readonly memory: string;
}

/** What AKS leaves to pods of a Standard_D4s_v5 with 60 pods. */
const D4S = { cpu: '3860m', memory: '15034Mi' } as const;

/** The default deployment's nodes: two of the system pool, and one of the task pool once there is work. */
export const DEFAULT_MACHINES: readonly Machine[] = [
  { pool: 'system', mode: 'system', ...D4S },
  { pool: 'system', mode: 'system', ...D4S },
  {
    pool: 'tasks',
    mode: 'user',
    labels: { 'metaflow/pool': 'tasks' },
    taints: [{ key: 'metaflow/pool', value: 'tasks', effect: 'NoSchedule' }],
    ...D4S,
  },
];

/** Machines as the nodes that AKS registers. kwok makes them ready. */
export const nodes = (machines: readonly Machine[]): readonly object[] =>
  machines.map(({ pool, mode, labels = {}, taints = [], cpu, memory }, index) => {
    const name = `aks-${pool}-12345678-vmss${String(index).padStart(6, '0')}`;
    const resources = { cpu, memory, pods: '60', 'ephemeral-storage': '119703055367' };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          agentpool: pool,
          'kubernetes.azure.com/agentpool': pool,
          'kubernetes.azure.com/mode': mode,
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'node.kubernetes.io/instance-type': 'Standard_D4s_v5',
          'topology.kubernetes.io/region': 'westeurope',
          'topology.kubernetes.io/zone': '0',
          ...labels,
        },
      },
      spec: { providerID: `azure:///virtualMachineScaleSets/aks-${pool}/virtualMachines/${index}`, taints },
      status: { capacity: resources, allocatable: resources },
    };
  });

/** The class that volumes of ours name. kwok plays the driver. */
export const storage: readonly object[] = [
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'managed-csi' },
    provisioner: 'disk.csi.azure.com',
    parameters: { skuname: 'StandardSSD_LRS' },
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  },
];
