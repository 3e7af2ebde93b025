import type { Refusal } from '../errors.ts';
import type { JsonObject, Shape } from '../json.ts';
import type { StyleName } from '../operation-styles.ts';
import type { Operation, PollAgain, Progress } from '../operations.ts';
import type { Attributes, Caller } from '../ports.ts';
import type { Seconds } from '../spread.ts';
import type { Resource } from '../store.ts';
import type { WireRequest, WireResponse } from '../wire.ts';
import type { Cloud } from './cloud.ts';
import type { Target } from './target.ts';

/** One authenticated request to ARM. */
export interface Call {
  readonly cloud: Cloud;
  readonly request: WireRequest;
  readonly target: Target;
  readonly caller: Caller;
  readonly body: JsonObject;
  readonly apiVersion: string;
  /** What the placeholders of a route's path stand for. */
  readonly params: Readonly<Record<string, string>>;
}

/** A PUT or PATCH of a resource, after the checks that all types share. */
export interface Write extends Call {
  readonly type: ResourceType;
  readonly id: string;
  readonly name: string;
  readonly existing: Resource | undefined;
  readonly parent: Resource | undefined;
  readonly location: string;
}

/** How long one verb takes, from the latency profile. */
export interface Timing {
  readonly seconds: Seconds | ((id: string, cloud: Cloud) => Seconds);
  /** Until the first answer. */
  readonly ackSeconds?: Seconds;
  readonly retryAfterSeconds?: number;
  readonly pollAgain?: PollAgain;
}

/** How a type runs its operations. */
export interface LongRunning {
  readonly style: StyleName;
  /** `sync`: it takes effect at once and answers with the resource. */
  readonly create: Timing | 'sync';
  readonly update: Timing | 'sync';
  readonly delete: Timing | 'sync';
  /** Status and body of the first answer to a write; a body of undefined is empty. */
  readonly accepted: (
    op: Operation,
    shown: JsonObject,
  ) => { readonly status: 200 | 201 | 202; readonly body?: unknown };
  readonly acceptedDelete?: (op: Operation) => unknown;
  /** The words for work under way; `InProgress` where there are none. */
  readonly progress?: (resource: Resource, call: Call, verb: Operation['verb']) => Progress;
}

/** What a resource says of itself while things happen to it. */
export interface States {
  readonly member: string;
  readonly creating: string;
  readonly updating: string;
  readonly ready: string;
  readonly deleting: string;
  readonly failed: string;
}

/** An operation that starts now, and the seconds that it is going to take. */
export interface Beginning {
  readonly verb: Operation['verb'];
  readonly seconds: number;
}

/** The end of an operation that fails. */
export interface Doom {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly JsonObject[];
  /** When it is found out; at the end otherwise. */
  readonly seconds?: number;
  /** What was to be made does not stay behind as failed. */
  readonly leaves?: 'nothing';
}

/** A PUT that changes nothing: done at once and without a word, or done in its time while the state stays. */
export interface Unchanged {
  readonly is: (write: Write, kept: JsonObject) => boolean;
  readonly takes: 'no time' | 'its time';
}

/** How a provider keeps changes of one thing apart that are made by two. */
export interface Etags {
  readonly of: (resource: Resource) => string;
  readonly refusal: (name: string, why: 'exists' | 'changed') => Refusal;
  /** Sent as a header too. */
  readonly isHeader?: boolean;
}

