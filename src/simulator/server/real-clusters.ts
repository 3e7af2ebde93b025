import { clustersOf, type ClusterState } from '../kubernetes/world.ts';
import type { Simulator } from '../simulator.ts';
import { startRealCluster, type Ground, type RealCluster } from './real-cluster.ts';

/** A cluster that a real API server serves. */
export interface RealEndpoint {
  readonly state: ClusterState;
  /** Where it listens; undefined while it is not ready. */
  readonly port: number | undefined;
}

/** The real control planes of a cloud: one for each cluster that is open and not stopped. */
export interface RealClusters {
  /** Whose API server a host is; undefined: nobody's at present. */
  at(host: string): RealEndpoint | undefined;
  close(): Promise<void>;
}

/** How long programs may outlive their cluster when nobody looks. */
const LOOK_EVERY_MS = 500;

interface Entry {
  readonly folder: string;
  running: RealCluster | undefined;
  /** The end of its last programs. */
  ended: Promise<void>;
}

/** Control planes by the clusters that they are for. */
function controlPlanes(ground: Ground) {
  const entries = new Map<ClusterState, Entry>();
  const leaving = new Set<Promise<void>>();
  let serial = 0;
  const open = (state: ClusterState): void => {
    const entry = entries.get(state) ?? {
      folder: `${ground.folder}/${(serial += 1)}`,
      running: undefined,
      ended: Promise.resolve(),
    };
    entries.set(state, entry);
    entry.running ??= startRealCluster(ground, state, { folder: entry.folder, before: entry.ended });
  };
  const discard = (state: ClusterState, entry: Entry): void => {
    entries.delete(state);
    const gone = entry.ended.then(() => ground.files.remove(entry.folder));
    leaving.add(gone);
    void gone.finally(() => leaving.delete(gone));
  };
  return {
    portOf: (state: ClusterState) => entries.get(state)?.running?.port(),
    /** Starts what should run and ends what should not; what a cluster had goes with it. */
    match(all: readonly ClusterState[], running: readonly ClusterState[]): void {
      for (const [state, entry] of entries) {
        if (!running.includes(state)) end(entry);
        if (!all.includes(state)) discard(state, entry);
      }
      for (const state of running) open(state);
    },
    async close(): Promise<void> {
      for (const entry of entries.values()) end(entry);
      await Promise.all([...leaving, ...[...entries.values()].map(({ ended }) => ended)]);
      ground.files.remove(ground.folder);
    },
  };
}

function end(entry: Entry): void {
  const { running, ended } = entry;
  if (running === undefined) return;
  entry.running = undefined;
  entry.ended = Promise.all([ended, running.stop()]).then(() => undefined);
}

/** Keeps a control plane for each cluster of the world, from now on. */
export function keepRealClusters(
  simulator: Simulator,
  ground: Ground & { readonly onBug: (error: unknown, what: string) => void },
): RealClusters {
  const planes = controlPlanes(ground);
  const closing = new AbortController();
  const match = (): readonly ClusterState[] => {
    simulator.arm.settle();
    const all = Object.values(clustersOf(simulator));
    const running = all.filter(({ isStopped }) => isStopped !== true);
    planes.match(all, running);
    return running;
  };
  const kept = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      match();
      await ground.real.sleep(LOOK_EVERY_MS, closing.signal);
    }
  };
  kept().catch((error: unknown) => ground.onBug(error, 'the control planes'));
  return {
    at(host) {
      if (closing.signal.aborted) return undefined;
      const state = match().find(({ fqdn }) => fqdn.toLowerCase() === host);
      return state === undefined ? undefined : { state, port: planes.portOf(state) };
    },
    close() {
      closing.abort();
      return planes.close();
    },
  };
}
