import { Refusal } from '../errors.ts';
import { listOf, objectOf, textOf } from '../json.ts';
import type { Attributes, Caller, DataAccess } from '../ports.ts';
import { isFulfilled } from './abac.ts';
import type { Cloud } from './cloud.ts';
import { controlPlaneLagMs } from './role-lags.ts';
import { builtInRoles, type Role } from './roles.ts';
import type { Call } from './resource-type.ts';

/** The resource type that role assignments are kept under. */
export const assignmentType = 'Microsoft.Authorization/roleAssignments';
/** The resource type that roles of the tenant's own are kept under. */
export const definitionType = 'Microsoft.Authorization/roleDefinitions';

/** The role that a role definition id of any form names: only the last segment counts. */
export function roleOf(cloud: Cloud, roleDefinitionId: string): Role | undefined {
  const name = roleDefinitionId.split('/').at(-1)?.toLowerCase();
  return (
    builtInRoles.find((role) => role.name === name) ?? customRoles(cloud).find((role) => role.name === name)
  );
}

/** The roles that the tenant has made for itself. */
export function customRoles(cloud: Cloud): readonly Role[] {
  return cloud.store.ofType(definitionType).map(({ name, body }) => {
    const properties = objectOf(body['properties']);
    const all = (kind: string): readonly string[] =>
      listOf(properties['permissions']).flatMap((one) => listOf(objectOf(one)[kind]).map(textOf));
    return {
      name,
      roleName: textOf(properties['roleName']),
      description: textOf(properties['description']),
      actions: all('actions'),
      notActions: all('notActions'),
      dataActions: all('dataActions'),
      notDataActions: all('notDataActions'),
    };
  });
}

/** Whether an action matches a pattern of a role, `*` standing for anything. */
export function actionMatches(pattern: string, action: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/** The tenant and its management groups: every subscription stands below them. */
const aboveSubscriptions = /^(\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)?$/i;

/** Whether a scope is the other or stands above it. */
export function covers(scope: string, target: string): boolean {
  const plain = (path: string): string => path.toLowerCase().replace(/\/$/, '');
  if (aboveSubscriptions.test(plain(scope)) && /^\/subscriptions\//i.test(target)) return true;
  return `${plain(target)}/`.startsWith(`${plain(scope)}/`);
}

/** An assignment as far as it gives rights. */
export interface Held {
  readonly role: Role;
  readonly scope: string;
  readonly condition: string | undefined;
}

/** What a principal holds at a scope, inherited things too, as far as ARM has heard of it. */
export function heldAt(cloud: Cloud, principalId: string, scope: string): readonly Held[] {
  const lagMs = controlPlaneLagMs(cloud);
  const given = cloud.store
    .ofType(assignmentType)
    .filter(({ createdAt }) => createdAt === 0 || createdAt + lagMs <= cloud.now())
    .map(({ body }) => objectOf(body['properties']));
  const withdrawn = cloud.world.grants.filter(
    ({ withdrawnAt }) => withdrawnAt !== undefined && withdrawnAt + lagMs > cloud.now(),
  );
  return [...given, ...withdrawn]
    .filter((one) => one['principalId'] === principalId && covers(textOf(one['scope']), scope))
    .flatMap((one) => {
      const role = roleOf(cloud, textOf(one['roleDefinitionId']));
      const condition = textOf(one['condition']) || undefined;
      return role === undefined ? [] : [{ role, scope: textOf(one['scope']), condition }];
    });
}

/** What is asked of a caller: an action at a scope, and what conditions of assignments may look at. */
interface Wish {
  readonly action: string;
  readonly scope: string;
  readonly attributes?: Attributes;
}

type Verdict = 'allowed' | 'denied' | 'condition not fulfilled';

const grants = (wanted: readonly string[], unwanted: readonly string[], action: string): boolean =>
  wanted.some((pattern) => actionMatches(pattern, action)) &&
  !unwanted.some((pattern) => actionMatches(pattern, action));

/** Roles add up: what one takes away by notActions another may give. */
function judge(cloud: Cloud, { objectId }: Caller, { action, scope, attributes = {} }: Wish): Verdict {
  const giving = heldAt(cloud, objectId, scope).filter(({ role }) =>
    grants(role.actions, role.notActions, action),
  );
  if (giving.length === 0) return 'denied';
  const isMet = giving.some(
    ({ condition }) => condition === undefined || isFulfilled(condition, action, attributes),
  );
  return isMet ? 'allowed' : 'condition not fulfilled';
}

/** Refuses a caller who may not do an action, in Azure's words. */
export function checkRight(call: Call, action: string, scope: string, attributes?: Attributes): void {
  const { cloud, caller } = call;
  const isRoleWrite = /^Microsoft\.Authorization\/roleAssignments\/(write|delete)$/i.test(action);
  const about = `${call.request.method} ${call.target.path}`;
  const denied = isRoleWrite && cloud.surroundings.faults.take('rbac.noRoleWrite', about) !== undefined;
  const verdict = denied
    ? 'denied'
    : judge(cloud, caller, { action, scope, ...(attributes === undefined ? {} : { attributes }) });
  if (verdict === 'allowed') return;
  throw authorizationFailed(caller, { action, scope }, verdict === 'denied' ? '' : ABAC);
}

const ABAC = ' or an ABAC condition not fulfilled';

/** Whether a caller may do a control plane action. */
export function isAllowed(cloud: Cloud, caller: Caller, action: string, scope: string): boolean {
  return judge(cloud, caller, { action, scope }) === 'allowed';
}

/** The 403 of ARM itself. */
export function authorizationFailed(caller: Caller, { action, scope }: Wish, or = ''): Refusal {
  return new Refusal(
    403,
    'AuthorizationFailed',
    `The client '${caller.name}' with object id '${caller.objectId}' does not have authorization${or} to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    { cause: 'gateway' },
  );
}

/** The data plane's view of the roles: late to see a grant, and late to see it withdrawn. */
export function createDataAccess(cloud: Cloud): DataAccess {
  return {
    permits: (caller, action, scope) => isAllowed(cloud, caller, action, scope),
    allows: ({ objectId }, dataAction, scope, attributes = {}) =>
      cloud.world.grants
        .filter(({ from, until }) => from <= cloud.now() && (until === undefined || until > cloud.now()))
        .filter((grant) => grant.principalId === objectId && covers(grant.scope, scope))
        .filter(({ condition }) => !condition || isFulfilled(condition, dataAction, attributes))
        .some((grant) => {
          const role = roleOf(cloud, grant.roleDefinitionId);
          return role !== undefined && grants(role.dataActions, role.notDataActions, dataAction);
        }),
  };
}
