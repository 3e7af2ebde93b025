import { armResource, provisioning } from './arm-resource.ts';

/** Holds everything that has a place in Azure. */
export const resourceGroup = armResource({
  id: 'resource-group',
  title: 'Resource group',
  needs: {},
  typicalSeconds: 1,
  // Deleting a group with a cluster and a database in it takes 6 minutes on a common day, and blockers can linger for 20.
  patienceMinutes: 60,
  rights: {
    read: ['Microsoft.Resources/subscriptions/resourceGroups/read'],
    create: ['Microsoft.Resources/subscriptions/resourceGroups/write'],
    delete: ['Microsoft.Resources/subscriptions/resourceGroups/delete'],
  },
  client: (azure) => azure.resources(),
  read: (client, { names }) => client.resourceGroups.get(names.resourceGroup),
  start: (client, { names, config }, body, options) =>
    client.resourceGroups.createOrUpdate(
      names.resourceGroup,
      { location: config.location, ...body },
      options,
    ),
  remove: (client, { names }, options) => client.resourceGroups.delete(names.resourceGroup, options),
  wanted: ({ config, names }) => ({ location: config.location, tags: { ...config.tags, ...names.tags } }),
  fixed: ['location'],
  status: (live) => provisioning(live.properties ?? {}),
  outputs: (live) => ({ id: live.id ?? '', name: live.name ?? '' }),
});
