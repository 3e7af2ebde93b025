import type { Status } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { fieldsAt, listAt, nameOf, textOf, timeOf } from './objects.ts';

/** The workload that a controller makes of a custom resource, and how it is found. */
export interface Made {
  readonly apiVersion: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly selector: string;
}

interface CustomKind {
  /** All of these have to hold. They say that the workload was asked for, not that it runs. */
  readonly conditions: readonly string[];
  /** The part of the spec whose metadata the pods get. */
  readonly pods: string;
  made(name: string): Made;
}

/** The kinds of Argo Events, by name. */
const kinds: Readonly<Record<string, CustomKind>> = {
  EventBus: {
    conditions: ['Configured', 'Deployed'],
    pods: 'jetstream',
    made: (name) => ({ apiVersion: 'apps/v1', kind: 'StatefulSet', selector: `eventbus-name=${name}` }),
  },
  EventSource: {
    conditions: ['SourcesProvided', 'Deployed'],
    pods: 'template',
    made: (name) => ({ apiVersion: 'apps/v1', kind: 'Deployment', selector: `eventsource-name=${name}` }),
  },
};

const kindOf = ({ apiVersion, kind }: KubeObject): CustomKind | undefined =>
  apiVersion.startsWith('argoproj.io/') ? kinds[kind] : undefined;

/** What a controller makes of this object; `undefined` for kinds that are what they are. */
export const madeOf = (object: KubeObject): Made | undefined => kindOf(object)?.made(object.metadata.name);

/** Whether a controller of Argo Events makes a workload of this object. */
export const isCustom = (object: KubeObject): boolean => kindOf(object) !== undefined;

/** The part of an object's spec that stands for its pods. */
export const podsKeyOf = (object: KubeObject): string => kindOf(object)?.pods ?? 'template';

/** Names the workload that looks after an object, such as `argo-events/argo-events-controller`. */
const CONTROLLER = 'metaflow-azure/controller';

/** The controller looks again after every failure; what it says for this long is no passing trouble. */
const GRACE_MS = 45_000;

/** How a custom resource is by its conditions alone. `undefined`: not one of the kinds known here. */
export function conditionStatus(object: KubeObject, now: number): Status | undefined {
  const kind = kindOf(object);
  if (kind === undefined) return undefined;
  const found = listAt(object, 'status', 'conditions');
  const stateOf = (type: string): string =>
    textOf(found.find((condition) => condition['type'] === type)?.['status']);
  const failed = found.find((condition) => condition['status'] === 'False');
  if (failed !== undefined) {
    const said = textOf(failed['message']) || textOf(failed['reason']) || textOf(failed['type']);
    const because = `${nameOf(object)}: ${said}`;
    // A condition does not say which version of the object it is about: one from before a change is none of it.
    const since = Math.max(timeOf(failed['lastTransitionTime'], now), changedAt(object, now));
    return { is: now - since > GRACE_MS ? 'broken' : 'pending', because };
  }
  if (kind.conditions.every((type) => stateOf(type) === 'True')) return { is: 'ready' };
  return untouched(object, now, `Argo Events has not taken up ${nameOf(object)} yet`);
}

/** Waits for the controller, and after a while says where it tells what keeps it. */
export function untouched(object: KubeObject, now: number, because: string): Status {
  const [namespace = '', name = ''] = (object.metadata.annotations?.[CONTROLLER] ?? '').split('/');
  const isLate = now - changedAt(object, now) > GRACE_MS && name !== '';
  const hint = isLate ? `; see kubectl --namespace ${namespace} logs deployment/${name}` : '';
  return { is: 'pending', because: because + hint };
}

/** When somebody last wanted something else of an object; the status is its controller's. */
function changedAt(object: KubeObject, now: number): number {
  const written = listAt(object, 'metadata', 'managedFields').filter(
    (entry) => entry['operation'] === 'Apply' && 'f:spec' in fieldsAt(entry, 'fieldsV1'),
  );
  const times = [object.metadata.creationTimestamp, ...written.map((entry) => entry['time'])];
  return Math.max(...times.map((time) => timeOf(time, now)));
}
