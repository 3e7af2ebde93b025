import type { Problem } from '../problems/problem.ts';

/** Where a live thing stands. `because` is shown to a person, so it says what we are waiting for or what is wrong. */
export type Status =
  { readonly is: 'ready' } | { readonly is: 'pending' | 'broken' | 'going'; readonly because: string };

/** One place where the live thing is not as wanted. */
export interface Change {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What became of work that `ensure` started, for when the thing itself does not say. */
export interface Receipt {
  outcome(): Promise<
    { readonly is: 'running' | 'succeeded' } | { readonly is: 'failed'; readonly error: unknown }
  >;
}

/** The rights that a resource takes, by phase of its life: the custom role is made of these. */
export interface Rights {
  readonly read: readonly string[];
  readonly create: readonly string[];
  readonly delete: readonly string[];
}

/** What the removal of a thing would take along or run into, seen before anything is removed. */
export interface Foresight {
  /** Things that go with it, by name, beside what it is made of: what people have made there. */
  readonly takes: readonly string[];
  /** Why it cannot go by itself. What is inside of something that goes as a whole goes all the same. */
  readonly refusal?: Problem | undefined;
}

/** The resources that this one is built on. The keys are the names used inside `ctx.needs`. */
export type Needs = Readonly<Record<string, AnyResource>>;
export type OutputsOf<R> = R extends { outputs(live: never, ctx: never): infer Out } ? Out : never;
export type Context<World, N extends Needs> = World & {
  readonly needs: { readonly [K in keyof N]: OutputsOf<N[K]> };
};

/**
 * One thing we own in the cloud: what it is made of, and how to look at it, make it and unmake it.
 *
 * `read` is one look; `ensure` and `remove` start work and return. All are safe to call twice.
 * Waiting, retrying, recording and reporting belong to the engine.
 */
export interface Resource<World, N extends Needs, Live, Out> {
  readonly id: string;
  readonly title: string;
  readonly needs: N;
  /** The need that physically contains this one: when it goes, this goes with it. */
  readonly within?: (keyof N & string) | undefined;
  /** It is not ours to take away again (a registration of the subscription): `down` leaves it alone. */
  readonly lasting?: true | undefined;
  /** One that somebody else made does as well: it is used without asking, and `down` leaves it in place. */
  readonly shared?: true | undefined;
  /** What people have in it and lose with it, in words: they are told before it goes. */
  readonly holds?: string | undefined;
  /** Whether this deployment has the thing at all. Outputs of an absent one are undefined to those that need it. */
  when?(world: World): boolean;
  /** How long making it takes on a common day; the plan's estimate is built of these. */
  readonly typicalSeconds: number;
  /** How long we wait for work to end before we stop waiting (the cloud goes on). */
  readonly patienceMinutes: number;
  /** Pause between looks while something is moving. */
  readonly pollSeconds?: number | undefined;
  /** After the first sight of ready: look again after this pause before believing it. */
  readonly steadySeconds?: number | undefined;
  readonly rights: Rights;
  read(ctx: Context<World, N>): Promise<Live | undefined>;
  status(live: Live, ctx: Context<World, N>): Status;
  /** Whether this deployment made the live thing, told from the thing itself. Left out: as its container. */
  isOurs?(live: Live, ctx: Context<World, N>): boolean;
  /** What stands between the live thing and the wanted one. Empty means in step. Throws for what cannot be changed. */
  diff(live: Live, ctx: Context<World, N>): readonly Change[];
  ensure(ctx: Context<World, N>, live: Live | undefined): Promise<Receipt | undefined>;
  /** What those that need this may know. Kept in the state file, so never a secret. */
  outputs(live: Live, ctx: Context<World, N>): Out;
  /** What it answers may know why the thing is still there. */
  remove(ctx: Context<World, N>, live: Live): Promise<Receipt | void>;
  /** Called at each look while it goes: starts what frees it, throws why it cannot go. Left out: it goes by itself. */
  unblock?(ctx: Context<World, N>, live: Live): Promise<void>;
  /** Looks only. Left out: nothing but `holds` goes with it, and nothing is in the way. */
  foresee?(ctx: Context<World, N>): Promise<Foresight>;
}
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where types are erased
export type AnyResource = Resource<any, any, any, any>;

/** Fixes the world once, so that every definition infers its needs, live shape and outputs. */
export const resourcesOf =
  <World>() =>
  <const N extends Needs, Live, Out>(
    definition: Resource<World, N, Live, Out>,
  ): Resource<World, N, Live, Out> =>
    definition;

/** Marks a resource that some deployments lack: whoever needs it has to reckon with undefined outputs. */
export const optional = <World, N extends Needs, Live, Out>(
  when: (world: World) => boolean,
  resource: Resource<World, N, Live, Out>,
): Resource<World, N, Live, Out | undefined> => ({ ...resource, when });

/** The definitions that `resource` is built on. */
export const needsOf = (resource: AnyResource): readonly AnyResource[] =>
  Object.values(resource.needs as Needs);

/** The definition of what contains `resource`. */
export const containerOf = ({ needs, within }: AnyResource): AnyResource | undefined =>
  within === undefined ? undefined : (needs as Needs)[within];
