import { objectOf, dig, listOf } from '../../json.ts';
import {
  eraseObject,
  changeObject,
  kindsOf,
  listNamed,
  listObjects,
  timeText,
  findObject,
} from '../store.ts';
import type { Cluster } from '../store.ts';
import { kindNamed } from '../schema/kinds.ts';
import { removeObject } from '../api/deleting.ts';
import { withCondition } from './views.ts';
import type { Condition } from './views.ts';

/** How long the names of a new definition are looked at before they are served. */
const ESTABLISH_MS = 1500;
/** Keeps a definition until the objects of its kind are gone. */
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** Accepts and serves new CustomResourceDefinitions; deletes the objects of those that go. */
export function playDefinitions(cluster: Cluster): number | undefined {
  let next: number | undefined;
  for (const definition of listNamed(cluster.state, 'CustomResourceDefinition')) {
    const { metadata, spec, status } = definition;
    if (metadata.deletionTimestamp !== undefined) {
      sweep(cluster, metadata.name);
      continue;
    }
    const conditions = dig(status, 'conditions') as Condition[] | undefined;
    const at = Date.parse(metadata.creationTimestamp ?? '') + ESTABLISH_MS;
    if (cluster.now < at) {
      next = Math.min(next ?? Infinity, at);
      continue;
    }
    const versions = listOf(dig(spec, 'versions')).filter((version) => dig(version, 'storage') === true);
    changeObject(cluster, definition, (draft) => {
      const time = timeText(cluster.now);
      const named = withCondition(
        conditions,
        { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
        time,
      );
      const served = withCondition(
        named,
        {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
        time,
      );
      draft['status'] = {
        conditions: served,
        acceptedNames: objectOf(dig(spec, 'names')),
        storedVersions: versions.map((version) => dig(version, 'name')),
      };
      const finalizers = draft.metadata.finalizers ?? [];
      if (!finalizers.includes(CLEANUP)) draft.metadata.finalizers = [...finalizers, CLEANUP];
    });
  }
  return next;
}

function sweep(cluster: Cluster, name: string): void {
  const kinds = kindsOf(cluster.state).filter(
    (kind) => kind.custom && `${kind.plural}.${kind.group}` === name,
  );
  const [kind] = kinds;
  if (kind !== undefined) {
    for (const object of listObjects(cluster.state, kind)) removeObject(cluster, kind, object);
    if (listObjects(cluster.state, kind).length > 0) return;
  }
  const definitions = kindNamed('CustomResourceDefinition');
  const live = findObject(cluster.state, definitions, undefined, name);
  if (live === undefined) return;
  const left = (live.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP);
  if (left.length === 0) eraseObject(cluster, definitions, live);
}
