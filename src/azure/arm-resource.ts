import { DEPLOYMENT_TAG } from '../config/names.ts';
import type { Change, Context, Needs, Receipt, Resource, Rights, Status } from '../engine/resource.ts';
import type { Azure } from '../gateways/ports.ts';
import { problemFrom } from '../problems/from-azure.ts';
import { Problem } from '../problems/problem.ts';
import { defineResource, type World } from '../world.ts';
import { differences, overlay } from './differences.ts';

/** What the older and the newer generated clients both take with every call. */
export interface CallOptions {
  readonly onResponse?: (response: RawResponse) => void;
}
interface RawResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
}

type Tagged = { readonly tags?: Readonly<Record<string, string>> | undefined };

/** One ARM resource: which calls of its typed client look, start and remove, and what it is made of. */
export interface ArmSpec<Client, N extends Needs, Live extends object, Out> {
  readonly id: string;
  readonly title: string;
  readonly needs: N;
  readonly within?: keyof N & string;
  readonly shared?: true;
  readonly holds?: string;
  readonly typicalSeconds: number;
  readonly patienceMinutes?: number;
  readonly pollSeconds?: number;
  readonly steadySeconds?: number;
  readonly rights: Rights;
  client(azure: Azure): Promise<Client>;
  read(client: Client, ctx: Context<World, N>): Promise<Live | undefined>;
  /** Sends the one request that makes or changes it; `body` is what `wanted` says, laid over the live thing. */
  start(client: Client, ctx: Context<World, N>, body: object, options: CallOptions): unknown;
  remove(client: Client, ctx: Context<World, N>, options: CallOptions): unknown;
  /** The wanted properties, in the client's own words. Only these are compared with the live ones. */
  wanted(ctx: Context<World, N>, live: Live | undefined): object;
  /** Properties of the wanted that Azure takes but never gives back. */
  writeOnly?(ctx: Context<World, N>): object;
  /** Paths that Azure refuses to change; a difference there is the person's to solve. */
  readonly fixed?: readonly string[];
  status?(live: Live): Status;
  /** A part of another resource that takes no tags: it belongs to whom its container belongs to. */
  readonly untagged?: true;
  isOurs?(live: Live, ctx: Context<World, N>): boolean;
  outputs(live: Live, ctx: Context<World, N>): Out;
}

/** Every resource of Azure Resource Manager is some calls and some properties; only those differ from file to file. */
export const armResource = <Client, const N extends Needs, Live extends object, Out>(
  spec: ArmSpec<Client, N, Live, Out>,
): Resource<World, N, Live, Out> => {
  type Ctx = Context<World, N>;
  const explain =
    (doing: 'read' | 'create' | 'remove') =>
    (error: unknown): never => {
      throw problemFrom(error, { doing, what: spec.title, id: spec.id });
    };
  return defineResource<N, Live, Out>({
    id: spec.id,
    title: spec.title,
    needs: spec.needs,
    within: spec.within,
    shared: spec.shared,
    holds: spec.holds,
    typicalSeconds: spec.typicalSeconds,
    patienceMinutes: spec.patienceMinutes ?? 15,
    pollSeconds: spec.pollSeconds,
    steadySeconds: spec.steadySeconds,
    rights: spec.rights,
    async read(ctx: Ctx) {
      const client = await spec.client(ctx.azure);
      return spec.read(client, ctx).catch(absent).catch(explain('read'));
    },
    status: (live: Live) => spec.status?.(live) ?? provisioning(live),
    ...(spec.untagged === true
      ? {}
      : { isOurs: spec.isOurs ?? ((live: Live, ctx: Ctx) => carriesOurTag(live, ctx)) }),
    diff: (live: Live, ctx: Ctx) => changeable(differences(spec.wanted(ctx, live), live), spec),
    async ensure(ctx: Ctx, live: Live | undefined): Promise<Receipt | undefined> {
      const client = await spec.client(ctx.azure);
      const body = { ...overlay(live ?? {}, spec.wanted(ctx, live)), ...spec.writeOnly?.(ctx) };
      const url = await startOnly((options) => spec.start(client, ctx, body, options)).catch(
        explain('create'),
      );
      return url === undefined ? undefined : { outcome: () => ctx.azure.operation(url) };
    },
    outputs: spec.outputs,
    async remove(ctx: Ctx): Promise<Receipt | undefined> {
      const client = await spec.client(ctx.azure);
      const url = await startOnly((options) => spec.remove(client, ctx, options))
        .catch(absent)
        .catch(explain('remove'));
      return url === undefined ? undefined : { outcome: () => ctx.azure.operation(url) };
    },
  });
};

/**
 * Sends the first request of a long-running operation and lets go: the truth is what a GET says, not a poller.
 *
 * Returns the URL of the operation, for when the thing does not say why it failed. Throws what the first request threw.
 */
export async function startOnly(call: (options: CallOptions) => unknown): Promise<string | undefined> {
  let url: string | undefined;
  let accepted = false;
  const onResponse = ({ status, headers }: RawResponse): void => {
    if (accepted || status >= 300) return;
    accepted = true;
    url = headers.get('azure-asyncoperation') ?? headers.get('location');
  };
  try {
    const started = call({ onResponse });
    await (hasSubmitted(started) ? started.submitted() : started);
  } catch (error) {
    // The older clients poll once before they return; what that poll says does not undo the acceptance.
    if (!accepted) throw error;
  }
  return url;
}

const hasSubmitted = (value: unknown): value is { submitted(): Promise<void> } =>
  typeof value === 'object' && value !== null && 'submitted' in value;

/** A 404 is an answer, whatever its code: the bodies differ by provider. */
const absent = (error: unknown): undefined => {
  if ((error as { statusCode?: number } | null)?.statusCode === 404) return undefined;
  throw error;
};

/** `provisioningState` in the words of the engine. A resource without one is finished. */
export function provisioning(live: object): Status {
  const { provisioningState: state } = live as { provisioningState?: string };
  if (state === undefined || state === 'Succeeded') return { is: 'ready' };
  if (state === 'Failed' || state === 'Canceled') return { is: 'broken', because: `Azure says ${state}` };
  if (state === 'Deleting') return { is: 'going', because: 'being removed' };
  return { is: 'pending', because: state.toLowerCase() };
}

const carriesOurTag = (live: Tagged, { config }: World): boolean =>
  live.tags?.[DEPLOYMENT_TAG] === config.name;

/** A change of something that is fixed at creation is refused with the ways out: never an automatic replacement. */
function changeable(
  changes: readonly Change[],
  { title, id, fixed }: { readonly title: string; readonly id: string; readonly fixed?: readonly string[] },
): readonly Change[] {
  const change = changes.find(({ path }) =>
    fixed?.some((part) => path === part || path.startsWith(`${part}.`)),
  );
  if (change === undefined) return changes;
  throw new Problem(
    'config.fixed',
    `${title} has ${change.path} ${JSON.stringify(change.from)}; ${JSON.stringify(change.to)} would take a new one, and what is in it would be lost`,
    {
      about: [id],
      advice: [
        'keep the old value: give the option that it had',
        'metaflow-azure up --name <other>    builds a second deployment with the new value',
      ],
    },
  );
}
