import { dig, objectOf, textOf } from '../../json.ts';
import { createInternally } from '../api/writing.ts';
import { removeObject } from '../api/deleting.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, listNamed, ownedBy, ownerOf, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { attempt } from './attempts.ts';
import { recordEvent } from './events.ts';
import { holds } from './views.ts';
import type { Job } from './views.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** The 29th of February may be eight years away. */
const DAYS = 8 * 366;
const NAMED: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const isAny = (field: string): boolean => field === '*' || field === '?';

/** A field with numbers instead of names. */
const numbered = (field: string, names: readonly string[], first: number): string =>
  field.replaceAll(/[a-z]+/gi, (name) => String(names.indexOf(name.toUpperCase()) + first));

function fieldAllows(field: string, value: number, first: number): boolean {
  return field.split(',').some((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [low = '', high] = range.split('-');
    const from = isAny(low) ? first : Number(low);
    const to = isAny(low) || (high === undefined && part.includes('/')) ? Infinity : Number(high ?? low);
    return value >= from && value <= to && (value - from) % Number(step) === 0;
  });
}

/** The first minute after `ms` at which a schedule fires, in UTC; undefined: it never does. */
export function nextFiring(schedule: string, ms: number): number | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = (NAMED[schedule] ?? schedule).split(
    /\s+/,
  );
  const months = numbered(month, MONTHS, 1);
  const weekdays = numbered(weekday, WEEKDAYS, 0).replace('7', '0');
  const isItsDay = (at: Date): boolean => {
    const isDay = fieldAllows(day, at.getUTCDate(), 1);
    const isWeekday = fieldAllows(weekdays, at.getUTCDay(), 0);
    // Cron's oddity: with both given, either suffices.
    const days = isAny(day) || isAny(weekday) ? isDay && isWeekday : isDay || isWeekday;
    return days && fieldAllows(months, at.getUTCMonth() + 1, 1);
  };
  const isItsTime = (at: Date): boolean =>
    fieldAllows(minute, at.getUTCMinutes(), 0) && fieldAllows(hour, at.getUTCHours(), 0);
  const soon = (Math.floor(ms / MINUTE_MS) + 1) * MINUTE_MS;
  const today = Math.floor(soon / (DAY_MINUTES * MINUTE_MS)) * DAY_MINUTES * MINUTE_MS;
  for (let days = 0; days < DAYS; days += 1) {
    const begins = today + days * DAY_MINUTES * MINUTE_MS;
    if (!isItsDay(new Date(begins))) continue;
    const first = Math.max(begins, soon);
    for (let at = first; at < begins + DAY_MINUTES * MINUTE_MS; at += MINUTE_MS)
      if (isItsTime(new Date(at))) return at;
  }
  return undefined;
}

/** When a CronJob fires next, found once: infinitely late, if never. */
function plannedFiring({ state, now }: Cluster, cron: KubeObject, after?: number): number {
  const { uid = '' } = cron.metadata;
  const schedule = textOf(dig(cron, 'spec.schedule'));
  const plan = state.plans[uid];
  if (after === undefined && plan?.['schedule'] === schedule) return Number(plan['at'] ?? Infinity);
  const at = nextFiring(schedule, after ?? now);
  state.plans[uid] = { schedule, at: at ?? null };
  return at ?? Infinity;
}

const runningOf = ({ state }: Cluster, cron: KubeObject): Job[] =>
  ownedBy<Job>(state, 'Job', cron).filter(
    ({ status }) => !holds(status?.conditions, 'Complete') && !holds(status?.conditions, 'Failed'),
  );

function fire(cluster: Cluster, cron: KubeObject, at: number): void {
  const template = objectOf(dig(cron, 'spec.jobTemplate'));
  const running = runningOf(cluster, cron);
  const policy = dig(cron, 'spec.concurrencyPolicy');
  if (policy === 'Forbid' && running.length > 0) return;
  if (policy === 'Replace') for (const job of running) removeObject(cluster, kindNamed('Job'), job);
  const name = `${cron.metadata.name}-${at / MINUTE_MS}`;
  attempt(cluster, cron, () => {
    createInternally(cluster, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        ...objectOf(template['metadata']),
        name,
        namespace: cron.metadata.namespace ?? '',
        ownerReferences: [ownerOf(cron)],
      },
      spec: template['spec'],
    });
    recordEvent(cluster, cron, 'Normal', ['SuccessfulCreate', `Created job ${name}`]);
  });
}

function tidy(cluster: Cluster, cron: KubeObject): void {
  const finished = (type: string): Job[] =>
    ownedBy<Job>(cluster.state, 'Job', cron).filter(({ status }) => holds(status?.conditions, type));
  for (const [type, key] of [
    ['Complete', 'successfulJobsHistoryLimit'],
    ['Failed', 'failedJobsHistoryLimit'],
  ] as const) {
    const all = finished(type);
    const surplus = all.length - Number(dig(cron, `spec.${key}`) ?? 1);
    for (const job of all.slice(0, Math.max(0, surplus))) removeObject(cluster, kindNamed('Job'), job);
  }
}

/** Which Jobs run, when the last one was made, and when one last succeeded. */
function report(cluster: Cluster, cron: KubeObject, firedAt?: number): void {
  const active = runningOf(cluster, cron).map(({ metadata: { name, namespace, uid } }) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    name,
    namespace,
    uid,
  }));
  const ends = ownedBy<Job>(cluster.state, 'Job', cron).map(({ status }) => textOf(status?.completionTime));
  changeObject(cluster, cron, (draft) => {
    const { active: _old, lastSuccessfulTime, ...rest } = objectOf(draft['status']);
    const lastEnd = [...ends, textOf(lastSuccessfulTime)].toSorted().at(-1) ?? '';
    draft['status'] = {
      ...rest,
      ...(firedAt === undefined ? {} : { lastScheduleTime: timeText(firedAt) }),
      ...(lastEnd === '' ? {} : { lastSuccessfulTime: lastEnd }),
      ...(active.length === 0 ? {} : { active }),
    };
  });
}

function playCronJob(cluster: Cluster, cron: KubeObject): number | undefined {
  report(cluster, cron);
  tidy(cluster, cron);
  if (dig(cron, 'spec.suspend') === true) {
    delete cluster.state.plans[cron.metadata.uid ?? ''];
    return undefined;
  }
  const at = plannedFiring(cluster, cron);
  if (at > cluster.now) return at;
  fire(cluster, cron, at);
  const next = plannedFiring(cluster, cron, cluster.now);
  report(cluster, cron, at);
  return next;
}

/** Makes a Job whenever a CronJob's schedule fires, and forgets old ones. */
export function playCronJobs(cluster: Cluster): number | undefined {
  return Math.min(
    ...listNamed(cluster.state, 'CronJob').map((cron) => playCronJob(cluster, cron) ?? Infinity),
  );
}
