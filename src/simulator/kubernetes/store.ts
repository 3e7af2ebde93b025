import { isObject } from '../json.ts';
import type { Surroundings } from '../ports.ts';
import { remember } from './history.ts';
import { servedKinds } from './schema/custom-kinds.ts';
import { apiVersionOf, builtInKinds, kindNamed, resourceOf } from './schema/kinds.ts';
import type { Kind } from './schema/kinds.ts';
import type { ClusterState, KubeObject, OwnerReference } from './world.ts';
import { copyOf, isSame } from './same.ts';

/** A cluster at one moment: what controllers and requests work on. */
export interface Cluster {
  readonly state: ClusterState;
  readonly surroundings: Surroundings;
  /** Milliseconds since 1970; controllers may be playing an earlier moment than the clock's. */
  readonly now: number;
}

/** What is planned for an object: its own course, and what is held back after it failed. */
const PLANNED = ['', 'attempt ', 'unschedulable '];

/** How many deletions a watch can look back on. */
const TOMBSTONES = 200;

/** The key of an object among its kind. */
export function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** A moment as Kubernetes writes it, to the second. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The objects of a resource in the order of their names, until one comes, changes or goes: controllers ask often. */
const ordered = new WeakMap<object, readonly KubeObject[]>();

function inOrder(all: Readonly<Record<string, KubeObject>>): readonly KubeObject[] {
  const known = ordered.get(all);
  if (known !== undefined) return known;
  const entries = Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const objects = entries.map(([, object]) => object);
  ordered.set(all, objects);
  return objects;
}

/** Where the objects of a kind are kept, by key, about to be changed. */
function changing(state: ClusterState, kind: Kind): Record<string, KubeObject> {
  const all = (state.objects[resourceOf(kind)] ??= {});
  ordered.delete(all);
  return all;
}

/** All objects of a kind, of one namespace if given, in the order of their names. Not to be changed in place. */
export function listObjects(state: ClusterState, kind: Kind, namespace?: string): KubeObject[] {
  const all = inOrder(state.objects[resourceOf(kind)] ?? NONE);
  return all.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
}

const NONE: Readonly<Record<string, KubeObject>> = {};

/** All objects of a built-in kind, typed by the caller. */
export function listNamed<T extends KubeObject>(state: ClusterState, kind: string, namespace?: string): T[] {
  return listObjects(state, kindNamed(kind), namespace) as T[];
}

/** One object, not to be changed in place. */
export function findObject(
  state: ClusterState,
  kind: Kind,
  namespace: string | undefined,
  name: string,
): KubeObject | undefined {
  return state.objects[resourceOf(kind)]?.[keyOf(namespace, name)];
}

/** A random id in the form of a UUID, repeatable from the seed. */
export function newUid({ random }: Surroundings): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ];
  return parts.join('-');
}

const NAME_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Random letters as generated names end with. */
export function newSuffix({ random }: Surroundings, length = 5): string {
  const letter = (): string => NAME_LETTERS[Math.floor(random() * NAME_LETTERS.length)] ?? 'x';
  return Array.from({ length }, letter).join('');
}

function nextRevision(state: ClusterState): string {
  state.revision += 1;
  return String(state.revision);
}

/** Stores a new object with a uid, unless it has one, a creation time and a resource version. */
export function insertObject(cluster: Cluster, kind: Kind, object: KubeObject): KubeObject {
  const { state } = cluster;
  const stored = copyOf(object);
  stored.metadata.uid ??= newUid(cluster.surroundings);
  stored.metadata.creationTimestamp = timeText(cluster.now);
  if (kind.counted || kind.custom) stored.metadata.generation = 1;
  stored.metadata.resourceVersion = nextRevision(state);
  changing(state, kind)[keyOf(stored.metadata.namespace, stored.metadata.name)] = stored;
  remember(state, { revision: state.revision, resource: resourceOf(kind), before: undefined, after: stored });
  return stored;
}

/** Stores the next state of an object; one that changes nothing keeps its resource version. */
export function replaceObject(cluster: Cluster, kind: Kind, object: KubeObject): KubeObject {
  const live = findObject(cluster.state, kind, object.metadata.namespace, object.metadata.name);
  if (live !== undefined && isSame(live, object)) return live;
  return put(cluster, kind, copyOf(object));
}

