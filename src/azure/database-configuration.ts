import { armResource } from './arm-resource.ts';
import { databaseServer } from './database-server.ts';

const TRANSPORT = 'require_secure_transport';

/** Only encrypted connections. It is Azure's default; this holds it there. */
export const databaseConfiguration = armResource({
  id: 'database-configuration',
  title: 'Database encryption',
  needs: { server: databaseServer },
  within: 'server',
  typicalSeconds: 1,
  pollSeconds: 10,
  rights: {
    read: ['Microsoft.DBforPostgreSQL/flexibleServers/configurations/read'],
    create: ['Microsoft.DBforPostgreSQL/flexibleServers/configurations/write'],
    delete: [],
  },
  client: (azure) => azure.postgres(),
  read: (client, { names }) =>
    client.configurations.get(names.resourceGroup, names.databaseServer, TRANSPORT),
  start: (client, { names }, _body, options) =>
    client.configurations.beginPut(
      names.resourceGroup,
      names.databaseServer,
      TRANSPORT,
      { value: 'on', source: 'user-override' },
      options,
    ),
  // A setting cannot be taken away, it goes with its server.
  remove: () => undefined,
  wanted: (_ctx, live) => ({ value: live?.value?.toLowerCase() === 'on' ? live.value : 'on' }),
  untagged: true,
  outputs: () => ({}),
});
