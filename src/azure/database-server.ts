import type { Server } from '@azure/arm-postgresql-flexible';
import { sizes } from '../config/schema.ts';
import type { Status } from '../engine/resource.ts';
import { armResource } from './arm-resource.ts';
import { privateDnsLink } from './private-dns-link.ts';
import { privateDnsZone } from './private-dns-zone.ts';
import { resourceGroup } from './resource-group.ts';
import { virtualNetwork } from './virtual-network.ts';

/** Where the password of the database waits until the cluster has a Secret to hold it. */
export const DATABASE_PASSWORD = 'database-password';

/** A flexible server has no provisioningState; its own state tells. */
function serverStatus({ state }: Server): Status {
  if (state === 'Ready') return { is: 'ready' };
  if (state === 'Dropping') return { is: 'going', because: 'being removed' };
  if (state === 'Disabled' || state === 'Inaccessible' || state === 'Stopped') {
    return { is: 'broken', because: `the server is ${state.toLowerCase()}` };
  }
  return { is: 'pending', because: (state ?? 'being made').toLowerCase() };
}

const tierOf = (size: string): string => {
  if (size.startsWith('Standard_B')) return 'Burstable';
  return size.startsWith('Standard_E') ? 'MemoryOptimized' : 'GeneralPurpose';
};

/** PostgreSQL, reachable from the virtual network only: it indexes the metadata of runs. */
export const databaseServer = armResource({
  id: 'database-server',
  title: 'PostgreSQL server',
  holds: 'the record of all runs',
  needs: { group: resourceGroup, network: virtualNetwork, zone: privateDnsZone, link: privateDnsLink },
  within: 'group',
  typicalSeconds: 275,
  patienceMinutes: 45,
  pollSeconds: 15,
  rights: {
    read: ['Microsoft.DBforPostgreSQL/flexibleServers/read'],
    create: [
      'Microsoft.DBforPostgreSQL/flexibleServers/write',
      'Microsoft.DBforPostgreSQL/flexibleServers/start/action',
    ],
    delete: ['Microsoft.DBforPostgreSQL/flexibleServers/delete'],
  },
  client: (azure) => azure.postgres(),
  read: (client, { names }) => client.servers.get(names.resourceGroup, names.databaseServer),
  async start(client, ctx, body, options) {
    const { names } = ctx;
    const live = body as Partial<Server>;
    if (live.state === 'Stopped') {
      return client.servers.beginStart(names.resourceGroup, names.databaseServer, options);
    }
    const exists = live.id !== undefined;
    if (exists) {
      const { sku, tags } = live;
      return client.servers.beginUpdate(
        names.resourceGroup,
        names.databaseServer,
        { ...(sku ? { sku } : {}), ...(tags ? { tags } : {}) },
        options,
      );
    }
    // Kept before the request goes out: should the answer be lost, this process still knows it.
    const password = ctx.vault.newPassword();
    ctx.vault.keep(DATABASE_PASSWORD, password);
    const parameters = { ...(body as Server), administratorLoginPassword: password.reveal() };
    return client.servers.beginCreateOrUpdate(names.resourceGroup, names.databaseServer, parameters, options);
  },
  remove: (client, { names }, options) =>
    client.servers.beginDelete(names.resourceGroup, names.databaseServer, options),
  wanted({ config, names, needs }, live) {
    const size = config.databaseSize ?? sizes[config.size].databaseSize;
    return {
      location: config.location,
      tags: { ...config.tags, ...names.tags },
      sku: { name: size, tier: tierOf(size) },
      administratorLogin: names.databaseUser,
      version: '17',
      network: {
        delegatedSubnetResourceId: needs.network.databaseSubnet,
        privateDnsZoneArmResourceId: needs.zone.id,
      },
      ...(live === undefined
        ? {
            createMode: 'Create',
            storage: { storageSizeGB: 32, autoGrow: 'Enabled' },
            backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' },
            highAvailability: { mode: 'Disabled' },
          }
        : {}),
    };
  },
  fixed: ['location', 'administratorLogin', 'version', 'network'],
  status: serverStatus,
  outputs: (live) => ({
    id: live.id ?? '',
    name: live.name ?? '',
    host: live.fullyQualifiedDomainName ?? '',
  }),
});
