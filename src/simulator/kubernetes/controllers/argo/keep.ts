import { createHash } from 'node:crypto';
import { kindNamed } from '../../schema/kinds.ts';
import { findObject } from '../../store.ts';
import type { KubeObject } from '../../world.ts';
import type { Worker } from '../programs.ts';

const HASH = 'resource-spec-hash';

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** An object with the annotation by which the controllers of Argo Events know whether it is still what they want. */
export function hashed(object: KubeObject, parts: readonly string[]): KubeObject {
  const hash = hashOf(parts.map((part) => object[part]));
  const annotations = { ...object.metadata.annotations, [HASH]: hash };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Lays the wanted parts over what is there, if its annotation says that they have changed. */
export function renew(worker: Worker, live: KubeObject, wanted: KubeObject, parts: readonly string[]): void {
  const hash = wanted.metadata.annotations?.[HASH] ?? '';
  if (live.metadata.annotations?.[HASH] === hash) return;
  const annotations = { ...live.metadata.annotations, [HASH]: hash };
  const own = Object.fromEntries(parts.map((part) => [part, wanted[part]]));
  worker.update(live, { ...live, ...own, metadata: { ...live.metadata, annotations } });
}

/** Makes an object, or sets right the parts of it that a hand or a new spec has left behind. */
export function keep(worker: Worker, object: KubeObject, parts: readonly string[]): void {
  const wanted = hashed(object, parts);
  const { namespace, name } = object.metadata;
  const live = findObject(worker.cluster.state, kindNamed(object.kind), namespace, name);
  if (live === undefined) worker.create(wanted);
  else renew(worker, live, wanted, parts);
}
