import { dig, objectOf, textOf } from '../../../json.ts';
import type { JsonObject } from '../../../json.ts';
import { kindNamed } from '../../schema/kinds.ts';
import { listObjects, ownedBy, timeText } from '../../store.ts';
import type { Cluster } from '../../store.ts';
import type { KubeObject } from '../../world.ts';
import { canWatch, workerFor } from '../programs.ts';
import { flagOf, leadersOf, refusalOf, seatsOf, userOf, wordsOf } from '../seats.ts';
import type { Seat } from '../seats.ts';
import type { Pod } from '../views.ts';
import { argoKind } from './common.ts';
import { letGo, withFinalizer } from './finalizers.ts';
import { again, isResting, restUntil } from './rest.ts';
import { podOf, specOf, stepsOf } from './workflow-pods.ts';
import type { WorkflowsWorker } from './workflow-pods.ts';
import { workflowsConfig, WORKFLOWS_IMAGE } from './workflows-config.ts';

type Phase = 'Running' | 'Succeeded' | 'Failed' | 'Error';

const LABEL = 'workflows.argoproj.io';
const KINDS = ['Workflow', 'WorkflowTemplate', 'CronWorkflow', 'WorkflowTaskSet', 'WorkflowTaskResult'];

/** Holds a workflow until what it made in storage is deleted. */
const ARTIFACTS = `${LABEL}/artifact-gc`;

const deletesArtifacts = (spec: JsonObject): boolean =>
  !['', 'Never'].includes(textOf(dig(spec, 'artifactGC.strategy')));

function mark(
  worker: WorkflowsWorker,
  live: KubeObject,
  phase: Phase,
  more: { readonly progress?: string; readonly message?: string } = {},
): void {
  const time = timeText(worker.cluster.now);
  const isOver = phase !== 'Running';
  const before = objectOf(live['status']);
  const Completed = { type: 'Completed', status: 'True' };
  worker.update(live, {
    ...live,
    metadata: {
      ...live.metadata,
      labels: {
        ...live.metadata.labels,
        [`${LABEL}/phase`]: phase,
        [`${LABEL}/completed`]: String(isOver),
      },
      annotations: { ...live.metadata.annotations, [`${LABEL}/pod-name-format`]: 'v2' },
    },
    status: {
      ...before,
      phase,
      startedAt: before['startedAt'] ?? time,
      finishedAt: isOver ? time : null,
      ...more,
      ...(isOver ? { conditions: [{ type: 'PodRunning', status: 'False' }, Completed] } : {}),
    },
  });
}

/** Starts the next pod of a workflow, or says how it ended. */
function run(worker: WorkflowsWorker, workflow: KubeObject): void {
  const spec = specOf(worker, workflow);
  if (typeof spec === 'string') return mark(worker, workflow, 'Error', { message: spec });
  if (dig(workflow, 'status.phase') === undefined) {
    const held = deletesArtifacts(spec) ? withFinalizer(worker, workflow, ARTIFACTS) : workflow;
    return mark(worker, held, 'Running');
  }
  if (spec['suspend'] === true) return undefined;
  const steps = stepsOf(spec);
  const pods = ownedBy<Pod>(worker.cluster.state, 'Pod', workflow);
  const phaseOf = (name: string): string | undefined =>
    pods.find(({ metadata }) => metadata.name === name)?.status.phase;
  for (const [index, step] of steps.entries()) {
    const pod = podOf(worker, workflow, { spec, step, isOnly: steps.length === 1 });
    const phase = phaseOf(pod.metadata.name);
    const progress = `${index}/${steps.length}`;
    if (phase === undefined) worker.create(pod);
    if (phase === 'Failed') {
      return mark(worker, workflow, 'Failed', { progress, message: `child '${pod.metadata.name}' failed` });
    }
    if (phase !== 'Succeeded') return undefined;
  }
  return mark(worker, workflow, 'Succeeded', { progress: `${steps.length}/${steps.length}` });
}

