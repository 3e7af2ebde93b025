import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import type { KubeObject } from '../world.ts';
import { ageOf, countAt, orNone } from './texts.ts';
import type { Cell } from './texts.ts';

/** What the containers of a pod come to. */
interface Sum {
  readonly ready: number;
  readonly restarts: number;
  /** When the last container to be restarted had ended. */
  readonly lastEnd: string;
  readonly reason: string;
}

const statusesOf = (pod: KubeObject, key: string): JsonObject[] =>
  listOf(dig(pod, `status.${key}`)).map(objectOf);
const isTrue = (pod: KubeObject, type: string): boolean =>
  listOf(dig(pod, 'status.conditions')).some(
    (item) => dig(item, 'type') === type && dig(item, 'status') === 'True',
  );

function endReason({ reason, signal, exitCode }: JsonObject): string {
  if (textOf(reason) !== '') return textOf(reason);
  return Number(signal ?? 0) === 0 ? `ExitCode:${Number(exitCode)}` : `Signal:${Number(signal)}`;
}

const restartsOf = (statuses: readonly JsonObject[]): number =>
  statuses.reduce((sum, status) => sum + countAt(status, 'restartCount'), 0);
const lastEndOf = (statuses: readonly JsonObject[]): string =>
  statuses
    .map((status) => textOf(dig(status, 'lastState.terminated.finishedAt')))
    .toSorted()
    .at(-1) ?? '';

/** Initial containers that go on beside the others. */
const sidecarsOf = (pod: KubeObject): Set<unknown> =>
  new Set(
    listOf(dig(pod, 'spec.initContainers'))
      .filter((item) => dig(item, 'restartPolicy') === 'Always')
      .map((item) => dig(item, 'name')),
  );

/** Why a pod is not past its initial containers, if it is not; the containers after the one that is at work wait. */
function initialReason(pod: KubeObject, sidecars: ReadonlySet<unknown>): [string | undefined, number] {
  const statuses = statusesOf(pod, 'initContainerStatuses');
  const isDone = (status: JsonObject): boolean =>
    dig(status, 'state.terminated.exitCode') === 0 ||
    (sidecars.has(status['name']) && status['started'] === true);
  const index = statuses.findIndex((status) => !isDone(status));
  const state = objectOf(statuses[index]?.['state']);
  const waiting = textOf(dig(state, 'waiting.reason'));
  if (index < 0) return [undefined, statuses.length];
  if (state['terminated'] !== undefined) return [`Init:${endReason(objectOf(state['terminated']))}`, index];
  if (waiting !== '' && waiting !== 'PodInitializing') return [`Init:${waiting}`, index];
  return [`Init:${index}/${listOf(dig(pod, 'spec.initContainers')).length}`, index];
}

/** What the containers say together: the first of them has the last word. */
function mainSum(pod: KubeObject, before: Sum): Sum {
  let { ready, reason } = before;
  let [isRunning, failure] = [false, ''];
  const statuses = statusesOf(pod, 'containerStatuses');
  for (const status of statuses.toReversed()) {
    const { waiting, terminated, running } = objectOf(status['state']);
    const why = textOf(dig(waiting, 'reason'));
    if (why !== '') reason = why;
    else if (terminated !== undefined) {
      reason = endReason(objectOf(terminated));
      if (dig(terminated, 'exitCode') !== 0) failure = reason;
    } else if (status['ready'] === true && running !== undefined) {
      isRunning = true;
      ready += 1;
    }
  }
  if (reason === 'Completed') {
    if (isRunning && isTrue(pod, 'Ready')) reason = 'Running';
    else if (failure !== '') reason = failure;
    else if (isRunning) reason = 'NotReady';
  }
  const ends = [before.lastEnd, lastEndOf(statuses)].toSorted();
  return { ready, reason, restarts: before.restarts + restartsOf(statuses), lastEnd: ends[1] ?? '' };
}

function sumOf(pod: KubeObject): Sum {
  const sidecars = sidecarsOf(pod);
  const [why, reached] = initialReason(pod, sidecars);
  const initial = statusesOf(pod, 'initContainerStatuses');
  const counted = initial.slice(0, reached + 1);
  const beside = counted.filter(({ name }) => sidecars.has(name));
  const isGated = listOf(dig(pod, 'status.conditions')).some(
    (item) => dig(item, 'type') === 'PodScheduled' && dig(item, 'reason') === 'SchedulingGated',
  );
  const phase = orNone(dig(pod, 'status.reason'), textOf(dig(pod, 'status.phase')));
  const reason = why ?? (isGated ? 'SchedulingGated' : phase);
  const ready = initial
    .slice(0, reached)
    .filter((status) => sidecars.has(status['name']) && status['ready'] === true).length;
  if (why !== undefined && !isTrue(pod, 'Initialized')) {
    return { ready, reason, restarts: restartsOf(counted), lastEnd: lastEndOf(counted) };
  }
  return mainSum(pod, { ready, reason, restarts: restartsOf(beside), lastEnd: lastEndOf(beside) });
}

function gatesText(pod: KubeObject): string {
  const gates = listOf(dig(pod, 'spec.readinessGates')).map((gate) => textOf(dig(gate, 'conditionType')));
  return gates.length === 0
    ? '<none>'
    : `${gates.filter((gate) => isTrue(pod, gate)).length}/${gates.length}`;
}

/** The cells of a pod. */
export function podCells(pod: KubeObject, now: number): Cell[] {
  const { ready, reason, restarts, lastEnd } = sumOf(pod);
  const phase = textOf(dig(pod, 'status.phase'));
  const isGoing = pod.metadata.deletionTimestamp !== undefined && phase !== 'Succeeded' && phase !== 'Failed';
  const all = listOf(dig(pod, 'spec.containers')).length + sidecarsOf(pod).size;
  const since = restarts !== 0 && lastEnd !== '' ? ` (${ageOf(lastEnd, now)} ago)` : '';
  return [
    pod.metadata.name,
    `${ready}/${all}`,
    isGoing ? 'Terminating' : reason,
    `${restarts}${since}`,
    ageOf(pod.metadata.creationTimestamp, now),
    orNone(dig(listOf(dig(pod, 'status.podIPs'))[0], 'ip')),
    orNone(dig(pod, 'spec.nodeName')),
    orNone(dig(pod, 'status.nominatedNodeName')),
    gatesText(pod),
  ];
}

/** What a row says of a pod that is over. */
export function podConditions(pod: KubeObject): JsonObject[] | undefined {
  const phase = dig(pod, 'status.phase');
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.';
  return [{ type: 'Completed', status: 'True', reason: phase, message }];
}
