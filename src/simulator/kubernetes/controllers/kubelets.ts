import { dig, listOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, eraseObject, findObject, listNamed, nextSerial, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { advance, newContainerPlan } from './containers.ts';
import type { ContainerPlan } from './containers.ts';
import { recordEvent } from './events.ts';
import { podStatus } from './pod-status.ts';
import { missingVolume, unboundClaim } from './references.ts';
import type { Container, Pod } from './views.ts';

/** What the simulated kubelet keeps about a pod. */
export interface PodPlan extends JsonObject {
  containers: Record<string, ContainerPlan>;
}

/** How long a container takes to end after it was asked to. */
const STOP_MS = 2000;
/** How long the kubelet waits for a volume before it says so. */
const VOLUME_PATIENCE_MS = 123_000;
/** How often the kubelet tries a volume again that it cannot mount. */
const MOUNT_RETRY_MS = 10_000;

function planOf({ state }: Cluster, pod: Pod): PodPlan {
  return (state.plans[pod.metadata.uid ?? ''] ??= { containers: {} }) as PodPlan;
}

function stop(cluster: Cluster, pod: Pod): number | undefined {
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  const asked = Date.parse(pod.metadata.deletionTimestamp ?? '') - grace;
  const at = asked + Math.min(grace, STOP_MS);
  if (at > cluster.now) return at;
  if ((pod.metadata.finalizers ?? []).length === 0) eraseObject(cluster, kindNamed('Pod'), pod);
  return undefined;
}

function containerTime(
  cluster: Cluster,
  pod: Pod,
  plan: PodPlan,
  container: Container,
  isStep: boolean,
): number {
  const mine = (plan.containers[container.name] ??= newContainerPlan(cluster, pod, container));
  return advance(cluster, pod, { container, plan: mine, isStep }) ?? Infinity;
}

/** Plays the initial containers one after the other and then the others together. */
function run(cluster: Cluster, pod: Pod, plan: PodPlan): number {
  for (const container of pod.spec.initContainers ?? []) {
    const time = containerTime(cluster, pod, plan, container, true);
    const mine = plan.containers[container.name];
    if (mine?.is !== 'done' || mine.exitCode !== 0) return time;
  }
  return Math.min(
    ...pod.spec.containers.map((container) => containerTime(cluster, pod, plan, container, false)),
  );
}

function mountAndRun(cluster: Cluster, pod: Pod, plan: PodPlan): number {
  const isStarted = Object.keys(plan.containers).length > 0;
  if (isStarted) return run(cluster, pod, plan);
  const claim = unboundClaim(cluster, pod);
  const complainAt = Date.parse(pod.metadata.creationTimestamp ?? '') + VOLUME_PATIENCE_MS;
  if (claim !== undefined && cluster.now < complainAt) return complainAt;
  const unbound = `Unable to attach or mount volumes: claim "${claim ?? ''}" is not bound`;
  const problem = claim === undefined ? missingVolume(cluster, pod) : unbound;
  if (problem === undefined) return run(cluster, pod, plan);
  if (plan['mountProblem'] !== problem) recordEvent(cluster, pod, 'Warning', ['FailedMount', problem]);
  plan['mountProblem'] = problem;
  return cluster.now + MOUNT_RETRY_MS;
}

function playPod(cluster: Cluster, pod: Pod): number | undefined {
  const { phase } = pod.status;
  if (pod.metadata.deletionTimestamp !== undefined) return stop(cluster, pod);
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const node = findObject(cluster.state, kindNamed('Node'), undefined, pod.spec.nodeName ?? '');
  if (node === undefined) {
    eraseObject(cluster, kindNamed('Pod'), pod);
    return undefined;
  }
  const plan = planOf(cluster, pod);
  const next = mountAndRun(cluster, pod, plan);
  const isNew = pod.status.podIP === undefined;
  const address = isNew ? addressOf(nextSerial(cluster.state)) : (pod.status.podIP ?? '');
  changeObject(cluster, pod, (draft) => {
    const moment = { time: timeText(cluster.now), now: cluster.now, address, host: hostOf(node) };
    draft.status = podStatus(draft, plan, moment);
  });
  return next;
}

const hostOf = (node: KubeObject): string => textOf(dig(listOf(dig(node, 'status.addresses'))[0], 'address'));

/** An address in the pod network, 10.244.0.0/16 as overlay networking has it. */
function addressOf(serial: number): string {
  return `10.244.${Math.floor(serial / 250) % 250}.${(serial % 250) + 2}`;
}

/** Runs the pods that are placed on nodes: pulls, starts, restarts, probes and stops their containers. */
export function playKubelets(cluster: Cluster): number | undefined {
  const times = listNamed<Pod>(cluster.state, 'Pod')
    .filter(({ spec }) => spec.nodeName !== undefined)
    .map((pod) => playPod(cluster, pod));
  return Math.min(...times.map((time) => time ?? Infinity));
}
