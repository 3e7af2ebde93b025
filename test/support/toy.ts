import type { Entry, EngineEvent, Run, StateStore } from '../../src/engine/ports.ts';
import {
  resourcesOf,
  type AnyResource,
  type Foresight,
  type Needs,
  type Receipt,
  type Resource,
  type Status,
} from '../../src/engine/resource.ts';
import { Problem } from '../../src/problems/problem.ts';
import { VirtualClock } from '../../src/simulator/clock.ts';

/** A thing in the toy cloud. Times are milliseconds on the cloud's clock. */
export interface Thing {
  readonly key: string;
  owner: string;
  version: number;
  /** Id of the thing that contains it. */
  within: string | undefined;
  /** Keys of the things that it was built on, by the name of the need. */
  builtOn: Readonly<Record<string, string>>;
  readyAt: number;
  visibleAt: number;
  goneAt?: number;
  broken?: string | undefined;
}
export type Verb = 'read' | 'ensure' | 'remove';
export interface Call {
  readonly verb: Verb;
  readonly id: string;
}
type Hook = (call: Call) => void | Promise<void>;

/** What this deployment wants of the toy cloud. */
export interface ToyWorld {
  readonly cloud: ToyCloud;
  readonly owner: string;
  /** Wanted versions by id; 1 where nothing is said. */
  readonly versions: Readonly<Record<string, number>>;
  /** Optional things that this deployment does not have. */
  readonly without: ReadonlySet<string>;
}

/**
 * A cloud in a Map: strict, as Azure is. It refuses a write to what is still moving, to what stands on something
 * missing, and the removal of what something else stands on.
 */
export class ToyCloud {
  readonly clock = new VirtualClock(0);
  readonly things = new Map<string, Thing>();
  /** Every accepted write, such as `ensure a`. */
  readonly writes: string[] = [];
  /** Called at the moment before a call has its effect; what it throws is the call's answer. */
  before: Hook = () => undefined;
  /** Called right after the effect, before the caller learns of it. */
  after: Hook = () => undefined;
  #serial = 0;

  /** Puts a thing there as if somebody had made it long ago. */
  place(id: string, thing: Partial<Thing> = {}): Thing {
    const key = `${id}#${++this.#serial}`;
    const made: Thing = {
      key,
      owner: 'us',
      version: 1,
      within: undefined,
      builtOn: {},
      readyAt: 0,
      visibleAt: 0,
      ...thing,
    };
    this.things.set(id, made);
    return made;
  }

  /** Ids of what is there now. */
  ids(): string[] {
    this.#settle();
    return [...this.things.keys()];
  }

  async call<T>(call: Call, effect: () => T): Promise<T> {
    await this.before(call);
    this.#settle();
    const result = effect();
    if (call.verb !== 'read') this.writes.push(`${call.verb} ${call.id}`);
    await this.after(call);
    return result;
  }

  /** A copy of the thing as a reader sees it. */
  look(id: string): Thing | undefined {
    const thing = this.things.get(id);
    return thing === undefined || thing.visibleAt > this.clock.now() ? undefined : { ...thing };
  }

  make(id: string, wish: Omit<Thing, 'key' | 'readyAt' | 'visibleAt'>, { seconds = 0, lag = 0 }): void {
    const now = this.clock.now();
    const old = this.things.get(id);
    if (old !== undefined && old.visibleAt > now) {
      throw new Problem('azure.exists', `${id} is there, and cannot be seen yet`, { retrySeconds: 120 });
    }
    if (old !== undefined && (old.goneAt !== undefined || old.readyAt > now))
      throw refused(`${id} is moving`);
    const around = wish.within === undefined ? undefined : this.things.get(wish.within);
    if (around?.goneAt !== undefined) throw refused(`${wish.within} is going`);
    for (const key of Object.values(wish.builtOn)) {
      const base = [...this.things.values()].find((thing) => thing.key === key);
      if (base === undefined || base.readyAt > now || base.broken !== undefined) throw refused(`no ${key}`);
    }
    const times = { readyAt: now + seconds * 1000, visibleAt: old?.visibleAt ?? now + lag * 1000 };
    const { key } = old ?? { key: `${id}#${++this.#serial}` };
    this.things.set(id, { ...wish, key, ...times });
  }

