import type { DoorHooks } from '../../src/simulator/doors.ts';
import type { Exchange } from './exchange.ts';

/** Hooks for the simulator's doors that keep all traffic, in the order of the answers. */
export function createRecorder(): { readonly hooks: DoorHooks; readonly exchanges: readonly Exchange[] } {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    hooks: {
      after({ request, response }) {
        if (response === undefined) return;
        exchanges.push({
          method: request.method,
          url: request.url.href,
          requestHeaders: request.headers,
          requestBody: request.body,
          status: response.status,
          responseHeaders: response.headers,
          responseBody: response.body,
        });
      },
    },
  };
}
