import { dig, listOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import type { Stream, WireRequest } from '../../wire.ts';
import { changesSince, type Change } from '../history.ts';
import { apiVersionOf, resourceOf } from '../schema/kinds.ts';
import { findObject, listObjects } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { isOn, queryOf } from './call.ts';
import type { Call } from './call.ts';
import { labelTest } from './label-selectors.ts';
import { formOf, presenterOf } from './negotiation.ts';
import { fieldTest } from './selectors.ts';
import { logAnswer } from './subresources.ts';

/** The cluster as it is now; undefined once it is gone. */
type Live = () => Cluster | undefined;

/** Whether a request asks for an answer that goes on. */
export function asksForStream({ method, url }: WireRequest): boolean {
  if (method !== 'GET') return false;
  return isOn(url, 'watch') || (url.pathname.endsWith('/log') && isOn(url, 'follow'));
}

const HEADERS = { 'cache-control': 'no-cache, private' };

/** A watch without a timeout ends after half an hour to an hour; one of its own choosing is not measured. */
const LONGEST_SECONDS = 1800;
const BOOKMARK_EVERY_MS = 60_000;

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: JsonObject;
}

function tooOld(revision: number, first: number): WatchEvent {
  const message = `too old resource version: ${revision} (${first})`;
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  return { type: 'ERROR', object: { ...status, message, reason: 'Expired', code: 410 } };
}

function bookmark({ target, cluster }: Call, annotations?: JsonObject): WatchEvent {
  const metadata = { resourceVersion: String(cluster.state.revision), creationTimestamp: null };
  const { kind } = target;
  return {
    type: 'BOOKMARK',
    object: {
      kind: kind.kind,
      apiVersion: apiVersionOf(kind),
      metadata: annotations === undefined ? metadata : { ...metadata, annotations },
    },
  };
}

/** Whether an object is one of those that are watched. */
function isWatched(call: Call): (object: KubeObject | undefined) => boolean {
  const { namespace, name } = call.target;
  const hasLabels = labelTest(queryOf(call, 'labelSelector') ?? '');
  const hasFields = fieldTest(queryOf(call, 'fieldSelector') ?? '', call.target.kind);
  return (object) =>
    object !== undefined &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    hasLabels(object.metadata.labels ?? {}) &&
    hasFields(object);
}

/** What a step is to somebody who sees some of the objects only: one that leaves is deleted for him. */
function eventOf({ before, after, revision }: Change, sees: ReturnType<typeof isWatched>): WatchEvent[] {
  if (after !== undefined && sees(after))
    return [{ type: sees(before) ? 'MODIFIED' : 'ADDED', object: after }];
  if (before === undefined || !sees(before)) return [];
  const last = after ?? before;
  return [
    {
      type: 'DELETED',
      object: { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } },
    },
  ];
}

interface Start {
  readonly events: readonly WatchEvent[];
  readonly revision: number;
}

/** Where a watch begins: at a version, or with everything that there is. */
function startOf(call: Call, sees: ReturnType<typeof isWatched>): Start {
  const { cluster, target } = call;
  const asked = Number(queryOf(call, 'resourceVersion') ?? 0);
  const initial = queryOf(call, 'sendInitialEvents');
  const { revision } = cluster.state;
  if (initial === 'false' || (asked > 0 && initial === undefined)) {
    return { events: [], revision: asked > 0 ? Math.min(asked, revision) : revision };
  }
  const events: WatchEvent[] = listObjects(cluster.state, target.kind, target.namespace)
    .filter(sees)
    .map((object) => ({ type: 'ADDED', object }));
  const isMarked = initial === 'true' && isOn(call.request.url, 'allowWatchBookmarks');
  const mark = isMarked ? [bookmark(call, { 'k8s.io/initial-events-end': 'true' })] : [];
  return { events: [...events, ...mark], revision };
}

/** A watch: tells every step from where it begins, until its time is over, it falls too far behind or the cluster is gone. */
export function watch(call: Call, live: Live): Stream {
  const sees = isWatched(call);
  const present = presenterOf(call, formOf(call));
  const inLines = (all: readonly WatchEvent[]): string =>
    all.map(({ type, object }) => `${JSON.stringify({ type, object: present(object) })}\n`).join('');
  const { surroundings } = call.cluster;
  const begun = surroundings.wall();
  const endsAt = begun + Number(queryOf(call, 'timeoutSeconds') ?? LONGEST_SECONDS) * 1000;
  const wantsMarks = isOn(call.request.url, 'allowWatchBookmarks');
  let markedAt = begun;
  let { events, revision } = startOf(call, sees);
  return {
    status: 200,
    headers: { ...HEADERS, 'content-type': 'application/json' },
    next() {
      const cluster = live();
      if (cluster === undefined) return { text: '', ended: true };
      const { state } = cluster;
      const told = [...events];
      events = [];
      const changes = changesSince(state, resourceOf(call.target.kind), revision);
      if (changes === undefined) {
        return { text: inLines([...told, tooOld(revision, state.revision)]), ended: true };
      }
      told.push(...changes.flatMap((change) => eventOf(change, sees)));
      ({ revision } = state);
      const now = surroundings.wall();
      if (wantsMarks && now >= markedAt + BOOKMARK_EVERY_MS) {
        markedAt = now;
        told.push(bookmark({ ...call, cluster }));
      }
      return { text: inLines(told), ended: now >= endsAt };
    },
  };
}

const isOver = (pod: KubeObject): boolean =>
  ['Succeeded', 'Failed'].includes(String(dig(pod, 'status.phase'))) &&
  listOf(dig(pod, 'status.containerStatuses')).every((one) => dig(one, 'state.running') === undefined);

/** A log that goes on as long as its pod does. */
export function followLog(call: Call, live: Live): Stream | undefined {
  const { kind, namespace, name = '' } = call.target;
  const pod = findObject(call.cluster.state, kind, namespace, name);
  if (pod === undefined) return undefined;
  const untailed = new URL(call.request.url);
  untailed.searchParams.delete('tailLines');
  const request = { ...call.request, url: untailed };
  const logOf = (cluster: Cluster, from: KubeObject, asked = request): string =>
    textOf(logAnswer({ ...call, cluster, request: asked }, from).body);
  let first: string | undefined = logOf(call.cluster, pod, call.request);
  let told = logOf(call.cluster, pod).length;
  return {
    status: 200,
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' },
    next() {
      const cluster = live();
      const now = cluster && findObject(cluster.state, kind, namespace, name);
      const begun = first ?? '';
      first = undefined;
      if (cluster === undefined || now === undefined || now.metadata.uid !== pod.metadata.uid) {
        return { text: begun, ended: true };
      }
      const whole = logOf(cluster, now);
      const fresh = whole.slice(told);
      told = whole.length;
      return { text: begun + fresh, ended: isOver(now) };
    },
  };
}
