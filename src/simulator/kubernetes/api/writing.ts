import { isObject } from '../../json.ts';
import { alreadyExists, ApiRefusal, badRequest, cause, invalid, notFound } from '../refusals.ts';
import { jsonTypeOf } from '../schema/decode.ts';
import { withSchemaDefaults } from '../schema/custom-defaults.ts';
import { withDefaults } from '../schema/defaults.ts';
import { apiVersionOf, kindNamed } from '../schema/kinds.ts';
import type { Kind } from '../schema/kinds.ts';
import { jsonPatch, mergePatch, strategicPatch } from '../schema/patches.ts';
import { checkObject } from '../rules/rules.ts';
import {
  eraseObject,
  findObject,
  insertObject,
  newSuffix,
  newUid,
  replaceObject,
  timeText,
  wakeAt,
} from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject, ManagedFields, User } from '../world.ts';
import { checkAllocation } from './allocation.ts';
import { admit } from './admission.ts';
import { decodeObject, goText, readApplied, readObject } from './bodies.ts';
import { isDryRun, isOn, queryOf } from './call.ts';
import type { Answer, Call } from './call.ts';
import { checkPreconditions, guarded, specOf } from './guards.ts';
import { applyOver, ownedAfterUpdate, writerOf } from './managed-fields.ts';
import { parseBody } from './parsing.ts';
import { askedOf, fillIn } from './strategies.ts';
import { copyOf, isSame } from '../same.ts';

/** How long after a write the controllers have noticed it. */
const CONTROLLER_LAG_MS = 100;
/** Whoever is not stored has this identity. */
const DRY_UID = '00000000-0000-4000-a000-000000000000';

function liveOf({ cluster, target }: Call): KubeObject | undefined {
  return findObject(cluster.state, target.kind, target.namespace, target.name ?? '');
}

const defaulted = ({ shape, custom, openApi }: Kind, object: KubeObject): KubeObject =>
  (custom && openApi !== undefined
    ? withSchemaDefaults(object, openApi)
    : withDefaults(object, shape)) as KubeObject;

function storeNew(
  call: Call,
  given: KubeObject,
  managed: (object: KubeObject, asked: KubeObject) => KubeObject,
): KubeObject {
  const { cluster, target } = call;
  const { kind } = target;
  const object = copyOf(given);
  for (const key of ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp']) {
    delete object.metadata[key];
  }
  if (kind.subresources.includes('status')) delete object['status'];
  const generate = object.metadata['generateName'];
  if ((object.metadata.name ?? '') === '' && typeof generate === 'string') {
    object.metadata.name = generate + newSuffix(cluster.surroundings);
  }
  // Others are told by it: a Job knows its pods by its own uid.
  object.metadata.uid = isDryRun(call) ? DRY_UID : newUid(cluster.surroundings);
  admit(call, object, undefined);
  const asked = defaulted(kind, object);
  const filled = fillIn(call, asked, undefined);
  const causes = checkObject(kind, filled, undefined, cluster.state.version);
  if (causes.length > 0) throw invalid(kind, object.metadata.name ?? '', causes);
  if (findObject(cluster.state, kind, target.namespace, object.metadata.name) !== undefined) {
    throw alreadyExists(kind, object.metadata.name);
  }
  checkAllocation(call, filled, undefined);
  if (isDryRun(call)) {
    const shown = managed(filled, asked);
    return { ...shown, metadata: { ...shown.metadata, creationTimestamp: timeText(cluster.now) } };
  }
  wakeAt(cluster.state, cluster.now + CONTROLLER_LAG_MS);
  return insertObject(cluster, kind, managed(filled, asked));
}

