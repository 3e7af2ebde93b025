import { dig, isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { ApiRefusal, badRequest, cause, invalid, methodNotAllowed, notFound } from '../refusals.ts';
import { changeObject, findObject, newUid, timeText, wakeAt } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { readObject } from './bodies.ts';
import { parseBody, unrecognized } from './parsing.ts';
import { isDryRun, isOn, queryOf } from './call.ts';
import type { Answer, Call } from './call.ts';
import { evictionAnswer } from './evicting.ts';
import { ownedAfterUpdate, writerOf } from './managed-fields.ts';
import type { Kind } from '../schema/kinds.ts';
import { audienceOf, issueAccountToken } from '../account-tokens.ts';
import { jsonTypeOf } from '../schema/decode.ts';
import { structNamed } from '../schema/shapes.ts';
import { jsonPatch, mergePatch } from '../schema/patches.ts';
import { selectorText } from '../tables/texts.ts';

/** GET of what a container has said. */
export function logAnswer({ cluster, target, ...call }: Call, pod: KubeObject): Answer {
  const containers = listOf(dig(pod, 'spec.containers')).map((item) => textOf(dig(item, 'name')));
  const initial = listOf(dig(pod, 'spec.initContainers')).map((item) => textOf(dig(item, 'name')));
  const asked = queryOf(call, 'container');
  const { name = '' } = target;
  const all = [...containers, ...initial];
  if (asked === undefined && containers.length > 1) {
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`);
  }
  const wanted = asked ?? containers[0] ?? '';
  if (!all.includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  const plan = objectOf(dig(cluster.state.plans[pod.metadata.uid ?? ''], 'containers'));
  if (dig(pod, 'spec.nodeName') === undefined) return { status: 204, body: '' };
  const { log, previousLog } = objectOf(plan[wanted]);
  if (isOn(call.request.url, 'previous')) {
    if (previousLog !== undefined) return { status: 200, body: textOf(previousLog) };
    throw badRequest(`previous terminated container "${wanted}" in pod "${name}" not found`);
  }
  if (log === undefined) {
    const states = [
      ...listOf(dig(pod, 'status.containerStatuses')),
      ...listOf(dig(pod, 'status.initContainerStatuses')),
    ];
    const status = states.find((item) => dig(item, 'name') === wanted);
    const reason = textOf(dig(status, 'state.waiting.reason')) || 'ContainerCreating';
    throw badRequest(`container "${wanted}" in pod "${name}" is waiting to start: ${reason}`);
  }
  const lines = textOf(log)
    .split('\n')
    .filter((line) => line !== '');
  const tail = Number(queryOf(call, 'tailLines') ?? lines.length);
  const kept = tail === 0 ? [] : lines.slice(-tail);
  return { status: 200, body: kept.map((line) => `${line}\n`).join('') };
}

const LONGEST_SECONDS = 2 ** 32;

/** What a token is asked for, read as its own kind; what the request leaves out or has as null is the server's to say. */
function readTokenRequest(call: Call, kind: Kind): { readonly given: JsonObject; readonly seconds: number } {
  const given = objectOf(readObject({ ...call, target: { ...call.target, kind } })['spec']);
  const seconds = Number(given['expirationSeconds'] ?? 3600);
  const why =
    seconds < 600
      ? 'may not specify a duration less than 10 minutes'
      : 'may not specify a duration larger than 2^32 seconds';
  if (seconds >= 600 && seconds <= LONGEST_SECONDS) return { given, seconds };
  throw invalid(kind, '', [cause.invalid('spec.expirationSeconds', seconds, why)]);
}

function tokenAnswer(call: Call, account: KubeObject): Answer {
  const { cluster } = call;
  const { name, namespace = '' } = account.metadata;
  const shape = structNamed('ServiceAccountTokenRequest');
  const kind: Kind = { ...call.target.kind, group: 'authentication.k8s.io', kind: 'TokenRequest', shape };
  const { given, seconds } = readTokenRequest(call, kind);
  const spec = { audiences: [audienceOf(cluster.state)], boundObjectRef: null, ...given };
  const audiences = listOf(spec.audiences).map(textOf);
  const { token, expiresAt } = issueAccountToken(cluster, account, { audiences, seconds });
  const request: KubeObject = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {
      name,
      namespace,
      uid: newUid(cluster.surroundings),
      creationTimestamp: timeText(cluster.now),
    },
    spec: { expirationSeconds: seconds, ...given },
  };
  const writer = writerOf(call, 'Update');
  const managedFields = ownedAfterUpdate(kind, undefined, request, writer);
  return {
    status: 201,
    body: {
      ...request,
      metadata: { ...request.metadata, managedFields },
      spec: { ...spec, ...objectOf(request['spec']) },
      status: { token, expirationTimestamp: timeText(expiresAt) },
    },
  };
}

function scaleOf({ target: { namespace } }: Call, object: KubeObject): JsonObject {
  const { name, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = dig(object, 'spec.replicas');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Zeros are left out.
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: dig(object, 'status.replicas') ?? 0,
      selector: selectorText(dig(object, 'spec.selector'), ''),
    },
  };
}

/** The Scale that a request wants: the whole of it, or what a patch makes of the one that there is. */
function askedScale(call: Call, object: KubeObject): unknown {
  const body = parseBody(call);
  const { method, headers } = call.request;
  if (headers['content-type']?.startsWith('application/json-patch+json') === true) {
    return jsonPatch(scaleOf(call, object), body);
  }
  if (!isObject(body)) throw unrecognized(call, `json: cannot unmarshal ${jsonTypeOf(body)}`);
  return method === 'PUT' ? body : mergePatch(scaleOf(call, object), body);
}

/** How many replicas a request wants: none, where it does not say, for a zero is left out. */
function askedReplicas(call: Call, object: KubeObject): number {
  const asked = dig(askedScale(call, object), 'spec.replicas') ?? 0;
  if (typeof asked !== 'number' || !Number.isInteger(asked)) {
    const what = typeof asked === 'number' ? `number ${asked}` : typeof asked;
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${what} into Go struct field ScaleSpec.spec.replicas of type int32`,
    );
  }
  if (asked >= 0) return asked;
  const why = cause.invalid('spec.replicas', asked, 'must be greater than or equal to 0');
  const kind = { ...call.target.kind, group: 'autoscaling', kind: 'Scale' };
  throw invalid(kind, object.metadata.name, [why]);
}

