import { answer } from '../errors.ts';
import { dig, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup } from './checks.ts';
import { about, plainView } from './lifecycle.ts';
import type { Call, Provider, Route } from './resource-type.ts';
import { covers, heldAt } from './rights.ts';
import { roleAssignments } from './role-assignments.ts';
import { listRoles, permissionView, readRole, roleDefinitions } from './role-definitions.ts';

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

/** What the caller may do here. Anybody may ask. */
function permissions(call: Call): WireResponse {
  const { cloud, caller, params } = call;
  if (call.target.resourceGroup !== undefined) checkGroup(call);
  const mayNotGrant = cloud.surroundings.faults.take('rbac.noRoleWrite', about(call)) !== undefined;
  const roles = heldAt(cloud, caller.objectId, params['scope'] ?? '').map(({ role }) =>
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
  types: [roleAssignments, roleDefinitions],
  routes: [
    read('roleAssignments', listAssignments, 'Microsoft.Authorization/roleAssignments/read'),
    read('roleDefinitions', listRoles),
    read('roleDefinitions/{role}', readRole),
    read('permissions', permissions),
  ],
};
