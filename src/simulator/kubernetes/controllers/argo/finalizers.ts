import { copyOf } from '../../same.ts';
import { eraseObject, kindOf } from '../../store.ts';
import type { KubeObject } from '../../world.ts';
import type { Worker } from '../programs.ts';

/** The object, held by a finalizer from now on. */
export function withFinalizer(worker: Worker, object: KubeObject, finalizer: string): KubeObject {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  const next = copyOf(object);
  next.metadata.finalizers = [...finalizers, finalizer];
  return worker.update(object, next);
}

/** Takes a finalizer from an object that goes; the last one lets it go. */
export function letGo(worker: Worker, object: KubeObject, finalizer: string): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((held) => held !== finalizer);
  const next = { ...object, metadata: { ...object.metadata, finalizers } };
  worker.update(object, next);
  if (finalizers.length > 0) return;
  eraseObject(worker.cluster, kindOf(worker.cluster.state, object), object);
}
