import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { subscriptionId } from '../../../src/simulator/catalogue.ts';
import type { DoorHooks } from '../../../src/simulator/doors.ts';
import type { Rig } from '../../support/wire-client.ts';
import { credential, sdkOptions } from '../../support/wire-client.ts';

/** Real SDK clients, each used as the product uses it: make, read, list, change, remove. */
export interface Tour {
  /** Operations that the judge must have seen afterwards: a tour that goes nowhere looks clean. */
  readonly sees: readonly string[];
  run(rig: Rig, hooks: DoorHooks): Promise<void>;
}

export const location = 'eastus2';
export const group = 'rg-tour';
export const quick = { updateIntervalInMs: 1 };
export const vnet = 'vnet-tour';
export const subnetId = (name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${vnet}/subnets/${name}`;

type ClientClass<Client> = new (
  token: ReturnType<typeof credential>,
  subscription: string,
  options: ReturnType<typeof sdkOptions>,
) => Client;

export function clientOf<Client>(make: ClientClass<Client>, rig: Rig, hooks: DoorHooks): Client {
  return new make(credential(rig), subscriptionId, sdkOptions(rig, hooks));
}

export async function all<Item>(pages: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

/** Groups and networks under the other tours: made unrecorded, so that each tour answers for itself. */
export async function lay(rig: Rig, withNetwork: 'with a network' | 'without'): Promise<void> {
  await clientOf(ResourceManagementClient, rig, {}).resourceGroups.createOrUpdate(group, { location });
  if (withNetwork === 'without') return;
  const delegations = [{ name: 'pg', serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' }];
  await clientOf(NetworkManagementClient, rig, {}).virtualNetworks.createOrUpdate(group, vnet, {
    location,
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
    subnets: [
      { name: 'nodes', addressPrefix: '10.20.0.0/20' },
      { name: 'database', addressPrefix: '10.20.16.0/24', delegations },
    ],
  });
}