function put({ state }: Cluster, kind: Kind, object: KubeObject): KubeObject {
  object.metadata.resourceVersion = nextRevision(state);
  const { namespace, name } = object.metadata;
  const all = changing(state, kind);
  const before = all[keyOf(namespace, name)];
  all[keyOf(namespace, name)] = object;
  remember(state, { revision: state.revision, resource: resourceOf(kind), before, after: object });
  return object;
}

/** A copy whose members and whose members' members may be replaced. What lies deeper is shared with the stored one. */
function draftOf(live: KubeObject): KubeObject {
  const members = Object.entries(live).map(([key, value]) => [key, isObject(value) ? { ...value } : value]);
  return Object.fromEntries(members) as KubeObject;
}

/** Changes an object by a function over a copy of it, which replaces members as far down as `spec.replicas`; gone objects are left alone. */
export function changeObject<T extends KubeObject>(
  cluster: Cluster,
  object: T,
  change: (draft: T) => void,
): void {
  const kind = kindOf(cluster.state, object);
  const live = findObject(cluster.state, kind, object.metadata.namespace, object.metadata.name);
  if (live === undefined || live.metadata.uid !== object.metadata.uid) return;
  const draft = draftOf(live) as T;
  change(draft);
  if (!isSame(live, draft)) put(cluster, kind, copyOf(draft));
}

/** The kind of an object that the cluster has. */
export function kindOf(state: ClusterState, { apiVersion, kind }: KubeObject): Kind {
  const isIt = (candidate: Kind): boolean =>
    candidate.kind === kind && apiVersionOf(candidate) === apiVersion;
  return builtInKinds.find(isIt) ?? kindsOf(state).find(isIt) ?? kindNamed(kind);
}

/** Takes an object away for good. */
export function eraseObject({ state }: Cluster, kind: Kind, object: KubeObject): void {
  const { namespace, name, uid } = object.metadata;
  delete changing(state, kind)[keyOf(namespace, name)];
  for (const kept of PLANNED) delete state.plans[`${kept}${uid ?? ''}`];
  const revision = Number(nextRevision(state));
  remember(state, { revision, resource: resourceOf(kind), before: object, after: undefined });
  state.tombstones.push({ resource: resourceOf(kind), revision, object });
  state.tombstones = state.tombstones.slice(-TOMBSTONES);
}

/** The reference by which a controller owns what it makes. */
export function ownerOf(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The uid of whoever controls an object. */
export function controllerOf({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}

/** The objects of a kind that `owner`, a stored one, controls. */
export function ownedBy<T extends KubeObject>(state: ClusterState, kind: string, owner: KubeObject): T[] {
  return listNamed<T>(state, kind, owner.metadata.namespace).filter(
    (object) => controllerOf(object) === owner.metadata.uid,
  );
}

/** The next number of this cluster, for addresses. */
export function nextSerial(state: ClusterState): number {
  state.serial += 1;
  return state.serial;
}

/** Makes the controllers look again at `at` at the latest. */
export function wakeAt(state: ClusterState, at: number): void {
  if (state.wakeAt === null || at < state.wakeAt) state.wakeAt = at;
}

/** Every object that names `owner` as an owner, with its kind. */
export function kindsWithOwner(state: ClusterState, owner: KubeObject): [Kind, KubeObject][] {
  return kindsOf(state).flatMap((kind) =>
    listObjects(state, kind)
      .filter(({ metadata }) =>
        (metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid),
      )
      .map((object): [Kind, KubeObject] => [kind, object]),
  );
}

const customKinds = new WeakMap<KubeObject, readonly Kind[]>();

/** Every kind that the cluster serves: the built-in ones and those of established CustomResourceDefinitions. */
export function kindsOf(state: ClusterState): readonly Kind[] {
  const definitions = Object.values(state.objects['customresourcedefinitions.apiextensions.k8s.io'] ?? {});
  const custom = definitions.flatMap((definition) => {
    const known = customKinds.get(definition);
    if (known !== undefined) return known;
    const kinds = servedKinds(definition);
    customKinds.set(definition, kinds);
    return kinds;
  });
  return [...builtInKinds, ...custom];
}
