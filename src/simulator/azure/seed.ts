import { operator, subscriptions } from '../catalogue.ts';
import type { Cloud } from './cloud.ts';
import { assignmentType } from './rights.ts';

/** Makes the operator the Owner of every subscription, once per world. */
export function seedAssignments(cloud: Cloud): void {
  for (const { subscriptionId } of subscriptions) {
    const scope = `/subscriptions/${subscriptionId}`;
    const name = `0000000${subscriptionId.at(-1)}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`;
    const id = `${scope}/providers/${assignmentType}/${name}`;
    if (cloud.store.get(id) !== undefined || cloud.world.seeded === true) continue;
    const roleDefinitionId = `${scope}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`;
    cloud.store.put({
      id,
      name,
      type: assignmentType,
      // Long before anything that the world shows, so no lag touches it.
      createdAt: 0,
      body: {
        properties: { roleDefinitionId, principalId: operator.objectId, principalType: 'User', scope },
      },
      hidden: {},
      state: '',
    });
  }
  cloud.world.seeded = true;
}
