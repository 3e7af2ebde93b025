import { textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { drawMs, durations, readinessOf, runOf } from '../durations.ts';
import type { Cluster } from '../store.ts';
import { isStruck } from '../strikes.ts';
import { startFailure } from './argo/starts.ts';
import { recordEvent } from './events.ts';
import { missingConfig } from './references.ts';
import type { Container, Pod } from './views.ts';

/** Where a container is on its way, and when it next moves. */
export interface ContainerPlan extends JsonObject {
  is: 'pulling' | 'pullFailed' | 'configuring' | 'starting' | 'running' | 'crashed' | 'done';
  /** When the current step ends; absent when it lasts. */
  at?: number;
  /** Waiting reason and message as the kubelet shows them. */
  reason?: string;
  message?: string;
  pullTries: number;
  restarts: number;
  startedAt?: number;
  readyAt?: number;
  finishedAt?: number;
  exitCode?: number;
  log?: string;
  previousLog?: string;
}

/** A container, its plan, and whether it is an initial one. */
export interface Running {
  readonly container: Container;
  readonly plan: ContainerPlan;
  readonly isStep: boolean;
}

const BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 300_000;
const CONFIG_RETRY_MS = 10_000;
/** Between the failure of a pull and the state that says so for good. */
const BACKOFF_SHOWS_MS = 2000;
const IMAGE =
  /^([a-z0-9.-]+(:\d+)?\/)?[a-z0-9._-]+(\/[a-z0-9._-]+)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

const backoffMs = (tries: number): number => Math.min(BACKOFF_MS * 2 ** (tries - 1), LONGEST_BACKOFF_MS);
const aboutOf = ({ metadata }: Pod, { image }: Container): string =>
  `pod ${metadata.namespace ?? ''}/${metadata.name} ${image}`;
const keyOf = ({ spec }: Pod, { image }: Container): string => `${spec.nodeName ?? ''} ${image}`;

/** The plan of a container that is about to be started: its image comes first. */
export function newContainerPlan(cluster: Cluster, pod: Pod, container: Container): ContainerPlan {
  const isHere = cluster.state.images[keyOf(pod, container)] === true;
  const pull = isHere ? durations.cachedImage : durations.imagePull;
  recordEvent(cluster, pod, 'Normal', ['Pulling', `Pulling image "${container.image}"`]);
  const at = cluster.now + drawMs(cluster.surroundings, pull);
  return { is: 'pulling', at, reason: 'ContainerCreating', pullTries: 0, restarts: 0 };
}

type Step = (cluster: Cluster, pod: Pod, running: Running) => void;

const endPull: Step = (cluster, pod, { container, plan }) => {
  const { image } = container;
  if (!IMAGE.test(image)) {
    Object.assign(plan, {
      is: 'pullFailed',
      reason: 'InvalidImageName',
      at: cluster.now + LONGEST_BACKOFF_MS,
    });
    plan.message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
    recordEvent(cluster, pod, 'Warning', ['InspectFailed', plan.message]);
    return;
  }
  const isGone =
    isStruck(cluster.surroundings.faults, 'k8s.imagePull', aboutOf(pod, container)) !== undefined;
  if (!isGone && !/\.invalid(:\d+)?\//.test(image)) {
    cluster.state.images[keyOf(pod, container)] = true;
    recordEvent(cluster, pod, 'Normal', ['Pulled', `Successfully pulled image "${image}"`]);
    Object.assign(plan, { is: 'configuring', at: cluster.now });
    return;
  }
  plan.pullTries += 1;
  plan.message = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
  Object.assign(plan, { is: 'pullFailed', reason: 'ErrImagePull', at: cluster.now + BACKOFF_SHOWS_MS });
  recordEvent(cluster, pod, 'Warning', ['Failed', `Failed to pull image "${image}": ${plan.message}`]);
};

const endPullFailure: Step = (cluster, pod, { container, plan }) => {
  if (plan.reason === 'ErrImagePull') {
    plan.reason = 'ImagePullBackOff';
    plan.message = `Back-off pulling image "${container.image}"`;
    plan.at = cluster.now + backoffMs(plan.pullTries);
    recordEvent(cluster, pod, 'Normal', ['BackOff', plan.message]);
    return;
  }
  Object.assign(plan, {
    is: 'pulling',
    at: cluster.now + drawMs(cluster.surroundings, durations.failedPull),
  });
};

const configure: Step = (cluster, pod, { container, plan }) => {
  const why = missingConfig(cluster, pod, container);
  if (why !== undefined) {
    if (plan.message !== why) recordEvent(cluster, pod, 'Warning', ['Failed', `Error: ${why}`]);
    Object.assign(plan, {
      reason: 'CreateContainerConfigError',
      message: why,
      at: cluster.now + CONFIG_RETRY_MS,
    });
    return;
  }
  delete plan.message;
  const at = cluster.now + drawMs(cluster.surroundings, durations.containerStart);
  Object.assign(plan, { is: 'starting', reason: 'ContainerCreating', at });
};

function jobOf({ metadata }: Pod): string | undefined {
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === 'Job');
  return owner === undefined ? undefined : `job ${metadata.namespace ?? ''}/${owner.name}`;
}

