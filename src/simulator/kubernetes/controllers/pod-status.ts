import type { JsonObject } from '../../json.ts';
import { timeText } from '../store.ts';
import type { ContainerPlan } from './containers.ts';
import { withCondition } from './views.ts';
import type { Condition, Container, Pod } from './views.ts';

interface Moment {
  readonly time: string;
  readonly now: number;
  readonly address: string;
  readonly host: string;
}

type Plans = Readonly<Record<string, ContainerPlan>>;

function terminated({ exitCode = 0, startedAt = 0, finishedAt = 0 }: ContainerPlan): JsonObject {
  return {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: timeText(startedAt),
      finishedAt: timeText(finishedAt),
    },
  };
}

function stateOf(plan: ContainerPlan | undefined): JsonObject {
  if (plan === undefined) return { waiting: { reason: 'PodInitializing' } };
  switch (plan.is) {
    case 'running':
      return { running: { startedAt: timeText(plan.startedAt ?? 0) } };
    case 'done':
      return terminated(plan);
    default: {
      const { reason = 'ContainerCreating', message } = plan;
      return { waiting: { reason, ...(message === undefined ? {} : { message }) } };
    }
  }
}

function isReady(plan: ContainerPlan | undefined, now: number): boolean {
  return plan?.is === 'running' && plan.readyAt !== undefined && plan.readyAt <= now;
}

function containerStatus(
  { name, image }: Container,
  plan: ContainerPlan | undefined,
  now: number,
  isStep: boolean,
): JsonObject {
  const hasEnded = plan?.finishedAt !== undefined && plan.is !== 'done';
  const ready = isStep ? plan?.is === 'done' && plan.exitCode === 0 : isReady(plan, now);
  return {
    name,
    image,
    imageID: plan?.startedAt === undefined ? '' : `${image}@sha256:simulated`,
    ready,
    started: plan?.is === 'running',
    restartCount: plan?.restarts ?? 0,
    state: stateOf(plan),
    lastState: hasEnded ? terminated(plan) : {},
  };
}

function phaseOf({ spec }: Pod, plans: Plans): Pod['status']['phase'] {
  const main = spec.containers.map(({ name }) => plans[name]);
  const initial = (spec.initContainers ?? []).map(({ name }) => plans[name]);
  if (initial.some((plan) => plan?.is === 'done' && plan.exitCode !== 0)) return 'Failed';
  if (main.every((plan) => plan?.is === 'done')) {
    return main.every((plan) => plan?.exitCode === 0) ? 'Succeeded' : 'Failed';
  }
  return main.some((plan) => plan?.startedAt !== undefined) ? 'Running' : 'Pending';
}

function conditionsOf(
  { spec, status }: Pod,
  plans: Plans,
  phase: string,
  { time, now }: Moment,
): Condition[] {
  const initialized = (spec.initContainers ?? []).every(
    ({ name }) => plans[name]?.is === 'done' && plans[name].exitCode === 0,
  );
  const waiting = spec.containers.filter(({ name }) => !isReady(plans[name], now)).map(({ name }) => name);
  const ready = initialized && waiting.length === 0;
  const why: Partial<Condition> =
    phase === 'Succeeded'
      ? { reason: 'PodCompleted' }
      : { reason: 'ContainersNotReady', message: `containers with unready status: [${waiting.join(' ')}]` };
  const states: Condition[] = [
    { type: 'PodReadyToStartContainers', status: 'True' },
    {
      type: 'Initialized',
      status: initialized ? 'True' : 'False',
      ...(initialized ? {} : { reason: 'ContainersNotInitialized' }),
    },
    { type: 'Ready', status: ready ? 'True' : 'False', ...(ready ? {} : why) },
    { type: 'ContainersReady', status: ready ? 'True' : 'False', ...(ready ? {} : why) },
  ];
  return states.reduce((all, condition) => withCondition(all, condition, time), status.conditions ?? []);
}

/** The status of a pod as its kubelet reports it. */
export function podStatus(pod: Pod, { containers }: { containers: Plans }, moment: Moment): Pod['status'] {
  const { spec, status } = pod;
  const phase = phaseOf(pod, containers);
  const initial = spec.initContainers ?? [];
  return {
    ...status,
    phase,
    conditions: conditionsOf(pod, containers, phase, moment),
    hostIP: moment.host,
    hostIPs: [{ ip: moment.host }],
    podIP: moment.address,
    podIPs: [{ ip: moment.address }],
    startTime: status.startTime ?? moment.time,
    containerStatuses: spec.containers.map((item) =>
      containerStatus(item, containers[item.name], moment.now, false),
    ),
    ...(initial.length === 0
      ? {}
      : {
          initContainerStatuses: initial.map((item) =>
            containerStatus(item, containers[item.name], moment.now, true),
          ),
        }),
  };
}