  unmake(id: string, seconds = 0): void {
    const thing = this.things.get(id);
    if (thing === undefined) return;
    if (thing.readyAt > this.clock.now()) throw refused(`${id} is moving`);
    const user = [...this.things].find(
      ([other, { builtOn }]) => !this.#isInside(other, id) && Object.values(builtOn).includes(thing.key),
    );
    if (user !== undefined) throw refused(`${id} is used by ${user[0]}`);
    thing.goneAt = this.clock.now() + seconds * 1000;
    this.#settle();
  }

  #isInside(id: string, container: string): boolean {
    const around = this.things.get(id)?.within;
    return around !== undefined && (around === container || this.#isInside(around, container));
  }

  #settle(): void {
    for (const [id, { goneAt }] of this.things) {
      if (goneAt === undefined || goneAt > this.clock.now()) continue;
      const inside = [...this.things.keys()].filter((other) => this.#isInside(other, id));
      for (const other of inside) this.things.delete(other);
      this.things.delete(id);
    }
  }
}

const refused = (message: string): Problem => new Problem('azure.refused', message);

export interface ToyOptions extends Partial<
  Pick<
    Resource<ToyWorld, Needs, Thing, ToyOutputs>,
    | 'lasting'
    | 'shared'
    | 'typicalSeconds'
    | 'patienceMinutes'
    | 'pollSeconds'
    | 'steadySeconds'
    | 'within'
    | 'unblock'
  >
> {
  readonly needs?: Readonly<Record<string, AnyResource>>;
  /** How long making takes, and how long until reads show it. */
  readonly seconds?: number;
  readonly lag?: number;
  readonly removalSeconds?: number;
  readonly receipt?: Receipt;
  /** Some worlds lack it. */
  readonly optional?: true;
  readonly holds?: string;
  /** What its removal would take along or run into. */
  readonly foresees?: () => Promise<Foresight>;
  /** Carries no mark: memory and container decide whose it is. */
  readonly unmarked?: true;
  /** Is found by what it is built on, as a role assignment is. */
  readonly foundByNeeds?: true;
}
export interface ToyOutputs {
  readonly key: string;
}

/** A resource of the toy cloud. */
export function toy(id: string, options: ToyOptions = {}): Resource<ToyWorld, Needs, Thing, ToyOutputs> {
  const {
    needs = {},
    seconds,
    lag,
    removalSeconds,
    receipt,
    optional,
    holds,
    unmarked,
    foundByNeeds,
    foresees,
  } = options;
  const container = options.within === undefined ? undefined : needs[options.within]?.id;
  const keysOf = (ctx: { readonly needs: unknown }): Record<string, string> =>
    Object.fromEntries(
      Object.entries(ctx.needs as Record<string, ToyOutputs | undefined>).flatMap(([name, outputs]) =>
        outputs === undefined && needs[name]?.when !== undefined ? [] : [[name, outputs!.key]],
      ),
    );
  const wanted = ({ versions }: ToyWorld): number => versions[id] ?? 1;
  return resourcesOf<ToyWorld>()<Needs, Thing, ToyOutputs>({
    title: `Thing ${id}`,
    typicalSeconds: 1,
    patienceMinutes: 10,
    pollSeconds: 1,
    rights: { read: [], create: [], delete: [] },
    ...options,
    id,
    needs,
    holds,
    ...(foresees === undefined ? {} : { foresee: foresees }),
    ...(optional === true ? { when: ({ without }: ToyWorld) => !without.has(id) } : {}),
    ...(unmarked === true ? {} : { isOurs: ({ owner }: Thing, world: ToyWorld) => owner === world.owner }),
    read(ctx) {
      if (foundByNeeds === true) keysOf(ctx);
      return ctx.cloud.call({ verb: 'read', id }, () => ctx.cloud.look(id));
    },
    status: (live, { cloud }) => statusOf(live, cloud.clock.now()),
    diff: (live, ctx) => [
      ...(live.version === wanted(ctx) ? [] : [{ path: 'version', from: live.version, to: wanted(ctx) }]),
      ...changesOf(live.builtOn, keysOf(ctx)),
    ],
    async ensure(ctx) {
      const { cloud, owner } = ctx;
      const wish = { owner, version: wanted(ctx), within: container, builtOn: keysOf(ctx) };
      await cloud.call({ verb: 'ensure', id }, () =>
        cloud.make(id, wish, { ...(seconds === undefined ? {} : { seconds }), ...(lag ? { lag } : {}) }),
      );
      return receipt;
    },
    outputs: ({ key }) => ({ key }),
    remove: ({ cloud }) => cloud.call({ verb: 'remove', id }, () => cloud.unmake(id, removalSeconds)),
  });
}

