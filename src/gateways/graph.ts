import type { GraphRequest, Middleware } from '@microsoft/microsoft-graph-client';
import type { TokenCredential } from '@azure/identity';
import { problemFrom, problemFromAnswer, type About } from '../problems/from-azure.ts';
import { Problem } from '../problems/problem.ts';
import { repeating, type Patience } from './azure-pipeline.ts';
import { once } from './load.ts';
import type { Graph, JsonObject } from './ports.ts';
import { rememberingTokens } from './token-cache.ts';

/** What the gateway to Microsoft Graph is made from. */
export interface GraphOptions extends Patience {
  readonly credential: TokenCredential;
  /** `graph`: the endpoint without a slash at its end. `graphScope`: the audience with `/.default`. */
  readonly cloud: { readonly graph: string; readonly graphScope: string };
  readonly fetch: Fetch;
}
type Fetch = (url: string, init?: RequestInit) => Promise<Response>;
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** The live gateway to Microsoft Graph v1.0. */
export function createGraph(rig: GraphOptions): Graph {
  const own: GraphOptions = { ...rig, credential: rememberingTokens(rig.credential, rig.clock) };
  const library = once(() => import('@microsoft/microsoft-graph-client'));
  const call = async (method: Method, path: string, body?: JsonObject): Promise<JsonObject | undefined> => {
    const about = aboutOf(method, path);
    const response = await exchange(own, await library(), { method, path, body }).catch((error: unknown) => {
      throw problemFrom(error, about);
    });
    if (response.status === 404 && (method === 'GET' || method === 'DELETE')) return undefined;
    const text = await response.text();
    if (response.ok) return jsonOf(text, about);
    throw problemFromAnswer(
      {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: text,
        method,
        url: rig.cloud.graph + path,
      },
      about,
    );
  };
  return {
    get: (path) => call('GET', path),
    post: async (path, body) => (await call('POST', path, body)) ?? {},
    patch: async (path, body) => void (await call('PATCH', path, body)),
    delete: async (path) => void (await call('DELETE', path)),
  };
}

type Library = typeof import('@microsoft/microsoft-graph-client');
interface Call {
  readonly method: Method;
  readonly path: string;
  readonly body: JsonObject | undefined;
}

/** One request through the client. Its answer comes back raw, and what was thrown as it was: GraphError drops the cause. */
async function exchange(rig: GraphOptions, { Client, ResponseType }: Library, call: Call): Promise<Response> {
  const { chain, thrown } = middleware(rig, call.method);
  const client = Client.initWithMiddleware({
    baseUrl: rig.cloud.graph,
    defaultVersion: 'v1.0',
    middleware: chain,
  });
  try {
    return await sent(client.api(call.path).responseType(ResponseType.RAW), call);
  } catch (error) {
    throw thrown() ?? error;
  }
}

function sent(request: GraphRequest, { method, body }: Call): Promise<Response> {
  const send: Readonly<Record<Method, () => Promise<unknown>>> = {
    GET: () => request.get(),
    POST: () => request.post(body),
    PATCH: () => request.patch(body),
    DELETE: () => request.delete(),
  };
  return send[method]() as Promise<Response>;
}

/** Token, then our repeats, then fetch. The library's own chain would repeat a POST that has taken effect. */
function middleware(
  rig: GraphOptions,
  method: Method,
): { readonly chain: Middleware; readonly thrown: () => unknown } {
  let thrown: unknown;
  const chain: Middleware = {
    async execute(context) {
      try {
        const url = context.request as string;
        const given = context.options?.headers as Readonly<Record<string, string>> | undefined;
        const headers = { ...given, authorization: await bearer(rig, url) };
        const isRead = method === 'GET' && rig.signal !== undefined;
        const init = { ...context.options, headers, ...(isRead ? { signal: rig.signal } : {}) };
        context.response = await repeating(
          rig,
          method === 'POST' ? 'when-throttled' : 'always',
          () => rig.fetch(url, init as RequestInit),
          ({ status, headers: answered }) => ({ status, header: (name) => answered.get(name) ?? undefined }),
        );
      } catch (error) {
        thrown = error;
        throw error;
      }
    },
  };
  return { chain, thrown: () => thrown };
}

/** The token is for Graph alone, whatever host a path may name. */
async function bearer({ credential, cloud }: GraphOptions, url: string): Promise<string> {
  if (!url.startsWith(`${cloud.graph}/`)) throw new Error(`not a request to Graph: ${new URL(url).host}`);
  const token = await credential.getToken(cloud.graphScope);
  return `Bearer ${token?.token ?? ''}`;
}

function jsonOf(text: string, { what }: About): JsonObject {
  if (text === '') return {};
  try {
    return JSON.parse(text) as JsonObject;
  } catch (error) {
    throw new Problem('azure.unreachable', `${what}: the answer is not one that Microsoft Graph gives`, {
      cause: error,
      retrySeconds: 120,
      advice: ['A proxy or the sign-in page of a network may have answered instead'],
    });
  }
}

const TITLES: readonly (readonly [RegExp, string])[] = [
  [/^\/applications/i, 'Entra application'],
  [/^\/servicePrincipals/i, 'Service principal'],
  [/^\/directory\/deletedItems/i, 'Deleted Entra applications'],
];
const DOING = { GET: 'read', POST: 'create', PATCH: 'change', DELETE: 'remove' } as const;

const aboutOf = (method: Method, path: string): About => ({
  doing: DOING[method],
  what: TITLES.find(([pattern]) => pattern.test(path))?.[1] ?? 'Directory',
});
