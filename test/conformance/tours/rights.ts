import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import { subscriptionId } from '../../../src/simulator/catalogue.ts';
import { credential, sdkOptions } from '../../support/wire-client.ts';
import type { Tour } from './tour.ts';
import { all, clientOf, group, lay, location, quick } from './tour.ts';

/** Groups, identities and who may do what. */
export const rightsTours: Readonly<Record<string, Tour>> = {
  'groups, subscriptions and providers': {
    sees: [
      'ResourceGroups_CreateOrUpdate',
      'ResourceGroups_Delete',
      'Providers_Register',
      'Subscriptions_List',
    ],
    async run(rig, hooks) {
      const resources = clientOf(ResourceManagementClient, rig, hooks);
      const subscriptions = new SubscriptionClient(credential(rig), sdkOptions(rig, hooks));
      await all(subscriptions.subscriptions.list());
      await subscriptions.subscriptions.get(subscriptionId);
      await all(subscriptions.subscriptions.listLocations(subscriptionId));
      await all(subscriptions.tenants.list());
      await resources.providers.get('Microsoft.Storage');
      await resources.providers.register('Microsoft.ContainerService');
      await resources.resourceGroups.createOrUpdate(group, { location, tags: { a: 'b' } });
      await resources.resourceGroups.createOrUpdate(group, { location, tags: { a: 'c' } });
      await resources.resourceGroups.get(group);
      await resources.resourceGroups.update(group, { tags: { a: 'd' } });
      await all(resources.resourceGroups.list());
      await all(resources.resources.listByResourceGroup(group));
      await resources.resourceGroups.checkExistence(group);
      await resources.resourceGroups.delete(group, quick);
      await resources.resourceGroups.checkExistence(group);
      await resources.resourceGroups.get(group).catch(() => undefined);
    },
  },
  identities: {
    sees: ['UserAssignedIdentities_CreateOrUpdate', 'FederatedIdentityCredentials_CreateOrUpdate'],
    async run(rig, hooks) {
      await lay(rig, 'without');
      const msi = clientOf(ManagedServiceIdentityClient, rig, hooks);
      const trust = {
        issuer: 'https://eastus2.oic.prod-aks.azure.com/a/b/',
        subject: 'system:serviceaccount:metaflow:metaflow',
        audiences: ['api://AzureADTokenExchange'],
      };
      await msi.userAssignedIdentities.get(group, 'id-tour').catch(() => undefined);
      await msi.userAssignedIdentities.createOrUpdate(group, 'id-tour', { location });
      await msi.userAssignedIdentities.get(group, 'id-tour');
      await all(msi.userAssignedIdentities.listByResourceGroup(group));
      await msi.federatedIdentityCredentials.createOrUpdate(group, 'id-tour', 'jobs', trust);
      await msi.federatedIdentityCredentials.get(group, 'id-tour', 'jobs');
      await all(msi.federatedIdentityCredentials.list(group, 'id-tour'));
      await msi.federatedIdentityCredentials.delete(group, 'id-tour', 'jobs');
      await msi.userAssignedIdentities.delete(group, 'id-tour');
    },
  },
  roles: {
    sees: [
      'RoleAssignments_Create',
      'RoleAssignments_ListForResourceGroup',
      'RoleDefinitions_List',
      'RoleAssignments_Delete',
    ],
    async run(rig, hooks) {
      await lay(rig, 'without');
      const roles = clientOf(AuthorizationManagementClient, rig, hooks);
      const msi = clientOf(ManagedServiceIdentityClient, rig, {});
      const { principalId = '' } = await msi.userAssignedIdentities.createOrUpdate(group, 'id-tour', {
        location,
      });
      await rig.clock.sleep(15 * 60_000);
      const scope = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
      const filter = "roleName eq 'Storage Blob Data Contributor'";
      const [definition] = await all(roles.roleDefinitions.list(scope, { filter }));
      const name = '9d1f6471-1bf0-4dda-aec3-cb9272f09593';
      const wanted = {
        roleDefinitionId: definition?.id ?? '',
        principalId,
        principalType: 'ServicePrincipal',
      };
      await roles.roleAssignments.get(scope, name).catch(() => undefined);
      await roles.roleAssignments.create(scope, name, wanted);
      await roles.roleAssignments.create(scope, name, wanted);
      await roles.roleAssignments.get(scope, name);
      await all(roles.roleAssignments.listForScope(scope, { filter: `principalId eq '${principalId}'` }));
      await all(roles.permissions.listForResourceGroup(group));
      await roles.roleAssignments.delete(scope, name);
      await roles.roleAssignments.delete(scope, name);
    },
  },
};
