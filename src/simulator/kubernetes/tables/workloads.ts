import { dig, listOf, objectOf, textOf } from '../../json.ts';
import { ageOf, containerCells, countAt, humanDuration, labelsText, orNone, selectorText } from './texts.ts';
import type { Rows } from './rows.ts';

const template = 'spec.template.spec';

function holds(object: unknown, type: string): boolean {
  const found = listOf(dig(object, 'status.conditions')).find((item) => dig(item, 'type') === type);
  return dig(found, 'status') === 'True';
}

const JOB_STATES = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'];

function jobState(job: object): string {
  if (holds(job, 'Complete')) return 'Complete';
  if (holds(job, 'Failed')) return 'Failed';
  if (dig(job, 'metadata.deletionTimestamp') !== undefined) return 'Terminating';
  return JOB_STATES.find((type) => holds(job, type)) ?? 'Running';
}

function completions(job: object): string {
  const done = countAt(job, 'status.succeeded');
  const wanted = dig(job, 'spec.completions');
  if (wanted !== undefined) return `${done}/${Number(wanted)}`;
  const parallelism = countAt(job, 'spec.parallelism');
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function jobDuration(job: object, now: number): string {
  const start = dig(job, 'status.startTime');
  if (start === undefined) return '';
  const end = Date.parse(textOf(dig(job, 'status.completionTime')));
  return humanDuration((Number.isNaN(end) ? now : end) - Date.parse(textOf(start)));
}

function cronCells(job: object, now: number): (string | number)[] {
  const suspend = dig(job, 'spec.suspend');
  const last = dig(job, 'status.lastScheduleTime');
  return [
    textOf(dig(job, 'spec.schedule')),
    orNone(dig(job, 'spec.timeZone')),
    suspend === undefined ? '<unset>' : suspend === true ? 'True' : 'False',
    listOf(dig(job, 'status.active')).length,
    last === undefined ? '<none>' : ageOf(last, now),
  ];
}

/** Rows of Deployments, Jobs and their like. */
export const workloadRows: Rows = {
  Deployment: {
    columns: 'Name,Ready,Up-to-date,Available,Age,+Containers,+Images,+Selector',
    cells: (object, age) => [
      `${countAt(object, 'status.readyReplicas')}/${countAt(object, 'spec.replicas')}`,
      countAt(object, 'status.updatedReplicas'),
      countAt(object, 'status.availableReplicas'),
      age,
      ...containerCells(dig(object, template)),
      selectorText(dig(object, 'spec.selector'), ''),
    ],
  },
  ReplicaSet: {
    columns: 'Name,#Desired,#Current,#Ready,Age,+Containers,+Images,+Selector',
    cells: (object, age) => [
      countAt(object, 'spec.replicas'),
      countAt(object, 'status.replicas'),
      countAt(object, 'status.readyReplicas'),
      age,
      ...containerCells(dig(object, template)),
      selectorText(dig(object, 'spec.selector')),
    ],
  },
  StatefulSet: {
    columns: 'Name,Ready,Age,+Containers,+Images',
    cells: (object, age) => [
      `${countAt(object, 'status.readyReplicas')}/${countAt(object, 'spec.replicas')}`,
      age,
      ...containerCells(dig(object, template)),
    ],
  },
  DaemonSet: {
    columns:
      'Name,#Desired,#Current,#Ready,#Up-to-date,#Available,Node Selector,Age,+Containers,+Images,+Selector',
    cells: (object, age) => [
      countAt(object, 'status.desiredNumberScheduled'),
      countAt(object, 'status.currentNumberScheduled'),
      countAt(object, 'status.numberReady'),
      countAt(object, 'status.updatedNumberScheduled'),
      countAt(object, 'status.numberAvailable'),
      labelsText(dig(object, `${template}.nodeSelector`)),
      age,
      ...containerCells(dig(object, template)),
      selectorText(dig(object, 'spec.selector')),
    ],
  },
  ControllerRevision: {
    columns: 'Name,Controller,Revision,Age',
    cells: (object, age) => {
      const owner = objectOf((object.metadata.ownerReferences ?? []).find(({ controller }) => controller));
      const [group] = textOf(owner['apiVersion']).split('/');
      const kind = `${textOf(owner['kind'])}.${group ?? ''}`.toLowerCase();
      const name = owner['name'] === undefined ? '<none>' : `${kind}/${textOf(owner['name'])}`;
      return [name, countAt(object, 'revision'), age];
    },
  },
  Job: {
    columns: 'Name,Status,Completions,Duration,Age,+Containers,+Images,+Selector',
    cells: (object, age, now) => [
      jobState(object),
      completions(object),
      jobDuration(object, now),
      age,
      ...containerCells(dig(object, template)),
      selectorText(dig(object, 'spec.selector')),
    ],
  },
  CronJob: {
    columns: 'Name,Schedule,Timezone,?Suspend,#Active,Last Schedule,Age,+Containers,+Images,+Selector',
    cells: (object, age, now) => [
      ...cronCells(object, now),
      age,
      ...containerCells(dig(object, 'spec.jobTemplate.spec.template.spec')),
      selectorText(dig(object, 'spec.jobTemplate.spec.selector')),
    ],
  },
};
