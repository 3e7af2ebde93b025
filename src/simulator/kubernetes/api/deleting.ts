import { isObject, textOf } from '../../json.ts';
import { ApiRefusal, conflict, forbidden, notFound } from '../refusals.ts';
import type { Kind } from '../schema/kinds.ts';
import { eraseObject, findObject, replaceObject, timeText, wakeAt } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { parseBody } from './parsing.ts';
import { isDryRun, queryOf } from './call.ts';
import type { Answer, Call } from './call.ts';
import { checkOptions } from './options.ts';
import { chosenObjects, listAnswer } from './reading.ts';
import { copyOf } from '../same.ts';

type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** The finalizer by which each way of deleting holds an object until its children are dealt with. */
const MARKS = { Foreground: 'foregroundDeletion', Orphan: 'orphan' } as const;
const UNDELETABLE = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** A hundred years: beyond some time there is no date any more. */
const LONGEST_GRACE_SECONDS = 3_155_760_000;

/** Starts or finishes the deletion of an object, as its finalizers and its kind demand. */
export function removeObject(cluster: Cluster, kind: Kind, object: KubeObject, graceSeconds?: number): void {
  if (object.metadata.deletionTimestamp !== undefined && graceSeconds !== 0) return;
  wakeAt(cluster.state, cluster.now + 100);
  const isPod = kind.kind === 'Pod';
  const spec = isObject(object['spec']) ? object['spec'] : {};
  const isRunning = isPod && textOf(spec['nodeName']) !== '';
  const asked = graceSeconds ?? Number(spec['terminationGracePeriodSeconds'] ?? 30);
  const grace = isRunning ? Math.min(asked, LONGEST_GRACE_SECONDS) : 0;
  const waits = (object.metadata.finalizers ?? []).length > 0 || kind.kind === 'Namespace' || grace > 0;
  if (!waits) {
    eraseObject(cluster, kind, object);
    return;
  }
  const draft = copyOf(object);
  draft.metadata.deletionTimestamp = timeText(cluster.now + grace * 1000);
  if (kind.kind === 'Namespace') draft['status'] = { phase: 'Terminating' };
  else draft.metadata.deletionGracePeriodSeconds = grace;
  if (kind.counted || kind.custom) draft.metadata.generation = (draft.metadata.generation ?? 0) + 1;
  replaceObject(cluster, kind, draft);
}

function propagationOf(call: Call, options: Record<string, unknown>): Propagation {
  const asked = queryOf(call, 'propagationPolicy') ?? options['propagationPolicy'];
  if (asked === 'Foreground' || asked === 'Orphan' || asked === 'Background') return asked;
  if (call.target.kind.kind !== 'Job') return 'Background';
  call.warnings.push(
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  );
  return 'Orphan';
}

function checkMeant(call: Call, live: KubeObject, options: Record<string, unknown>): void {
  const { kind } = call.target;
  const wanted = isObject(options['preconditions']) ? options['preconditions'] : {};
  for (const key of ['uid', 'resourceVersion']) {
    if (wanted[key] !== undefined && wanted[key] !== live.metadata[key]) {
      const label = key === 'uid' ? 'UID' : 'ResourceVersion';
      const fate = key === 'uid' ? 'deleted and then recreated' : 'modified';
      throw conflict(
        { ...kind, group: '', plural: kind.kind },
        live.metadata.name,
        `the ${label} in the precondition (${textOf(wanted[key])}) does not match the ${label} in record (${textOf(live.metadata[key])}). The object might have been ${fate}`,
      );
    }
  }
  if (kind.kind === 'Namespace' && UNDELETABLE.has(live.metadata.name)) {
    throw forbidden(kind, live.metadata.name, 'this namespace may not be deleted');
  }
}

function deleteOne(call: Call, live: KubeObject, options: Record<string, unknown>): void {
  const { cluster, target } = call;
  const propagation = propagationOf(call, options);
  if (isDryRun(call)) return;
  const asked = queryOf(call, 'gracePeriodSeconds') ?? options['gracePeriodSeconds'];
  const grace = asked === undefined ? undefined : Number(asked);
  if (propagation !== 'Background' && live.metadata.deletionTimestamp === undefined) {
    const draft = copyOf(live);
    draft.metadata.finalizers = [...(draft.metadata.finalizers ?? []), MARKS[propagation]];
    removeObject(cluster, target.kind, draft, grace);
    return;
  }
  removeObject(cluster, target.kind, live, grace);
}

/** DELETE of one object: its last state while it lingers, else a Status. */
export function deleteObject(call: Call): Answer {
  const { cluster, target } = call;
  const { kind, namespace, name = '' } = target;
  const live = findObject(cluster.state, kind, namespace, name);
  if (live === undefined) throw notFound(kind, name);
  const body = parseBody(call);
  const options = isObject(body) ? body : {};
  checkOptions(call, options);
  checkMeant(call, live, options);
  deleteOne(call, live, options);
  const left = findObject(cluster.state, kind, namespace, name);
  if (left !== undefined && !isDryRun(call)) return { status: 200, body: left };
  // The state in which it went.
  if (kind.kind === 'Pod') {
    const metadata = {
      ...live.metadata,
      deletionTimestamp: timeText(cluster.now),
      deletionGracePeriodSeconds: 0,
    };
    return { status: 200, body: { ...live, metadata } };
  }
  const group = kind.group === '' ? {} : { group: kind.group };
  const details = { name, ...group, kind: kind.plural, uid: live.metadata.uid };
  return {
    status: 200,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details },
  };
}

/** DELETE of every object that the selectors choose. */
export function deleteCollection(call: Call): Answer {
  if (call.target.kind.kind === 'Namespace') {
    throw new ApiRefusal(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
      {},
    );
  }
  const answer = listAnswer(call);
  const body = parseBody(call);
  for (const object of chosenObjects(call)) deleteOne(call, object, isObject(body) ? body : {});
  return answer;
}