const changesOf = (from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>) =>
  Object.keys({ ...from, ...to })
    .filter((name) => from[name] !== to[name])
    .map((name) => ({ path: name, from: from[name], to: to[name] }));

function statusOf({ goneAt, readyAt, broken }: Thing, now: number): Status {
  if (goneAt !== undefined) return { is: 'going', because: 'being removed' };
  if (readyAt > now) return { is: 'pending', because: 'being made' };
  return broken === undefined ? { is: 'ready' } : { is: 'broken', because: broken };
}

/** A memory that counts its writes; what was put into it comes back as from a file. */
export interface MemoryState extends StateStore {
  readonly content: Record<string, Entry>;
  /** Every change, such as `a making` or `a forgotten`. */
  readonly writes: string[];
}

export function memoryState(content: Record<string, Entry> = {}): MemoryState {
  const writes: string[] = [];
  return {
    content,
    writes,
    entry: (id) => content[id],
    ids: () => Object.keys(content),
    put(id, entry) {
      content[id] = JSON.parse(JSON.stringify(entry)) as Entry;
      writes.push(`${id} ${entry.phase}`);
    },
    forget(id) {
      if (content[id] === undefined) return;
      delete content[id];
      writes.push(`${id} forgotten`);
    },
  };
}

export interface ToyRun extends Run<ToyWorld> {
  readonly events: EngineEvent[];
  readonly state: MemoryState;
}

/** A run over the cloud; give it a state to go on with what an earlier one remembered. */
export function toyRun(
  cloud: ToyCloud,
  options: Partial<Omit<Run<ToyWorld>, 'world' | 'state'> & ToyWorld & { state: MemoryState }> = {},
): ToyRun {
  const { versions = {}, without = new Set(), owner = 'us', id = 'run-1', adopt = false } = options;
  const events: EngineEvent[] = [];
  return {
    id,
    adopt,
    events,
    world: { cloud, owner, versions, without },
    state: options.state ?? memoryState(),
    clock: cloud.clock,
    signal: options.signal,
    emit: (event) => {
      events.push(event);
      options.emit?.(event);
    },
  };
}

/** How each step ended, such as `{ a: 'done' }`. */
export const endings = (results: ReadonlyMap<string, { readonly is: string }>): Record<string, string> =>
  Object.fromEntries([...results].map(([id, { is }]) => [id, is]));

/** The events as words, such as `kept a`. */
export const said = ({ events }: ToyRun, ...types: string[]): string[] =>
  events
    .map(({ type, id }) => [type.replace('step.', ''), id] as const)
    .filter(([type]) => types.length === 0 || types.includes(type))
    .map((words) => words.join(' '));

/** Makes the first `times` calls of this kind fail. */
export function failing(cloud: ToyCloud, verb: Verb, id: string, error: unknown, times = Infinity): void {
  const { before } = cloud;
  let left = times;
  cloud.before = async (call) => {
    await before(call);
    if (call.verb === verb && call.id === id && left-- > 0) throw error;
  };
}
