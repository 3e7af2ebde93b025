import { createArm, type Arm } from './azure/arm.ts';
import { accountFacts, type AccountFacts } from './azure/containers.ts';
import { createBlob } from './blob/blob.ts';
import type { Clock } from './clock.ts';
import { operator, tenantId } from './catalogue.ts';
import { createEntra } from './entra/entra.ts';
import { createFaults, type Fault, type FaultBox } from './faults.ts';
import { createGraph } from './graph/graph.ts';
import { createJournal, type JournalEntry } from './journal.ts';
import { createIssuers } from './kubernetes/issuers.ts';
import { createKubernetes } from './kubernetes/kubernetes.ts';
import { onTheWay, onTheWayBack } from './network-faults.ts';
import { pretended } from './kubernetes/pem.ts';
import type { Certificates, Clusters, Directory, Surroundings } from './ports.ts';
import type { Service, Stream, WireRequest, WireResponse } from './wire.ts';

/** What a simulated cloud is made from. */
export interface SimulatorOptions {
  readonly clock: Clock;
  /** The time of those who hold tokens, if it is another than the cloud's. */
  readonly wall?: () => number;
  /** Who vouches for the clusters, if somebody serves them. */
  readonly certificates?: Certificates;
  /** Makes an RSA key as PEM: the sign-in service tells its public half, and everybody can check the tokens. */
  readonly newSigningKey?: () => string;
  /** How many calls the journal keeps; all of them unless told otherwise. */
  readonly journalLength?: number;
  readonly seed?: number;
  /** `fast` (the default) has the measured medians and no lags; `realistic` adds their spread, lags and extra trouble. */
  readonly profile?: 'fast' | 'realistic';
  /** A world to go on with, such as one that a former simulator left; it is changed in place. */
  readonly world?: Record<string, unknown>;
  readonly faults?: readonly Fault[];
  /** vCPUs that the subscriptions may run, by family or under `cores`; the catalogue's where absent. */
  readonly limits?: Readonly<Record<string, number>>;
}

/** A simulated cloud. */
export interface Simulator {
  /** Answers a request after its measured time. An abort before the effect leaves the world as it is. */
  handle(request: WireRequest, signal?: AbortSignal): Promise<WireResponse>;
  /** Begins an answer that goes on, such as a watch; undefined: `handle` has the answer. */
  open(request: WireRequest): Stream | undefined;
  /** Everything that the cloud knows. Plain JSON. */
  readonly world: Record<string, unknown>;
  readonly journal: readonly JournalEntry[];
  readonly faults: FaultBox;
  readonly clock: Clock;
  readonly profile: 'fast' | 'realistic';
  readonly arm: Arm;
  readonly directory: Directory;
  readonly clusters: Clusters;
  /** Whether the cloud has this host at present. */
  answersFor(host: string): boolean;
  /** A token of the operator, for ARM unless told otherwise. */
  signIn(options?: { readonly audience?: string }): string;
}

/** How long an answer takes where nothing was measured. */
const DEFAULT_ACK_MS = 250;

function surroundingsOf({
  clock,
  wall = () => clock.now(),
  certificates = pretended,
  newSigningKey,
  seed = 1,
  profile = 'fast',
  world = {},
}: SimulatorOptions): Surroundings & { readonly faults: FaultBox } {
  const [faults, random] = [createFaults(world), randomOf(world, seed)];
  return { clock, wall, certificates, newSigningKey, random, faults, profile, world };
}

/** Builds a simulated cloud. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const surroundings = surroundingsOf(options);
  const { clock, faults, profile, world } = surroundings;
  const { journalLength = Infinity, faults: switchedOn = [], limits } = options;
  for (const fault of switchedOn) faults.add(fault);
  if (limits !== undefined) world['limits'] = limits;
  const entra = createEntra(surroundings, { tenantId, operator });
  const kubernetes = createKubernetes(surroundings);
  const { clusters } = kubernetes;
  const arm = createArm(surroundings, entra.directory, clusters);
  const services: readonly Service[] = [
    arm,
    entra,
    createGraph(surroundings, entra.directory),
    createBlob(surroundings, entra.directory, accountsOf(arm), arm.dataAccess),
    kubernetes,
    createIssuers(surroundings),
  ];
  const serviceFor = ({ url }: WireRequest): Service | undefined =>
    services.find((one) => one.answersFor(url.hostname));
  const journal = createJournal(clock, entra.directory, journalLength);
  return {
    world,
    faults,
    clock,
    profile,
    clusters,
    arm,
    journal: journal.entries,
    directory: entra.directory,
    answersFor: (host) => services.some((one) => one.answersFor(host)),
    signIn: (wish) => entra.signIn(wish),
    open(request) {
      const stream = serviceFor(request)?.open?.(request);
      if (stream !== undefined) journal.record(request, stream);
      return stream;
    },
    async handle(request, signal) {
      const service = serviceFor(request) ?? nowhere;
      const ackMs = service.ackMs?.(request) ?? DEFAULT_ACK_MS;
      await onTheWay(surroundings, request, signal);
      await clock.sleep(ackMs / 2, signal);
      signal?.throwIfAborted();
      arm.settle();
      const response = service.handle(request);
      journal.record(request, response);
      onTheWayBack(surroundings, request);
      await clock.sleep(ackMs / 2, signal);
      return response;
    },
  };
}

const accountsOf = ({ cloud }: Arm) => ({
  account: (name: string): AccountFacts | undefined => accountFacts(cloud, name),
});

/** Numbers in [0, 1) that go on where the world left off (mulberry32). */
function randomOf(world: Record<string, unknown>, seed: number): () => number {
  return () => {
    const state = (Number(world['random'] ?? seed) + 0x6d2b79f5) | 0;
    world['random'] = state;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Names below these appear and disappear with accounts and clusters. */
const ownNames = /\.((blob|queue|file)\.core\.windows\.net|azmk8s\.io)$/;

const nowhere: Service = {
  answersFor: () => true,
  handle({ method, url }) {
    if (ownNames.test(url.hostname)) {
      const reason = `getaddrinfo ENOTFOUND ${url.hostname}`;
      throw Object.assign(new Error(reason), {
        code: 'ENOTFOUND',
        syscall: 'getaddrinfo',
        hostname: url.hostname,
      });
    }
    const message = `The simulator has no ${method} ${url.hostname}${url.pathname}`;
    return {
      status: 501,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error: { code: 'NotSimulated', message } }),
    };
  },
};
