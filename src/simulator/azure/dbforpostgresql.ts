import { administrators, firewallRules } from './postgres-access.ts';
import { postgresCatalogueRoutes } from './postgres-catalogue.ts';
import { configurationRoutes, configurations, databases } from './postgres-children.ts';
import { postgresPowerRoutes } from './postgres-power.ts';
import { flexibleServers } from './postgres-server.ts';
import type { Provider } from './resource-type.ts';

/** Microsoft.DBforPostgreSQL: flexible servers, their databases, parameters and guards. */
export const dbforpostgresql: Provider = {
  namespace: 'Microsoft.DBforPostgreSQL',
  types: [flexibleServers, databases, configurations, firewallRules, administrators],
  routes: [...postgresCatalogueRoutes, ...configurationRoutes, ...postgresPowerRoutes],
};
