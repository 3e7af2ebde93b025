import { StorageManagementClient } from '@azure/arm-storage';
import { expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { createGroup, createRig, credential, sdkOptions } from '../support/wire-client.ts';

const options = { updateIntervalInMs: 1 };
const account = { location: 'eastus2', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };

test('a storage account is made, found and deleted through the SDK', async () => {
  const rig = createRig();
  await createGroup(rig);
  const client = new StorageManagementClient(credential(rig), subscriptionId, sdkOptions(rig));
  const made = await client.storageAccounts.create('rg', 'metaflow1', account, options);
  expect(made).toMatchObject({ name: 'metaflow1', provisioningState: 'Succeeded' });
  const found = await client.storageAccounts.getProperties('rg', 'metaflow1');
  expect(found.primaryEndpoints?.blob).toBe('https://metaflow1.blob.core.windows.net/');
  await client.storageAccounts.delete('rg', 'metaflow1');
  await expect(client.storageAccounts.getProperties('rg', 'metaflow1')).rejects.toMatchObject({
    statusCode: 404,
  });
});

test.each([
  ['ab', 'length is not within the permissible limits'],
  ['a'.repeat(64), 'length is not within the permissible limits'],
  ['a--b', 'contains invalid characters'],
])('a container is not called %s: its name %s', async (name, message) => {
  const rig = createRig();
  await createGroup(rig);
  const client = new StorageManagementClient(credential(rig), subscriptionId, sdkOptions(rig));
  await client.storageAccounts.create('rg', 'metaflow1', account, options);
  const path = `~/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/metaflow1/blobServices/default/containers/${name}`;
  const answer = await rig.call('PUT', path, {});
  expect(answer).toMatchObject({ status: 400 });
  expect(JSON.stringify(answer.body)).toContain(message);
});
