import { ResourceManagementClient } from '@azure/arm-resources';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { fetchDoor, kubernetesDoor, type DoorHooks } from '../../src/simulator/doors.ts';
import { paths } from '../support/azure-bodies.ts';
import { createParts, createRig, credential, sdkOptions, type Rig } from '../support/wire-client.ts';

const crash = (): void => {
  throw new Error('killed');
};

const write = (rig: Rig, hooks: DoorHooks) =>
  new ResourceManagementClient(
    credential(rig),
    subscriptionId,
    sdkOptions(rig, hooks),
  ).resourceGroups.createOrUpdate('rg', {
    location: 'eastus2',
  });

test('a program killed before a call has changed nothing', async () => {
  const rig = createRig();
  await expect(write(rig, { before: crash })).rejects.toThrow('killed');
  expect((await rig.call('HEAD', paths.group)).status).toBe(404);
});

test('a program killed after a call has changed the cloud and knows nothing of it', async () => {
  const rig = createRig();
  await expect(write(rig, { after: crash })).rejects.toThrow('killed');
  expect((await rig.call('HEAD', paths.group)).status).toBe(204);
});

test('an aborted call ends with an AbortError and without effect', async () => {
  const rig = createRig();
  const controller = new AbortController();
  const put = fetchDoor(rig.simulator, { before: () => controller.abort() })(
    `https://management.azure.com/subscriptions/${subscriptionId}/resourceGroups/rg?api-version=2025-04-01`,
    {
      method: 'PUT',
      body: '{"location":"eastus2"}',
      signal: controller.signal,
      headers: { authorization: `Bearer ${rig.simulator.signIn()}` },
    },
  );
  await expect(put).rejects.toMatchObject({ name: 'AbortError' });
  expect((await rig.call('HEAD', paths.group)).status).toBe(404);
});

test('a call takes the time that was measured', async () => {
  const rig = createRig();
  const start = rig.clock.now();
  await rig.call('PUT', paths.group, { location: 'eastus2' });
  expect(rig.clock.now() - start).toBe(1000);
  await rig.call('GET', paths.group);
  expect(rig.clock.now() - start).toBe(1250);
});

test('the client of Kubernetes goes through its own door', async () => {
  const rig = createRig();
  await createParts(rig, 'group', 'network', 'cluster');
  const { body } = await rig.call('POST', `${paths.cluster}/listClusterUserCredential`);
  const [{ value }] = body['kubeconfigs'] as [{ value: string }];
  const config = new KubeConfig();
  config.loadFromString(Buffer.from(value, 'base64').toString());
  const api = config.makeApiClient(CoreV1Api);
  Object.assign(Reflect.get(api, 'api').configuration, { httpApi: await kubernetesDoor(rig.simulator) });
  const { items } = await api.listNode();
  expect(items.length).toBeGreaterThan(0);
});

test('a name that is nobody’s does not resolve', async () => {
  const fetched = fetchDoor(createRig().simulator)('https://nobody1.blob.core.windows.net/x');
  await expect(fetched).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ENOTFOUND' } });
});
