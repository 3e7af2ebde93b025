import { removeObject } from '../api/deleting.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, eraseObject, listNamed, newSuffix, ownedBy, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import { attempt } from './attempts.ts';
import { recordEvent } from './events.ts';
import { isActive, makePod } from './replica-sets.ts';
import { holds, withCondition } from './views.ts';
import type { Condition, Job, Pod } from './views.ts';

const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 600_000;

function finish(cluster: Cluster, job: Job, reached: readonly Condition[]): void {
  const time = timeText(cluster.now);
  for (const pod of ownedBy<Pod>(cluster.state, 'Pod', job).filter(isActive)) {
    removeObject(cluster, kindNamed('Pod'), pod);
  }
  changeObject(cluster, job, (draft) => {
    const status = { ...draft.status };
    status.conditions = reached.reduce(
      (all, condition) => withCondition(all, { ...condition, lastProbeTime: time }, time),
      status.conditions ?? [],
    );
    if (holds(status.conditions, 'Complete')) status.completionTime = time;
    delete status['active'];
    draft.status = { ...status, ...NO_PODS };
  });
}

const reachedBy = (reason: string, message: string, types: readonly string[]): Condition[] =>
  types.map((type) => ({ type, status: 'True', reason, message }));

function outcomeOf(job: Job, pods: readonly Pod[], now: number): Condition[] | undefined {
  const { completions, activeDeadlineSeconds, backoffLimit = 6 } = job.spec;
  const succeeded = pods.filter(({ status }) => status.phase === 'Succeeded').length;
  const failed = pods.filter(({ status }) => status.phase === 'Failed').length + restartsOf(pods);
  if (succeeded >= (completions ?? 1)) {
    return reachedBy('CompletionsReached', 'Reached expected number of succeeded pods', [
      'SuccessCriteriaMet',
      'Complete',
    ]);
  }
  if (failed > backoffLimit) {
    return reachedBy('BackoffLimitExceeded', 'Job has reached the specified backoff limit', [
      'FailureTarget',
      'Failed',
    ]);
  }
  const deadline = Date.parse(job.status?.startTime ?? '') + (activeDeadlineSeconds ?? Infinity) * 1000;
  if (now >= deadline) {
    return reachedBy('DeadlineExceeded', 'Job was active longer than specified deadline', [
      'FailureTarget',
      'Failed',
    ]);
  }
  return undefined;
}

/** Restarts in place count as failures too, for jobs that restart on failure. */
function restartsOf(pods: readonly Pod[]): number {
  return pods
    .filter(({ spec, status }) => spec.restartPolicy === 'OnFailure' && status.phase !== 'Failed')
    .flatMap(({ status }) => (status['containerStatuses'] as { restartCount: number }[] | undefined) ?? [])
    .reduce((total, { restartCount }) => total + restartCount, 0);
}

function lastFailure(pods: readonly Pod[]): number {
  const ends = pods
    .filter(({ status }) => status.phase === 'Failed')
    .flatMap(({ status }) =>
      (status.conditions ?? []).map(({ lastTransitionTime }) => Date.parse(lastTransitionTime ?? '')),
    );
  return Math.max(0, ...ends.filter((end) => !Number.isNaN(end)));
}

function launch(cluster: Cluster, job: Job, pods: readonly Pod[]): number | undefined {
  const failed = pods.filter(({ status }) => status.phase === 'Failed').length;
  const succeeded = pods.filter(({ status }) => status.phase === 'Succeeded').length;
  const active = pods.filter(isActive).length;
  const left = (job.spec.completions ?? 1) - succeeded;
  const missing = Math.min(job.spec.parallelism ?? 1, left) - active;
  if (missing <= 0) return undefined;
  const backoff = Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, failed - 1), LONGEST_RETRY_MS);
  const at = failed === 0 ? cluster.now : lastFailure(pods) + backoff;
  if (at > cluster.now) return at;
  const { retryAt } = attempt(cluster, job, () => {
    for (let i = 0; i < missing; i += 1) {
      const name = `${job.metadata.name}-${newSuffix(cluster.surroundings)}`;
      makePod(cluster, job, job.spec.template, name);
      recordEvent(cluster, job, 'Normal', ['SuccessfulCreate', `Created pod: ${name}`]);
    }
  });
  return retryAt;
}

