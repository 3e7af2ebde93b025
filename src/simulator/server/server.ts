import type { Clock } from '../clock.ts';
import type { Fault } from '../faults.ts';
import type { Certificates } from '../ports.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import { openAccount, type Account } from './account.ts';
import { answer, answerPlainly, refusedHost, type Served } from './answering.ts';
import { authorityOf, newSigningKey, type Identity } from './certificates.ts';
import { pacedClock, type PacedClock } from './clock.ts';
import { listen } from './listener.ts';
import type { ControlPlanes } from './real-cluster.ts';
import { keepRealClusters, type RealClusters } from './real-clusters.ts';

/** What a served cloud is made from. */
export interface ServerOptions {
  /** The time of this machine. */
  readonly clock: Clock;
  /** 0: any free one. */
  readonly port: number;
  /** Seconds of the cloud in a real one; 0: what runs has ended when somebody looks. */
  readonly speed: number;
  /** Who vouches for its names: certificate and key, as `newAuthority` makes them. */
  readonly authority: Identity;
  /** The sign-in service's RSA key as PEM; a new world makes one when it is first needed. */
  readonly signingKey?: string;
  readonly seed?: number;
  readonly profile?: 'fast' | 'realistic';
  readonly faults?: readonly Fault[];
  /** What `snapshot` of an earlier server told. */
  readonly world?: Record<string, unknown>;
  /** Told of an answer that could not be given: a bug of ours. */
  readonly onBug?: (error: unknown, request: string) => void;
  /** Real control planes serve the clusters; left out: simulated ones. */
  readonly controlPlanes?: ControlPlanes | undefined;
  /** Told in a sentence of a control plane that does not run. */
  readonly say?: (message: string) => void;
}

/** A simulated cloud behind a port. */
export interface SimulatorServer {
  readonly port: number;
  readonly account: Account;
  readonly simulator: Simulator;
  /** Everything that the cloud knows, with its time: plain JSON. */
  snapshot(): Record<string, unknown>;
  /** How many requests the cloud has answered. */
  answered(): number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Calls that the journal of a server remembers. */
const JOURNAL_LENGTH = 1000;
const HOUR_MS = 3_600_000;
/** Longer than any part of the cloud takes to hear of what another did. */
const LAGS_MS = 120_000;

/** The cloud under a clock that begins an hour before the first client comes: everybody knows the account by then. */
async function openCloud(options: ServerOptions, certificates: Certificates) {
  const { clock: real, speed, world = {} } = options;
  const start = Math.max(real.now(), Number(world['clock'] ?? 0));
  let running = pacedClock(real, { start: start - HOUR_MS, speed: 0 });
  const clock: PacedClock = {
    now: () => running.now(),
    sleep: (ms, signal) => running.sleep(ms, signal),
    advance: (ms) => running.advance(ms),
  };
  const simulator = createSimulator({
    clock,
    wall: () => real.now(),
    certificates,
    newSigningKey: () => options.signingKey ?? newSigningKey(),
    journalLength: JOURNAL_LENGTH,
    seed: options.seed ?? 1,
    profile: options.profile ?? 'fast',
    world,
  });
  const account = await openAccount(simulator, () => clock.advance(LAGS_MS));
  running = pacedClock(real, { start, speed });
  for (const fault of options.faults ?? []) simulator.faults.add(fault);
  return { simulator, clock, account };
}

/** Opens a port and answers there as Azure does. */
export async function startServer(options: ServerOptions): Promise<SimulatorServer> {
  const { clock: real, port, speed, onBug = () => undefined, say = () => undefined } = options;
  const authority = authorityOf(options.authority, () => real.now());
  const { certificate } = authority;
  const { simulator, clock, account } = await openCloud(options, {
    authority: certificate,
    forClient: (subject) => authority.forClient(subject),
  });
  const at: { port: number; realClusters?: RealClusters } = { port };
  const served: Served = {
    port: () => at.port,
    realClusters: () => at.realClusters,
    simulator,
    clock,
    real,
    speed,
    authority: certificate,
    onBug,
    answered: 0,
  };
  const listener = await listen(
    {
      secure: (request, response) => void answer(served, request, response),
      plain: (request, response) => void answerPlainly(served, request, response),
      refusesHost: (target) => refusedHost(simulator, target, at.port),
    },
    { port, authority },
  );
  at.port = listener.port;
  if (options.controlPlanes !== undefined) {
    at.realClusters = keepRealClusters(simulator, { ...options.controlPlanes, authority, real, say, onBug });
  }
  return {
    port: listener.port,
    account,
    simulator,
    snapshot: () => ({ ...simulator.world, clock: clock.now() }),
    answered: () => served.answered,
    async close() {
      await listener.close();
      await at.realClusters?.close();
    },
  };
}
