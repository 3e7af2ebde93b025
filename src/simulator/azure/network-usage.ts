import { answer, Refusal } from '../errors.ts';
import { dig, listOf, objectOf, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { rangeOf } from './cidr.ts';
import { present } from './lifecycle.ts';
import type { Call, Route } from './resource-type.ts';
import { prefixesOf } from './subnet-rules.ts';
import { subnets, subnetView } from './subnets.ts';
import { sameRegion, topResource } from './target.ts';
import { virtualNetworks } from './virtual-networks.ts';

/** Azure keeps the first four addresses of a subnet and the last one for itself. */
const KEPT = 5;

function regionUsages({ cloud, params }: Call): WireResponse {
  const { subscription, location = '' } = params;
  const own = cloud.store
    .ofType(virtualNetworks.type)
    .filter(
      ({ id, body }) => id.split('/')[2] === subscription && sameRegion(textOf(body['location']), location),
    );
  const usage = (value: string, localizedValue: string, currentValue: number, limit: number): object => ({
    id: `/subscriptions/${subscription}/providers/Microsoft.Network/locations/${location}/usages/${value}`,
    unit: 'Count',
    currentValue,
    limit,
    name: { value, localizedValue },
  });
  const inUse = own.map(({ id }) => cloud.store.children(id, subnets.type).length);
  return answer(200, {
    value: [
      usage('VirtualNetworks', 'Virtual Networks', own.length, 1000),
      usage('SubnetsPerVirtualNetwork', 'Subnets per Virtual Network', Math.max(0, ...inUse), 3000),
      usage('PublicIPAddresses', 'Public IP Addresses', 0, 1000),
    ],
  });
}

const networkOf = (call: Call): Resource => {
  const { target } = call;
  const at = { path: topResource(target.path), type: virtualNetworks.type, names: target.names.slice(0, 1) };
  return present(virtualNetworks, { ...call, target: { ...target, ...at } });
};

/** Addresses taken in each subnet, of those that there are. */
function networkUsages(call: Call): WireResponse {
  const { cloud } = call;
  const value = cloud.store.children(networkOf(call).id, subnets.type).map((subnet) => {
    const [first = ''] = prefixesOf(objectOf(subnet.body['properties']));
    return {
      id: subnet.id,
      currentValue: listOf(dig(subnetView(subnet, cloud), 'properties.ipConfigurations')).length,
      limit: 2 ** (32 - Number(first.split('/')[1] ?? 32)) - KEPT,
      unit: 'Count',
      name: { value: 'SubnetSpace', localizedValue: 'Subnet size and usage' },
    };
  });
  return answer(200, { value });
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

function checkAddress(call: Call): WireResponse {
  const { cloud, request } = call;
  const network = networkOf(call);
  const wanted = request.url.searchParams.get('ipAddress') ?? '';
  const { first: address, size } = rangeOf(`${wanted}/32`);
  if (size === 0) {
    throw new Refusal(400, 'InvalidIPAddressInRequest', `IP address '${wanted}' is invalid.`, {
      details: [],
    });
  }
  const ranges = cloud.store
    .children(network.id, subnets.type)
    .flatMap(({ body }) => prefixesOf(objectOf(body['properties'])).map((prefix) => rangeOf(prefix)));
  const range = ranges.find(({ first, last }) => first <= address && address <= last);
  const isKept = range !== undefined && (address < range.first + 4 || address === range.last);
  const free = range === undefined ? [] : [4, 5, 6, 7, 8].map((step) => dotted(range.first + step));
  const isAvailable = range !== undefined && !isKept;
  return answer(200, {
    available: isAvailable,
    ...(isAvailable ? {} : { availableIPAddresses: free }),
    isPlatformReserved: isKept,
  });
}

const network =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{network}';

/** How much of the networks is taken. */
export const networkUsageRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/usages',
    action: 'Microsoft.Network/locations/usages/read',
    answer: regionUsages,
  },
  {
    method: 'GET',
    path: `${network}/usages`,
    action: `${virtualNetworks.type}/usages/read`,
    answer: networkUsages,
  },
  {
    method: 'GET',
    path: `${network}/CheckIPAddressAvailability`,
    action: `${virtualNetworks.type}/checkIpAddressAvailability/read`,
    answer: checkAddress,
  },
];
