import { isDeepStrictEqual } from 'node:util';

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly { readonly uid: string }[];
}

interface KubeObject {
  readonly metadata: Metadata;
}

interface Cluster {
  readonly id: string;
  readonly revision: number;
  readonly objects: Readonly<Record<string, Readonly<Record<string, KubeObject>>>>;
}

type Places = ReadonlyMap<string, KubeObject>;

/** What was seen of the clusters at the last look: by cluster what there was, and every uid that there ever was. */
export interface Memory {
  readonly objects: Map<string, Places>;
  readonly uids: Map<string, string>;
  readonly revisions: Map<string, number>;
}

export const newMemory = (): Memory => ({ objects: new Map(), uids: new Map(), revisions: new Map() });

const clustersOf = (world: Readonly<Record<string, unknown>>): readonly Cluster[] =>
  Object.values((world['kubernetes'] as { clusters?: Record<string, Cluster> } | undefined)?.clusters ?? {});

/** What is wrong with a step that an object has made since the last look. */
function stepProblems(
  at: string,
  { before, after, isOnlyStep }: { before: KubeObject | undefined; after: KubeObject; isOnlyStep: boolean },
): string[] {
  if (before === undefined || before.metadata.uid !== after.metadata.uid) return [];
  const { resourceVersion: old, generation = 0 } = before.metadata;
  const { resourceVersion: young, generation: next = 0 } = after.metadata;
  const wasGoing = before.metadata.deletionTimestamp !== undefined;
  const unversioned = { ...after, metadata: { ...after.metadata, resourceVersion: old } };
  return [
    ...(Number(young) > Number(old) ? [] : [`${at} has changed and went from version ${old} to ${young}`]),
    // More than one step may have led back to where it was.
    ...(isOnlyStep && isDeepStrictEqual(before, unversioned)
      ? [`${at} has a new version and is the same`]
      : []),
    ...(next < generation ? [`${at} went from generation ${generation} back to ${next}`] : []),
    ...(wasGoing && after.metadata.deletionTimestamp === undefined ? [`${at} was going and is back`] : []),
  ];
}

type Place = readonly [resource: string, key: string, object: KubeObject];

function objectProblems(memory: Memory, cluster: Cluster, [resource, key, object]: Place): string[] {
  const at = `${cluster.id} ${resource} ${key}`;
  const before = memory.objects.get(cluster.id)?.get(at);
  const last = memory.revisions.get(cluster.id) ?? 0;
  if (before === object) return [];
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const holder = memory.uids.get(uid);
  memory.uids.set(uid, at);
  return [
    ...(key === `${namespace ?? ''}/${name}` ? [] : [`${at} calls itself ${namespace}/${name}`]),
    ...(holder === undefined || holder === at ? [] : [`${at} has the uid of ${holder}`]),
    ...(before?.metadata.uid !== uid && holder !== undefined ? [`${at} has a uid that was used before`] : []),
    ...(Number(resourceVersion) > cluster.revision ? [`${at} is of a version to come`] : []),
    ...stepProblems(at, { before, after: object, isOnlyStep: cluster.revision === last + 1 }),
  ];
}

const placesOf = ({ id, objects }: Cluster): Places =>
  new Map(
    Object.entries(objects).flatMap(([resource, all]) =>
      Object.entries(all).map(([key, object]) => [`${id} ${resource} ${key}`, object] as const),
    ),
  );

/** What went wrong in the clusters since the last look. */
export function clusterProblems(world: Readonly<Record<string, unknown>>, memory: Memory): string[] {
  return clustersOf(world).flatMap((cluster) => {
    const { id, revision, objects } = cluster;
    const last = memory.revisions.get(id) ?? 0;
    if (revision === last) return [];
    const spaces = objects['namespaces'] ?? {};
    const problems = Object.entries(objects).flatMap(([resource, all]) =>
      Object.entries(all).flatMap(([key, object]) => {
        const { namespace } = object.metadata;
        const isNowhere = namespace !== undefined && spaces[`/${namespace}`] === undefined;
        return [
          ...(isNowhere ? [`${resource} ${key} is in no namespace`] : []),
          ...objectProblems(memory, cluster, [resource, key, object]),
        ];
      }),
    );
    memory.revisions.set(id, revision);
    // What is gone is forgotten: the heap is to be the server's.
    memory.objects.set(id, placesOf(cluster));
    return problems;
  });
}

/** Objects of owners that have gone, once the garbage was collected. */
export function ownerProblems(world: Readonly<Record<string, unknown>>): string[] {
  return clustersOf(world).flatMap(({ objects }) => {
    const all = Object.entries(objects).flatMap(([resource, some]) =>
      Object.entries(some).map(([key, object]) => ({ at: `${resource} ${key}`, ...object.metadata })),
    );
    const living = new Set(all.map(({ uid }) => uid));
    return all
      .filter(({ ownerReferences = [], deletionTimestamp }) => {
        const isLeft = ownerReferences.length > 0 && ownerReferences.every(({ uid }) => !living.has(uid));
        return isLeft && deletionTimestamp === undefined;
      })
      .map(({ at }) => `${at} is left of an owner that has gone`);
  });
}