/** A type of ARM resource: data first, then the few behaviours that are not data. */
export interface ResourceType {
  readonly type: string;
  /** The type as it is given back, where that differs. */
  readonly shownType?: string;
  /** The type that rights are asked for, where that differs. */
  readonly rightsType?: string;
  /** What conditions of role assignments may look at. */
  readonly attributes?: (call: Call) => Attributes;
  /** The id of a new resource, where it is not scope, type and name in Azure's casing. */
  readonly idOf?: (call: Call, parent: Resource | undefined) => string;
  readonly name?: RegExp;
  readonly nameRefusal?: (name: string) => Refusal;
  readonly location: 'regional' | 'global' | 'none';
  /** Dotted paths that a new resource must have. */
  readonly requires?: readonly string[];
  /** Members of `properties`; anything else is refused. */
  readonly properties?: Shape;
  /** Members besides id, name, type, location, tags, properties, systemData. */
  readonly members?: Readonly<Record<string, Shape>>;
  readonly states?: Partial<States>;
  /** The state while it is updated, where that depends on the change. */
  readonly updatingState?: (write: Write) => string;
  readonly unchanged?: Unchanged;
  /** An update that fails leaves everything as it was. */
  readonly restores?: boolean;
  readonly lro?: LongRunning;
  readonly ackSeconds?: { readonly write?: Seconds; readonly delete?: Seconds };
  /** Status of a synchronous write. */
  readonly written?: { readonly created: number; readonly updated: number };
  /** A new one is told with its address. */
  readonly locates?: boolean;
  /** `If-Match` and `If-None-Match` are honoured before anything else happens. */
  readonly etag?: Etags;
  /** Where the parent is absent ARM names the parent, and not the relation: it does not know the nested type. */
  readonly parentIsRoot?: boolean;
  /** PATCH changes its tags and nothing else: at once, or in its time, if the state of the resource allows it. */
  readonly patchesTags?: {
    readonly timing: Timing | 'sync';
    readonly check?: (resource: Resource) => void;
  };
  /** Its lists are ARM's own and take `$filter`. */
  readonly filters?: boolean;
  /** Verbs that the type does not have answer 405. */
  readonly verbs?: readonly string[];
  /** The resource whose running operations block this one; itself by default. */
  readonly lockRoot?: (id: string) => string;
  readonly busy?: (resource: Resource, call: Call) => Refusal;
  readonly notFound?: (call: Call) => Refusal;
  /** Lets a request pass or throws a refusal. */
  readonly check?: (write: Write) => void;
  readonly checkDelete?: (resource: Resource, call: Call) => void;
  /** What is kept of a write. */
  readonly keep: (write: Write) => { readonly body: JsonObject; readonly hidden?: JsonObject };
  /** After the resource is in the store, before its operation starts. */
  readonly stored?: (resource: Resource, write: Write) => void;
  /** What GET shows; by default the stored body with its state. */
  readonly show?: (resource: Resource, cloud: Cloud) => JsonObject;
  /** What the answer to a write shows, where that is not what GET shows. */
  readonly showWritten?: (resource: Resource, cloud: Cloud) => JsonObject;
  /** Whether GET finds it yet. */
  readonly visible?: (resource: Resource, cloud: Cloud) => boolean;
  /** The operation of the resource ended well. */
  readonly ready?: (resource: Resource, cloud: Cloud, op: Operation) => void;
  /** Why the operation that starts now is going to fail, if it is. */
  readonly doom?: (resource: Resource, call: Call, start: Beginning) => Doom | undefined;
  /** For how many seconds GET still finds it after its deletion succeeded. */
  readonly lingers?: (resource: Resource, call: Call) => number;
  /** The operation of the resource failed, and the resource stays behind. */
  readonly broken?: (resource: Resource, cloud: Cloud) => void;
  readonly deletionStarts?: (resource: Resource, cloud: Cloud) => void;
  /** Right before a synchronous deletion. */
  readonly deletionPrepared?: (resource: Resource, call: Call) => void;
  readonly gone?: (resource: Resource, cloud: Cloud) => void;
  /** DELETE below an absent parent answers 204 and not 404. */
  readonly mayBeOrphan?: boolean;
  readonly deleted?: { readonly status: 200 | 204; readonly showsBody?: boolean };
}

/** A path of ARM that is not the life of a resource: an action, a check, a catalogue. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'PATCH';
  /** Segments in braces are parameters; a leading `{scope}` takes any number of segments. */
  readonly path: string;
  /** The action that the caller needs; without one, everybody may. */
  readonly action?: string;
  readonly ackSeconds?: Seconds;
  readonly answer: (call: Call) => WireResponse;
}

/** A resource provider of the simulated Azure. */
export interface Provider {
  readonly namespace: string;
  readonly types: readonly ResourceType[];
  readonly routes: readonly Route[];
  /** What happens by itself, by the name under which `later` was asked for it. */
  readonly events?: Readonly<Record<string, (cloud: Cloud, about: string) => void>>;
}

/** Names a type and fills in nothing: the facts stand where they are read. */
export function type(name: string, facts: Omit<ResourceType, 'type'>): ResourceType {
  return { type: name, ...facts };
}

/** The words of a type's states; most providers use these. */
export function statesOf({ states }: ResourceType): States {
  return {
    member: 'provisioningState',
    creating: 'Creating',
    updating: 'Updating',
    ready: 'Succeeded',
    deleting: 'Deleting',
    failed: 'Failed',
    ...states,
  };
}
