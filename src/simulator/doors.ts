import type { HttpLibrary } from '@kubernetes/client-node';
import type { Simulator } from './simulator.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** One call on its way through a door. */
export interface DoorCall {
  readonly request: WireRequest;
  /** Absent before the call has reached the cloud. */
  readonly response?: WireResponse;
}

/** What a door tells. A hook that throws ends the call there: before it reaches the cloud, or after it took effect. */
export interface DoorHooks {
  before?(call: DoorCall): void | Promise<void>;
  after?(call: DoorCall): void | Promise<void>;
}

type Cloud = Pick<Simulator, 'handle'>;

async function pass(cloud: Cloud, request: WireRequest, { hooks, signal }: Passage): Promise<WireResponse> {
  refuseAborted(signal);
  await hooks.before?.({ request });
  const response = await cloud.handle(request, signal);
  await hooks.after?.({ request, response });
  refuseAborted(signal);
  return response;
}

interface Passage {
  readonly hooks: DoorHooks;
  readonly signal: AbortSignal | undefined;
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new DOMException('The operation was aborted.', 'AbortError');
}

/** Headers as @azure/core-rest-pipeline has them: names without regard to case. */
export interface PipelineHeaders extends Iterable<[string, string]> {
  get(name: string): string | undefined;
  has(name: string): boolean;
  set(name: string, value: string | number | boolean): void;
  delete(name: string): void;
  toJSON(options?: { preserveCase?: boolean }): Record<string, string>;
}

/** The parts of core-rest-pipeline's `PipelineRequest` that a transport reads. */
export interface PipelineRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<[string, string]>;
  readonly body?: unknown;
  readonly abortSignal?: AbortSignalLike;
}

interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** The transport for every @azure/* client: give it as the `httpClient` option. */
export function httpClient(
  cloud: Cloud,
  hooks: DoorHooks = {},
): {
  sendRequest<Request extends PipelineRequest>(
    request: Request,
  ): Promise<{ request: Request; status: number; headers: PipelineHeaders; bodyAsText: string }>;
} {
  return {
    async sendRequest(request) {
      const wire = {
        method: request.method,
        url: new URL(request.url),
        headers: lowerCased(request.headers),
        ...bodyOf(request.body),
      };
      const signal = request.abortSignal === undefined ? undefined : nativeSignal(request.abortSignal);
      const { status, headers, body } = await pass(cloud, wire, { hooks, signal });
      return { request, status, headers: pipelineHeaders(headers), bodyAsText: body };
    },
  };
}

/** The pipeline brings signals of its own kind. */
function nativeSignal(signal: AbortSignalLike): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  else signal.addEventListener('abort', () => controller.abort());
  return controller.signal;
}

function pipelineHeaders(initial: Readonly<Record<string, string>>): PipelineHeaders {
  const values = new Map(Object.entries(initial).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    get: (name) => values.get(name.toLowerCase()),
    has: (name) => values.has(name.toLowerCase()),
    set: (name, value) => void values.set(name.toLowerCase(), String(value)),
    delete: (name) => void values.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(values),
    [Symbol.iterator]: () => values.entries(),
  };
}

const lowerCased = (headers: Iterable<[string, string]>): Record<string, string> =>
  Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value]));

/** A body as text, and as the bytes that it came in. */
function bodyOf(body: unknown): Pick<WireRequest, 'body' | 'bytes'> {
  if (body === undefined || body === null) return { body: '' };
  if (typeof body === 'string') return { body };
  if (body instanceof URLSearchParams) return { body: body.toString() };
  if (body instanceof Uint8Array) return { body: Buffer.from(body).toString('utf8'), bytes: body };
  if (body instanceof ArrayBuffer) return bodyOf(new Uint8Array(body));
  throw new TypeError('The simulator reads text and bytes only.');
}

/** A `fetch` that ends in the simulated cloud, for Microsoft Graph and everything else. */
export function fetchDoor(
  cloud: Cloud,
  hooks: DoorHooks = {},
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (input, init) => {
    const request = new Request(input, init);
    const wire = {
      method: request.method,
      url: new URL(request.url),
      headers: lowerCased(request.headers),
      ...bodyOf(await request.arrayBuffer()),
    };
    const signal = init?.signal ?? request.signal;
    const { status, headers, body, bytes } = await asFetch(() => pass(cloud, wire, { hooks, signal }));
    const isEmpty = body === '' || [204, 205, 304].includes(status);
    return new Response(isEmpty ? null : bytes === undefined ? body : Buffer.from(bytes), {
      status,
      headers,
    });
  };
}

/** The parts of client-node's `RequestContext` that a transport reads. */
export interface KubernetesRequest {
  getUrl(): string;
  getHttpMethod(): string;
  getHeaders(): Record<string, string>;
  getBody(): unknown;
  getSignal(): AbortSignal | undefined;
}

/** The transport for @kubernetes/client-node: give it as `httpApi` of its configuration. */
export async function kubernetesDoor(cloud: Cloud, hooks: DoorHooks = {}): Promise<HttpLibrary> {
  // Loaded late: it is large, and only those who go to a cluster need it.
  const { ResponseContext, wrapHttpLibrary } = await import('@kubernetes/client-node');
  return wrapHttpLibrary({
    async send(request: KubernetesRequest) {
      const wire = {
        method: request.getHttpMethod(),
        url: new URL(request.getUrl()),
        headers: lowerCased(Object.entries(request.getHeaders())),
        ...bodyOf(request.getBody()),
      };
      const response = await asFetch(() => pass(cloud, wire, { hooks, signal: request.getSignal() }));
      const buffer = Buffer.from(response.body);
      const body = {
        text: () => Promise.resolve(response.body),
        binary: () => Promise.resolve(buffer),
        stream: () => new Response(response.body).body,
      };
      return new ResponseContext(response.status, { ...response.headers }, body);
    },
  });
}

/** Failures of the network look to users of `fetch` like this. */
async function asFetch<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new TypeError('fetch failed', { cause: error });
    throw error;
  }
}