function collectPods(worker: WorkflowsWorker, workflow: KubeObject, spec: JsonObject): void {
  const strategy = textOf(dig(spec, 'podGC.strategy'));
  const isSuccess = dig(workflow, 'status.phase') === 'Succeeded';
  if (strategy === '' || (!isSuccess && !strategy.endsWith('Completion'))) return;
  for (const pod of ownedBy<Pod>(worker.cluster.state, 'Pod', workflow)) worker.delete(pod);
}

/** Clears up after a workflow that is over; returns when it goes itself. */
function retire(worker: WorkflowsWorker, workflow: KubeObject): number | undefined {
  const spec = specOf(worker, workflow);
  if (typeof spec === 'string') return undefined;
  collectPods(worker, workflow, spec);
  const ttl = objectOf(spec['ttlStrategy']);
  const isSuccess = dig(workflow, 'status.phase') === 'Succeeded';
  const own = ttl[isSuccess ? 'secondsAfterSuccess' : 'secondsAfterFailure'];
  const seconds = own ?? ttl['secondsAfterCompletion'];
  if (typeof seconds !== 'number') return undefined;
  const at = Date.parse(textOf(dig(workflow, 'status.finishedAt'))) + seconds * 1000;
  if (at > worker.cluster.now) return at;
  worker.delete(workflow);
  return undefined;
}

function play(worker: WorkflowsWorker, workflow: KubeObject): number | undefined {
  const { cluster } = worker;
  if (isResting(cluster, workflow)) return restUntil(cluster, workflow);
  if (workflow.metadata.deletionTimestamp !== undefined) {
    if (workflow.metadata.finalizers?.includes(ARTIFACTS) !== true) return undefined;
    return again(
      cluster,
      workflow,
      refusalOf(() => letGo(worker, workflow, ARTIFACTS)),
    );
  }
  const isOver = workflow.metadata.labels?.[`${LABEL}/completed`] === 'true';
  let next: number | undefined;
  const why = refusalOf(() => {
    if (isOver) next = retire(worker, workflow);
    else run(worker, workflow);
  });
  return again(cluster, workflow, why) ?? next;
}

function playController(cluster: Cluster, seat: Seat): number[] {
  const config = workflowsConfig(cluster, seat);
  const kinds = KINDS.flatMap((name) => argoKind(cluster, name) ?? []);
  const [kind] = kinds;
  const words = wordsOf(seat);
  const home = seat.pod.metadata.namespace;
  const managed = flagOf(words, 'managed-namespace') ?? home;
  const namespace = flagOf(words, 'namespaced') === 'true' ? managed : undefined;
  const version = seat.container.image.split(':').at(-1) ?? 'latest';
  const worker: WorkflowsWorker = {
    ...workerFor(cluster, userOf(seat)),
    executor: flagOf(words, 'executor-image') ?? `quay.io/argoproj/argoexec:${version}`,
    defaults: typeof config === 'string' ? {} : objectOf(dig(config, 'workflowDefaults.spec')),
  };
  const watched = [...kinds, kindNamed('Pod'), kindNamed('ConfigMap')];
  if (kind === undefined || kinds.length < KINDS.length || !canWatch(worker, watched, namespace)) return [];
  return listObjects(cluster.state, kind, namespace).map((object) => play(worker, object) ?? Infinity);
}

/** Runs workflows pod by pod, as long as a pod of the controller of Argo Workflows runs. */
export function playArgoWorkflows(cluster: Cluster): number | undefined {
  const kind = argoKind(cluster, 'Workflow');
  if (kind === undefined || listObjects(cluster.state, kind).length === 0) return undefined;
  const leaders = leadersOf(seatsOf(cluster, WORKFLOWS_IMAGE));
  return Math.min(Infinity, ...leaders.flatMap((seat) => playController(cluster, seat)));
}
