import { dig, objectOf } from '../../../json.ts';
import { listObjects, timeText } from '../../store.ts';
import type { Cluster } from '../../store.ts';
import { kindNamed } from '../../schema/kinds.ts';
import type { Kind } from '../../schema/kinds.ts';
import type { KubeObject } from '../../world.ts';
import { canWatch, workerFor } from '../programs.ts';
import { flagOf, leadersOf, refusalOf, seatsOf, userOf, variableOf, wordsOf } from '../seats.ts';
import type { Seat } from '../seats.ts';
import { argoKind } from './common.ts';
import type { EventsKind, EventsWorker, Outcome } from './common.ts';
import { withCondition } from '../views.ts';
import type { Condition } from '../views.ts';
import { busKind } from './event-bus.ts';
import { eventsConfig, EVENTS_IMAGE, isEventsController } from './events-config.ts';
import { letGo, withFinalizer } from './finalizers.ts';
import { sensorKind, sourceKind } from './event-pods.ts';
import { again, isResting, restUntil } from './rest.ts';

const KINDS: readonly EventsKind[] = [busKind, sourceKind, sensorKind];
const WATCHED = ['ConfigMap', 'Service', 'StatefulSet', 'Deployment'];

function save(worker: EventsWorker, live: KubeObject, { conditions, status = {} }: Outcome): void {
  const time = timeText(worker.cluster.now);
  const before = (dig(live, 'status.conditions') ?? []) as Condition[];
  const all = Object.entries(conditions).reduce(
    (list, [type, condition]) => withCondition(list, { type, ...condition }, time),
    before,
  );
  const sorted = all.toSorted((a, b) => (a.type < b.type ? -1 : 1));
  worker.report(live, { ...objectOf(live['status']), ...status, conditions: sorted });
}

/** Works on one object; returns why it has to be done again. */
function reconcile(worker: EventsWorker, kind: EventsKind, object: KubeObject): string | undefined {
  if (object.metadata.deletionTimestamp === undefined) {
    const outcome = kind.make(worker, object);
    save(worker, withFinalizer(worker, object, kind.finalizer), outcome);
    return outcome.failed === true ? 'it could not be made' : undefined;
  }
  if (!(object.metadata.finalizers ?? []).includes(kind.finalizer)) return undefined;
  const why = kind.release(worker, object);
  if (why === undefined) letGo(worker, object, kind.finalizer);
  return why;
}

function play(worker: EventsWorker, kind: EventsKind, object: KubeObject): number | undefined {
  const { cluster } = worker;
  if (isResting(cluster, object)) return restUntil(cluster, object);
  let why: string | undefined;
  const refused = refusalOf(() => {
    why = reconcile(worker, kind, object);
  });
  return again(cluster, object, refused ?? why);
}

function playController(cluster: Cluster, seat: Seat, kinds: readonly Kind[]): number[] {
  const config = eventsConfig(cluster, seat);
  const image = variableOf(seat, 'ARGO_EVENTS_IMAGE') ?? '';
  const worker: EventsWorker = { ...workerFor(cluster, userOf(seat)), config, image };
  const words = wordsOf(seat);
  const managed = flagOf(words, 'managed-namespace') ?? variableOf(seat, 'NAMESPACE') ?? 'argo-events';
  const namespace = flagOf(words, 'namespaced') === 'true' ? managed : undefined;
  const watched = [...kinds, ...WATCHED.map(kindNamed)];
  if (config === undefined || !canWatch(worker, watched, namespace)) return [];
  return KINDS.flatMap((events, index) => {
    const kind = kinds[index];
    const objects = kind === undefined ? [] : listObjects(cluster.state, kind, namespace);
    return objects.map((object) => play(worker, events, object) ?? Infinity);
  });
}

/** Makes what buses, sources and sensors ask for, as long as a pod of the controller of Argo Events runs. */
export function playArgoEvents(cluster: Cluster): number | undefined {
  const kinds = KINDS.flatMap(({ name }) => argoKind(cluster, name) ?? []);
  // Without one of its kinds the controller does not begin.
  if (kinds.length < KINDS.length) return undefined;
  const leaders = leadersOf(seatsOf(cluster, EVENTS_IMAGE).filter(isEventsController));
  const times = leaders.flatMap((seat) => playController(cluster, seat, kinds));
  return Math.min(Infinity, ...times);
}
