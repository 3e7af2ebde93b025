import { dig, own, textOf } from '../../json.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, eraseObject, insertObject, listNamed, newSuffix, timeText } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';

interface Event extends KubeObject {
  involvedObject: { uid: string };
  reason: string;
  message: string;
  count: number;
  lastTimestamp: string;
}

const CONTROLLERS: Readonly<Record<string, string>> = {
  CronJob: 'cronjob-controller',
  DaemonSet: 'daemonset-controller',
  Deployment: 'deployment-controller',
  Job: 'job-controller',
  PersistentVolumeClaim: 'persistentvolume-controller',
  ReplicaSet: 'replicaset-controller',
  StatefulSet: 'statefulset-controller',
};

/** Who tells of what happens to an object; of a pod that is its kubelet, once it has one. */
function sourceOf(about: KubeObject, reason: string): { component: string; host?: string } {
  if (about.kind !== 'Pod') return { component: own(CONTROLLERS, about.kind) ?? 'simulator' };
  if (reason.endsWith('Scheduled') || reason.endsWith('Scheduling'))
    return { component: 'default-scheduler' };
  if (reason.endsWith('ScaleUp')) return { component: 'cluster-autoscaler' };
  return { component: 'kubelet', host: textOf(dig(about, 'spec.nodeName')) };
}

/** Writes down that something happened to an object; the same thing again only counts up. */
export function recordEvent(
  cluster: Cluster,
  about: KubeObject,
  type: 'Normal' | 'Warning',
  [reason, message]: readonly [string, string],
): void {
  const { name, namespace = 'default', uid = '' } = about.metadata;
  const time = timeText(cluster.now);
  const same = listNamed<Event>(cluster.state, 'Event', namespace).find(
    (event) => event.involvedObject.uid === uid && event.reason === reason && event.message === message,
  );
  if (same !== undefined) {
    changeObject(cluster, same, (draft) => {
      draft.count += 1;
      draft.lastTimestamp = time;
    });
    return;
  }
  const source = sourceOf(about, reason);
  insertObject(cluster, kindNamed('Event'), {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${newSuffix(cluster.surroundings, 16)}`, namespace },
    involvedObject: { kind: about.kind, namespace, name, uid, apiVersion: about.apiVersion },
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  });
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Forgets what has not happened for an hour, as the API server does; looks once a minute. */
export function playEvents(cluster: Cluster): number | undefined {
  const ends = listNamed<Event>(cluster.state, 'Event').map((event) => {
    const end = Math.ceil((Date.parse(event.lastTimestamp) + HOUR_MS) / MINUTE_MS) * MINUTE_MS;
    if (end <= cluster.now) eraseObject(cluster, kindNamed('Event'), event);
    return end;
  });
  const later = ends.filter((end) => end > cluster.now);
  return later.length === 0 ? undefined : Math.min(...later);
}
