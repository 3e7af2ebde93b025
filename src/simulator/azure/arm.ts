import { answer, Refusal, refusalResponse } from '../errors.ts';
import { isObject, isTooDeep, pruned, type JsonObject } from '../json.ts';
import { polledOperation } from '../operations.ts';
import type { Caller, Clusters, DataAccess, Directory, Surroundings } from '../ports.ts';
import type { Service, WireRequest, WireResponse } from '../wire.ts';
import { checkApiVersion } from './api-versions.ts';
import { authenticate } from './authentication.ts';
import { checkPlace } from './checks.ts';
import { stoppedByOthers } from './cluster-power.ts';
import { createCloud, type Cloud } from './cloud.ts';
import { checkConditions, checkGuards, checkProvider, subscriptionOf } from './conditions.ts';
import { beingDeleted } from './group-faults.ts';
import { checkLinkedAccess } from './linked-access.ts';
import { present, readResource, writeResource } from './lifecycle.ts';
import { listResources } from './listing.ts';
import { patchResource } from './patching.ts';
import { pollAnswer } from './polling.ts';
import { providers } from './providers.ts';
import { deleteResource, endOperation, forget, methodNotAllowed, type Types } from './removal.ts';
import { createDataAccess, checkRight } from './rights.ts';
import type { Call, ResourceType, Route } from './resource-type.ts';
import { ackSeconds, matchRoute, type Match } from './routing.ts';
import { seedAssignments } from './seed.ts';
import { parseTarget } from './target.ts';

/** Azure Resource Manager, with what the other services ask of it. */
export interface Arm extends Service {
  readonly cloud: Cloud;
  readonly dataAccess: DataAccess;
  ackMs(request: WireRequest): number;
  /** Lets everything happen that is due by now. */
  settle(): void;
}

const types: Types = new Map(
  providers.flatMap((provider) => provider.types.map((type) => [type.type.toLowerCase(), type])),
);
const routes: readonly Route[] = providers.flatMap((provider) => provider.routes);
const events = Object.assign({}, ...providers.map((provider) => provider.events ?? {})) as Record<
  string,
  (cloud: Cloud, about: string) => void
>;

/** Builds ARM over its slice of the world. */
export function createArm(surroundings: Surroundings, directory: Directory, clusters: Clusters): Arm {
  const cloud = createCloud(surroundings, directory, clusters);
  const settle = (): void => {
    seedAssignments(cloud);
    settleDue(cloud);
  };
  return {
    cloud,
    dataAccess: createDataAccess(cloud),
    answersFor: (host) => host === 'management.azure.com',
    ackMs: (request) => ackSeconds(request, { cloud, types, routes }) * 1000,
    settle,
    handle(request) {
      settle();
      try {
        return dressed(cloud, request, answerTo(cloud, request));
      } catch (error) {
        if (error instanceof Refusal) return dressed(cloud, request, refusalResponse(error));
        throw error;
      }
    },
  };
}

function settleDue(cloud: Cloud): void {
  const { due } = cloud.world;
  for (;;) {
    due.sort((a, b) => a.at - b.at);
    const next = due[0];
    if (next === undefined || next.at > cloud.now()) return;
    due.shift();
    if (next.what === 'operation') endOperation(cloud, next.about, types);
    else if (next.what === 'forget') forget(cloud, next.about, types);
    else events[next.what]?.(cloud, next.about);
  }
}

function answerTo(cloud: Cloud, request: WireRequest): WireResponse {
  const target = parseTarget(request.url.pathname);
  const match = matchRoute(routes, request.method, target.path);
  const caller = match?.route.action === 'anonymous' ? nobody : authenticate(cloud, request);
  const apiVersion = checkConditions(cloud, { request, target, caller });
  const call: Call = {
    cloud,
    request,
    target,
    caller,
    body: bodyOf(request),
    apiVersion,
    params: match?.params ?? {},
  };
  beingDeleted(call);
  stoppedByOthers(call);
  const polled = polledOperation(request, cloud.world.operations);
  if (polled !== undefined) return pollAnswer(call, polled, types);
  if (target.subscriptionId !== undefined) subscriptionOf(call);
  if (match?.route.action !== 'anonymous') checkApiVersion(call);
  return match === undefined ? resourceAnswer(call) : routeAnswer(call, match);
}

