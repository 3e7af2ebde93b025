import { NetworkManagementClient } from '@azure/arm-network';
import { PostgreSQLManagementFlexibleServerClient } from '@azure/arm-postgresql-flexible';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import type { Tour } from './tour.ts';
import { all, clientOf, group, lay, location, quick, subnetId, vnet } from './tour.ts';

/** The network and what hangs on it. */
export const networkTours: Readonly<Record<string, Tour>> = {
  network: {
    sees: [
      'VirtualNetworks_CreateOrUpdate',
      'VirtualNetworks_Get',
      'VirtualNetworks_Delete',
      'Subnets_CreateOrUpdate',
    ],
    async run(rig, hooks) {
      await lay(rig, 'without');
      const network = clientOf(NetworkManagementClient, rig, hooks);
      const wanted = {
        location,
        addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
        subnets: [{ name: 'nodes', addressPrefix: '10.20.0.0/20' }],
      };
      await network.virtualNetworks.get(group, vnet).catch(() => undefined);
      await network.virtualNetworks.createOrUpdate(group, vnet, wanted, quick);
      await network.virtualNetworks.createOrUpdate(group, vnet, { ...wanted, tags: { a: 'b' } }, quick);
      await network.virtualNetworks.get(group, vnet);
      await all(network.virtualNetworks.list(group));
      const more = { addressPrefix: '10.20.32.0/24' };
      await network.subnets.createOrUpdate(group, vnet, 'more', more, quick);
      await network.subnets.get(group, vnet, 'more');
      await network.subnets.delete(group, vnet, 'more', quick);
      await network.virtualNetworks.delete(group, vnet, quick);
    },
  },
  'private DNS': {
    sees: [
      'PrivateZones_CreateOrUpdate',
      'PrivateZones_Get',
      'VirtualNetworkLinks_CreateOrUpdate',
      'VirtualNetworkLinks_Delete',
    ],
    async run(rig, hooks) {
      await lay(rig, 'with a network');
      const dns = clientOf(PrivateDnsManagementClient, rig, hooks);
      const zone = 'metaflow.private.postgres.database.azure.com';
      const id = subnetId('').replace(/\/subnets\/$/, '');
      const link = { location: 'global', virtualNetwork: { id }, registrationEnabled: false };
      await dns.privateZones.get(group, zone).catch(() => undefined);
      await dns.privateZones.createOrUpdate(group, zone, { location: 'global' }, quick);
      await dns.privateZones.get(group, zone);
      await dns.virtualNetworkLinks.createOrUpdate(group, zone, 'link', link, quick);
      await dns.virtualNetworkLinks.get(group, zone, 'link');
      await all(dns.virtualNetworkLinks.list(group, zone));
      await dns.virtualNetworkLinks.delete(group, zone, 'link', quick);
      await dns.privateZones.delete(group, zone, quick);
    },
  },
  database: {
    sees: ['Servers_Create', 'Servers_Get', 'Databases_Create', 'Configurations_Put', 'Servers_Delete'],
    async run(rig, hooks) {
      await lay(rig, 'with a network');
      const dns = clientOf(PrivateDnsManagementClient, rig, {});
      const zone = 'tour.private.postgres.database.azure.com';
      const { id: zoneId = '' } = await dns.privateZones.createOrUpdate(
        group,
        zone,
        { location: 'global' },
        quick,
      );
      const id = subnetId('').replace(/\/subnets\/$/, '');
      const link = { location: 'global', virtualNetwork: { id }, registrationEnabled: false };
      await dns.virtualNetworkLinks.createOrUpdate(group, zone, 'link', link, quick);
      const database = clientOf(PostgreSQLManagementFlexibleServerClient, rig, hooks);
      const wanted = {
        location,
        version: '17',
        administratorLogin: 'metaflow',
        administratorLoginPassword: 'Not-a-real-one-9f2-at-all',
        sku: { name: 'Standard_B2s', tier: 'Burstable' },
        storage: { storageSizeGB: 32 },
        network: { delegatedSubnetResourceId: subnetId('database'), privateDnsZoneArmResourceId: zoneId },
        createMode: 'Create',
      };
      const setting = { value: 'on', source: 'user-override' };
      await database.servers.get(group, 'psql-tour').catch(() => undefined);
      await database.servers.beginCreateOrUpdateAndWait(group, 'psql-tour', wanted, quick);
      await database.servers.get(group, 'psql-tour');
      await all(database.servers.listByResourceGroup(group));
      await database.databases.beginCreateAndWait(
        group,
        'psql-tour',
        'metaflow',
        { charset: 'UTF8', collation: 'en_US.utf8' },
        quick,
      );
      await database.databases.get(group, 'psql-tour', 'metaflow');
      await database.configurations.beginPutAndWait(
        group,
        'psql-tour',
        'require_secure_transport',
        setting,
        quick,
      );
      await database.configurations.get(group, 'psql-tour', 'require_secure_transport');
      await database.servers.beginUpdateAndWait(
        group,
        'psql-tour',
        { administratorLoginPassword: 'Another-one-7' },
        quick,
      );
      await database.databases.beginDeleteAndWait(group, 'psql-tour', 'metaflow', quick);
      await database.servers.beginDeleteAndWait(group, 'psql-tour', quick);
    },
  },
};
