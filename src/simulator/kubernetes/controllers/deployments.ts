import { createHash } from 'node:crypto';
import { objectOf } from '../../json.ts';
import { createInternally } from '../api/writing.ts';
import { kindNamed } from '../schema/kinds.ts';
import { ApiRefusal } from '../refusals.ts';
import { isSame } from '../same.ts';
import { changeObject, eraseObject, listNamed, ownedBy, ownerOf, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import { claimChildren } from './adoption.ts';
import { attempt } from './attempts.ts';
import type { Attempt } from './attempts.ts';
import { deploymentStatus, progressDeadline } from './deployment-status.ts';
import type { PodTemplate, Workload } from './views.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const HASH = 'pod-template-hash';
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** A short name for a pod template: the same for the same template, another after each collision. */
export function templateHash(template: PodTemplate, collisions = 0): string {
  const text = JSON.stringify(template) + (collisions === 0 ? '' : String(collisions));
  const bytes = [...createHash('sha256').update(text).digest().subarray(0, 10)];
  return bytes.map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** A number or a percentage of `total`. */
function shareOf(value: unknown, total: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? round((Number.parseInt(value, 10) / 100) * total) : 0;
}

const wantedOf = ({ spec }: Workload): number => spec.replicas ?? 1;
const statusNumber = ({ status }: Workload, key: string): number => Number(status?.[key] ?? 0);
const sum = (sets: readonly Workload[], number: (set: Workload) => number): number =>
  sets.reduce((total, set) => total + number(set), 0);

function revisionOf({ metadata }: Workload): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

function scale(cluster: Cluster, set: Workload, replicas: number): void {
  changeObject(cluster, set, (draft) => {
    if (draft.spec.replicas === replicas) return;
    draft.spec.replicas = replicas;
    draft.metadata.generation = (draft.metadata.generation ?? 0) + 1;
  });
}

const collisionsOf = (deployment: Workload): number => statusNumber(deployment, 'collisionCount');
const nameOfNewSet = (deployment: Workload): string =>
  `${deployment.metadata.name}-${templateHash(deployment.spec.template, collisionsOf(deployment))}`;

/** The set that runs what the Deployment wants now: one of the same template, whatever it is called. */
function currentSet({ spec }: Workload, sets: readonly Workload[]): Workload | undefined {
  return sets.find((set) => {
    const { [HASH]: _hash, ...labels } = set.spec.template.metadata?.labels ?? {};
    const template = { ...set.spec.template, metadata: { ...set.spec.template.metadata, labels } };
    return isSame(template, spec.template);
  });
}

function newSet(cluster: Cluster, deployment: Workload, replicas: number, revision: number): void {
  const { metadata, spec } = deployment;
  const hash = templateHash(spec.template, collisionsOf(deployment));
  const labels = { ...spec.template.metadata?.labels, [HASH]: hash };
  createInternally(cluster, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: nameOfNewSet(deployment),
      namespace: metadata.namespace ?? '',
      labels,
      annotations: { [REVISION]: String(revision) },
      ownerReferences: [ownerOf(deployment)],
    },
    spec: {
      replicas,
      minReadySeconds: spec['minReadySeconds'],
      selector: { matchLabels: { ...objectOf(spec.selector['matchLabels']), [HASH]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  });
}

/** Makes the set; where its name belongs to a stranger, the next try is under another. */
function makeSet(cluster: Cluster, deployment: Workload, replicas: number, revision: number): Attempt {
  return attempt(
    cluster,
    deployment,
    () => {
      try {
        newSet(cluster, deployment, replicas, revision);
      } catch (error) {
        if (!(error instanceof ApiRefusal) || error.reason !== 'AlreadyExists') throw error;
        changeObject(cluster, deployment, (draft) => {
          draft.status = { ...draft.status, collisionCount: collisionsOf(deployment) + 1 };
        });
      }
    },
    ['ReplicaSetCreateError', `Failed to create new replica set "${nameOfNewSet(deployment)}": `],
  );
}

/** A set of a template that comes back is the newest again, and remembers what number it had. */
function renumber(cluster: Cluster, set: Workload, others: readonly Workload[]): void {
  const newest = Math.max(0, ...others.map(revisionOf));
  const old = revisionOf(set);
  if (old > newest) return;
  changeObject(cluster, set, (draft) => {
    const past = [draft.metadata.annotations?.[HISTORY], old || undefined].filter((one) => one !== undefined);
    const history = past.length === 0 ? {} : { [HISTORY]: past.join(',') };
    draft.metadata.annotations = {
      ...draft.metadata.annotations,
      ...history,
      [REVISION]: String(newest + 1),
    };
  });
}

interface Bounds {
  readonly most: number;
  readonly least: number;
  readonly recreates: boolean;
}

function boundsOf(deployment: Workload): Bounds {
  const wanted = wantedOf(deployment);
  const strategy = objectOf(deployment.spec['strategy']);
  if (strategy['type'] === 'Recreate') return { most: wanted, least: 0, recreates: true };
  const { maxSurge, maxUnavailable } = objectOf(strategy['rollingUpdate']);
  const surge = shareOf(maxSurge, wanted, Math.ceil);
  const missing = shareOf(maxUnavailable, wanted, Math.floor);
  // Percentages may round both to nothing, and then nothing would ever move.
  const unavailable = surge === 0 && missing === 0 ? 1 : missing;
  return { most: wanted + surge, least: Math.max(0, wanted - unavailable), recreates: false };
}

function shrinkOld(cluster: Cluster, old: readonly Workload[], current: Workload, { least }: Bounds): void {
  const available = sum([...old, current], (set) => statusNumber(set, 'availableReplicas'));
  let spare = Math.max(0, available - least);
  for (const set of old) {
    const replicas = wantedOf(set);
    const dead = replicas - Math.min(replicas, statusNumber(set, 'availableReplicas'));
    const drop = Math.min(replicas, dead + spare);
    spare -= drop - Math.min(drop, dead);
    if (drop > 0) scale(cluster, set, replicas - drop);
  }
}

function roll(cluster: Cluster, deployment: Workload, sets: readonly Workload[]): Attempt {
  const bounds = boundsOf(deployment);
  const current = currentSet(deployment, sets);
  const old = sets.filter((set) => set !== current);
  const wanted = wantedOf(deployment);
  if (bounds.recreates) {
    for (const set of old) scale(cluster, set, 0);
    // Pods that are still stopping count: nothing new may start beside them.
    if (old.some((set) => ownedBy(cluster.state, 'Pod', set).length > 0)) return {};
  }
  const room = bounds.most - sum(sets, wantedOf);
  if (current === undefined) {
    const revision = Math.max(0, ...sets.map(revisionOf)) + 1;
    return makeSet(cluster, deployment, Math.max(0, Math.min(wanted, room)), revision);
  }
  renumber(cluster, current, old);
  const now = wantedOf(current);
  if (now > wanted) scale(cluster, current, wanted);
  else if (now < wanted && room > 0) scale(cluster, current, Math.min(wanted, now + room));
  shrinkOld(cluster, old, current, bounds);
  dropHistory(cluster, deployment, old);
  return {};
}

function dropHistory(cluster: Cluster, { spec }: Workload, old: readonly Workload[]): void {
  const empty = old.filter((set) => wantedOf(set) === 0 && statusNumber(set, 'replicas') === 0);
  const keep = Number(spec['revisionHistoryLimit'] ?? 10);
  const newestFirst = empty.toSorted((a, b) => revisionOf(b) - revisionOf(a));
  for (const set of newestFirst.slice(keep)) eraseObject(cluster, kindNamed('ReplicaSet'), set);
}

function report(cluster: Cluster, deployment: Workload, why: string | undefined): number | undefined {
  const sets = ownedBy<Workload>(cluster.state, 'ReplicaSet', deployment);
  const current = currentSet(deployment, sets);
  const status = deploymentStatus(deployment, { sets, current, why, time: timeText(cluster.now) });
  changeObject(cluster, deployment, (draft) => {
    const collisionCount = draft.status?.['collisionCount'];
    draft.status = { ...status, ...(collisionCount === undefined ? {} : { collisionCount }) };
    if (current !== undefined) {
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        [REVISION]: String(Math.max(revisionOf(current), revisionOf(draft), 1)),
      };
    }
  });
  return progressDeadline(deployment, status);
}

/** Rolls Deployments out: one ReplicaSet a template, old ones shrinking as the new one becomes available. */
export function playDeployments(cluster: Cluster): number | undefined {
  const times = listNamed<Workload>(cluster.state, 'Deployment').flatMap((deployment) => {
    if (deployment.metadata.deletionTimestamp !== undefined) return [];
    claimChildren(cluster, 'ReplicaSet', deployment);
    const { retryAt, why } =
      deployment.spec['paused'] === true
        ? {}
        : roll(cluster, deployment, ownedBy<Workload>(cluster.state, 'ReplicaSet', deployment));
    return [retryAt, report(cluster, deployment, why)];
  });
  const later = times.filter((time) => time !== undefined && time > cluster.now) as number[];
  return later.length === 0 ? undefined : Math.min(...later);
}
