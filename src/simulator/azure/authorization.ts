import { answer, Refusal } from '../errors.ts';
import { dig, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup } from './checks.ts';
import { about, plainView } from './lifecycle.ts';
import type { Call, Provider, Route } from './resource-type.ts';
import { covers, roleOf, rolesAt } from './rights.ts';
import { roleAssignments } from './role-assignments.ts';
import { builtInRoles, type Role } from './roles.ts';

const filterOf = ({ request }: Call): string => request.url.searchParams.get('$filter') ?? '';

/** Assignments at the scope, above it and below it; `atScope()` leaves out those below. */
function listAssignments(call: Call): WireResponse {
  const { cloud, params } = call;
  const scope = params['scope'] ?? '';
  const filter = filterOf(call);
  if (call.target.resourceGroup !== undefined) checkGroup(call);
  const principal = /(?:principalId eq |assignedTo\()'([^']*)'/i.exec(filter)?.[1]?.toLowerCase();
  const isAtScope = /atScope\(\)/i.test(filter);
  const found = cloud.store.ofType(roleAssignments.type).filter(({ body }: Resource) => {
    const own = textOf(dig(body, 'properties.scope'));
    const isInPlace = covers(own, scope) || (!isAtScope && covers(scope, own));
    return isInPlace && (principal === undefined || dig(body, 'properties.principalId') === principal);
  });
  return answer(200, { value: found.map((resource) => plainView(roleAssignments, resource)) });
}

function roleView(role: Role, scope: string): object {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return {
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.name}`,
    name: role.name,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: {
      roleName: role.roleName,
      type: 'BuiltInRole',
      description: role.description,
      assignableScopes: ['/'],
      permissions: [permissionView(role)],
      createdOn: '2015-02-02T21:55:09.8806423Z',
      updatedOn: '2024-05-08T15:14:10.1923430Z',
      createdBy: null,
      updatedBy: null,
    },
  };
}

const permissionView = ({ actions, notActions, dataActions }: Role): object => ({
  actions,
  notActions,
  dataActions,
  notDataActions: [],
});

function readRole({ params }: Call): WireResponse {
  const role = roleOf(params['role'] ?? '');
  if (role !== undefined) return answer(200, roleView(role, params['scope'] ?? ''));
  throw new Refusal(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${params['role']}' does not exist.`,
  );
}

function listRoles(call: Call): WireResponse {
  const wanted = /roleName eq '([^']*)'/i.exec(filterOf(call))?.[1]?.toLowerCase();
  const found = builtInRoles.filter(
    ({ roleName }) => wanted === undefined || roleName.toLowerCase() === wanted,
  );
  return answer(200, { value: found.map((role) => roleView(role, call.params['scope'] ?? '')) });
}

/** What the caller may do here. Anybody may ask (facts AU-4). */
function permissions(call: Call): WireResponse {
  const { cloud, caller, params } = call;
  if (call.target.resourceGroup !== undefined) checkGroup(call);
  const mayNotGrant = cloud.surroundings.faults.take('rbac.noRoleWrite', about(call)) !== undefined;
  const roles = rolesAt(cloud, caller.objectId, params['scope'] ?? '').map((role) =>
    mayNotGrant
      ? {
          ...role,
          notActions: [
            ...role.notActions,
            'Microsoft.Authorization/*/Write',
            'Microsoft.Authorization/*/Delete',
          ],
        }
      : role,
  );
  return answer(200, { value: roles.map(permissionView) });
}

const read = (path: string, answerTo: Route['answer'], action?: string): Route => ({
  method: 'GET',
  path: `{scope}/providers/Microsoft.Authorization/${path}`,
  answer: answerTo,
  ackSeconds: 0.7,
  ...(action === undefined ? {} : { action }),
});

/** Microsoft.Authorization: who may do what. */
export const authorization: Provider = {
  namespace: 'Microsoft.Authorization',
  types: [roleAssignments],
  routes: [
    read('roleAssignments', listAssignments, 'Microsoft.Authorization/roleAssignments/read'),
    read('roleDefinitions', listRoles),
    read('roleDefinitions/{role}', readRole),
    read('permissions', permissions),
  ],
};
