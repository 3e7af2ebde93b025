import { answer, Refusal } from '../errors.ts';
import { objectOf, textOf, textOr, type JsonObject } from '../json.ts';
import { operationHeaders, type Operation } from '../operations.ts';
import { secondsOf } from '../spread.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup, checkParent, checkPlace, checkWriteBody, notFound } from './checks.ts';
import type { Cloud } from './cloud.ts';
import { checkEtag, etagHeader } from './etags.ts';
import {
  statesOf,
  type Call,
  type Doom,
  type ResourceType,
  type Timing,
  type Write,
} from './resource-type.ts';
import { parentId } from './target.ts';

/** What GET answers for a resource. */
export function shown(type: ResourceType, resource: Resource, cloud: Cloud): JsonObject {
  if (type.show !== undefined) return type.show(resource, cloud);
  return plainView(type, resource);
}

/** The stored body with id, name, type and the state where the provider puts it. */
export function plainView(type: ResourceType, resource: Resource): JsonObject {
  const { properties, ...rest } = resource.body;
  const state = resource.state === '' ? {} : { [statesOf(type).member]: resource.state };
  return {
    id: resource.id,
    name: resource.name,
    type: type.shownType ?? type.type,
    ...rest,
    properties: { ...objectOf(properties), ...state },
  };
}

/** GET of one resource. */
export function readResource(type: ResourceType, call: Call): WireResponse {
  const resource = present(type, call);
  return answer(200, shown(type, resource, call.cloud), etagHeader(type, resource));
}

/** The resource that a request is about, or the refusal that the provider has for absent ones. */
export function present(type: ResourceType, call: Call): Resource {
  const { cloud, target } = call;
  if (target.resourceGroup !== undefined && target.namespace !== undefined) checkGroup(call);
  const resource = cloud.store.get(target.path);
  if (resource === undefined && type.parentIsRoot === true) checkParent(type, call);
  const hidden =
    resource !== undefined &&
    cloud.surroundings.faults.take('arm.readAfterWrite404', about(call)) !== undefined;
  if (resource === undefined || hidden || type.visible?.(resource, cloud) === false) {
    throw type.notFound?.(call) ?? notFound(call);
  }
  return resource;
}

/** How faults recognise a request: method and path. */
export function about({ request, target }: Pick<Call, 'request' | 'target'>): string {
  return `${request.method} ${target.path}`;
}

/** PUT of a resource, whichever its type. */
export function writeResource(type: ResourceType, call: Call): WireResponse {
  const { cloud, target } = call;
  const existing = cloud.store.get(target.path);
  const parent = checkPlace(type, call);
  const location = checkWriteBody(type, call, existing);
  const body = taggedByPolicy(type, call);
  checkEtag(type, call, existing);
  refuseBusy(type, call, existing);
  const write: Write = {
    ...call,
    body,
    type,
    id: existing?.id ?? type.idOf?.(call, parent) ?? canonicalId(type, call, parent),
    name: existing?.name ?? target.names.at(-1) ?? '',
    existing,
    parent,
    location,
  };
  type.check?.(write);
  const kept = type.keep(write);
  // What is broken is repaired by being written again, even with the same words.
  const isWell = existing?.state === statesOf(type).ready;
  const isSame = isWell && type.unchanged?.is(write, kept.body) === true;
  if (isSame && type.unchanged?.takes === 'no time') return nothingNew(type, existing, write);
  const state = isSame ? existing.state : (type.updatingState?.(write) ?? statesOf(type).updating);
  const resource = cloud.store.put({
    id: write.id,
    name: write.name,
    type: type.type,
    createdAt: existing?.createdAt ?? cloud.now(),
    body: kept.body,
    hidden: {
      ...existing?.hidden,
      ...kept.hidden,
      ...(type.restores === true && existing !== undefined ? { former: existing.body } : {}),
    },
    state: type.states === undefined && type.lro === undefined ? '' : statesOf(type).ready,
  });
  type.stored?.(resource, write);
  return accepted(type, resource, { ...write, updating: state });
}

/** Azure Policy may add tags to whatever takes tags, without a word. */
function taggedByPolicy(type: ResourceType, call: Call): JsonObject {
  const { body, cloud } = call;
  if (type.location === 'none' && !type.type.endsWith('/resourceGroups')) return body;
  const knobs = cloud.surroundings.faults.take('policy.modifyTags', about(call));
  if (knobs === undefined) return body;
  return {
    ...body,
    tags: { ...objectOf(body['tags']), ...objectOf(knobs['tags'] ?? { CostCenter: '4711' }) },
  };
}

/** Azure accepts a write that changes nothing, and there is nothing to wait for. */
function nothingNew(type: ResourceType, resource: Resource, write: Write): WireResponse {
  const op = startOperation(write, { type, resource, verb: 'update', timing: { seconds: 0 } });
  return answer(200, shown(type, resource, write.cloud), operationHeaders(op));
}