function count(cluster: Cluster, job: Job): void {
  const pods = ownedBy<Pod>(cluster.state, 'Pod', job);
  const numbers = {
    active: pods.filter(isActive).length,
    ready: pods.filter((pod) => isActive(pod) && holds(pod.status.conditions, 'Ready')).length,
    succeeded: pods.filter(({ status }) => status.phase === 'Succeeded').length,
    failed: pods.filter(({ status }) => status.phase === 'Failed').length,
  };
  changeObject(cluster, job, (draft) => {
    const { active: _a, ready: _r, succeeded: _s, failed: _f, ...rest } = draft.status ?? {};
    const shown = Object.entries(numbers).filter(([, number]) => number > 0);
    draft.status = {
      ...rest,
      ...NO_PODS,
      ...Object.fromEntries(shown),
      startTime: rest.startTime ?? timeText(cluster.now),
    };
  });
}

/** What a Job says of its pods besides their numbers. */
const NO_PODS = { ready: 0, terminating: 0, uncountedTerminatedPods: {} };

const suspended = (status: 'True' | 'False', time: string): Condition => ({
  type: 'Suspended',
  status,
  reason: status === 'True' ? 'JobSuspended' : 'JobResumed',
  message: status === 'True' ? 'Job suspended' : 'Job resumed',
  lastProbeTime: time,
});

/** Stops the pods of a Job that is to wait. */
function suspend(cluster: Cluster, job: Job): undefined {
  if (holds(job.status?.conditions, 'Suspended')) return;
  for (const pod of ownedBy<Pod>(cluster.state, 'Pod', job).filter(isActive)) {
    removeObject(cluster, kindNamed('Pod'), pod);
  }
  const time = timeText(cluster.now);
  recordEvent(cluster, job, 'Normal', ['Suspended', 'Job suspended']);
  changeObject(cluster, job, (draft) => {
    const { active: _a, startTime: _s, ...rest } = draft.status ?? {};
    const conditions = withCondition(rest.conditions, suspended('True', time), time);
    draft.status = { ...rest, ...NO_PODS, conditions };
  });
}

function resume(cluster: Cluster, job: Job): void {
  if (!holds(job.status?.conditions, 'Suspended')) return;
  const time = timeText(cluster.now);
  recordEvent(cluster, job, 'Normal', ['Resumed', 'Job resumed']);
  changeObject(cluster, job, (draft) => {
    const conditions = withCondition(draft.status?.conditions, suspended('False', time), time);
    draft.status = { ...draft.status, conditions, startTime: time };
  });
}

function playJob(cluster: Cluster, job: Job): number | undefined {
  const { now } = cluster;
  const conditions = job.status?.conditions;
  if (holds(conditions, 'Complete') || holds(conditions, 'Failed')) return expire(cluster, job);
  if (job.spec.suspend === true) return suspend(cluster, job);
  resume(cluster, job);
  const pods = ownedBy<Pod>(cluster.state, 'Pod', job);
  const retryAt = outcomeOf(job, pods, now) === undefined ? launch(cluster, job, pods) : undefined;
  count(cluster, job);
  const counted = listNamed<Job>(cluster.state, 'Job', job.metadata.namespace).find(
    ({ metadata }) => metadata.uid === job.metadata.uid,
  );
  if (counted === undefined) return undefined;
  const outcome = outcomeOf(counted, ownedBy<Pod>(cluster.state, 'Pod', job), now);
  if (outcome !== undefined) {
    finish(cluster, counted, outcome);
    const [, last] = outcome;
    const isGood = last?.type === 'Complete';
    recordEvent(cluster, job, isGood ? 'Normal' : 'Warning', [
      isGood ? 'Completed' : (last?.reason ?? ''),
      isGood ? 'Job completed' : (last?.message ?? ''),
    ]);
  }
  const deadline =
    Date.parse(counted.status?.startTime ?? '') + (job.spec.activeDeadlineSeconds ?? Infinity) * 1000;
  return Math.min(retryAt ?? Infinity, deadline);
}

function expire(cluster: Cluster, job: Job): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec;
  if (ttlSecondsAfterFinished === undefined) return undefined;
  const ends = (job.status?.conditions ?? []).map(({ lastTransitionTime }) =>
    Date.parse(lastTransitionTime ?? ''),
  );
  const at = Math.max(...ends) + ttlSecondsAfterFinished * 1000;
  if (at > cluster.now) return at;
  for (const pod of ownedBy<Pod>(cluster.state, 'Pod', job)) removeObject(cluster, kindNamed('Pod'), pod);
  eraseObject(cluster, kindNamed('Job'), job);
  return undefined;
}

/** Runs the pods of Jobs until enough have succeeded or too many have failed. */
export function playJobs(cluster: Cluster): number | undefined {
  const times = listNamed<Job>(cluster.state, 'Job')
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((job) => playJob(cluster, job));
  return Math.min(...times.map((time) => time ?? Infinity));
}