/** How a start will turn out: with which exit code it ends and what it says, or that it stays. */
function fateOf(
  cluster: Cluster,
  pod: Pod,
  { container, isStep }: Running,
): { exit?: number; ms?: number; log: string } {
  const { surroundings } = cluster;
  const job = jobOf(pod);
  const crash =
    isStruck(surroundings.faults, 'k8s.crash', aboutOf(pod, container)) ??
    (job === undefined ? undefined : isStruck(surroundings.faults, 'k8s.jobFails', job));
  if (crash !== undefined) {
    return {
      exit: 1,
      ms: drawMs(surroundings, durations.crash),
      log: textOf(crash['log']) || 'fatal: simulated crash',
    };
  }
  const refusal = startFailure(cluster, { pod, container });
  if (refusal !== undefined) return { exit: 1, ms: drawMs(surroundings, durations.crash), log: refusal };
  const ends = isStep || pod.spec.restartPolicy === 'Never' || pod.spec.restartPolicy === 'OnFailure';
  if (!ends) return { log: 'started' };
  return { exit: 0, ms: drawMs(surroundings, runOf(container.image)), log: 'done' };
}

const start: Step = (cluster, pod, running) => {
  const { container, plan } = running;
  const { exit, ms, log } = fateOf(cluster, pod, running);
  const { readinessProbe } = container;
  const probed =
    readinessProbe === undefined
      ? 0
      : Math.max(
          (readinessProbe.initialDelaySeconds ?? 0) * 1000,
          drawMs(cluster.surroundings, readinessOf(container.image)),
        );
  delete plan.reason;
  delete plan.message;
  delete plan.at;
  if (plan.log !== undefined) plan.previousLog = plan.log;
  Object.assign(plan, { is: 'running', startedAt: cluster.now, readyAt: cluster.now + probed, log });
  if (exit !== undefined) Object.assign(plan, { exitCode: exit, at: cluster.now + (ms ?? 0) });
  if (exit !== undefined && exit !== 0) delete plan.readyAt;
  recordEvent(cluster, pod, 'Normal', ['Started', `Started container ${container.name}`]);
};

const end: Step = (cluster, pod, { container, plan, isStep }) => {
  plan.finishedAt = cluster.now;
  delete plan.readyAt;
  const policy = pod.spec.restartPolicy ?? 'Always';
  const isOver = plan.exitCode === 0 ? isStep || policy !== 'Always' : policy === 'Never';
  if (isOver) {
    plan.is = 'done';
    delete plan.at;
    return;
  }
  const wait = backoffMs(plan.restarts + 1);
  const where = `${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid ?? ''})`;
  plan.message = `back-off ${wait / 1000}s restarting failed container=${container.name} pod=${where}`;
  Object.assign(plan, { is: 'crashed', reason: 'CrashLoopBackOff', at: cluster.now + wait });
  recordEvent(cluster, pod, 'Warning', [
    'BackOff',
    `Back-off restarting failed container ${container.name} in pod ${where}`,
  ]);
};

const restart: Step = (cluster, _pod, { plan }) => {
  plan.restarts += 1;
  Object.assign(plan, { is: 'configuring', at: cluster.now });
};

const STEPS: Readonly<Record<ContainerPlan['is'], Step>> = {
  pulling: endPull,
  pullFailed: endPullFailure,
  configuring: configure,
  starting: start,
  running: end,
  crashed: restart,
  done: () => undefined,
};

/** Takes every step of a container that is due; says when the next is. */
export function advance(cluster: Cluster, pod: Pod, running: Running): number | undefined {
  const { plan } = running;
  while (plan.at !== undefined && plan.at <= cluster.now) STEPS[plan.is](cluster, pod, running);
  const ready = plan.readyAt !== undefined && plan.readyAt > cluster.now ? plan.readyAt : Infinity;
  const next = Math.min(plan.at ?? Infinity, ready);
  return next === Infinity ? undefined : next;
}
