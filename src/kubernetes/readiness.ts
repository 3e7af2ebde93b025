import type { Status } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { conditionStatus, untouched } from './custom-resources.ts';
import type { Evidence, Sighting } from './evidence.ts';
import { definitionTrouble, troubleOf, type Trouble } from './explain.ts';
import { podMarksOf } from './marks.ts';
import { fieldsAt, listAt, nameOf, textOf, timeOf } from './objects.ts';
import { rollout } from './rollout.ts';

const READY: Status = { is: 'ready' };
/** Controllers fill endpoints within seconds of a pod's readiness. */
const ENDPOINTS_MS = 45_000;

/** How one object is, by the rules of its kind. Kinds without rules are ready when they exist. */
export function readiness({ object, evidence }: Sighting, now: number): Status {
  if (object.metadata.deletionTimestamp !== undefined) {
    return { is: 'going', because: `${nameOf(object)} is being removed` };
  }
  const custom = conditionStatus(object, now);
  if (custom !== undefined) return custom.is === 'ready' ? behind(object, evidence, now) : custom;
  const workload = rollout(object);
  if (workload !== undefined) {
    if (workload.is === 'ready' || workload.is === 'going') return workload;
    const trouble = troubleOf(evidence, now);
    if (trouble === undefined) return workload;
    const is = workload.is === 'broken' ? 'broken' : trouble.is;
    return { is, because: trouble.because };
  }
  return rules[object.kind]?.(object, evidence) ?? READY;
}

/**
 * What a controller has made of an object has to run before the object is of use.
 *
 * Kinds of Argo Events have no `observedGeneration`: whether the controller has seen the last change is told by the marks
 * that it hands on to the pods.
 */
function behind(object: KubeObject, { behind: workloads }: Evidence, now: number): Status {
  if (workloads.length === 0) return untouched(object, now, `nothing runs for ${nameOf(object)} yet`);
  const wanted = Object.entries(podMarksOf(object));
  const isTakenUp = workloads.every((workload) => {
    const marks = podMarksOf(workload.object);
    return wanted.every(([name, value]) => marks[name] === value);
  });
  return isTakenUp
    ? readinessOfAll(workloads, now)
    : untouched(object, now, `Argo Events has not taken up the change to ${nameOf(object)} yet`);
}

/** How a set of objects is: what is on its way out first, then what is broken, then what is not there yet. */
export function readinessOfAll(sightings: readonly Sighting[], now: number): Status {
  const statuses = sightings.map((sighting) => readiness(sighting, now));
  const worst =
    statuses.find(({ is }) => is === 'going') ??
    statuses.find(({ is }) => is === 'broken') ??
    statuses.find(({ is }) => is === 'pending');
  if (worst?.is === 'pending' && isMismatch(sightings, statuses, now)) {
    return {
      is: 'broken',
      because: `${worst.because}, although its pods are ready: its selector finds none`,
    };
  }
  return worst ?? READY;
}

/** The trouble that keeps one of the objects from being ready, for the final problem. */
export function troubleAmong(sightings: readonly Sighting[], now: number): Trouble | undefined {
  const all = sightings.flatMap((sighting) => [sighting, ...sighting.evidence.behind]);
  const troubles = all.flatMap(
    ({ object, evidence }) => troubleOf(evidence, now) ?? definitionTrouble(object) ?? [],
  );
  return troubles.find(({ is }) => is === 'broken') ?? troubles[0];
}

/** Only a service waits, and the pods have been ready for so long that it cannot be a matter of time. */
function isMismatch(sightings: readonly Sighting[], statuses: readonly Status[], now: number): boolean {
  const workloads = sightings.filter(({ object }) => rollout(object) !== undefined);
  const onlyServices = sightings.every(
    ({ object }, index) => statuses[index]?.is === 'ready' || object.kind === 'Service',
  );
  const sinceReady = workloads.map(({ object }) => {
    const available = listAt(object, 'status', 'conditions').find(({ type }) => type === 'Available');
    return now - timeOf(available?.['lastTransitionTime'], now);
  });
  return workloads.length > 0 && onlyServices && sinceReady.every((ms) => ms > ENDPOINTS_MS);
}

type Rule = (object: KubeObject, evidence: Evidence) => Status;

const conditionIs = (object: KubeObject, type: string): string =>
  textOf(listAt(object, 'status', 'conditions').find((condition) => condition['type'] === type)?.['status']);

const rules: Readonly<Record<string, Rule>> = {
  CustomResourceDefinition(object) {
    const { name } = object.metadata;
    const trouble = definitionTrouble(object);
    if (trouble !== undefined) return { is: 'broken', because: trouble.because };
    const isServed =
      conditionIs(object, 'Established') === 'True' && conditionIs(object, 'NamesAccepted') === 'True';
    return isServed ? READY : { is: 'pending', because: `${name} is not served yet` };
  },
  Namespace(object) {
    const phase = fieldsAt(object, 'status')['phase'];
    if (phase === 'Terminating') return { is: 'going', because: `${nameOf(object)} is being removed` };
    return READY;
  },
  PersistentVolumeClaim(object) {
    const phase = textOf(fieldsAt(object, 'status')['phase']);
    if (phase === 'Bound') return READY;
    if (phase === 'Lost') return { is: 'broken', because: `${nameOf(object)} has lost its volume` };
    return { is: 'pending', because: `${nameOf(object)} has no volume yet` };
  },
  Service(object, { endpoints }) {
    const { selector, type } = fieldsAt(object, 'spec');
    if (selector === undefined || type === 'ExternalName' || endpoints > 0) return READY;
    return { is: 'pending', because: `no pod takes the traffic of ${nameOf(object)}` };
  },
};
