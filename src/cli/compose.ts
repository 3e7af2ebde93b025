import type { Account, AppEvent } from '../app/ports.ts';
import { namesFor } from '../config/names.ts';
import { createAccess } from '../gateways/access.ts';
import { createAzure } from '../gateways/azure.ts';
import { createGraph } from '../gateways/graph.ts';
import type { Azure, Kube } from '../gateways/ports.ts';
import { connectKube } from '../gateways/kube.ts';
import { whoAmI } from '../gateways/sign-in.ts';
import { createVault } from '../gateways/vault.ts';
import { problemFrom } from '../problems/from-azure.ts';
import { Problem } from '../problems/problem.ts';
import { eventLog } from '../state/events.ts';
import { takeLock } from '../state/lock.ts';
import { pathsOf, stateHome } from '../state/paths.ts';
import { openState } from '../state/state-file.ts';
import type { World } from '../world.ts';
import { liveCloud, simulatedCloud, type Cloud, type Rehearsal } from './clouds.ts';
import type { Compose, OpenSession, SessionOptions, SignIn, Surroundings } from './ports.ts';
import { version } from './version.ts';

/** Builds sessions on live gateways, or on the simulator. `rehearsal` is for tests. */
export function createCompose(rehearsal?: Rehearsal): Compose {
  const cloudOf = (options: SignIn, writes: boolean): Promise<Cloud> =>
    options.simulate
      ? simulatedCloud(options, { writes, ...(rehearsal === undefined ? {} : { rehearsal }) })
      : liveCloud(options);
  return {
    async account(options) {
      const cloud = await cloudOf(options, false);
      return accountOn(cloud, options);
    },
    session: (options) => openSession(options, (writes) => cloudOf(options, writes)),
  };
}

async function accountOn(cloud: Cloud, options: SignIn): Promise<Account> {
  const operator = await whoAmI(cloud.credential, cloud.armScope);
  const client = await gatewayTo(cloud, '', options, () => undefined).subscriptions();
  const explain = (what: string) => (error: unknown) => {
    throw problemFrom(error, { doing: 'read', what });
  };
  return {
    operator,
    subscriptions: () =>
      collect(client.subscriptions.list(), ({ subscriptionId = '', displayName = '', state = '' }) => ({
        id: subscriptionId,
        name: displayName,
        state,
      })).catch(explain('The list of subscriptions')),
    locations: (subscription) =>
      collect(client.subscriptions.listLocations(subscription), ({ name = '', displayName = '' }) => ({
        name,
        displayName,
      })).catch(explain('The list of regions')),
  };
}

async function collect<From, To>(items: AsyncIterable<From>, pick: (item: From) => To): Promise<To[]> {
  const picked: To[] = [];
  for await (const item of items) picked.push(pick(item));
  return picked;
}

async function openSession(
  options: SessionOptions,
  cloudOf: (writes: boolean) => Promise<Cloud>,
): Promise<OpenSession> {
  const { io, config, command, simulate, adopt, signal } = options;
  const writes = command === 'up' || command === 'down';
  const paths = pathsOf(stateHome(io.env, io.home, simulate), config.name);
  const lock = writes ? takeLock(io.files, paths.lock, holderOf(io, command)) : undefined;
  try {
    const file = openState({
      files: io.files,
      path: paths.state,
      writtenBy: `metaflow-azure ${version()}`,
      newLineage: () => guid(io.random),
      subscription: config.subscription,
    });
    const cloud = await cloudOf(writes);
    const runId = `run-${hex(io.random(4))}`;
    const log = eventLog({ files: io.files, path: paths.events, now: () => cloud.clock.now(), run: runId });
    const emit = (event: AppEvent): void => {
      options.emit(event);
      if (writes) log(event);
    };
    return {
      world: await worldOn(cloud, options, emit),
      state: file.store,
      clock: cloud.clock,
      runId,
      adopt,
      emit,
      signal,
      remember: () => file.saveConfig(config),
      forget: () => {
        file.remove();
        io.files.remove(paths.events);
      },
      close: () => {
        cloud.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function worldOn(
  cloud: Cloud,
  options: SessionOptions,
  emit: (event: AppEvent) => void,
): Promise<World> {
  const { io, config, signal } = options;
  const onRetry = (retry: { readonly because: string; readonly waitMs: number }): void =>
    emit({ type: 'call.retrying', ...retry });
  const azure = gatewayTo(cloud, config.subscription, options, onRetry);
  return {
    config,
    names: namesFor(config),
    operator: await whoAmI(cloud.credential, cloud.armScope),
    azure,
    graph: createGraph({ ...withCloud(cloud), fetch: telling(cloud.fetch, options.log), onRetry, signal }),
    kube: clusterDoor(azure, cloud),
    access: createAccess({ fetch: cloud.fetch, httpClient: cloud.httpClient }),
    vault: createVault((bytes) => io.random(bytes)),
    now: () => cloud.clock.now(),
  };
}

/** `fetch` that tells of every answer: method, address without its query, status. */
const telling =
  (send: typeof fetch, log: SignIn['log']): typeof fetch =>
  async (input, init) => {
    const response = await send(input, init);
    const address = String(input instanceof Request ? input.url : input).split('?', 1)[0];
    log?.(`${init?.method ?? 'GET'} ${address} ${response.status}`);
    return response;
  };

const withCloud = (cloud: Cloud) => ({ credential: cloud.credential, cloud, clock: cloud.clock });

const gatewayTo = (
  cloud: Cloud,
  subscription: string,
  { io, signal, log }: SignIn,
  onRetry: (retry: { readonly because: string; readonly waitMs: number }) => void,
): Azure =>
  createAzure({
    ...withCloud(cloud),
    subscription,
    correlationId: guid((bytes) => io.random(bytes)),
    onRetry,
    onCall: log,
    signal,
    ...(cloud.httpClient === undefined ? {} : { httpClient: cloud.httpClient }),
  });

/** Fetches the credentials of a cluster when they are first needed, and again only if that failed. */
function clusterDoor(azure: Azure, { kubeHttp, proxyFor }: Cloud): World['kube'] {
  const open = new Map<string, Promise<Kube>>();
  const connect = async (group: string, name: string): Promise<Kube> => {
    const client = await azure.containerService();
    const { kubeconfigs } = await client.managedClusters
      .listClusterUserCredentials(group, name)
      .catch((error: unknown) => {
        throw problemFrom(error, { doing: 'read', what: 'The credentials of the cluster' });
      });
    const value = kubeconfigs?.[0]?.value;
    if (value === undefined) {
      throw new Problem('kubernetes.no-credentials', `Azure gave no credentials for the cluster ${name}`);
    }
    return connectKube(value, {
      ...(kubeHttp === undefined ? {} : { http: kubeHttp }),
      ...(proxyFor === undefined ? {} : { proxyFor }),
    });
  };
  return ({ group, name }) => {
    const key = `${group}/${name}`;
    const known = open.get(key);
    if (known !== undefined) return known;
    const opening = connect(group, name);
    open.set(key, opening);
    opening.catch(() => open.delete(key));
    return opening;
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A random GUID (version 4). */
function guid(random: (bytes: number) => Uint8Array): string {
  const bytes = Buffer.from(random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const holderOf = ({ pid, host, clock }: Surroundings, command: string) => ({
  pid,
  host,
  command: `metaflow-azure ${command}`,
  since: new Date(clock.now()).toISOString(),
});