function accepted(
  type: ResourceType,
  resource: Resource,
  write: Write & { readonly updating: string },
): WireResponse {
  const { cloud, existing } = write;
  const view = (): JsonObject => type.showWritten?.(resource, cloud) ?? shown(type, resource, cloud);
  const timing = existing === undefined ? type.lro?.create : type.lro?.update;
  if (type.lro === undefined || timing === undefined || timing === 'sync') {
    const { created, updated } = type.written ?? { created: 201, updated: 200 };
    const address = type.locates === true && existing === undefined ? { location: resource.id } : {};
    const headers = { ...etagHeader(type, resource), ...address };
    return answer(existing === undefined ? created : updated, view(), headers);
  }
  const verb = existing === undefined ? 'create' : 'update';
  resource.state = verb === 'create' ? statesOf(type).creating : write.updating;
  const op = startOperation(write, { type, resource, verb, timing });
  const { status, body } = type.lro.accepted(op, view());
  const bodyOnly = cloud.surroundings.faults.take('lro.bodyOnly', about(write)) !== undefined;
  if (bodyOnly) return answer(verb === 'create' ? 201 : 200, view());
  const blank = body === undefined ? { 'content-type': 'text/plain; charset=utf-8' } : {};
  return answer(status, body, { ...blank, ...operationHeaders(op) });
}

/** Ids carry the group's name as it was created and the type in Azure's casing. */
function canonicalId(type: ResourceType, { cloud, target }: Call, parent: Resource | undefined): string {
  const leaf = type.type.split('/').at(-1) ?? '';
  if (parent !== undefined) return `${parent.id}/${leaf}/${target.names.at(-1)}`;
  const scope = cloud.store.get(target.scope)?.id ?? target.scope;
  return `${scope}/providers/${type.type}/${target.names.join('/')}`;
}

interface Start {
  readonly type: ResourceType;
  readonly resource: Resource;
  readonly verb: Operation['verb'];
  readonly timing: Timing;
}

/** Starts the clock of an operation on a resource. */
export function startOperation(call: Call, { type, resource, verb, timing }: Start): Operation {
  const { cloud, target } = call;
  const { faults } = cloud.surroundings;
  const failed = faults.take('lro.fail', about(call));
  const canceled = faults.take('lro.canceled', about(call));
  const endless = faults.take('lro.neverEnds', about(call)) !== undefined;
  const time = typeof timing.seconds === 'function' ? timing.seconds(resource.id, cloud) : timing.seconds;
  const whole = secondsOf(cloud.surroundings, time);
  const doom = type.doom?.(resource, call, { verb, seconds: whole });
  const seconds = doom?.seconds ?? whole;
  const { pollAgain } = timing;
  const progress = type.lro?.progress?.(resource, call, verb);
  const op: Operation = {
    name: cloud.guid(),
    style: type.lro?.style ?? 'network',
    verb,
    subscriptionId: target.subscriptionId ?? '',
    resourceGroup: target.resourceGroup ?? '',
    location: textOf(resource.body['location'] ?? cloud.store.get(parentId(resource.id))?.body['location']),
    resourceId: resource.id,
    startedAt: cloud.now(),
    ...(endless ? {} : { endsAt: cloud.now() + seconds * 1000 }),
    apiVersion: call.apiVersion,
    polls: 0,
    signature: cloud.letters(43),
    ...retryAfter(timing, faults.take('lro.retryAfterHuge', about(call))),
    ...(pollAgain === undefined ? {} : { pollAgain }),
    ...(progress === undefined || progress.length === 0 ? {} : { progress }),
    ...failureOf(failed, canceled, doom),
  };
  cloud.world.operations[op.name] = op;
  resource.operation = op.name;
  if (failed?.['leaves'] === 'nothing' || (doom?.leaves === 'nothing' && verb === 'create'))
    resource.hidden['leavesNothing'] = true;
  if (!endless) cloud.later(seconds, 'operation', op.name);
  return op;
}

function retryAfter(timing: Timing, huge?: JsonObject): Pick<Operation, 'retryAfterSeconds'> {
  const seconds = huge === undefined ? timing.retryAfterSeconds : Number(huge['seconds'] ?? 86_400);
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}

function failureOf(failed?: JsonObject, canceled?: JsonObject, doom?: Doom): Pick<Operation, 'failure'> {
  if (doom !== undefined) {
    const { code, message, details } = doom;
    return { failure: { status: 'Failed', code, message, ...(details === undefined ? {} : { details }) } };
  }
  if (failed !== undefined) {
    const code = textOr(failed['code'], 'InternalServerError');
    return {
      failure: { status: 'Failed', code, message: textOr(failed['message'], 'The operation failed.') },
    };
  }
  if (canceled === undefined) return {};
  return { failure: { status: 'Canceled', code: 'Canceled', message: 'The operation was canceled.' } };
}

/** The operation that runs on a resource or, for types that allow one at a time, anywhere in its family. */
export function runningOperation(type: ResourceType, cloud: Cloud, id: string): Operation | undefined {
  const root = type.lockRoot?.(id) ?? id;
  const family = [cloud.store.get(root), ...(type.lockRoot === undefined ? [] : cloud.store.below(root))];
  for (const member of family) {
    const op = member?.operation === undefined ? undefined : cloud.world.operations[member.operation];
    if (op !== undefined && op.ended !== true) return op;
  }
  return undefined;
}

/** Refuses a write or delete while something else happens to the resource. */
export function refuseBusy(type: ResourceType, call: Call, existing: Resource | undefined): void {
  const { cloud, target } = call;
  const root = cloud.store.get(type.lockRoot?.(target.path) ?? target.path);
  const busyUntil = Number(root?.hidden['busyUntil'] ?? 0);
  const running = runningOperation(type, cloud, target.path);
  const holder = root ?? existing;
  if (holder === undefined || (running === undefined && busyUntil <= cloud.now())) return;
  throw (
    type.busy?.(holder, call) ??
    new Refusal(409, 'Conflict', `Another operation on '${holder.name}' is in progress.`)
  );
}
