import type { Cluster } from '../store.ts';
import { controllers } from './controllers.ts';

/** Passes in one moment after which controllers that still change something are at odds with each other. */
const MOST_PASSES = 200;

/** Lets every controller play at one moment until nothing changes; returns when the next has something to do. */
function playMoment(cluster: Cluster): number | null {
  const { state } = cluster;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = state.revision;
    const times = controllers.map(({ play }) => play(cluster));
    if (state.revision === before) {
      const later = times.filter(
        (time) => time !== undefined && time > cluster.now && time < Infinity,
      ) as number[];
      return later.length === 0 ? null : Math.min(...later);
    }
  }
  throw new Error('The simulated controllers of a cluster never come to rest.');
}

/** Of a longer absence the controllers play so much of the beginning and of the end, and nothing in between. */
const PLAYED_MS = 1_800_000;

/** The moment to play next, for something that is due at a time: what fell into a long absence is done late. */
function momentOf(due: number, [from, now]: readonly [number, number]): number {
  const resumes = now - PLAYED_MS;
  return due > from + PLAYED_MS && due < resumes ? resumes : due;
}

/** Catches up: plays every moment at which something was due, up to now. */
export function settle({ state, surroundings, now }: Cluster): void {
  const absence = [state.settledAt, now] as const;
  while (state.wakeAt !== null && state.wakeAt <= now) {
    const moment = Math.max(momentOf(state.wakeAt, absence), state.settledAt);
    state.settledAt = moment;
    state.wakeAt = null;
    const next = playMoment({ state, surroundings, now: moment });
    // Writes of the controllers themselves may have asked for an earlier look.
    const asked = state.wakeAt as number | null;
    state.wakeAt = next === null ? asked : asked === null ? next : Math.min(asked, next);
    if (state.wakeAt !== null && state.wakeAt <= moment) state.wakeAt = moment + 1;
  }
  state.settledAt = now;
}
