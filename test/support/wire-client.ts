import { paths, wire } from './azure-bodies.ts';
import { versionsOf } from '../../src/simulator/azure/api-versions.ts';
import { parseTarget } from '../../src/simulator/azure/target.ts';
import { VirtualClock } from '../../src/simulator/clock.ts';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { httpClient, type DoorHooks } from '../../src/simulator/doors.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/simulator.ts';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** A simulated cloud and a client that speaks plain HTTP to it, signed in as the operator. */
export interface Rig {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** `path` may leave out host, and stands under the default subscription when it begins with `~`. */
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Calls, then polls as the answer asks for until the operation ends. Answers the first and the last answer. */
  finish(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ first: Answer; last: Answer; polls: number }>;
}

/** What to add where a path names no version: the newest that the type has. */
export function newestVersion(path: string): string {
  const { namespace = 'Microsoft.Resources', type = '' } = parseTarget(path);
  const [, resourceType = '', ...rest] = type.split('/');
  const isAboutProvider = rest.length === 0 && /^(|register|unregister|resourceTypes)$/i.test(resourceType);
  return versionsOf(isAboutProvider ? 'Microsoft.Resources' : namespace, resourceType)[0] ?? '2025-01-01';
}

/** Builds a rig. */
export function createRig(options: Omit<SimulatorOptions, 'clock'> = {}): Rig {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, ...options });
  const call: Rig['call'] = async (method, path, body, headers = {}) => {
    const url = new URL(
      path.replace('~', `/subscriptions/${subscriptionId}`),
      'https://management.azure.com',
    );
    if (url.hostname === 'management.azure.com' && !url.searchParams.has('api-version'))
      url.searchParams.set('api-version', newestVersion(url.pathname));
    const response = await simulator.handle({
      method,
      url,
      headers: {
        authorization: `Bearer ${simulator.signIn()}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    return { ...response, body: parsed(response.body), text: response.body };
  };
  return {
    clock,
    simulator,
    call,
    async finish(method, path, body) {
      const first = await call(method, path, body);
      const monitor = first.headers['azure-asyncoperation'] ?? first.headers['location'];
      if (monitor === undefined) return { first, last: first, polls: 0 };
      let [last, polls] = [first, 0];
      do {
        await clock.sleep(Number(last.headers['retry-after'] ?? 10) * 1000);
        last = await call('GET', monitor);
        polls += 1;
      } while (isRunning(last));
      return { first, last, polls };
    },
  };
}

/** Providers have many words for work under way; the last words are fixed. */
const ENDED = ['Succeeded', 'Failed', 'Canceled'];

const isUnderWay = (text: string): boolean => {
  const { status } = parsed(text);
  return text === '' || (typeof status === 'string' && !ENDED.includes(status));
};

const isRunning = ({ status, body }: Answer): boolean =>
  status === 202 || (status === 200 && typeof body['status'] === 'string' && !ENDED.includes(body['status']));

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Options for a client of the Azure SDK that ends in the simulator and waits on its clock, not on the wall. */
export function sdkOptions({ simulator, clock }: Rig, hooks: DoorHooks = {}) {
  const door = httpClient(simulator, hooks);
  return {
    retryOptions: { maxRetries: 0 },
    httpClient: {
      async sendRequest<Request extends Parameters<typeof door.sendRequest>[0]>(request: Request) {
        const response = await door.sendRequest(request);
        const isPoll = /operation/i.test(new URL(request.url).pathname) && isUnderWay(response.bodyAsText);
        const wait = Number(response.headers.get('retry-after') ?? (isPoll ? 10 : 0));
        response.headers.delete('retry-after');
        if (wait > 0 && response.status < 400) await clock.sleep(wait * 1000);
        return response;
      },
    },
  };
}

/** The operator's credential as the SDK wants it. */
export function credential({ simulator, clock }: Rig) {
  return {
    getToken: async () => ({
      token: simulator.signIn(),
      expiresOnTimestamp: clock.now() + 3_600_000_000_000,
    }),
  };
}

/** Creates a resource group and answers the path of its providers. */
export async function createGroup(rig: Rig, name = 'rg', location = 'eastus2'): Promise<string> {
  await rig.call('PUT', `~/resourceGroups/${name}`, { location });
  return `~/resourceGroups/${name}/providers`;
}

/** Makes the named parts of a deployment, one after the other, and waits for each. */
export async function createParts(rig: Rig, ...parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    if (part === 'group') await createGroup(rig);
    else if (part === 'container') await rig.call('PUT', paths.container, {});
    else await rig.finish('PUT', paths[part], wire[part]);
  }
}

/** The parts of a deployment that `createParts` makes. */
export type Part = keyof typeof paths;

/** Code of the error in an answer, in either of Azure's two shapes. */
export function codeOf({ body }: Answer): string {
  const nested = body['error'] as { code?: string } | undefined;
  return nested?.code ?? (body['code'] as string | undefined) ?? '';
}

/** A rig with a resource group and the named parts in it. */
export async function rigWith(...parts: readonly Part[]): Promise<Rig> {
  const rig = createRig();
  await createParts(rig, 'group', ...parts);
  return rig;
}
