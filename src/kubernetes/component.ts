import type { Change, Context, Needs, Receipt, Resource, Status } from '../engine/resource.ts';
import type { Kube, KubeObject } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';
import { defineResource, type World } from '../world.ts';
import { tellDrift } from './drift.ts';
import { problemOf } from './explain.ts';
import { isUnseen, kubeOf, lookInto, type Unseen } from './look.ts';
import { isMarked, marked, recipeOf, selectorOf, withRestart, type Owner } from './marks.ts';
import { digest, nameOf, refOf } from './objects.ts';
import { gatherEvidence, type Sighting } from './evidence.ts';
import { readinessOfAll, troubleAmong } from './readiness.ts';
import { clearTheWay, foreseeLosses, takeAway, type Place, type Removable } from './removal.ts';
import { renderTemplate, type Params } from './template.ts';

/** What a component is made of. */
export interface ComponentSpec<N extends Needs, Out> extends Removable<N> {
  readonly id: string;
  readonly needs: N & { readonly cluster: Needs[string]; readonly access: Needs[string] };
  /** The folder below `templates/kubernetes`. */
  readonly template: string;
  readonly typicalSeconds: number;
  readonly patienceMinutes?: number;
  readonly holds?: string;
  /** Where earlier versions had objects of kinds that the template no longer has. */
  readonly retired?: readonly Place[];
  params(ctx: Context<World, N>): Params;
  /** Params that stay as they are in what is live: they cannot be changed without harm. */
  keeps?(live: readonly KubeObject[]): Params;
  /** Versions of what the pods read at their start: a new one replaces the pods. */
  rollsWith?(ctx: Context<World, N>): readonly string[];
  outputs(ctx: Context<World, N>, objects: readonly KubeObject[]): Out;
}

/** What was seen of a component. */
export type ComponentLive =
  | Unseen
  | {
      /** In the order of the template; what is missing is left out. */
      readonly sightings: readonly Sighting[];
      /** Ours by its labels, and no longer in the template. */
      readonly superfluous: readonly KubeObject[];
    };

/** Manifests that live and die together inside the cluster: one template folder, the values of its holes, an id. */
export const component = <const N extends Needs, Out>(
  spec: ComponentSpec<N, Out>,
): Resource<World, N, ComponentLive, Out> => {
  type Ctx = Context<World, N>;
  const ownerOf = ({ config }: World): Owner => ({ deployment: config.name, component: spec.id });
  const wanted = (ctx: Ctx, live?: ComponentLive): readonly KubeObject[] => {
    const objects = renderTemplate(spec.template, { ...spec.params(ctx), ...spec.keeps?.(seenIn(live)) });
    // Pods read their configuration once, when they start.
    const configuration = objects.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret');
    const versions = [...(spec.rollsWith?.(ctx) ?? []), ...configuration.map((object) => digest(object))];
    return objects.map((object) => marked(object, ownerOf(ctx), versions));
  };
  const read = (ctx: Ctx): Promise<ComponentLive | undefined> =>
    lookInto(ctx, (kube) => observe(kube, wanted(ctx), { owner: ownerOf(ctx), retired: spec.retired ?? [] }));
  const status = (live: ComponentLive, ctx: Ctx): Status => statusOf(live, wanted(ctx, live), ctx.now());

  return defineResource<N, ComponentLive, Out>({
    id: spec.id,
    title: spec.title,
    needs: spec.needs,
    within: 'cluster',
    holds: spec.holds,
    typicalSeconds: spec.typicalSeconds,
    patienceMinutes: spec.patienceMinutes ?? 15,
    pollSeconds: 2,
    rights: { read: [], create: [], delete: [] },
    read,
    status,
    isOurs: (live, ctx) =>
      isUnseen(live) || live.sightings.every(({ object }) => isMarked(object, ctx.config.name)),
    diff: (live, ctx) => (isUnseen(live) ? [] : changesOf(live, wanted(ctx, live))),
    async ensure(ctx, live) {
      const isBroken = live !== undefined && status(live, ctx).is === 'broken';
      const restartAt = isBroken ? new Date(ctx.now()).toISOString() : undefined;
      const seen = live === undefined || isUnseen(live) ? { sightings: [], superfluous: [] } : live;
      await make(await kubeOf(ctx), wanted(ctx, live), { seen, restartAt });
      return receiptOf(spec.title, ctx, () => read(ctx));
    },
    outputs: (_live, ctx) => spec.outputs(ctx, wanted(ctx)),
    async remove(ctx, live) {
      if (isUnseen(live)) return;
      await takeAway(spec, ctx, [...live.superfluous, ...seenIn(live).toReversed()]);
    },
    async unblock(ctx, live) {
      if (!isUnseen(live)) await clearTheWay(spec, ctx, seenIn(live));
    },
    foresee: (ctx) => foreseeLosses(spec, ctx),
  });
};

