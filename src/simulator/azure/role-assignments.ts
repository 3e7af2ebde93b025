import { tenantId } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import { dig, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Attributes } from '../ports.ts';
import type { Resource } from '../store.ts';
import { checkCondition } from './abac.ts';
import { checkScope } from './checks.ts';
import type { Cloud } from './cloud.ts';
import { about, plainView } from './lifecycle.ts';
import { type, type Call, type Write } from './resource-type.ts';
import { assignmentType, roleOf } from './rights.ts';
import { dataPlaneLagMs } from './role-lags.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Wish {
  readonly principalId: string;
  readonly principalType: string;
  readonly roleDefinitionId: string;
}

const wishOf = (body: JsonObject): Wish => ({
  principalId: textOf(dig(body, 'properties.principalId')),
  principalType: textOf(dig(body, 'properties.principalType')),
  roleDefinitionId: textOf(dig(body, 'properties.roleDefinitionId')),
});

function checkAssignment(write: Write): void {
  const { body, name, target, cloud } = write;
  const wish = wishOf(body);
  if (!guid.test(name)) {
    throw new Refusal(
      400,
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  if (!guid.test(wish.principalId)) {
    throw new Refusal(
      400,
      'InvalidPrincipalId',
      `The Principal ID '${wish.principalId}' is not valid. Principal ID must be a GUID.`,
    );
  }
  if (roleOf(cloud, wish.roleDefinitionId) === undefined) {
    throw new Refusal(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${wish.roleDefinitionId.split('/').at(-1)}' does not exist.`,
    );
  }
  const condition = textOf(dig(body, 'properties.condition'));
  if (condition !== '') checkCondition(condition);
  checkScope(write);
  checkPrincipal(cloud, wish, about(write));
  checkUnique(write, wish, target.scope);
  clashes(write, wish);
}

/** A principal that is young is unknown to ARM, unless the caller vouches for its type. */
function checkPrincipal(cloud: Cloud, { principalId, principalType }: Wish, path: string): void {
  const principal = cloud.directory.principal(principalId);
  const isSticky = cloud.surroundings.faults.take('rbac.principalNotFoundSticky', path) !== undefined;
  const isYoung = principal !== undefined && principal.visibleToArmAt > cloud.now() && principalType === '';
  if (principal === undefined || isYoung || isSticky) {
    throw new Refusal(
      400,
      'PrincipalNotFound',
      `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    );
  }
  if (principalType === '' || principalType === principal.type) return;
  throw new Refusal(
    400,
    'UnmatchedPrincipalType',
    `The PrincipalId '${principalId.replaceAll('-', '')}' has type '${principal.type}' , which is different from specified PrinciaplType '${principalType}'.`,
  );
}

/** Since August 2025 the text differs by region: some name the assignment that is there. */
function alreadyExists(cloud: Cloud, { id, name }: Resource): Refusal {
  const isTold = cloud.surroundings.faults.take('rbac.messageVariant', `PUT ${id}`) !== undefined;
  const more = isTold ? ` The ID of the existing role assignment is ${name.replaceAll('-', '')}.` : '';
  return new Refusal(409, 'RoleAssignmentExists', `The role assignment already exists.${more}`);
}

/** Somebody, or an earlier run, was here first: with a GUID of another thing, or with another GUID for the same. */
function clashes(write: Write, wish: Wish): void {
  const { cloud, name, id, target } = write;
  const { faults } = cloud.surroundings;
  if (faults.take('rbac.hashConflict', about(write)) !== undefined) throw hashConflict();
  const knobs = faults.take('rbac.existsOtherGuid', about(write));
  if (knobs === undefined || write.existing !== undefined) return;
  const other = cloud.guid();
  const resource = cloud.store.put({
    id: id.replace(name, other),
    name: other,
    type: assignmentType,
    createdAt: cloud.now(),
    body: fillAssignment(write).body,
    hidden: {},
    state: '',
  });
  grant(resource, write);
  checkUnique(write, wish, target.scope);
}

const hashConflict = (): Refusal =>
  new Refusal(
    409,
    'HashConflict',
    'A hash conflict was encountered for the role Assignment ID. Please use a new Guid.',
  );

/** The name is unique in the tenant, and so is the triple of scope, principal and role. */
function checkUnique({ cloud, name, id }: Write, wish: Wish, scope: string): void {
  for (const other of cloud.store.ofType(assignmentType)) {
    const theirs = wishOf(other.body);
    const isSameScope = textOf(dig(other.body, 'properties.scope')).toLowerCase() === scope.toLowerCase();
    const isSameRole =
      roleOf(cloud, theirs.roleDefinitionId)?.name === roleOf(cloud, wish.roleDefinitionId)?.name;
    const isSame = isSameScope && isSameRole && theirs.principalId === wish.principalId;
    const isItself = other.id.toLowerCase() === id.toLowerCase();
    if (isItself && !isSame) {
      throw new Refusal(
        400,
        'RoleAssignmentUpdateNotPermitted',
        'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
      );
    }
    if (isItself) continue;
    if (other.name.toLowerCase() === name.toLowerCase()) {
      throw hashConflict();
    }
    if (isSame) throw alreadyExists(cloud, other);
  }
}

function fillAssignment({ body, caller, cloud, existing, target }: Write): { body: JsonObject } {
  const time = new Date(cloud.now()).toISOString();
  const wish = wishOf(body);
  const { description, condition, conditionVersion } = objectOf(body['properties']);
  const had = objectOf(existing?.body['properties']);
  const home = target.subscriptionId === undefined ? '' : `/subscriptions/${target.subscriptionId}`;
  return {
    body: {
      properties: {
        roleDefinitionId: `${home}/providers/Microsoft.Authorization/roleDefinitions/${roleOf(cloud, wish.roleDefinitionId)?.name}`,
        principalId: wish.principalId,
        principalType: cloud.directory.principal(wish.principalId)?.type ?? wish.principalType,
        // In the words of who wrote it first, and not of the resource: ids of identities and clusters have a casing of their own.
        scope: had['scope'] ?? target.scope,
        condition: condition ?? null,
        conditionVersion: conditionVersion ?? null,
        createdOn: had['createdOn'] ?? time,
        updatedOn: time,
        createdBy: had['createdBy'] ?? caller.objectId,
        updatedBy: caller.objectId,
        delegatedManagedIdentityResourceId: null,
        description: description ?? null,
      },
    },
  };
}

function grant(resource: Resource, { cloud, existing }: Write): void {
  if (existing !== undefined) return;
  const { principalId, roleDefinitionId } = wishOf(resource.body);
  const condition = textOf(dig(resource.body, 'properties.condition'));
  cloud.world.grants.push({
    ...(condition === '' ? {} : { condition }),
    id: resource.id,
    principalId,
    roleDefinitionId,
    scope: textOf(dig(resource.body, 'properties.scope')),
    from: cloud.now() + dataPlaneLagMs(cloud, `PUT ${resource.id}`),
  });
}

/** The data plane goes on for a while to honour what was withdrawn. */
function withdraw(resource: Resource, cloud: Cloud): void {
  const until = cloud.now() + dataPlaneLagMs(cloud, `DELETE ${resource.id}`);
  for (const given of cloud.world.grants) {
    if (given.id !== resource.id || given.until !== undefined) continue;
    given.until = until;
    given.withdrawnAt = cloud.now();
  }
}

/** What conditions on who may give which role to whom look at: the wish, or what stands already. */
function attributes({ body, cloud, target, request }: Call): Attributes {
  const isWrite = request.method === 'PUT';
  const wish = wishOf(isWrite ? body : (cloud.store.get(target.path)?.body ?? {}));
  const named = {
    roledefinitionid: wish.roleDefinitionId.split('/').at(-1) ?? '',
    principalid: wish.principalId,
    principaltype: wish.principalType,
  };
  const at = `@${isWrite ? 'request' : 'resource'}[${assignmentType.toLowerCase()}:`;
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`${at}${name}]`, value]));
}

/** Role assignments, at any scope. */
export const roleAssignments = type(assignmentType, {
  location: 'none',
  requires: ['properties.principalId', 'properties.roleDefinitionId'],
  properties: {
    condition: 'string',
    conditionVersion: 'string',
    createdBy: 'string',
    createdOn: 'string',
    delegatedManagedIdentityResourceId: 'string',
    description: 'string',
    principalId: 'string',
    principalType: 'string',
    roleDefinitionId: 'string',
    scope: 'string',
    updatedBy: 'string',
    updatedOn: 'string',
  },
  attributes,
  verbs: ['GET', 'PUT', 'DELETE'],
  notFound: ({ target }) =>
    new Refusal(404, 'RoleAssignmentNotFound', `The role assignment '${target.names.at(-1)}' is not found.`),
  check: checkAssignment,
  keep: fillAssignment,
  stored: grant,
  // Who created it is not yet known when the write is answered.
  showWritten(resource) {
    const view = plainView(roleAssignments, resource);
    return { ...view, properties: { ...objectOf(view['properties']), createdBy: null } };
  },
  written: { created: 201, updated: 201 },
  ackSeconds: { write: { p50: 4, p90: 6 }, delete: { p50: 2, p90: 4 } },
  deleted: { status: 200, showsBody: true },
  gone: withdraw,
});
