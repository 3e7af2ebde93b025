import { graphLagMs } from '../entra/lags.ts';
import { entraState } from '../entra/state.ts';
import type { Application, EntraState, Replicated, ServicePrincipal, StaleView } from '../entra/state.ts';
import type { Caller, Surroundings } from '../ports.ts';
import type { WireRequest } from '../wire.ts';
import { notFound } from './reply.ts';
import type { Reply } from './reply.ts';

/** Soft-deleted objects are gone for good after 30 days. */
const BIN_MS = 30 * 24 * 60 * 60 * 1000;

/** One request to Graph, as the operations see it. */
export interface Call {
  readonly surroundings: Surroundings;
  readonly state: EntraState;
  readonly caller: Caller;
  readonly now: number;
  /** `METHOD /path`, by which faults choose their victims. */
  readonly about: string;
  readonly url: URL;
  readonly prefersUpsert: boolean;
  /** `ConsistencyLevel`, lower case. */
  readonly consistency: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the path names, in order. */
  readonly names: readonly string[];
  /** All objects as the replica that answers this request knows them. */
  readonly view: readonly Replicated[];
}

/** What the lagging replica shows: the oldest stale view of an object that still holds, else the truth. */
function staleObjects(state: EntraState, now: number): Replicated[] {
  const objects = new Map(Object.entries(state.objects));
  const overlaid = new Set<string>();
  for (const { id, until, before } of state.staleViews) {
    if (until <= now || overlaid.has(id)) continue;
    overlaid.add(id);
    if (before === null) objects.delete(id);
    else objects.set(id, before);
  }
  return [...objects.values()];
}

function emptyBin(state: EntraState, now: number): void {
  for (const { id, deletedAt } of Object.values(state.objects)) {
    if (deletedAt !== null && deletedAt + BIN_MS <= now) delete state.objects[id];
  }
}

/** Opens a call on the replica whose turn it is: odd requests meet the one that lags. */
export function openCall(
  surroundings: Surroundings,
  request: WireRequest,
  parsed: Pick<Call, 'caller' | 'body' | 'names'>,
): Call {
  const state = entraState(surroundings);
  const now = surroundings.clock.now();
  emptyBin(state, now);
  const lagging = state.turns.graph % 2 === 1;
  state.turns.graph += 1;
  return {
    ...parsed,
    surroundings,
    state,
    now,
    about: aboutOf(request),
    url: request.url,
    consistency: (request.headers['consistencylevel'] ?? '').toLowerCase(),
    prefersUpsert: /create-if-missing/i.test(request.headers['prefer'] ?? ''),
    view: lagging ? staleObjects(state, now) : Object.values(state.objects),
  };
}

/** The path as version 1.0 has it: `beta` is answered like it, and old clients name the tenant behind the version. */
export function pathOf({ pathname }: URL): string {
  return pathname.replace(/^\/(beta|v1\.0)(\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?(?=\/)/i, '/v1.0');
}

/** `METHOD /path` of a request. */
export function aboutOf({ method, url }: WireRequest): string {
  return `${method} ${pathOf(url)}`;
}

/** Writes an object, or removes it for good; the lagging replica learns of it later. */
export function write(call: Call, id: string, next: Replicated | null): void {
  const { state, now } = call;
  const before = state.objects[id] ?? null;
  const lagMs = graphLagMs(call.surroundings, call.about);
  const held: StaleView[] = state.staleViews.filter(({ until }) => until > now);
  state.staleViews = lagMs > 0 ? [...held, { id, until: now + lagMs, before }] : held;
  if (next === null) delete state.objects[id];
  else state.objects[id] = next;
}

type Key = Pick<Application, 'id' | 'appId'> & { readonly uniqueName: unknown };

/** `name` as a path gives it: an object id, or `appId='..'` or `uniqueName='..'` in brackets. */
function isNamed(object: Replicated, name: string): boolean {
  const [, key, value] = /^\((appId|uniqueName)='(.*)'\)$/.exec(name) ?? [undefined, 'id', name];
  const keys: Key = { id: object.id, appId: object.appId, uniqueName: object.shown['uniqueName'] };
  const held = keys[key as keyof Key];
  return key === 'uniqueName' ? held === value : held === value?.toLowerCase();
}

/** The live object of a kind that the path names, as far as the answering replica and the truth both have it. */
export function find<Kind extends Replicated['kind']>(
  call: Call,
  kind: Kind,
  name: string,
): Extract<Application | ServicePrincipal, { readonly kind: Kind }> | Reply {
  const seen = call.view.find((one) => one.kind === kind && one.deletedAt === null && isNamed(one, name));
  const bare = /='(.*)'\)$/.exec(name)?.[1] ?? name;
  const isRead = call.about.startsWith('GET');
  const found = seen === undefined || isRead ? seen : call.state.objects[seen.id];
  return found === undefined || found.kind !== kind || found.deletedAt !== null
    ? notFound(bare)
    : (found as Extract<Application | ServicePrincipal, { readonly kind: Kind }>);
}