function scaleAnswer(call: Call, object: KubeObject): Answer {
  const { cluster } = call;
  if (call.request.method === 'GET') return { status: 200, body: scaleOf(call, object) };
  const replicas = askedReplicas(call, object);
  if (isDryRun(call)) {
    const would = { ...object, spec: { ...objectOf(object['spec']), replicas } };
    return { status: 200, body: scaleOf(call, would) };
  }
  wakeAt(cluster.state, cluster.now + 100);
  changeObject(cluster, object, (draft) => {
    if (dig(draft, 'spec.replicas') === replicas) return;
    objectOf(draft['spec'])['replicas'] = replicas;
    draft.metadata.generation = (draft.metadata.generation ?? 0) + 1;
  });
  const { kind, namespace } = call.target;
  const now = findObject(cluster.state, kind, namespace, object.metadata.name) ?? object;
  return { status: 200, body: scaleOf(call, now) };
}

const SCALED_BY = new Set(['GET', 'PUT', 'PATCH']);
const NOT_OFFERED = ['exec', 'attach', 'portforward', 'proxy'];

/** Requests for the parts of an object other than its status. */
export function answerSubresource(call: Call): Answer {
  const { cluster, target, request } = call;
  const { kind, namespace, name = '', subresource } = target;
  if (subresource !== undefined && NOT_OFFERED.includes(subresource)) {
    throw new ApiRefusal(501, 'NotImplemented', `the simulator does not offer ${subresource}`);
  }
  const object = findObject(cluster.state, kind, namespace, name);
  if (object === undefined) throw notFound(kind, name);
  if (subresource === 'log' && request.method === 'GET') return logAnswer(call, object);
  if (subresource === 'token' && request.method === 'POST') return tokenAnswer(call, object);
  if (subresource === 'scale' && SCALED_BY.has(request.method)) return scaleAnswer(call, object);
  if (subresource === 'eviction' && request.method === 'POST') return evictionAnswer(call, object);
  throw methodNotAllowed();
}
