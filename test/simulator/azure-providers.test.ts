import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { NetworkManagementClient } from '@azure/arm-network';
import { PostgreSQLManagementFlexibleServerClient } from '@azure/arm-postgresql-flexible';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { ResourceManagementClient } from '@azure/arm-resources';
import { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, test } from '@jest/globals';
import { operator, subscriptionId } from '../../src/simulator/catalogue.ts';
import { passwordHash } from '../../src/simulator/azure/postgres-server.ts';
import * as bodies from '../support/azure-bodies.ts';
import { createGroup, createRig, credential, sdkOptions, type Rig } from '../support/wire-client.ts';

const slowly = { updateIntervalInMs: 1 };
const build = <Client>(
  rig: Rig,
  client: new (
    credential: ReturnType<typeof credentialOf>,
    subscription: string,
    options: ReturnType<typeof sdkOptions>,
  ) => Client,
): Client => new client(credentialOf(rig), subscriptionId, sdkOptions(rig));
const credentialOf = credential;
const gone = { statusCode: 404 };

async function networkOf(rig: Rig): Promise<NetworkManagementClient> {
  await createGroup(rig);
  const client = build(rig, NetworkManagementClient);
  await client.virtualNetworks.createOrUpdate('rg', 'net', bodies.network, slowly);
  return client;
}

