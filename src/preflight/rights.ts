import type { AnyResource, Rights } from '../engine/resource.ts';
import type { World } from '../world.ts';
import { failed, ok, warning, type Check } from './check.ts';

interface Grant {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** Every action that the resources take in the given phases of life, once each, sorted. */
export function actionsOf(
  resources: readonly AnyResource[],
  phases: readonly (keyof Rights)[],
): readonly string[] {
  return [...new Set(resources.flatMap(({ rights }) => phases.flatMap((phase) => rights[phase])))].toSorted();
}

/** Whether one pattern of a role definition covers an action: `*` stands for anything, case does not count. */
function covers(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i').test(action);
}

/** An action is allowed when one grant has it in its actions and not in its own notActions; grants add up. */
export const isAllowed = (grants: readonly Grant[], action: string): boolean =>
  grants.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => covers(pattern, action)) &&
      !notActions.some((pattern) => covers(pattern, action)),
  );

async function grantsOf({ azure, config, operator }: World): Promise<readonly Grant[]> {
  const client = await azure.authorization();
  const definitions = new Set<string>();
  const scope = `/subscriptions/${config.subscription}`;
  const assignments = client.roleAssignments.listForSubscription({
    filter: `assignedTo('${operator.objectId}')`,
  });
  for await (const { roleDefinitionId, scope: at } of assignments) {
    // Roles of single groups or resources do not help with what is to be made.
    if (roleDefinitionId !== undefined && at?.toLowerCase().startsWith(`${scope}/resourcegroups/`) !== true) {
      definitions.add(roleDefinitionId);
    }
  }
  const roles = await Promise.all([...definitions].map((id) => client.roleDefinitions.getById(id)));
  return roles.flatMap(({ permissions = [] }) =>
    permissions.map(({ actions = [], notActions = [] }) => ({ actions, notActions })),
  );
}

/** The signed-in person may do everything that the plan will take. Conditions and deny assignments are not seen here. */
export const rightsCheck = (stack: readonly AnyResource[]): Check => ({
  id: 'rights',
  family: 'access',
  title: 'Azure rights',
  async run({ world, steps }) {
    const busy = new Set(steps.filter(({ does }) => does !== 'keep').map(({ id }) => id));
    const needed = actionsOf(
      stack.filter(({ id }) => busy.has(id)),
      ['read', 'create'],
    );
    const grants = await grantsOf(world);
    const missing = needed.filter((action) => !isAllowed(grants, action));
    if (missing.length === 0) return ok(`${needed.length} actions, all allowed to ${world.operator.name}`);
    if (grants.length === 0) {
      return warning(
        `no role of ${world.operator.name} was found on the subscription`,
        'metaflow-azure permissions    prints the role that is needed',
      );
    }
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
    return failed(
      `${world.operator.name} may not: ${missing.slice(0, 3).join(', ')}${more}`,
      'metaflow-azure permissions    prints the role that is needed, for an administrator',
      'Owner, or Contributor with Role Based Access Control Administrator, is enough as well',
    );
  },
});

/** The signed-in person may register applications, as far as the tenant's settings tell. */
export const directoryCheck: Check = {
  id: 'directory',
  family: 'access',
  title: 'Entra rights',
  async run({ world, creates }) {
    if (!creates('application')) return undefined;
    const policy = await world.graph.get('/policies/authorizationPolicy');
    const rights = policy?.['defaultUserRolePermissions'] as
      { readonly allowedToCreateApps?: boolean } | undefined;
    if (rights?.allowedToCreateApps === true) return ok('everybody in the tenant may register applications');
    return warning(
      'only administrators of the tenant may register applications',
      'metaflow-azure up --identity workload    needs no Entra right and no password',
      'or have yourself given the role Application Administrator',
    );
  },
};
