import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../engine/ports.ts';
import { Problem } from '../problems/problem.ts';
import type { OnRetry } from './azure.ts';
import type { Graph, JsonObject } from './ports.ts';

export interface GraphOptions {
  readonly credential: TokenCredential;
  /** `graph`: the endpoint without a slash at its end. `graphScope`: the audience with `/.default`. */
  readonly cloud: { readonly graph: string; readonly graphScope: string };
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly onRetry: OnRetry;
  readonly signal?: AbortSignal | undefined;
}

/** The live gateway to Microsoft Graph v1.0. */
export function createGraph(options: GraphOptions): Graph {
  const call = async (method: string, path: string, body?: JsonObject): Promise<JsonObject | undefined> => {
    const token = await options.credential.getToken(options.cloud.graphScope);
    const response = await options.fetch(`${options.cloud.graph}/v1.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token?.token ?? ''}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 404 && (method === 'GET' || method === 'DELETE')) return undefined;
    if (!response.ok) throw new Problem('azure.refused', `Microsoft Graph: ${response.status}`);
    return response.status === 204 ? {} : ((await response.json()) as JsonObject);
  };
  return {
    get: (path) => call('GET', path),
    post: async (path, body) => (await call('POST', path, body)) ?? {},
    patch: async (path, body) => void (await call('PATCH', path, body)),
    delete: async (path) => void (await call('DELETE', path)),
  };
}
