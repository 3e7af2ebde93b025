import { join } from 'node:path';
import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../engine/ports.ts';
import type { HttpClient } from '../gateways/azure.ts';
import type { HttpLibrary } from '../gateways/kube.ts';
import type { ProxyFor } from '../gateways/proxy.ts';
import { Problem } from '../problems/problem.ts';
import type { DoorHooks } from '../simulator/doors.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { stateHome } from '../state/paths.ts';
import type { SignIn } from './ports.ts';

/** Everything of a cloud that is behind the gateways: where it is, who asks, and how the bytes travel. */
export interface Cloud {
  readonly arm: string;
  readonly armScope: string;
  readonly graph: string;
  readonly graphScope: string;
  readonly credential: TokenCredential;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly httpClient?: HttpClient;
  readonly kubeHttp?: HttpLibrary;
  readonly proxyFor?: ProxyFor;
  close(): void;
}

const PUBLIC = {
  arm: 'https://management.azure.com',
  armScope: 'https://management.azure.com/.default',
  graph: 'https://graph.microsoft.com',
  graphScope: 'https://graph.microsoft.com/.default',
};

/** Azure itself. Without `--auth` whoever is signed in to the Azure CLI is who acts. */
export async function liveCloud({ io, auth = 'cli', tenant, tell }: SignIn): Promise<Cloud> {
  const { createCredential } = await import('../gateways/sign-in.ts');
  const { rememberingTokens } = await import('../gateways/token-cache.ts');
  const { fetchBy, proxyFrom } = await import('../gateways/proxy.ts');
  const proxyFor = proxyFrom(io.env);
  // The Azure CLI starts a process for every token; one cache serves everything that asks.
  const credential = rememberingTokens(
    await createCredential({ auth, tenant, onDeviceCode: tell }),
    io.clock,
  );
  return {
    ...PUBLIC,
    credential,
    clock: io.clock,
    fetch: fetchBy(proxyFor),
    proxyFor,
    close: () => undefined,
  };
}

/** What tests may put between the program and the simulated cloud. */
export interface Rehearsal {
  readonly hooks?: DoorHooks;
  readonly prepare?: (simulator: Simulator) => void;
  readonly profile?: Simulator['profile'];
}

/** Simulated seconds in a second, for those who watch: ten minutes of Azure in five seconds. */
const DEFAULT_SPEED = 120;

/**
 * The built-in cloud. Its world is a file, so that several commands, one after the other or side by side, see the same.
 *
 * `writes`: this command changes the world and is the only one that does; others look at what the file has now.
 */
export async function simulatedCloud(
  { io, tell }: SignIn,
  { writes, rehearsal = {} }: { readonly writes: boolean; readonly rehearsal?: Rehearsal },
): Promise<Cloud> {
  const { VirtualClock } = await import('../simulator/clock.ts');
  const { createSimulator } = await import('../simulator/simulator.ts');
  const doors = await import('../simulator/doors.ts');
  const path = join(stateHome(io.env, io.home, true), '_world.json');
  const load = (): Record<string, unknown> => parseWorld(io.files.read(path), path);

  const world = load();
  const clock = new VirtualClock(Number(world['clock'] ?? io.clock.now()), speedOf(io.env));
  const profile = rehearsal.profile ?? 'fast';
  const simulator = createSimulator({ clock, world, profile });
  rehearsal.prepare?.(simulator);
  const save = (): void => io.files.write(path, JSON.stringify({ ...simulator.world, clock: clock.now() }));

  const cloud: Pick<Simulator, 'handle'> = {
    async handle(request, signal) {
      if (!writes) return createSimulator({ clock, world: load(), profile }).handle(request, signal);
      const response = await simulator.handle(request, signal);
      if (request.method !== 'GET' && request.method !== 'HEAD') save();
      return response;
    },
  };
  const hooks = rehearsal.hooks ?? {};
  tell('Rehearsal: nothing here touches Azure.');
  return {
    ...PUBLIC,
    credential: {
      getToken: (scopes) => {
        const audience = String(scopes).replace(/\/\.default$/, '');
        const token = simulator.signIn({ audience });
        return Promise.resolve({ token, expiresOnTimestamp: endOf(token) });
      },
    },
    clock,
    fetch: doors.fetchDoor(cloud, hooks),
    httpClient: doors.httpClient(cloud, hooks) as unknown as HttpClient,
    kubeHttp: await kubernetesHttp(doors, cloud, hooks),
    close: () => {
      if (writes) save();
    },
  };
}

/** When a token ends, as it says itself. */
function endOf(token: string): number {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return ((JSON.parse(claims) as { exp?: number }).exp ?? 0) * 1000;
}

const kubernetesHttp = async (
  doors: typeof import('../simulator/doors.ts'),
  cloud: Pick<Simulator, 'handle'>,
  hooks: DoorHooks,
): Promise<HttpLibrary> => await doors.kubernetesDoor(cloud, hooks);

function parseWorld(text: string | undefined, path: string): Record<string, unknown> {
  try {
    return text === undefined ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch (cause) {
    throw new Problem('state.unreadable', `${path} is no world of the simulator`, {
      advice: [`rm ${path}    begins with an empty subscription`],
      cause,
    });
  }
}

function speedOf(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['METAFLOW_AZURE_SIMULATE_SPEED'];
  if (text === undefined || text === '') return DEFAULT_SPEED;
  const speed = text === 'max' ? Infinity : Number(text);
  if (speed > 0) return speed;
  throw new Problem('config.invalid', `METAFLOW_AZURE_SIMULATE_SPEED is "${text}"`, {
    advice: ['It has to be a number above 0 (simulated seconds in a second), or max.'],
  });
}
