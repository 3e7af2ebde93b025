import type { Surroundings } from '../ports.ts';
import { drawSeconds, type Duration } from '../spread.ts';
import type { KnownAt } from './state.ts';

const SECONDS = 1000;

/** Nothing in the fast profile; in the realistic one as the recorded lags are spread. */
function lagMs({ profile, random }: Surroundings, lag: Duration): number {
  return profile === 'fast' ? 0 : Math.round(drawSeconds(random, lag) * SECONDS);
}

/** How long ARM does not know a new principal: p50 15 s, p90 31 s, at most 69 s in 138 recorded refusals. */
export function armLagMs(surroundings: Surroundings): number {
  return lagMs(surroundings, { p50: 15, p90: 31, max: 69 });
}

/** How long one replica of Graph does not know of a write: 0 to 30 s, or what the fault says. */
export function graphLagMs(surroundings: Surroundings, about: string): number {
  const knobs = surroundings.faults.take('graph.readAfterWriteLag', about);
  if (knobs !== undefined) return Number(knobs['seconds'] ?? 30) * SECONDS;
  return lagMs(surroundings, { p50: 2, p90: 10, max: 30 });
}

/** From when on the sign-in service knows a new secret: 4 to 18 s, not all of it at once. */
export function secretKnownAt({ clock, profile, random, faults }: Surroundings, about: string): KnownAt {
  const knobs = faults.take('aad.secretLag', about);
  const seconds =
    knobs === undefined ? (profile === 'fast' ? 0 : 4 + random() * 14) : Number(knobs['seconds'] ?? 18);
  const now = clock.now();
  return [now + Math.round((seconds * SECONDS) / 2), now + Math.round(seconds * SECONDS)];
}
