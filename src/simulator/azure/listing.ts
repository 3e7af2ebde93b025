import { answer } from '../errors.ts';
import { objectOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup } from './checks.ts';
import { notFound, shown } from './lifecycle.ts';
import type { Call, ResourceType } from './resource-type.ts';
import { covers } from './rights.ts';

/** The `$filter` by tag of groups and resources: `tagName eq 'a' and tagValue eq 'b'`. */
export function tagFilter(filter: string | null): (resource: Resource) => boolean {
  const name = /tagname eq '([^']*)'/i.exec(filter ?? '')?.[1];
  const value = /tagvalue eq '([^']*)'/i.exec(filter ?? '')?.[1];
  if (name === undefined) return () => true;
  return ({ body }) => {
    const tags = objectOf(body['tags']);
    const own = Object.keys(tags).find((key) => key.toLowerCase() === name.toLowerCase());
    return own !== undefined && (value === undefined || tags[own] === value);
  };
}

/** GET of a collection: in a group, in a subscription or below a parent. */
export function listResources(type: ResourceType, call: Call): WireResponse {
  const { cloud, target } = call;
  if (target.resourceGroup !== undefined) checkGroup(call);
  const isNested = type.type.split('/').length > 2;
  const scope = isNested ? target.path.split('/').slice(0, -1).join('/') : target.scope;
  const owner = scope.replace(/\/blobServices\/[^/]+$/i, '');
  if (isNested && cloud.store.get(owner) === undefined) {
    throw notFound({ ...call, target: { ...target, type: type.type.split('/').slice(0, -1).join('/') } });
  }
  const found = cloud.store
    .ofType(type.type)
    .filter(({ id }) => covers(scope, id))
    .filter((resource) => type.visible?.(resource, cloud) !== false)
    .filter(tagFilter(call.request.url.searchParams.get('$filter')));
  return answer(200, { value: found.map((resource) => shown(type, resource, cloud)) });
}
