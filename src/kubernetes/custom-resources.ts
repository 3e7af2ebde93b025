import type { Status } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { listAt, nameOf, textOf, timeOf } from './objects.ts';

/** The workload that a controller makes of a custom resource, and how it is found. */
export interface Made {
  readonly apiVersion: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly selector: string;
}

interface CustomKind {
  /** All of these have to hold. They say that the workload was asked for, not that it runs (k8s-facts F.2). */
  readonly conditions: readonly string[];
  made(name: string): Made;
}

/** The kinds of Argo Events, by name. */
const kinds: Readonly<Record<string, CustomKind>> = {
  EventBus: {
    conditions: ['Configured', 'Deployed'],
    made: (name) => ({ apiVersion: 'apps/v1', kind: 'StatefulSet', selector: `eventbus-name=${name}` }),
  },
  EventSource: {
    conditions: ['SourcesProvided', 'Deployed'],
    made: (name) => ({ apiVersion: 'apps/v1', kind: 'Deployment', selector: `eventsource-name=${name}` }),
  },
};

const kindOf = ({ apiVersion, kind }: KubeObject): CustomKind | undefined =>
  apiVersion.startsWith('argoproj.io/') ? kinds[kind] : undefined;

/** What a controller makes of this object; `undefined` for kinds that are what they are. */
export const madeOf = (object: KubeObject): Made | undefined => kindOf(object)?.made(object.metadata.name);

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
    const since = timeOf(failed['lastTransitionTime'], now);
    return { is: now - since > GRACE_MS ? 'broken' : 'pending', because };
  }
  if (kind.conditions.every((type) => stateOf(type) === 'True')) return { is: 'ready' };
  const age = now - timeOf(object.metadata.creationTimestamp, now);
  const hint =
    age > GRACE_MS ? '; see kubectl --namespace argo-events logs deployment/argo-events-controller' : '';
  return { is: 'pending', because: `Argo Events has not taken up ${nameOf(object)} yet${hint}` };
}
