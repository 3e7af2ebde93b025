import type { Context, Foresight, Needs } from '../engine/resource.ts';
import type { Kube, KubeObject } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';
import type { World } from '../world.ts';
import { kubeOf } from './look.ts';
import { isMarked } from './marks.ts';
import { nameOf, refOf, timeOf } from './objects.ts';

/** Objects of one kind in one place, or everywhere. */
export interface Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
}

/** Kinds whose objects the API server deletes with what is removed, and the one namespace in which they are ours. */
export interface Guard {
  readonly kinds: readonly Place[];
  readonly own: string;
}

/** What of a component tells how it goes. */
export interface Removable<N extends Needs> {
  readonly title: string;
  /** What flows have made and what would hold the removal up: it goes first, whoever made it. */
  clears?(ctx: Context<World, N>): readonly Place[];
  /** What would be lost with it: where such things lie outside of our namespaces, it is not removed. */
  guards?(ctx: Context<World, N>): Guard;
}

const andMore = (others: number): string => (others === 0 ? '' : ` and ${others} more`);

/** Whoever has a finalizer does its work within this time, or never: images may have to be pulled for it. */
const FINALIZER_MS = 5 * 60_000;
/** What the API server itself waits for: that belongings are gone. */
const STANDARD = ['foregroundDeletion', 'orphan', 'customresourcecleanup.apiextensions.k8s.io'];

const listAll = async (kube: Kube, places: readonly Place[] = []): Promise<readonly KubeObject[]> =>
  (await Promise.all(places.map((place) => kube.list(place)))).flat();

/**
 * Removes what flows have made and what holds a removal up, while those that have to let it go are still there.
 *
 * In the background: pods that delete a workflow's artifacts belong to it, and would be removed with it in the foreground.
 *
 * @throws Problem `kubernetes.conflict`, to be tried again, while any of it is still there; `kubernetes.stuck` when
 *   nobody lets it go.
 */
async function clear(kube: Kube, places: readonly Place[], now: number): Promise<void> {
  const objects = await listAll(kube, places);
  const [first] = objects;
  if (first === undefined) return;
  for (const object of objects) {
    if (object.metadata.deletionTimestamp === undefined) await kube.delete(refOf(object), 'Background');
  }
  const stuck = objects.find((object) => isStuck(object, now));
  if (stuck !== undefined) throw stuckProblem(stuck);
  const what = `${nameOf(first)}${andMore(objects.length - 1)}, made by flows,`;
  throw new Problem('kubernetes.conflict', `${what} has to go first`, { retrySeconds: 120 });
}

const isStuck = ({ metadata }: KubeObject, now: number): boolean =>
  now - timeOf(metadata.deletionTimestamp, now) > FINALIZER_MS;

/** The finalizers that are somebody's own work. */
const holdersOf = ({ metadata: { finalizers = [] } }: KubeObject): readonly string[] =>
  finalizers.filter((finalizer) => !STANDARD.includes(finalizer));

/** Somebody has to decide: the finalizer stands for work that would then stay undone. */
function stuckProblem(object: KubeObject): Problem {
  const { name, namespace } = object.metadata;
  const own = holdersOf(object);
  const place = namespace === undefined ? '' : ` --namespace ${namespace}`;
  const ref = `${object.kind.toLowerCase()} ${name}`;
  const by = own.length === 0 ? 'what belongs to it' : own.join(' and ');
  return new Problem('kubernetes.stuck', `${nameOf(object)} is to go, and ${by} has kept it for 5 minutes`, {
    about: [nameOf(object)],
    advice: [
      `kubectl${place} describe ${ref}    shows what it waits for`,
      ...(own.length === 0
        ? []
        : [
            `kubectl${place} patch ${ref} --type merge --patch '{"metadata":{"finalizers":null}}'    lets it go; what the finalizer stands for, such as deleting artifacts, stays undone`,
          ]),
      'Then say the same command again',
    ],
  });
}

/**
 * Removes what keeps the objects of a component from going: flows may have made it since they were told to go.
 *
 * @throws Problem as `clear` does, of the objects themselves too.
 */
export async function clearTheWay<N extends Needs>(
  spec: Removable<N>,
  ctx: Context<World, N>,
  objects: readonly KubeObject[],
): Promise<void> {
  const places = spec.clears?.(ctx) ?? [];
  if (places.length > 0) await clear(await kubeOf(ctx), places, ctx.now());
  const stuck = objects.find((object) => isStuck(object, ctx.now()) && holdersOf(object).length > 0);
  if (stuck !== undefined) throw stuckProblem(stuck);
}

/** What lies at the places of `clears` and was made by others than us, and what of the guarded kinds lies elsewhere. */
export async function foreseeLosses<N extends Needs>(
  spec: Removable<N>,
  ctx: Context<World, N>,
): Promise<Foresight> {
  const guard = spec.guards?.(ctx);
  const places = spec.clears?.(ctx) ?? [];
  if (guard === undefined && places.length === 0) return { takes: [] };
  const kube = await kubeOf(ctx);
  const guarded = await listAll(kube, guard?.kinds);
  const found = [...(await listAll(kube, places)), ...guarded].filter(
    (object) => !isMarked(object, ctx.config.name),
  );
  return { takes: [...new Set(found.map(nameOf))], refusal: refusalFor(spec.title, guarded, guard) };
}

/**
 * Removes the objects of a component, and before them what has to go first.
 *
 * @throws Problem of what others would lose: they may have made it since it was looked for.
 */
export async function takeAway<N extends Needs>(
  spec: Removable<N>,
  ctx: Context<World, N>,
  objects: readonly KubeObject[],
): Promise<void> {
  const guard = spec.guards?.(ctx);
  const kube = await kubeOf(ctx);
  const refusal = refusalFor(spec.title, await listAll(kube, guard?.kinds), guard);
  if (refusal !== undefined) throw refusal;
  await clear(kube, spec.clears?.(ctx) ?? [], ctx.now());
  for (const object of objects) await kube.delete(refOf(object));
}

/** Nobody else loses anything: said where objects of the guarded kinds lie outside of our own namespace. */
function refusalFor(
  title: string,
  guarded: readonly KubeObject[],
  guard: Guard | undefined,
): Problem | undefined {
  const foreign = guarded.filter(({ metadata }) => metadata.namespace !== guard?.own);
  const [first] = foreign;
  if (first === undefined) return undefined;
  const found = [...new Set(foreign.map(({ kind }) => kind.toLowerCase()))].join(',');
  return new Problem(
    'kubernetes.in-use',
    `${title} stay: with them would go ${nameOf(first)}${andMore(foreign.length - 1)}, which this deployment did not make`,
    {
      advice: [
        `kubectl get ${found} --all-namespaces    shows what it is about`,
        'Move it or delete it, and say the same command again',
      ],
    },
  );
}