function storeNext(
  call: Call,
  live: KubeObject,
  given: KubeObject,
  managed: (object: KubeObject, asked: KubeObject) => KubeObject,
): KubeObject {
  const { cluster, target } = call;
  const { kind } = target;
  const asked = defaulted(kind, guarded(call, live, given));
  const next = fillIn(call, asked, live);
  admit(call, next, live);
  const causes = checkObject(kind, next, live, cluster.state.version);
  if (causes.length > 0) throw invalid(kind, live.metadata.name, causes);
  const counts = (kind.counted || kind.custom) && target.subresource !== 'status';
  if (counts && !isSame(specOf(live), specOf(next))) {
    next.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
  checkAllocation(call, next, live);
  const stored = managed(next, asked);
  if (isDryRun(call)) return stored;
  if (stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0) {
    if (kind.kind !== 'Namespace' && kind.kind !== 'Pod') eraseObject(cluster, kind, stored);
    if (kind.kind !== 'Namespace' && kind.kind !== 'Pod') return stored;
  }
  wakeAt(cluster.state, cluster.now + CONTROLLER_LAG_MS);
  return replaceObject(cluster, kind, stored);
}

/** An object with its managers; where there are none, nothing speaks of them. */
function owned(object: KubeObject, managedFields: ManagedFields[]): KubeObject {
  const { managedFields: _old, ...metadata } = object.metadata;
  return { ...object, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
}

/** POST: a new object under its own or a generated name. */
export function createObject(call: Call): Answer {
  const object = readObject(call);
  if (object.metadata['resourceVersion'] !== undefined) {
    // A plain error inside the server, so 500 without a reason.
    throw new ApiRefusal(500, '', 'resourceVersion should not be set on objects to be created');
  }
  const writer = writerOf(call, 'Update');
  const body = storeNew(call, object, (filled, asked) =>
    owned(filled, ownedAfterUpdate(call.target.kind, undefined, askedOf(filled, asked, undefined), writer)),
  );
  return { status: 201, body };
}

function replace(call: Call, live: KubeObject, next: KubeObject): KubeObject {
  checkPreconditions(call, live, next);
  const writer = writerOf(call, 'Update');
  return storeNext(call, live, next, (filled, asked) =>
    owned(filled, ownedAfterUpdate(call.target.kind, live, askedOf(filled, asked, live), writer)),
  );
}

/** PUT: the whole object, or its status. */
export function updateObject(call: Call): Answer {
  const next = readObject(call);
  const live = liveOf(call);
  if (live === undefined) throw notFound(call.target.kind, call.target.name ?? '');
  const { kind } = call.target;
  if (kind.custom && next.metadata['resourceVersion'] === undefined) {
    const why = cause.invalid('metadata.resourceVersion', 0, 'must be specified for an update');
    throw invalid({ ...kind, kind: kind.plural }, live.metadata.name, [why]);
  }
  return { status: 200, body: replace(call, live, next) };
}

function applyObject(call: Call): Answer {
  const { kind } = call.target;
  if (queryOf(call, 'fieldManager') === undefined) {
    const options = { ...kind, group: 'meta.k8s.io', kind: 'PatchOptions' };
    throw invalid(options, '', [cause.required('fieldManager', 'is required for apply patch')]);
  }
  const config = readApplied(call);
  const live = liveOf(call);
  const writer = writerOf(call, 'Apply');
  if (live !== undefined) checkPreconditions(call, live, config);
  else if (call.target.subresource !== undefined) throw notFound(kind, call.target.name ?? '');
  const applied = applyOver(kind, live, config, writer, isOn(call.request.url, 'force'));
  const keep = (filled: KubeObject): KubeObject => filled;
  if (live === undefined) return { status: 201, body: storeNew(call, applied, keep) };
  const { resourceVersion: _r, uid: _u, ...metadata } = applied.metadata;
  return { status: 200, body: storeNext(call, live, { ...applied, metadata }, keep) };
}

const OTHER_DIALECTS = ['application/json-patch+json', 'application/merge-patch+json'];

function checkDialect(type: string, isStrategic: boolean): void {
  if (isStrategic || OTHER_DIALECTS.includes(type)) return;
  if (type !== 'application/strategic-merge-patch+json') {
    throw new ApiRefusal(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }
  const accepted = [...OTHER_DIALECTS, 'application/apply-patch+yaml'].join(', ');
  const why = `the body of the request was in an unknown format - accepted media types include: ${accepted}`;
  throw new ApiRefusal(415, 'UnsupportedMediaType', why);
}

/** A merge is an object, whatever it says. */
function checkPatch(patch: unknown, isStrategic: boolean): void {
  if (isObject(patch) || patch === undefined) return;
  const why = `json: cannot unmarshal ${jsonTypeOf(patch)} into Go value of type map[string]interface {}`;
  throw badRequest(isStrategic ? why : `error decoding patch: ${why}`);
}

/** PATCH in each of the four dialects. */
export function patchObject(call: Call): Answer {
  const type = (call.request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const { kind } = call.target;
  if (type === 'application/apply-patch+yaml') return applyObject(call);
  const live = liveOf(call);
  if (live === undefined) throw notFound(kind, call.target.name ?? '');
  const isStrategic = type === 'application/strategic-merge-patch+json' && !kind.custom;
  checkDialect(type, isStrategic);
  const patch = parseBody(call);
  if (type !== 'application/json-patch+json') checkPatch(patch, isStrategic);
  const patched = isStrategic
    ? strategicPatch(live, patch, kind.shape)
    : type === 'application/json-patch+json'
      ? jsonPatch(live, patch)
      : mergePatch(live, patch);
  if (!isObject(patched)) throw badRequest('the patched object is no object');
  const outcome = { ...patched, apiVersion: apiVersionOf(kind), kind: kind.kind };
  // A strategic merge is told as it came, of the others what comes of them.
  const next = decodeObject(call, outcome, [], isStrategic ? goText(patch) : undefined);
  return { status: 200, body: replace(call, live, next) };
}

const CONTROLLER: User = {
  name: 'system:serviceaccount:kube-system:generic-controller',
  groups: ['system:masters'],
};

function callFor(cluster: Cluster, { kind, metadata }: KubeObject, method: string, name?: string): Call {
  const target = {
    kind: kindNamed(kind),
    namespace: metadata.namespace,
    name,
    subresource: undefined,
    rest: '',
  };
  const request = { method, url: new URL('https://cluster.invalid/'), headers: {}, body: '' };
  return { cluster, target, user: CONTROLLER, request, warnings: [] };
}

const unmanaged = (filled: KubeObject): KubeObject => filled;

/** A create by a controller: the same admission and rules as for anybody, no managed fields. */
export function createInternally(cluster: Cluster, object: KubeObject): KubeObject {
  return storeNew(callFor(cluster, object, 'POST'), object, unmanaged);
}

/** An update by a controller of an object as it has just read it. */
export function updateInternally(cluster: Cluster, live: KubeObject, next: KubeObject): KubeObject {
  return storeNext(callFor(cluster, live, 'PUT', live.metadata.name), live, next, unmanaged);
}
