import type { TokenCredential } from '@azure/identity';
import { createAzure } from '../../../src/gateways/azure.ts';
import { createGraph } from '../../../src/gateways/graph.ts';
import type { Azure, Graph, JsonObject } from '../../../src/gateways/ports.ts';
import { subscriptionId } from '../../../src/simulator/catalogue.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { fetchDoor, httpClient, type DoorCall } from '../../../src/simulator/doors.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';

export const ARM = 'https://management.azure.com';
export const GRAPH = 'https://graph.microsoft.com';

/** The live gateways over a simulated cloud, and everything that passed between them. */
export interface Rig {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly azure: Azure;
  readonly graph: Graph;
  readonly calls: DoorCall[];
  readonly retries: { readonly because: string; readonly waitMs: number }[];
  /** Scopes of the tokens that were asked for. */
  readonly tokens: string[];
}

/** `meddle` may throw before a request reaches the cloud, or after it has taken effect. */
export function rigOf(
  options: {
    readonly meddle?: (call: DoorCall) => void;
    readonly signal?: AbortSignal;
    readonly getToken?: TokenCredential['getToken'];
  } = {},
): Rig {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock });
  const calls: DoorCall[] = [];
  const retries: Rig['retries'] = [];
  const tokens: string[] = [];
  const hooks = {
    before: (call: DoorCall) => options.meddle?.(call),
    after: (call: DoorCall) => {
      calls.push(call);
      options.meddle?.(call);
    },
  };
  const common = {
    clock,
    credential: {
      getToken:
        options.getToken ??
        ((scopes) => {
          const scope = String(scopes);
          tokens.push(scope);
          const audience = scope.replace('/.default', '');
          return Promise.resolve({
            token: simulator.signIn({ audience }),
            expiresOnTimestamp: clock.now() + 3_600_000,
          });
        }),
    } satisfies TokenCredential,
    onRetry: (retry: Rig['retries'][number]) => void retries.push(retry),
    signal: options.signal,
  };
  return {
    clock,
    simulator,
    calls,
    retries,
    tokens,
    azure: createAzure({
      ...common,
      subscription: subscriptionId,
      cloud: { arm: ARM, armScope: `${ARM}/.default` },
      httpClient: httpClient(simulator, hooks),
      correlationId: 'run-1',
    }),
    graph: createGraph({
      ...common,
      cloud: { graph: GRAPH, graphScope: `${GRAPH}/.default` },
      fetch: fetchDoor(simulator, hooks),
    }),
  };
}

/** What a promise throws. */
export async function thrown(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

/** A text field of an answer of Graph. */
export const text = (body: JsonObject, key: string): string => JSON.stringify(body[key]).replaceAll('"', '');
