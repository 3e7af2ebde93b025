import type { JsonObject } from '../../json.ts';
import { conflict } from '../refusals.ts';
import type { KubeObject } from '../world.ts';
import type { Call } from './call.ts';

/** The next object with everything that a writer of this (sub)resource may not touch taken from the live one. */
export function guarded(call: Call, live: KubeObject, next: KubeObject): KubeObject {
  const { kind, subresource } = call.target;
  const { metadata } = live;
  const kept: JsonObject = {};
  for (const key of ['uid', 'creationTimestamp', 'generation', 'deletionTimestamp', 'resourceVersion']) {
    if (metadata[key] !== undefined) kept[key] = metadata[key];
  }
  if (subresource === 'status') {
    const status = next['status'];
    return { ...live, ...(status === undefined ? {} : { status }), metadata: { ...metadata, ...kept } };
  }
  const { status: _ignored, ...body } = next;
  const keepsStatus = kind.subresources.includes('status');
  const status = keepsStatus ? live['status'] : next['status'];
  return {
    ...body,
    ...(status === undefined ? {} : { status }),
    metadata: { ...next.metadata, ...kept },
  };
}

/** What counts for the generation of an object. */
export function specOf(object: KubeObject): JsonObject {
  const { metadata: _m, status: _s, ...rest } = object;
  return rest;
}

/** Refuses a write that means another object, or an older state of it. */
export function checkPreconditions(call: Call, live: KubeObject, next: KubeObject): void {
  const { kind } = call.target;
  const { resourceVersion, uid } = next.metadata;
  if (uid !== undefined && uid !== live.metadata.uid) {
    const home = live.metadata.namespace === undefined ? '' : `${live.metadata.namespace}/`;
    const key = `/registry/${kind.plural}/${home}${live.metadata.name}`;
    const detail = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid ?? ''}`;
    throw conflict(kind, live.metadata.name, detail);
  }
  if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(
      kind,
      live.metadata.name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  }
}
