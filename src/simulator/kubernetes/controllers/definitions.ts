import { objectOf, dig, listOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import type { KubeObject } from '../world.ts';
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
import { holds, withCondition } from './views.ts';
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
    const { accepted, why } = namesOf(cluster, definition);
    changeObject(cluster, definition, (draft) => {
      draft['status'] = {
        conditions: conditionsAfter(conditions, why, timeText(cluster.now)),
        acceptedNames: accepted,
        storedVersions: versions.map((version) => dig(version, 'name')),
      };
      const finalizers = draft.metadata.finalizers ?? [];
      if (!finalizers.includes(CLEANUP)) draft.metadata.finalizers = [...finalizers, CLEANUP];
    });
  }
  return next;
}

interface Conflict {
  readonly reason: string;
  readonly message: string;
}

/** Whether the names are accepted; what was served once goes on. */
function conditionsAfter(
  before: readonly Condition[] | undefined,
  why: Conflict | undefined,
  time: string,
): Condition[] {
  const names: Condition =
    why === undefined
      ? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
      : { type: 'NamesAccepted', status: 'False', ...why };
  const isServed = why === undefined || holds(before, 'Established');
  const served: Condition = isServed
    ? {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      }
    : {
        type: 'Established',
        status: 'False',
        reason: 'NotAccepted',
        message: 'not all names are accepted',
      };
  return withCondition(withCondition(before, names, time), served, time);
}

const listed = (names: unknown): readonly unknown[] => (names === undefined ? [] : [names].flat());

/** What of its names a definition gets: those that no other of its group has. The last conflict is the one that is told. */
function namesOf(
  { state }: Cluster,
  { metadata, spec, status }: KubeObject,
): { accepted: JsonObject; why: Conflict | undefined } {
  const rivals = listNamed(state, 'CustomResourceDefinition')
    .filter((other) => other.metadata.name !== metadata.name)
    .filter((other) => dig(other, 'spec.group') === dig(spec, 'group'))
    .map((other) => objectOf(dig(other, 'status.acceptedNames')));
  const resources = new Set(rivals.flatMap((n) => [n['plural'], n['singular'], ...listOf(n['shortNames'])]));
  const kinds = new Set(rivals.flatMap((names) => [names['kind'], names['listKind']]));
  const wanted = objectOf(dig(spec, 'names'));
  const accepted: JsonObject = { ...objectOf(dig(status, 'acceptedNames')) };
  let why: Conflict | undefined;
  for (const [key, reason, used] of [
    ['plural', 'PluralConflict', resources],
    ['singular', 'SingularConflict', resources],
    ['shortNames', 'ShortNamesConflict', resources],
    ['kind', 'KindConflict', kinds],
    ['listKind', 'ListKindConflict', kinds],
  ] as const) {
    const own = listed(accepted[key]);
    const clashes = listed(wanted[key]).filter((name) => used.has(name) && !own.includes(name));
    const texts = clashes.map((name) => `${JSON.stringify(name)} is already in use`);
    const message = texts.length > 1 ? `[${texts.join(', ')}]` : texts[0];
    if (message !== undefined) why = { reason, message };
    else accepted[key] = wanted[key];
  }
  accepted['categories'] = wanted['categories'];
  const given = Object.entries(accepted).filter(([, names]) => names !== undefined);
  return { accepted: Object.fromEntries(given), why };
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
