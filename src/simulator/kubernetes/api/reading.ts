import type { JsonObject } from '../../json.ts';
import { badRequest, notFound } from '../refusals.ts';
import { apiVersionOf, resourceOf } from '../schema/kinds.ts';
import { findObject, listObjects } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { isOn, queryOf } from './call.ts';
import type { Answer, Call } from './call.ts';
import { labelTest } from './label-selectors.ts';
import { formOf, presenterOf } from './negotiation.ts';
import { fieldTest } from './selectors.ts';

/** GET of one object. */
export function getObject({ cluster, target }: Call): Answer {
  const { kind, namespace, name = '' } = target;
  const found = findObject(cluster.state, kind, namespace, name);
  if (found === undefined) throw notFound(kind, name);
  return { status: 200, body: found };
}

/** The objects that the selectors of a request choose. */
export function chosenObjects(call: Call): KubeObject[] {
  const { kind, namespace, name } = call.target;
  const hasLabels = labelTest(queryOf(call, 'labelSelector') ?? '');
  const hasFields = fieldTest(queryOf(call, 'fieldSelector') ?? '', call.target.kind);
  return listObjects(call.cluster.state, kind, namespace).filter(
    (object) =>
      hasLabels(object.metadata.labels ?? {}) &&
      hasFields(object) &&
      (name === undefined || object.metadata.name === name),
  );
}

/** A whole number among the parameters, as Go reads it. */
function numberOf(call: Call, name: 'limit' | 'resourceVersion'): number {
  const text = queryOf(call, name) ?? '0';
  if (/^\d+$/.test(text)) return Number(text);
  if (name === 'limit') throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`,
  );
}

/** Where a page begins: how many objects come before it. */
function offsetOf(call: Call): number {
  const token = queryOf(call, 'continue');
  if (token === undefined) return 0;
  const text = Buffer.from(token, 'base64').toString('latin1');
  if (/^\d+$/.test(text)) return Number(text);
  const first = text.slice(0, 1);
  const shown = /[ -~]/.test(first)
    ? first
    : `\\u${(first.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${shown}' looking for beginning of value`,
  );
}

/** GET of many objects, in pages if `limit` asks for them. */
export function listAnswer(call: Call): Answer {
  const { cluster, target } = call;
  const limit = numberOf(call, 'limit');
  numberOf(call, 'resourceVersion');
  const all = chosenObjects(call);
  const offset = offsetOf(call);
  const page = limit > 0 ? all.slice(offset, offset + limit) : all.slice(offset);
  const left = all.length - offset - page.length;
  const metadata: JsonObject = { resourceVersion: String(cluster.state.revision) };
  // What a selector leaves is not counted ahead.
  const isWhole = ['labelSelector', 'fieldSelector'].every((name) => queryOf(call, name) === undefined);
  if (left > 0) {
    metadata['continue'] = Buffer.from(String(offset + page.length)).toString('base64');
    if (isWhole) metadata['remainingItemCount'] = left;
  }
  const items = page.map((object) => {
    if (target.kind.custom) return object;
    const { apiVersion: _a, kind: _k, ...rest } = object;
    return rest;
  });
  return {
    status: 200,
    body: { kind: `${target.kind.kind}List`, apiVersion: apiVersionOf(target.kind), metadata, items },
  };
}

interface WatchEvent {
  readonly type: string;
  readonly object: JsonObject;
}

/** A watch that tells what it knows and closes: what changed since a resource version, or everything. */
export function watchAnswer(call: Call): Answer {
  const { cluster, target } = call;
  const since = Number(queryOf(call, 'resourceVersion') ?? 0);
  const revisionOf = (object: KubeObject): number => Number(object.metadata.resourceVersion);
  const events: WatchEvent[] = chosenObjects(call)
    .filter((object) => revisionOf(object) > since)
    .toSorted((a, b) => revisionOf(a) - revisionOf(b))
    .map((object) => ({ type: since === 0 ? 'ADDED' : 'MODIFIED', object }));
  const hasLabels = labelTest(queryOf(call, 'labelSelector') ?? '');
  const deleted: WatchEvent[] = cluster.state.tombstones
    .filter(({ resource, revision }) => since > 0 && resource === resourceOf(target.kind) && revision > since)
    .filter(({ object }) => target.namespace === undefined || object.metadata.namespace === target.namespace)
    .filter(({ object }) => hasLabels(object.metadata.labels ?? {}))
    .map(({ object, revision }) => ({
      type: 'DELETED',
      object: { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } },
    }));
  if (isOn(call.request.url, 'allowWatchBookmarks')) {
    const { kind } = target;
    const metadata = { resourceVersion: String(cluster.state.revision), creationTimestamp: null };
    deleted.push({
      type: 'BOOKMARK',
      object: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata },
    });
  }
  const present = presenterOf(call, formOf(call));
  const body = [...events, ...deleted]
    .map(({ type, object }) => `${JSON.stringify({ type, object: present(object) })}\n`)
    .join('');
  return { status: 200, body, contentType: 'application/json' };
}