type Seen = Exclude<ComponentLive, Unseen>;

const seenIn = (live: ComponentLive | undefined): readonly KubeObject[] =>
  live === undefined || isUnseen(live) ? [] : live.sightings.map(({ object }) => object);

async function observe(
  kube: Kube,
  wanted: readonly KubeObject[],
  { owner, retired }: { readonly owner: Owner; readonly retired: readonly Place[] },
): Promise<Seen | undefined> {
  const places = new Map([...wanted.map(placeOf), ...retired].map((place) => [JSON.stringify(place), place]));
  const lists = await Promise.all([...places.values()].map((place) => kube.list(place, selectorOf(owner))));
  const ours = new Map(lists.flat().map((object) => [nameOf(object), object]));
  // What is not among ours is missing, or somebody else's of the same name.
  const objects = await Promise.all(
    wanted.map(async (object) => ours.get(nameOf(object)) ?? kube.get(refOf(object))),
  );
  const found = objects.filter((object) => object !== undefined);
  const names = new Set(wanted.map(nameOf));
  const superfluous = [...ours].filter(([name]) => !names.has(name)).map(([, object]) => object);
  if (found.length === 0 && superfluous.length === 0) return undefined;
  const sightings = await Promise.all(
    found.map(async (object) => ({ object, evidence: await gatherEvidence(kube, object) })),
  );
  return { sightings, superfluous: superfluous.filter(isLasting) };
}

/** What is on its way out already, or belongs to another object, needs no removing. */
const isLasting = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp === undefined && !('ownerReferences' in metadata);

function statusOf(live: ComponentLive, wanted: readonly KubeObject[], now: number): Status {
  if (isUnseen(live)) return { is: 'pending', because: live.unseen };
  const status = readinessOfAll(live.sightings, now);
  // Kubernetes takes a new wish at any time: what is outdated need not come to rest first.
  return status.is !== 'going' && isOutdated(live, wanted) ? { is: 'ready' } : status;
}

const isOutdated = (live: Seen, wanted: readonly KubeObject[]): boolean => {
  const recipes = new Map(wanted.map((object) => [nameOf(object), recipeOf(object)]));
  return live.sightings.some(({ object }) => recipeOf(object) !== recipes.get(nameOf(object)));
};

function changesOf({ sightings, superfluous }: Seen, wanted: readonly KubeObject[]): readonly Change[] {
  const live = new Map(sightings.map(({ object }) => [nameOf(object), object]));
  const changes = wanted.flatMap((object): readonly Change[] => {
    const found = live.get(nameOf(object));
    return found === undefined
      ? [{ path: nameOf(object), from: undefined, to: 'present' }]
      : tellDrift(object, found);
  });
  return [
    ...changes,
    ...superfluous.map((object) => ({ path: nameOf(object), from: 'present', to: undefined })),
  ];
}

async function make(
  kube: Kube,
  wanted: readonly KubeObject[],
  { seen, restartAt }: { readonly seen: Seen; readonly restartAt: string | undefined },
): Promise<void> {
  for (const object of wanted) {
    const live = seen.sightings.find((sighting) => nameOf(sighting.object) === nameOf(object))?.object;
    if (restartAt !== undefined && live?.kind === 'Job') {
      await kube.delete(refOf(live));
      throw new Problem('kubernetes.conflict', `${nameOf(live)} makes room for another attempt`, {
        retrySeconds: 120,
      });
    }
    await kube.apply(withRestart(object, live, restartAt));
  }
  for (const object of seen.superfluous) await kube.delete(refOf(object));
}

/** Says of something that came out broken what a person can do about it. */
const receiptOf = (title: string, world: World, read: () => Promise<ComponentLive | undefined>): Receipt => ({
  async outcome() {
    const live = await read();
    if (live === undefined || isUnseen(live)) return { is: 'running' };
    const trouble = troubleAmong(live.sightings, world.now());
    const isBroken = readinessOfAll(live.sightings, world.now()).is === 'broken';
    return isBroken && trouble !== undefined
      ? { is: 'failed', error: problemOf(title, trouble) }
      : { is: 'succeeded' };
  },
});

const placeOf = ({ apiVersion, kind, metadata: { namespace } }: KubeObject): Place => ({
  apiVersion,
  kind,
  ...(namespace === undefined ? {} : { namespace }),
});
