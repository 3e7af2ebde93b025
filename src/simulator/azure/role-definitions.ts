import { answer, Refusal } from '../errors.ts';
import { isObject, listOf, objectOf, textOf } from '../json.ts';
import type { WireResponse } from '../wire.ts';
import type { Cloud } from './cloud.ts';
import { plainView } from './lifecycle.ts';
import { type, type Call, type Write } from './resource-type.ts';
import { assignmentType, customRoles, definitionType, roleOf } from './rights.ts';
import { builtInRoles, type Role } from './roles.ts';

/** What a role permits, as lists of permissions tell it. */
export const permissionView = ({ actions, notActions, dataActions, notDataActions }: Role): object => ({
  actions,
  notActions,
  dataActions,
  notDataActions,
});

function builtInView(role: Role, scope: string): object {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return {
    id: `${subscription}/providers/${definitionType}/${role.name}`,
    name: role.name,
    type: definitionType,
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

function viewOf(cloud: Cloud, role: Role, scope: string): object {
  const own = cloud.store.ofType(definitionType).find(({ name }) => name === role.name);
  return own === undefined ? builtInView(role, scope) : plainView(roleDefinitions, own);
}

const absent = (name: string): Refusal =>
  new Refusal(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${name}' does not exist.`,
  );

/** One role, built in or of the tenant's own. */
export function readRole({ params, cloud }: Call): WireResponse {
  const role = roleOf(cloud, params['role'] ?? '');
  if (role === undefined) throw absent(params['role'] ?? '');
  return answer(200, viewOf(cloud, role, params['scope'] ?? ''));
}

/** All roles; `$filter` may name one or ask for one kind. */
export function listRoles({ request, params, cloud }: Call): WireResponse {
  const filter = request.url.searchParams.get('$filter') ?? '';
  const wanted = /roleName eq '([^']*)'/i.exec(filter)?.[1]?.toLowerCase();
  const kind = /type eq '([^']*)'/i.exec(filter)?.[1]?.toLowerCase();
  const all = [
    ...(kind === 'customrole' ? [] : builtInRoles),
    ...(kind === 'builtinrole' ? [] : customRoles(cloud)),
  ];
  const found = all.filter(({ roleName }) => wanted === undefined || roleName.toLowerCase() === wanted);
  return answer(200, { value: found.map((role) => viewOf(cloud, role, params['scope'] ?? '')) });
}

function checkDefinition({ body, cloud, name }: Write): void {
  const properties = objectOf(body['properties']);
  if (builtInRoles.some((role) => role.name === name.toLowerCase())) {
    throw new Refusal(403, 'CannotUpdateBuiltInRole', `The built-in role '${name}' cannot be changed.`);
  }
  const isTaken = customRoles(cloud).some(
    (role) => role.name !== name.toLowerCase() && role.roleName === properties['roleName'],
  );
  if (!isTaken) return;
  throw new Refusal(
    409,
    'RoleDefinitionWithSameNameExists',
    `A custom role with the same name already exists in this directory. Use a different name.`,
  );
}

/** Roles of the tenant's own. */
export const roleDefinitions = type(definitionType, {
  location: 'none',
  requires: ['properties.roleName', 'properties.permissions', 'properties.assignableScopes'],
  properties: {
    roleName: 'string',
    type: 'string',
    description: 'string',
    assignableScopes: 'strings',
    permissions: [
      {
        actions: 'strings',
        notActions: 'strings',
        dataActions: 'strings',
        notDataActions: 'strings',
      },
    ],
    createdBy: 'string',
    createdOn: 'string',
    updatedBy: 'string',
    updatedOn: 'string',
  },
  name: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  nameRefusal: (name) =>
    new Refusal(400, 'InvalidRoleDefinitionId', `The role definition ID '${name}' is not a GUID.`),
  verbs: ['GET', 'PUT', 'DELETE'],
  notFound: ({ target }) => absent(target.names.at(-1) ?? ''),
  check: checkDefinition,
  checkDelete({ name }, { cloud }) {
    const isHeld = cloud.store
      .ofType(assignmentType)
      .some(({ body }) =>
        textOf(objectOf(body['properties'])['roleDefinitionId']).toLowerCase().endsWith(name.toLowerCase()),
      );
    if (!isHeld) return;
    throw new Refusal(
      400,
      'RoleDefinitionHasAssignments',
      'There are existing role assignments referencing role.',
    );
  },
  keep({ body, existing, caller, cloud }) {
    const properties = objectOf(body['properties']);
    const had = objectOf(existing?.body['properties']);
    const time = new Date(cloud.now()).toISOString();
    const lists = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
    return {
      body: {
        properties: {
          roleName: properties['roleName'],
          type: 'CustomRole',
          description: properties['description'] ?? null,
          assignableScopes: properties['assignableScopes'],
          permissions: listOf(properties['permissions']).map((one) => ({
            ...lists,
            ...(isObject(one) ? one : {}),
          })),
          createdOn: had['createdOn'] ?? time,
          updatedOn: time,
          createdBy: had['createdBy'] ?? caller.objectId,
          updatedBy: caller.objectId,
        },
      },
    };
  },
  written: { created: 201, updated: 201 },
  deleted: { status: 200, showsBody: true },
});
