import type { WireResponse } from '../wire.ts';
import { checkGroup, notFound } from './checks.ts';
import { shown } from './lifecycle.ts';
import { paged } from './paging.ts';
import { resourceFilter } from './resource-filter.ts';
import type { Call, ResourceType } from './resource-type.ts';
import { covers } from './rights.ts';

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
    .filter(
      type.filters === true ? resourceFilter(call.request.url.searchParams.get('$filter')) : () => true,
    );
  return paged(
    call,
    found.map((resource) => shown(type, resource, cloud)),
  );
}
