import { armResource } from './arm-resource.ts';
import { databaseConfiguration } from './database-configuration.ts';
import { databaseServer } from './database-server.ts';

/** The database of the metadata service. After the configuration: a server does one thing at a time. */
export const database = armResource({
  id: 'database',
  title: 'Database',
  holds: 'the record of all runs',
  needs: { server: databaseServer, configuration: databaseConfiguration },
  within: 'server',
  typicalSeconds: 5,
  rights: {
    read: ['Microsoft.DBforPostgreSQL/flexibleServers/databases/read'],
    create: ['Microsoft.DBforPostgreSQL/flexibleServers/databases/write'],
    delete: ['Microsoft.DBforPostgreSQL/flexibleServers/databases/delete'],
  },
  client: (azure) => azure.postgres(),
  read: (client, { names }) =>
    client.databases.get(names.resourceGroup, names.databaseServer, names.database),
  start: (client, { names }, body, options) =>
    client.databases.beginCreate(names.resourceGroup, names.databaseServer, names.database, body, options),
  remove: (client, { names }, options) =>
    client.databases.beginDelete(names.resourceGroup, names.databaseServer, names.database, options),
  // Azure spells the charset in capitals whatever it was given, so it is asked for only once.
  wanted: (_ctx, live) => (live === undefined ? { charset: 'UTF8', collation: 'en_US.utf8' } : {}),
  untagged: true,
  outputs: (live) => ({ name: live.name ?? '' }),
});