const nobody: Caller = { objectId: '', type: 'User', tenantId: '', name: '', audience: '' };

function bodyOf({ body }: WireRequest): JsonObject {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    const given = isTooDeep(parsed) ? undefined : pruned(parsed);
    if (isObject(given)) return given;
  } catch {
    // Falls through to the same refusal: Azure tells both apart no better.
  }
  throw new Refusal(
    400,
    'InvalidRequestContent',
    "The request content was invalid and could not be deserialized: 'Unexpected character encountered while parsing value.'.",
    { cause: 'gateway' },
  );
}

function routeAnswer(call: Call, { route, params }: Match): WireResponse {
  const { target } = call;
  // Asking about a provider and registering it need no registration.
  if (params['namespace'] === undefined) checkProvider(call);
  if (route.action !== undefined && route.action !== 'anonymous') {
    checkRight(
      call,
      route.action,
      params['scope'] ?? (target.open ? target.path.split('/').slice(0, -1).join('/') : target.path),
    );
  }
  checkGuards(call);
  return route.answer(call);
}

function resourceAnswer(call: Call): WireResponse {
  const { target } = call;
  const type = target.type === undefined ? undefined : types.get(target.type.toLowerCase());
  if (type === undefined) {
    const what = target.type ?? target.path;
    throw new Refusal(
      501,
      'NotSimulated',
      `The simulator has no '${what}': ${call.request.method} ${target.path}`,
    );
  }
  checkProvider(call);
  return target.open ? collectionAnswer(type, call) : instanceAnswer(type, call);
}

function collectionAnswer(type: ResourceType, call: Call): WireResponse {
  if (call.request.method !== 'GET') throw methodNotAllowed(call);
  checkRight(call, `${type.rightsType ?? type.type}/read`, call.target.scope);
  return listResources(type, call);
}

function instanceAnswer(type: ResourceType, call: Call): WireResponse {
  const { request, target } = call;
  if (type.verbs?.includes(request.method) === false) {
    // What stands nowhere is not found, whatever is asked of it.
    checkPlace(type, call);
    throw methodNotAllowed(call);
  }
  const action = (verb: string): string => `${type.rightsType ?? type.type}/${verb}`;
  const right = (verb: string): void => {
    checkRight(call, action(verb), target.path, type.attributes?.(call));
    if (verb === 'write') checkLinkedAccess(call, action(verb));
    checkGuards(call);
  };
  switch (request.method) {
    case 'GET':
      right('read');
      return readResource(type, call);
    case 'HEAD':
      right('read');
      present(type, call);
      return answer(204);
    case 'PUT':
      right('write');
      return writeResource(type, call);
    case 'PATCH':
      right('write');
      return patchResource(type, call);
    case 'DELETE':
      right('delete');
      return deleteResource(type, call, types);
    default:
      throw methodNotAllowed(call);
  }
}

/** Adds the headers that every real answer has. */
function dressed(cloud: Cloud, request: WireRequest, response: WireResponse): WireResponse {
  const id = cloud.guid();
  const { ledger } = cloud.world;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  ledger[isRead ? 'reads' : 'writes'] += 1;
  const left = isRead
    ? { 'x-ms-ratelimit-remaining-subscription-reads': String(Math.max(0, 250 - (ledger.reads % 250))) }
    : { 'x-ms-ratelimit-remaining-subscription-writes': String(Math.max(0, 200 - (ledger.writes % 200))) };
  return {
    ...response,
    body: request.method === 'HEAD' ? '' : response.body,
    headers: {
      date: new Date(cloud.now()).toUTCString(),
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': request.headers['x-ms-correlation-request-id'] ?? id,
      'x-ms-routing-request-id': `SIMULATED:${new Date(cloud.now()).toISOString()}:${id}`,
      ...left,
      ...response.headers,
    },
  };
}
