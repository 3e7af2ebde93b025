import { createHash } from 'node:crypto';
import { kubernetesVersions, regions } from '../catalogue.ts';
import { Refusal, type Particulars } from '../errors.ts';
import { dig, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Resource } from '../store.ts';
import { overlap, parseCidr, rangeOf, within } from './cidr.ts';
import type { Cloud } from './cloud.ts';
import { isOverlay, podCidrOf } from './cluster-network.ts';
import { isRestricted, limitIn, sizeIn, usageIn } from './quota.ts';
import type { Call, Etags, Write } from './resource-type.ts';
import { prefixesOf } from './subnet-rules.ts';
import { sameRegion, topResource } from './target.ts';

/** A refusal of AKS, which answers without the usual envelope. */
export function aksRefusal(status: number, code: string, message: string, more: Particulars = {}): Refusal {
  return new Refusal(status, code, message, { flat: true, cause: 'service', ...more });
}

const bad = (message: string, code = 'BadRequest'): Refusal => aksRefusal(400, code, message);

/** Every state of a cluster and of a pool has a tag of its own. */
export const clusterEtag: Etags = {
  of: ({ id, body, state }) =>
    createHash('sha256')
      .update(JSON.stringify([id, body, state]))
      .digest('hex')
      .slice(0, 32)
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  refusal: (name, why) =>
    aksRefusal(
      412,
      'PreconditionFailed',
      why === 'exists'
        ? `The resource ${name} exists already: the condition of If-None-Match is not met.`
        : `The resource ${name} has been modified: the condition of If-Match is not met.`,
    ),
};

/** The 409 while something else happens to a cluster. */
export function clusterBusy(resource: Resource): Refusal {
  const doing = resource.state === 'Succeeded' ? 'Updating' : resource.state;
  return aksRefusal(
    409,
    'OperationNotAllowed',
    `Operation is not allowed: Another operation (${doing}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
  );
}

/** A stopped cluster is started and deleted; nothing else is done to it. */
export function checkRuns(cluster: Resource | undefined): void {
  if (dig(cluster?.body, 'properties.powerState.code') !== 'Stopped') return;
  throw aksRefusal(
    409,
    'OperationNotAllowed',
    'Operation is not allowed: managed cluster is in (Stopped) state. Please start the cluster before any other operation.',
  );
}

/** Refuses versions that AKS does not offer. Answers the patch that a wish comes out at. */
export function patchOf(wanted: string): string {
  const offered = kubernetesVersions.find(({ version, patches, is }) =>
    wanted === '' ? is === 'default' : wanted === version || patches.includes(wanted),
  );
  if (offered === undefined) {
    throw bad(
      `Version ${wanted} is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region.`,
      'K8sVersionNotSupported',
    );
  }
  return offered.patches.includes(wanted) ? wanted : (offered.patches.at(-1) ?? wanted);
}

/** What AKS demands of one pool. */
export function checkPool(
  name: string,
  pool: JsonObject,
  { cloud, location, existingPool, ...call }: PoolPlace,
): void {
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
    throw bad(
      `The value of parameter agentPoolProfile.name is invalid. Please see https://aka.ms/aks-naming-rules for more details.`,
      'InvalidParameter',
    );
  }
  const size = sizeIn(location, textOf(pool['vmSize']));
  if (size === undefined || isRestricted(cloud, location, size)) {
    throw bad(
      `The VM size of ${textOf(pool['vmSize'])} is not allowed in your subscription in location '${location}'. For more details, please visit https://aka.ms/aks/quotas-skus-regions`,
    );
  }
  if (
    pool['mode'] === 'System' &&
    (size.name.startsWith('Standard_B') || size.vCPUs < 2 || size.memoryGB < 4)
  ) {
    throw bad(`System pool ${name} can not use the VM size ${size.name}.`, 'InvalidSystemPoolVMSize');
  }
  const zones = regions.find((region) => region.name === location)?.zones ?? [];
  const strange = listOf(pool['availabilityZones']).find((zone) => !zones.includes(textOf(zone)));
  if (strange !== undefined) {
    throw bad(
      `The zone(s) '${textOf(strange)}' for resource '${name}' is not supported. The supported zones for location '${location}' are '${zones.join(',')}'`,
      'AvailabilityZoneNotSupported',
    );
  }
  checkScaling(name, pool);
  if (pool['type'] === 'AvailabilitySet')
    throw bad('Availability sets are no longer supported.', 'InvalidParameter');
  if (
    existingPool !== undefined &&
    textOf(existingPool['vmSize']).toLowerCase() !== size.name.toLowerCase()
  ) {
    throw bad(`Changing property 'properties.vmSize' is not allowed.`, 'PropertyChangeNotAllowed');
  }
  checkPoolSubnet(textOf(pool['vnetSubnetID']), { ...call, cloud }, location);
}

interface PoolPlace extends Pick<Call, 'cloud'> {
  readonly location: string;
  readonly existingPool?: JsonObject;
}

