import { regions, tenantId } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import {
  dig,
  isObject,
  listOf,
  objectOf,
  shapeProblem,
  textOf,
  type Shape,
  type JsonObject,
} from '../json.ts';
import type { Resource } from '../store.ts';
import type { Call, ResourceType } from './resource-type.ts';
import { groupId, parentId, sameRegion } from './target.ts';

/** Members that every ARM resource has. */
const common: Readonly<Record<string, Shape>> = {
  id: 'string',
  name: 'string',
  type: 'string',
  location: 'string',
  tags: 'object',
  properties: 'any',
  systemData: 'object',
};

/** Checks that the group and the parent stand, and that the name is allowed. Answers the parent. */
export function checkPlace(type: ResourceType, call: Call): Resource | undefined {
  const { target } = call;
  const name = target.names.at(-1) ?? '';
  if (target.resourceGroup !== undefined && target.namespace !== undefined) checkGroup(call);
  if (type.name !== undefined && !type.name.test(name)) throw type.nameRefusal?.(name) ?? badName(type, name);
  if (type.type.split('/').length === 2) return undefined;
  return checkParent(type, call);
}

/** ARM's own words for an absent resource. */
export function notFound({ target }: Call): Refusal {
  const short = `${target.type?.split('/')[0]}/${(target.type ?? '')
    .split('/')
    .slice(1)
    .map((part, index) => `${part}/${target.names[index] ?? ''}`)
    .join('/')}`;
  return new Refusal(
    404,
    'ResourceNotFound',
    `The Resource '${short}' under resource group '${target.resourceGroup ?? '<null>'}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    { cause: 'gateway' },
  );
}

/** The parent that a nested resource must have. */
export function checkParent(type: ResourceType, call: Call): Resource {
  const { cloud, target, request } = call;
  const id = parentId(target.path).replace(/\/blobServices\/[^/]+$/i, '');
  const parent = cloud.store.get(id);
  if (parent !== undefined) return parent;
  if (type.parentIsRoot === true) {
    throw notFound({ ...call, target: { ...target, type: type.type.split('/').slice(0, -1).join('/') } });
  }
  const short = type.type.split('/').slice(1).join('/');
  const verb = request.method === 'DELETE' ? 'delete' : 'write';
  const message =
    target.namespace?.toLowerCase() === 'microsoft.storage'
      ? `Can not perform requested operation on nested resource. Parent resource '${target.names[0]}' not found.`
      : `Failed to perform '${verb}' on resource(s) of type '${short}', because the parent resource '${id}' could not be found.`;
  throw new Refusal(404, 'ParentResourceNotFound', message, { cause: 'gateway' });
}

function badName(type: ResourceType, name: string): Refusal {
  return new Refusal(400, 'InvalidResourceName', `Resource name ${name} is invalid for type ${type.type}.`);
}

/** Refuses calls into a group that is absent, or writes into one on its way out. */
export function checkGroup(call: Call): void {
  const { cloud, target, request } = call;
  const group = cloud.store.get(groupId(target.path));
  const name = target.resourceGroup ?? '';
  const about = `${request.method} ${target.path}`;
  const { faults, profile } = cloud.surroundings;
  const isYoung = profile === 'realistic' && cloud.now() < (group?.createdAt ?? 0) + 5000;
  if (group === undefined || isYoung || faults.take('arm.rgReplicationLag', about) !== undefined) {
    throw new Refusal(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`, {
      cause: 'gateway',
    });
  }
  if (group.deleting !== true || request.method === 'GET') return;
  throw new Refusal(
    409,
    'ResourceGroupBeingDeleted',
    `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
    { cause: 'gateway' },
  );
}

/** Checks the body against the type, and answers the location of the resource. */
export function checkWriteBody(type: ResourceType, call: Call, existing: Resource | undefined): string {
  const { body } = call;
  const problem = shapeProblem(body, { ...common, ...type.members });
  if (problem !== undefined) throw badContent(problem.path, 'ResourceDefinition');
  const inner = shapeProblem(body['properties'], type.properties ?? 'any', 'properties');
  if (inner !== undefined) throw badContent(inner.path, 'Properties');
  checkTags(body['tags']);
  if (existing === undefined) checkRequired(body, type.requires ?? []);
  return checkLocation(type, call, existing);
}

/** Refuses a body that does not have everything that it must. */
export function checkRequired(body: JsonObject, paths: readonly string[]): void {
  for (const path of paths) {
    if (isMissing(dig(body, path))) throw missing(path);
  }
}

const isMissing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && listOf(value).length === 0);

const missing = (path: string): Refusal =>
  new Refusal(
    400,
    'InvalidRequestContent',
    `The request content was invalid: required property '${path}' is missing.`,
  );

/** The words of a body that does not deserialise. */
export function badContent(path: string, kind: string): Refusal {
  const member = path.split('.').at(-1) ?? path;
  return new Refusal(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: 'Could not find or convert member '${member}' on object of type '${kind}'. Path '${path}', line 1, position 1.'.`,
    { cause: 'gateway' },
  );
}

/** At most 50 tags, all of them text. */
export function checkTags(tags: unknown): void {
  if (tags === undefined || tags === null) return;
  const entries = Object.entries(objectOf(tags));
  if (!isObject(tags) || entries.some(([, value]) => typeof value !== 'string'))
    throw badContent('tags', 'ResourceDefinition');
  if (entries.length <= 50) return;
  throw new Refusal(400, 'InvalidTagCount', 'The number of tags on a resource may not exceed 50.', {
    cause: 'gateway',
  });
}

function checkLocation(type: ResourceType, call: Call, existing: Resource | undefined): string {
  const { body, target, cloud } = call;
  if (type.location === 'none') return '';
  const wanted = textOf(body['location']);
  const had = textOf(existing?.body['location']);
  if (wanted === '') {
    if (existing !== undefined) return had;
    throw new Refusal(400, 'LocationRequired', 'The location property is required for this definition.', {
      cause: 'gateway',
    });
  }
  const known =
    type.location === 'global' ? 'global' : regions.find(({ name }) => sameRegion(name, wanted))?.name;
  if (known === undefined || !sameRegion(known, wanted)) throw unavailable(type, wanted);
  if (existing === undefined || sameRegion(had, wanted)) return known;
  const group = cloud.store.get(groupId(target.path))?.name ?? '';
  throw new Refusal(
    409,
    'InvalidResourceLocation',
    `The resource '${existing.name}' already exists in location '${had}' in resource group '${group}'. A resource with the same name cannot be created in location '${wanted}'. Please select a new resource name.`,
    { cause: 'gateway' },
  );
}

function unavailable(type: ResourceType, wanted: string): Refusal {
  const list = type.location === 'global' ? 'global' : regions.map(({ name }) => name).join(',');
  return new Refusal(
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${wanted}' is not available for resource type '${type.type}'. List of available regions for the resource type is '${list}'.`,
    { cause: 'gateway' },
  );
}

/** What stands on a scope needs the scope to be there. */
export function checkScope({ cloud, target }: Call): void {
  const isAbove =
    /^\/subscriptions\/[^/]+$/i.test(target.scope) ||
    target.scope.toLowerCase() === `/providers/microsoft.management/managementgroups/${tenantId}`;
  if (isAbove || cloud.store.get(target.scope) !== undefined) return;
  const [namespace, ...rest] = (target.scope.split('/providers/').at(-1) ?? '').split('/');
  throw new Refusal(
    404,
    'ResourceNotFound',
    `The Resource '${namespace}/${rest.join('/')}' under resource group '${target.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    { cause: 'gateway' },
  );
}
