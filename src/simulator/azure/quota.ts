import { vCpuLimits, vmSizes, type VmSize } from '../catalogue.ts';
import { dig, objectOf, textOf } from '../json.ts';
import type { Cloud } from './cloud.ts';
import { parentId, sameRegion } from './target.ts';

/** A size by its name, as the region offers it. */
export function sizeIn(location: string, name: string): VmSize | undefined {
  const size = vmSizes.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return size?.absentIn?.includes(location) === true ? undefined : size;
}

/** Whether this subscription may not use a size in a region. */
export function isRestricted(cloud: Cloud, location: string, size: VmSize): boolean {
  const fault = cloud.surroundings.faults.take('compute.skuRestricted', `${location} ${size.name}`);
  return fault !== undefined || size.restrictedIn?.includes(location) === true;
}

/** vCPUs in use in a region by family, and under `cores` altogether: what the node pools ask for. */
export function usageIn(
  cloud: Cloud,
  subscriptionId: string,
  location: string,
): Readonly<Record<string, number>> {
  const usage: Record<string, number> = { cores: 0 };
  for (const { id, body } of cloud.store.ofType('Microsoft.ContainerService/managedClusters/agentPools')) {
    const cluster = cloud.store.get(parentId(id));
    const isHere = id.split('/')[2]?.toLowerCase() === subscriptionId.toLowerCase();
    if (!isHere || !sameRegion(textOf(cluster?.body['location']), location)) continue;
    const size = sizeIn(location, textOf(dig(body, 'properties.vmSize')));
    const cores = Number(dig(body, 'properties.count') ?? 0) * (size?.vCPUs ?? 0);
    usage['cores'] = (usage['cores'] ?? 0) + cores;
    if (size !== undefined) usage[size.family] = (usage[size.family] ?? 0) + cores;
  }
  return usage;
}

/** How many vCPUs of a family, or `cores` altogether, the subscription may run in a region. */
export function limitIn(cloud: Cloud, location: string, family: string): number {
  const knobs = cloud.surroundings.faults.take('compute.quota', `${location} ${family}`);
  if (knobs !== undefined) return Number(knobs['limit'] ?? 0);
  const own = objectOf(cloud.surroundings.world['limits'])[family];
  if (typeof own === 'number') return own;
  return family === 'cores' ? vCpuLimits.cores : vCpuLimits.family;
}
