import { dig } from '../../../json.ts';
import { findObject, kindsOf } from '../../store.ts';
import type { Cluster } from '../../store.ts';
import type { Kind } from '../../schema/kinds.ts';
import type { KubeObject } from '../../world.ts';
import type { Worker } from '../programs.ts';
import { holds } from '../views.ts';
import type { Condition } from '../views.ts';

const GROUP = 'argoproj.io';

/** The controller of Argo Events at work. */
export interface EventsWorker extends Worker {
  readonly config: unknown;
  /** What sources and sensors run. */
  readonly image: string;
}

/** What became of an object: its conditions, and why it has to be looked at again. */
export interface Outcome {
  readonly conditions: Readonly<Record<string, Pick<Condition, 'status' | 'reason' | 'message'>>>;
  readonly status?: object;
  readonly failed?: boolean;
}

/** One of the kinds that the controller of Argo Events looks after. */
export interface EventsKind {
  readonly name: string;
  readonly finalizer: string;
  readonly make: (worker: EventsWorker, object: KubeObject) => Outcome;
  /** Lets go of what does not go by itself; says why it may not go yet. */
  readonly release: (worker: EventsWorker, object: KubeObject) => string | undefined;
}

/** A kind of Argo that the cluster serves. */
export function argoKind({ state }: Cluster, name: string): Kind | undefined {
  return kindsOf(state).find(({ kind, group }) => kind === name && group === GROUP);
}

/** Whether every condition of an object of Argo Events holds, and there is one. */
export function isReady(object: KubeObject | undefined): boolean {
  const conditions = (dig(object, 'status.conditions') ?? []) as Condition[];
  return conditions.length > 0 && conditions.every(({ type }) => holds(conditions, type));
}

/** An object of Argo Events in the same namespace as another. */
export function neighbour(
  { cluster }: Worker,
  beside: KubeObject,
  kindName: string,
  name: string,
): KubeObject | undefined {
  const kind = argoKind(cluster, kindName);
  return kind === undefined ? undefined : findObject(cluster.state, kind, beside.metadata.namespace, name);
}
