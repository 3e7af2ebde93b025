import type { Names } from '../config/names.ts';
import { optional, type World } from '../world.ts';
import { armResource } from './arm-resource.ts';
import { kubernetesCluster } from './kubernetes-cluster.ts';
import { resourceGroup } from './resource-group.ts';
import { resourceProviders } from './resource-providers.ts';

/** Whether flows sign in as managed identities. */
export const usesWorkloadIdentity = ({ config }: World): boolean => config.identity === 'workload';

const identity = (spec: { readonly id: string; readonly title: string; nameIn(names: Names): string }) =>
  optional(
    usesWorkloadIdentity,
    armResource({
      id: spec.id,
      title: spec.title,
      needs: { group: resourceGroup, providers: resourceProviders },
      within: 'group',
      typicalSeconds: 2,
      rights: {
        read: ['Microsoft.ManagedIdentity/userAssignedIdentities/read'],
        create: ['Microsoft.ManagedIdentity/userAssignedIdentities/write'],
        delete: ['Microsoft.ManagedIdentity/userAssignedIdentities/delete'],
      },
      client: (azure) => azure.identities(),
      read: (client, { names }) => client.userAssignedIdentities.get(names.resourceGroup, spec.nameIn(names)),
      start: (client, { names, config }, body, options) =>
        client.userAssignedIdentities.createOrUpdate(
          names.resourceGroup,
          spec.nameIn(names),
          { location: config.location, ...body },
          options,
        ),
      remove: (client, { names }, options) =>
        client.userAssignedIdentities.delete(names.resourceGroup, spec.nameIn(names), options),
      wanted: ({ config, names }) => ({ location: config.location, tags: { ...config.tags, ...names.tags } }),
      fixed: ['location'],
      outputs: (live) => ({
        id: live.id ?? '',
        clientId: live.clientId ?? '',
        principalId: live.principalId ?? '',
      }),
    }),
  );

/** What flows sign in as: it may read and write artifacts, and nothing else. */
export const taskIdentity = identity({
  id: 'task-identity',
  title: 'Identity of tasks',
  nameIn: (names) => names.taskIdentity,
});

/** What the UI's backend signs in as: it may read artifacts. */
export const uiIdentity = identity({
  id: 'ui-identity',
  title: 'Identity of the UI',
  nameIn: (names) => names.uiIdentity,
});

const federation = (spec: {
  readonly id: string;
  readonly title: string;
  readonly identity: typeof taskIdentity;
  identityName(names: Names): string;
  subject(names: Names): string;
}) =>
  optional(
    usesWorkloadIdentity,
    armResource({
      id: spec.id,
      title: spec.title,
      needs: { identity: spec.identity, cluster: kubernetesCluster },
      within: 'identity',
      typicalSeconds: 2,
      rights: {
        read: ['Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read'],
        create: ['Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write'],
        delete: ['Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete'],
      },
      client: (azure) => azure.identities(),
      read: (client, { names }) =>
        client.federatedIdentityCredentials.get(names.resourceGroup, spec.identityName(names), 'kubernetes'),
      start: (client, { names }, body, options) =>
        client.federatedIdentityCredentials.createOrUpdate(
          names.resourceGroup,
          spec.identityName(names),
          'kubernetes',
          body,
          options,
        ),
      remove: (client, { names }, options) =>
        client.federatedIdentityCredentials.delete(
          names.resourceGroup,
          spec.identityName(names),
          'kubernetes',
          options,
        ),
      wanted: ({ names, needs }) => ({
        issuer: needs.cluster.oidcIssuer,
        subject: spec.subject(names),
        audiences: ['api://AzureADTokenExchange'],
      }),
      untagged: true,
      outputs: () => ({}),
    }),
  );

/** Lets task pods exchange their Kubernetes token for one of the task identity. */
export const taskFederation = federation({
  id: 'task-federation',
  title: 'Trust in task pods',
  identity: taskIdentity,
  identityName: (names) => names.taskIdentity,
  subject: (names) => `system:serviceaccount:${names.jobsNamespace}:${names.taskServiceAccount}`,
});

/** Lets the UI backend's pod exchange its Kubernetes token for one of the UI identity. */
export const uiFederation = federation({
  id: 'ui-federation',
  title: 'Trust in the UI pod',
  identity: uiIdentity,
  identityName: (names) => names.uiIdentity,
  subject: (names) => `system:serviceaccount:${names.servicesNamespace}:${names.uiServiceAccount}`,
});