describe('through the real SDK', () => {
  test('subscriptions, tenants, regions and providers are told', async () => {
    const rig = createRig();
    const client = new SubscriptionClient(credential(rig), sdkOptions(rig));
    const found = [];
    for await (const { displayName } of client.subscriptions.list()) found.push(displayName);
    expect(found).toEqual(['Research', 'Sandbox']);
    const regions = [];
    for await (const { name } of client.subscriptions.listLocations(subscriptionId)) regions.push(name);
    expect(regions).toContain('eastus2');
    const provider = await build(rig, ResourceManagementClient).providers.get('Microsoft.ContainerService');
    expect(provider.registrationState).toBe('Registered');
  });

  test('a virtual network comes with its subnets and goes with them', async () => {
    const rig = createRig();
    const client = await networkOf(rig);
    const found = await client.virtualNetworks.get('rg', 'net');
    expect(found.subnets?.map(({ name, provisioningState }) => [name, provisioningState])).toEqual([
      ['db', 'Succeeded'],
      ['nodes', 'Succeeded'],
    ]);
    await client.virtualNetworks.delete('rg', 'net', slowly);
    await expect(client.virtualNetworks.get('rg', 'net')).rejects.toMatchObject(gone);
  });

  test('a private DNS zone and its link live and die in order', async () => {
    const rig = createRig();
    await networkOf(rig);
    const client = build(rig, PrivateDnsManagementClient);
    await client.privateZones.createOrUpdate('rg', bodies.zoneName, { location: 'global' }, slowly);
    await client.virtualNetworkLinks.createOrUpdate('rg', bodies.zoneName, 'link', bodies.link, slowly);
    const link = await client.virtualNetworkLinks.get('rg', bodies.zoneName, 'link');
    expect(link.virtualNetworkLinkState).toBe('Completed');
    const soa = await client.recordSets.get('rg', bodies.zoneName, 'SOA', '@');
    expect(soa.soaRecord?.host).toBe('azureprivatedns.net');
    await expect(client.privateZones.delete('rg', bodies.zoneName, slowly)).rejects.toMatchObject({
      code: 'CannotDeleteResource',
    });
    await client.virtualNetworkLinks.delete('rg', bodies.zoneName, 'link', slowly);
    await client.privateZones.delete('rg', bodies.zoneName, slowly);
    await expect(client.privateZones.get('rg', bodies.zoneName)).rejects.toMatchObject(gone);
  });

  test('a PostgreSQL server with its database and parameter lives in its subnet', async () => {
    const rig = createRig();
    await networkOf(rig);
    const dns = build(rig, PrivateDnsManagementClient);
    await dns.privateZones.createOrUpdate('rg', bodies.zoneName, { location: 'global' }, slowly);
    const client = build(rig, PostgreSQLManagementFlexibleServerClient);
    const server = await client.servers.beginCreateOrUpdateAndWait('rg', 'mf-pg', bodies.server, slowly);
    expect(server).toMatchObject({
      state: 'Ready',
      location: 'East US 2',
      network: { publicNetworkAccess: 'Disabled' },
    });
    const kept = rig.simulator.arm.cloud.store.get(server.id ?? '');
    expect(kept?.hidden['passwordHash']).toBe(passwordHash(bodies.server.administratorLoginPassword));
    expect(JSON.stringify(rig.simulator.world)).not.toContain(bodies.server.administratorLoginPassword);
    const database = { charset: 'utf8', collation: 'en_US.utf8' };
    const made = await client.databases.beginCreateAndWait('rg', 'mf-pg', 'metaflow', database, slowly);
    expect(made.charset).toBe('UTF8');
    const off = { value: 'off', source: 'user-override' };
    await client.configurations.beginPutAndWait('rg', 'mf-pg', 'require_secure_transport', off, slowly);
    const parameter = await client.configurations.get('rg', 'mf-pg', 'require_secure_transport');
    expect(parameter).toMatchObject({ value: 'off', defaultValue: 'on', isConfigPendingRestart: false });
    await client.servers.beginDeleteAndWait('rg', 'mf-pg', slowly);
    await expect(client.servers.get('rg', 'mf-pg')).rejects.toMatchObject(gone);
  });

  test('a cluster of two pools hands out a kubeconfig and leaves nothing behind', async () => {
    const rig = createRig();
    await networkOf(rig);
    const client = build(rig, ContainerServiceClient);
    const made = await client.managedClusters.createOrUpdate('rg', 'aks', bodies.cluster, slowly);
    expect(made).toMatchObject({ provisioningState: 'Succeeded', nodeResourceGroup: 'MC_rg_aks_eastus2' });
    expect(made.oidcIssuerProfile?.issuerURL).toMatch(/^https:\/\/eastus2\.oic\.prod-aks\.azure\.com\//);
    expect(made.agentPoolProfiles).toHaveLength(2);
    const { kubeconfigs } = await client.managedClusters.listClusterUserCredentials('rg', 'aks');
    expect(new TextDecoder().decode(kubeconfigs?.[0]?.value)).toContain(made.fqdn);
    const pool = { ...bodies.workers, count: 2 };
    const grown = await client.agentPools.createOrUpdate('rg', 'aks', 'workers', pool, slowly);
    expect(grown.count).toBe(2);
    expect((await rig.call('HEAD', '~/resourceGroups/MC_rg_aks_eastus2')).status).toBe(204);
    await client.managedClusters.delete('rg', 'aks', slowly);
    await expect(client.managedClusters.get('rg', 'aks')).rejects.toMatchObject(gone);
    expect((await rig.call('HEAD', '~/resourceGroups/MC_rg_aks_eastus2')).status).toBe(404);
    const kubernetes = rig.simulator.handle({
      method: 'GET',
      url: new URL(`https://${made.fqdn}/version`),
      headers: {},
      body: '',
    });
    await expect(kubernetes).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('a container is made in the account and its blobs open with a role only', async () => {
    const rig = createRig();
    await createGroup(rig);
    const client = build(rig, StorageManagementClient);
    await client.storageAccounts.create('rg', 'acct1', bodies.account, slowly);
    const made = await client.blobContainers.create('rg', 'acct1', 'flows', {});
    const roles = build(rig, AuthorizationManagementClient);
    const blob = async () =>
      rig.simulator.handle({
        method: 'PUT',
        url: new URL('https://acct1.blob.core.windows.net/flows/a'),
        headers: {
          authorization: `Bearer ${rig.simulator.signIn({ audience: 'https://storage.azure.com' })}`,
          'x-ms-blob-type': 'BlockBlob',
          'x-ms-version': '2024-11-04',
        },
        body: 'x',
      });
    expect((await blob()).status).toBe(403);
    const assignment = {
      principalId: operator.objectId,
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${bodies.blobContributor}`,
    };
    await roles.roleAssignments.create(made.id ?? '', bodies.guid(1), assignment);
    expect((await blob()).status).toBe(201);
    await roles.roleAssignments.delete(made.id ?? '', bodies.guid(1));
    expect((await blob()).status).toBe(403);
    await client.blobContainers.delete('rg', 'acct1', 'flows');
    await expect(client.blobContainers.get('rg', 'acct1', 'flows')).rejects.toMatchObject(gone);
  });

  test('a managed identity trusts the issuers of its credentials', async () => {
    const rig = createRig();
    await createGroup(rig);
    const client = build(rig, ManagedServiceIdentityClient);
    const made = await client.userAssignedIdentities.createOrUpdate('rg', 'flow', { location: 'eastus2' });
    expect(rig.simulator.directory.principal(made.principalId ?? '')?.type).toBe('ServicePrincipal');
    const trust = { issuer: 'https://issuer/', subject: 'system:serviceaccount:a:b', audiences: ['api://x'] };
    await client.federatedIdentityCredentials.createOrUpdate('rg', 'flow', 'pods', trust);
    expect(await client.federatedIdentityCredentials.get('rg', 'flow', 'pods')).toMatchObject(trust);
    await client.federatedIdentityCredentials.delete('rg', 'flow', 'pods');
    await client.userAssignedIdentities.delete('rg', 'flow');
    expect(rig.simulator.directory.principal(made.principalId ?? '')).toBeUndefined();
  });

  test('quotas and sizes are told by region', async () => {
    const rig = createRig();
    const client = build(rig, ComputeManagementClient);
    const names = [];
    for await (const sku of client.resourceSkus.list({ filter: "location eq 'westus'" }))
      names.push(sku.name);
    expect(names).toContain('Standard_D2s_v5');
    expect(names).not.toContain('Standard_D2s_v6');
    const usages = [];
    for await (const usage of client.usage.list('eastus2')) usages.push(usage);
    expect(usages[0]).toMatchObject({ name: { value: 'cores' }, limit: 100, currentValue: 0 });
  });
});
