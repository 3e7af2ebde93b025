// A program that knows Azure only: everything else is in its environment, as `metaflow-azure simulator` prints it.
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { EnvironmentCredential } from '@azure/identity';
import { Client } from '@microsoft/microsoft-graph-client';

const credential = new EnvironmentCredential();
const subscription = process.env.AZURE_SUBSCRIPTION_ID;
const resources = new ResourceManagementClient(credential, subscription);
await resources.resourceGroups.createOrUpdate('rg', { location: 'eastus2' });
const storage = new StorageManagementClient(credential, subscription);
const account = await storage.storageAccounts.create('rg', 'stranger12', {
  location: 'eastus2',
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
});
const graph = Client.initWithMiddleware({
  authProvider: {
    getAccessToken: async () => (await credential.getToken('https://graph.microsoft.com/.default')).token,
  },
});
const { displayName } = await graph.api('/applications').post({ displayName: 'made by a stranger' });
await resources.resourceGroups.delete('rg');
const { body: isThere } = await resources.resourceGroups.checkExistence('rg');
console.log(JSON.stringify({ blob: account.primaryEndpoints.blob, displayName, isThere }));
