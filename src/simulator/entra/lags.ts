import type { Surroundings } from '../ports.ts';
import type { KnownAt } from './state.ts';

const SECONDS = 1000;

/** Standard normal by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** From a lognormal with this median and 90th percentile, cut at `max`: how the recorded lags are spread. */
function lognormalMs(
  random: () => number,
  { p50, p90, max }: { readonly p50: number; readonly p90: number; readonly max: number },
): number {
  const sigma = Math.log(p90 / p50) / 1.2816;
  return Math.round(Math.min(max, p50 * Math.exp(sigma * normal(random))) * SECONDS);
}

/** How long ARM does not know a new principal: p50 15 s, p90 31 s, at most 69 s in 138 recorded refusals (facts, EC-1). */
export function armLagMs({ profile, random }: Surroundings): number {
  return profile === 'fast' ? 0 : lognormalMs(random, { p50: 15, p90: 31, max: 69 });
}

/** How long one replica of Graph does not know of a write: 0 to 30 s (facts, EC-3), or what the fault says. */
export function graphLagMs({ profile, random, faults }: Surroundings, about: string): number {
  const knobs = faults.take('graph.readAfterWriteLag', about);
  if (knobs !== undefined) return Number(knobs['seconds'] ?? 30) * SECONDS;
  return profile === 'fast' ? 0 : lognormalMs(random, { p50: 2, p90: 10, max: 30 });
}

/** From when on the sign-in service knows a new secret: 4 to 18 s, not all of it at once (facts, EC-5). */
export function secretKnownAt({ clock, profile, random, faults }: Surroundings, about: string): KnownAt {
  const knobs = faults.take('aad.secretLag', about);
  const seconds =
    knobs === undefined ? (profile === 'fast' ? 0 : 4 + random() * 14) : Number(knobs['seconds'] ?? 18);
  const now = clock.now();
  return [now + Math.round((seconds * SECONDS) / 2), now + Math.round(seconds * SECONDS)];
}
