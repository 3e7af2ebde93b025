import { postgresCatalogueRoutes } from './postgres-catalogue.ts';
import { configurationRoutes, configurations, databases } from './postgres-children.ts';
import { flexibleServers } from './postgres-server.ts';
import type { Provider } from './resource-type.ts';

/** Microsoft.DBforPostgreSQL: flexible servers, their databases and parameters. */
export const dbforpostgresql: Provider = {
  namespace: 'Microsoft.DBforPostgreSQL',
  types: [flexibleServers, databases, configurations],
  routes: [...postgresCatalogueRoutes, ...configurationRoutes],
};
