import { Refusal } from '../errors.ts';
import { dig, textOf } from '../json.ts';
import type { Caller, DataAccess } from '../ports.ts';
import type { Cloud } from './cloud.ts';
import { builtInRoles, type Role } from './roles.ts';
import type { Call } from './resource-type.ts';

/** The resource type that role assignments are kept under. */
export const assignmentType = 'Microsoft.Authorization/roleAssignments';

/** The role that a role definition id of any form names: only the last segment counts (facts NM-2). */
export function roleOf(roleDefinitionId: string): Role | undefined {
  const name = roleDefinitionId.split('/').at(-1)?.toLowerCase();
  return builtInRoles.find((role) => role.name === name);
}

/** Whether an action matches a pattern of a role, `*` standing for anything. */
export function actionMatches(pattern: string, action: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/** Whether a scope is the other or stands above it. */
export function covers(scope: string, target: string): boolean {
  const plain = (path: string): string => `${path.toLowerCase().replace(/\/$/, '')}/`;
  return plain(target).startsWith(plain(scope));
}

/** The roles that a principal holds at a scope, inherited ones too. */
export function rolesAt(cloud: Cloud, principalId: string, scope: string): readonly Role[] {
  return cloud.store
    .ofType(assignmentType)
    .filter(({ body }) => dig(body, 'properties.principalId') === principalId)
    .filter(({ body }) => covers(textOf(dig(body, 'properties.scope')), scope))
    .map(({ body }) => roleOf(textOf(dig(body, 'properties.roleDefinitionId'))))
    .filter((role) => role !== undefined);
}

/** Refuses a caller who may not do an action, in Azure's words (facts AU-4). */
export function checkRight(call: Call, action: string, scope: string): void {
  const { cloud, caller } = call;
  const isRoleWrite = /^Microsoft\.Authorization\/roleAssignments\/(write|delete)$/i.test(action);
  const about = `${call.request.method} ${call.target.path}`;
  const denied = isRoleWrite && cloud.surroundings.faults.take('rbac.noRoleWrite', about) !== undefined;
  if (!denied && isAllowed(cloud, caller, action, scope)) return;
  throw authorizationFailed(caller, action, scope);
}

/** Whether a caller may do a control plane action. */
export function isAllowed(cloud: Cloud, caller: Caller, action: string, scope: string): boolean {
  return rolesAt(cloud, caller.objectId, scope).some(
    ({ actions, notActions }) =>
      actions.some((pattern) => actionMatches(pattern, action)) &&
      !notActions.some((pattern) => actionMatches(pattern, action)),
  );
}

/** The 403 of ARM itself. */
export function authorizationFailed(caller: Caller, action: string, scope: string): Refusal {
  return new Refusal(
    403,
    'AuthorizationFailed',
    `The client '${caller.name}' with object id '${caller.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    { cause: 'gateway' },
  );
}

/** The data plane's view of the roles: late to see a grant, and late to see it withdrawn (facts EC-2). */
export function createDataAccess(cloud: Cloud): DataAccess {
  return {
    allows: ({ objectId }, dataAction, scope) =>
      cloud.world.grants
        .filter(({ from, until }) => from <= cloud.now() && (until === undefined || until > cloud.now()))
        .filter((grant) => grant.principalId === objectId && covers(grant.scope, scope))
        .some((grant) =>
          roleOf(grant.roleDefinitionId)?.dataActions.some((pattern) => actionMatches(pattern, dataAction)),
        ),
  };
}

/** How long the data plane takes to honour a change of roles, in milliseconds. */
export function dataPlaneLagMs(cloud: Cloud, about: string): number {
  const knobs = cloud.surroundings.faults.take('rbac.dataPlaneLag', about);
  if (knobs !== undefined) return Number(knobs['seconds'] ?? 60) * 1000;
  return cloud.surroundings.profile === 'realistic' ? 60_000 : 0;
}