function checkScaling(name: string, pool: JsonObject): void {
  const count = Number(pool['count'] ?? 1);
  const [min, max] = [Number(pool['minCount'] ?? Number.NaN), Number(pool['maxCount'] ?? Number.NaN)];
  const floor = pool['mode'] === 'System' ? 1 : 0;
  if (count < floor)
    throw bad(
      `The value of parameter agentPoolProfile.count of pool ${name} is invalid.`,
      'InvalidParameter',
    );
  if (pool['enableAutoScaling'] !== true) {
    if (pool['minCount'] === undefined && pool['maxCount'] === undefined) return;
    throw bad(`minCount and maxCount of pool ${name} need enableAutoScaling.`, 'InvalidParameter');
  }
  if (min >= floor && max >= min && max <= 1000 && count >= min && count <= max) return;
  throw bad(`The counts of pool ${name} are invalid: minCount <= count <= maxCount.`, 'InvalidParameter');
}

function checkPoolSubnet(id: string, { cloud }: Pick<Call, 'cloud'>, location: string): void {
  if (id === '') return;
  const subnet = cloud.store.get(id);
  if (subnet === undefined) throw bad(`Vnet subnet ${id} not found.`, 'VnetNotFound');
  const network = cloud.store.get(topResource(subnet.id));
  if (network?.state !== 'Succeeded') {
    throw aksRefusal(
      409,
      'ReferencedResourceNotProvisioned',
      `The virtual network of subnet ${id} is not in Succeeded state.`,
    );
  }
  if (!sameRegion(textOf(network.body['location']), location)) {
    throw bad(`The virtual network of subnet ${id} is not in location ${location}.`, 'InvalidVnetLocation');
  }
  if (listOf(dig(subnet.body, 'properties.delegations')).length > 0) {
    throw bad(`Subnet ${id} is delegated and can not be used by node pools.`, 'SubnetIsDelegated');
  }
}

/** Refuses pools beyond what the subscription may run. `pools` are counted with what runs already. */
export function checkQuota(
  write: Pick<Write, 'cloud' | 'target'>,
  location: string,
  pools: readonly JsonObject[],
): void {
  const { cloud, target } = write;
  const used = usageIn(cloud, target.subscriptionId ?? '', location);
  const wanted: Record<string, number> = {};
  for (const pool of pools) {
    const size = sizeIn(location, textOf(pool['vmSize']));
    const cores = Number(pool['count'] ?? 1) * (size?.vCPUs ?? 0);
    for (const family of ['cores', size?.family ?? 'cores']) wanted[family] = (wanted[family] ?? 0) + cores;
  }
  for (const [family, cores] of Object.entries(wanted)) {
    const remaining = limitIn(cloud, location, family) - (used[family] ?? 0);
    if (cores <= remaining) continue;
    throw bad(
      `Insufficient ${family === 'cores' ? 'regional ' : ''}vcpu quota requested ${cores}, remaining ${remaining} for family ${family} for region ${location}. Surge nodes would also consume vcpu quota.`,
      'ErrCode_InsufficientVCPUQuota',
    );
  }
}

/** Blocks that clusters may not use for pods or services. */
const reservedBlocks = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'];

/** What AKS demands of the addresses of a cluster. */
export function checkAddresses(profile: JsonObject, pools: readonly JsonObject[], cloud: Cloud): void {
  const pods = podCidrOf(profile);
  const services = textOf(profile['serviceCidr']) || '10.0.0.0/16';
  const dnsServiceIP = textOf(profile['dnsServiceIP']) || '10.0.0.10';
  for (const block of [...(pods === undefined ? [] : [pods]), services]) {
    if (typeof parseCidr(block) === 'string')
      throw bad(`Invalid CIDR ${block} in the network profile.`, 'InvalidCIDR');
    if (reservedBlocks.some((reserved) => overlap(block, reserved)))
      throw bad(
        `The CIDR ${block} overlaps with a reserved range.`,
        'NetworkProfileCIDROverlapsReservedRange',
      );
  }
  if (pods !== undefined && overlap(pods, services))
    throw bad(`podCidr ${pods} and serviceCidr ${services} overlap.`, 'NetworkProfileCIDROverlap');
  if (!within(`${dnsServiceIP}/32`, services))
    throw bad(
      `dnsServiceIP ${dnsServiceIP} is not in serviceCidr ${services}.`,
      'DnsServiceIpOutOfServiceCidr',
    );
  const isApart = isOverlay(profile);
  for (const pool of pools) {
    const subnet = cloud.store.get(textOf(pool['vnetSubnetID']));
    if (subnet === undefined) continue;
    const [prefix = ''] = prefixesOf(objectOf(subnet.body['properties']));
    if (overlap(prefix, services)) {
      throw bad(
        `The specified service CIDR ${services} is conflicted with an existing subnet CIDR ${prefix}`,
        'ServiceCidrOverlapExistingSubnetsCidr',
      );
    }
    const nodes = Number(pool['maxCount'] ?? pool['count'] ?? 1) + 1;
    const needed = isApart ? nodes : nodes * (Number(pool['maxPods'] ?? 30) + 1);
    const available = rangeOf(prefix).size - 5;
    if (needed > available) {
      throw bad(
        `Pre-allocated IPs ${needed} exceeds IPs available ${available} in Subnet Cidr ${prefix}, Subnet Name ${subnet.name}. If Autoscaler is enabled, the max-count from each nodepool is counted towards this total (which means that pre-allocated IPs count represents a theoretical max value, not the actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize`,
        'InsufficientSubnetSize',
      );
    }
  }
}
