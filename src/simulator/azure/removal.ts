import { answer, Refusal } from '../errors.ts';
import { objectOf } from '../json.ts';
import { operationHeaders, type Operation } from '../operations.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup, checkParent } from './checks.ts';
import type { Cloud } from './cloud.ts';
import { checkEtag } from './etags.ts';
import { refuseBusy, shown, startOperation } from './lifecycle.ts';
import { covers } from './rights.ts';
import { statesOf, type Call, type ResourceType } from './resource-type.ts';

/** The types by lower-cased name. */
export type Types = ReadonlyMap<string, ResourceType>;

/** DELETE of a resource, whichever its type. */
export function deleteResource(type: ResourceType, call: Call, types: Types): WireResponse {
  const { cloud, target } = call;
  if (target.resourceGroup !== undefined && target.namespace !== undefined) checkGroup(call);
  const resource = cloud.store.get(target.path);
  const isNested = type.type.split('/').length > 2;
  if (resource === undefined && isNested && type.mayBeOrphan !== true) checkParent(type, call);
  checkEtag(type, call, resource);
  if (resource === undefined) return answer(204);
  const running = resource.operation === undefined ? undefined : cloud.world.operations[resource.operation];
  if (running?.verb === 'delete' && type.busy === undefined)
    return answer(202, undefined, operationHeaders(running));
  refuseBusy(type, call, resource);
  type.checkDelete?.(resource, call);
  const timing = type.lro?.delete ?? 'sync';
  if (timing === 'sync') {
    const body = type.deleted?.showsBody === true ? shown(type, resource, cloud) : undefined;
    type.deletionPrepared?.(resource, call);
    dropResource(resource, cloud, types);
    return answer(type.deleted?.status ?? 200, body);
  }
  resource.state = statesOf(type).deleting;
  resource.deleting = true;
  type.deletionStarts?.(resource, cloud);
  resource.hidden['lingerSeconds'] = type.lingers?.(resource, call) ?? 0;
  const op = startOperation(call, { type, resource, verb: 'delete', timing });
  return answer(202, type.lro?.acceptedDelete?.(op), operationHeaders(op));
}

/** Takes a resource out of the world with all that stands below it. */
export function dropResource(resource: Resource, cloud: Cloud, types: Types): void {
  for (const gone of cloud.store.remove(resource.id)) {
    types.get(gone.type.toLowerCase())?.gone?.(gone, cloud);
  }
}

/** Takes away what lingered after its deletion. */
export function forget(cloud: Cloud, id: string, types: Types): void {
  const resource = cloud.store.get(id);
  if (resource?.deleting === true && resource.operation === undefined) dropResource(resource, cloud, types);
}

/** Brings an operation to its end and its resource into the state that follows. */
export function endOperation(cloud: Cloud, name: string, types: Types): void {
  const op = cloud.world.operations[name];
  if (op === undefined || op.ended === true) return;
  op.ended = true;
  const resource = cloud.store.get(op.resourceId);
  if (resource === undefined || resource.operation !== name) return;
  delete resource.operation;
  const type = types.get(resource.type.toLowerCase());
  if (type !== undefined) conclude(op, resource, { cloud, type, types });
}

interface Ending {
  readonly cloud: Cloud;
  readonly type: ResourceType;
  readonly types: Types;
}

function conclude(op: Operation, resource: Resource, { cloud, type, types }: Ending): void {
  if (op.failure !== undefined) {
    resource.deleting = false;
    leaveBehind(resource, cloud, types);
    if (resource.hidden['leavesNothing'] === true) dropResource(resource, cloud, types);
    else if (op.verb === 'update' && type.restores === true) {
      resource.body = objectOf(resource.hidden['former'] ?? resource.body);
      resource.state = statesOf(type).ready;
    } else {
      resource.state = op.failure.status === 'Canceled' ? 'Canceled' : statesOf(type).failed;
      type.broken?.(resource, cloud);
    }
    return;
  }
  if (op.verb === 'delete') {
    const linger = Number(resource.hidden['lingerSeconds'] ?? 0);
    if (linger > 0) cloud.later(linger, 'forget', resource.id);
    else dropResource(resource, cloud, types);
    return;
  }
  resource.state = statesOf(type).ready;
  type.ready?.(resource, cloud, op);
}

/** What was deleted before the deletion of a group got stuck is gone; what it got stuck at stays. */
function leaveBehind(group: Resource, cloud: Cloud, types: Types): void {
  const kept = group.hidden['keeps'];
  if (typeof kept !== 'string') return;
  delete group.hidden['keeps'];
  for (const resource of cloud.store.below(group.id)) {
    if (!covers(kept, resource.id) && cloud.store.get(resource.id) !== undefined)
      dropResource(resource, cloud, types);
  }
}

/** ARM's words for a method that a type does not have. */
export function methodNotAllowed(call: Call): Refusal {
  return new Refusal(
    405,
    'MethodNotAllowed',
    `The HTTP method '${call.request.method}' is not supported for the resource type '${call.target.type}'.`,
    { cause: 'gateway' },
  );
}
