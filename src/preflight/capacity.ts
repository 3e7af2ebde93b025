import { sizes } from '../config/schema.ts';
import type { World } from '../world.ts';
import { failed, ok, warning, type Check, type Verdict } from './check.ts';

interface VmSize {
  readonly name: string;
  readonly family: string;
  readonly cores: number;
  readonly restricted: boolean;
}

const nodeSizeOf = ({ config }: World): string => config.nodeSize ?? sizes[config.size].nodeSize;

/** The VM sizes that the deployment uses, as the region offers them. */
async function vmSizes({ azure, config }: World, wanted: readonly string[]): Promise<readonly VmSize[]> {
  const client = await azure.compute();
  const found: VmSize[] = [];
  for await (const sku of client.resourceSkus.list({ filter: `location eq '${config.location}'` })) {
    if (sku.resourceType !== 'virtualMachines' || sku.name === undefined || !wanted.includes(sku.name))
      continue;
    const cores = sku.capabilities?.find(({ name }) => name === 'vCPUs')?.value;
    found.push({
      name: sku.name,
      family: sku.family ?? '',
      cores: Number(cores ?? 0),
      restricted: sku.restrictions?.some(({ type }) => type === 'Location') === true,
    });
  }
  return found;
}

/** The region offers the VM sizes to this subscription. */
export const vmSizeCheck: Check = {
  id: 'vm-size',
  family: 'azure',
  title: 'VM sizes',
  async run({ world, creates }) {
    if (!creates('kubernetes-cluster')) return undefined;
    const wanted = [...new Set([nodeSizeOf(world), world.config.taskNodeSize])];
    const found = await vmSizes(world, wanted);
    const missing = wanted.filter((name) => !found.some((size) => size.name === name && !size.restricted));
    if (missing.length === 0) return ok(wanted.join(', '));
    return failed(
      `${world.config.location} does not offer ${missing.join(' and ')} to this subscription`,
      'metaflow-azure up --node-size <sku> --task-node-size <sku>    takes other sizes',
      'metaflow-azure up --location <region>                         builds elsewhere',
    );
  },
};

interface Headroom {
  readonly left: number;
  readonly limit: number;
  readonly label: string;
}

async function headroom({ azure, config }: World): Promise<ReadonlyMap<string, Headroom>> {
  const client = await azure.compute();
  const map = new Map<string, Headroom>();
  for await (const usage of client.usage.list(config.location)) {
    const key = usage.name.value?.toLowerCase();
    if (key === undefined) continue;
    map.set(key, {
      left: usage.limit - usage.currentValue,
      limit: usage.limit,
      label: usage.name.localizedValue ?? key,
    });
  }
  return map;
}

/** There are cores left for the nodes that start at once and one more for upgrades; a full task pool is only warned of. */
export const quotaCheck: Check = {
  id: 'quota',
  family: 'azure',
  title: 'vCPU quota',
  async run({ world, creates }) {
    if (!creates('kubernetes-cluster')) return undefined;
    const { config } = world;
    const nodeSize = nodeSizeOf(world);
    const found = await vmSizes(world, [nodeSize, config.taskNodeSize]);
    const system = found.find(({ name }) => name === nodeSize);
    const task = found.find(({ name }) => name === config.taskNodeSize);
    if (system === undefined || task === undefined) return undefined;
    const left = await headroom(world);
    const now = (sizes[config.size].nodeCount + 1) * system.cores;
    const tight = shortage(left, system.family, now);
    if (tight !== undefined) {
      return failed(
        `${nodeSize} needs ${now} vCPUs in ${config.location} and ${tight.left} are left of ${tight.limit} (${tight.label})`,
        'ask for more: portal.azure.com, Quotas, Compute',
        'metaflow-azure up --size small                                needs fewer',
        'metaflow-azure up --node-size <sku> --location <region>       looks elsewhere',
      );
    }
    return fullPool(left, {
      now,
      task,
      most: config.taskNodesMax,
      sameFamily: task.family === system.family,
    });
  },
};

function fullPool(
  left: ReadonlyMap<string, Headroom>,
  { now, task, most, sameFamily }: { now: number; task: VmSize; most: number; sameFamily: boolean },
): Verdict {
  const full = most * task.cores + (sameFamily ? now : 0);
  const tight = shortage(left, task.family, full);
  if (tight === undefined) return ok(`${now} vCPUs now, up to ${most * task.cores} more for tasks`);
  return warning(
    `${most} task nodes would need ${most * task.cores} vCPUs; with ${tight.left} left (${tight.label}) fewer will start`,
    'metaflow-azure up --task-nodes-max <count>    sets a bound that fits',
  );
}

function shortage(left: ReadonlyMap<string, Headroom>, family: string, needed: number): Headroom | undefined {
  return [left.get('cores'), left.get(family.toLowerCase())].find(
    (one) => one !== undefined && one.left < needed,
  );
}

/** The version that was asked for is one that AKS offers in the region. */
export const kubernetesVersionCheck: Check = {
  id: 'kubernetes-version',
  family: 'azure',
  title: 'Kubernetes version',
  async run({ world: { azure, config } }) {
    const wanted = config.kubernetesVersion;
    if (wanted === undefined) return undefined;
    const client = await azure.containerService();
    const { values = [] } = await client.managedClusters.listKubernetesVersions(config.location);
    const offered = values.filter(({ isPreview }) => isPreview !== true);
    const all = offered.flatMap(({ version, patchVersions }) => [
      version ?? '',
      ...Object.keys(patchVersions ?? {}),
    ]);
    if (all.includes(wanted)) return ok(wanted);
    return failed(
      `AKS does not offer Kubernetes ${wanted} in ${config.location}`,
      `metaflow-azure up --kubernetes-version <version>    with one of: ${offered.map(({ version }) => version).join(', ')}`,
    );
  },
};
