import { failed, ok, type Check, type Verdict } from './check.ts';

const taken = (kind: string, name: string, message: string | undefined): Verdict =>
  failed(
    `the ${kind} name ${name} is not to be had${message === undefined || message === '' ? '' : `: ${message}`}`,
    'metaflow-azure up --name-suffix <text>    gives globally unique names another ending',
    'metaflow-azure up --name <other>          names the deployment differently',
  );

/** The storage account's name is free in the world. Advisory: Azure can still say no. */
export const storageNameCheck: Check = {
  id: 'storage-name',
  family: 'azure',
  title: 'Storage account name',
  async run({ world: { azure, names }, creates }) {
    if (!creates('storage-account')) return undefined;
    const client = await azure.storage();
    const answer = await client.storageAccounts.checkNameAvailability({
      name: names.storageAccount,
      type: 'Microsoft.Storage/storageAccounts',
    });
    return answer.nameAvailable === true
      ? ok(names.storageAccount)
      : taken('storage account', names.storageAccount, answer.message);
  },
};

/** The database server's name is free in the world. */
export const databaseNameCheck: Check = {
  id: 'database-name',
  family: 'azure',
  title: 'PostgreSQL server name',
  async run({ world: { azure, names, config }, creates }) {
    if (!creates('database-server')) return undefined;
    const client = await azure.postgres();
    const answer = await client.nameAvailability.checkWithLocation(config.location, {
      name: names.databaseServer,
      type: 'Microsoft.DBforPostgreSQL/flexibleServers',
    });
    return answer.nameAvailable === true
      ? ok(names.databaseServer)
      : taken('PostgreSQL server', names.databaseServer, answer.message);
  },
};
