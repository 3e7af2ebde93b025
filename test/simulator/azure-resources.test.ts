import { ResourceManagementClient } from '@azure/arm-resources';
import { expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { createRig, credential, sdkOptions } from '../support/wire-client.ts';

const options = { updateIntervalInMs: 1 };

test('a resource group is made at once and deleted with everything in it', async () => {
  const rig = createRig();
  const client = new ResourceManagementClient(credential(rig), subscriptionId, sdkOptions(rig));
  const group = await client.resourceGroups.createOrUpdate('rg', { location: 'eastus2' });
  expect(group.properties?.provisioningState).toBe('Succeeded');
  await client.resourceGroups.delete('rg', options);
  const { status } = await rig.call('HEAD', '~/resourcegroups/RG');
  expect(status).toBe(404);
});
