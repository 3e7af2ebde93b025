import type { Surroundings } from './ports.ts';

/** How long something takes, in seconds: the median, what nine of ten keep to, and the least and the most that was seen. */
export interface Duration {
  readonly p50: number;
  readonly p90: number;
  readonly min?: number;
  readonly max?: number;
  /** Normal distributions, each as likely, where what was measured has more than one hump. */
  readonly humps?: readonly { readonly mean: number; readonly sd: number }[];
}

/** A number stands for itself: nobody has measured how it is spread. */
export type Seconds = number | Duration;

/** Of a normal distribution, where 90 and where 99 of a hundred lie below. */
const [Z90, Z99] = [1.2816, 2.3263];

/** Standard normal by Box and Muller, without the outermost hundredth on either side. */
function normal(random: () => number): number {
  const drawn = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(-Z99, Math.min(Z99, drawn));
}

/** Draws from the lognormal through median and 90th percentile, or from the humps; in seconds, to the millisecond. */
export function drawSeconds(
  random: () => number,
  { p50, p90, humps, min = 0, max = Infinity }: Duration,
): number {
  const hump = humps?.[Math.floor(random() * humps.length)];
  const drawn =
    hump === undefined
      ? p50 * Math.exp((Math.log(p90 / p50) / Z90) * normal(random))
      : hump.mean + hump.sd * normal(random);
  return Math.round(Math.max(min, Math.min(max, drawn)) * 1000) / 1000;
}

/** How long it takes this time: the median in fast worlds, drawn from what was measured in realistic ones. */
export function secondsOf(
  { profile, random }: Pick<Surroundings, 'profile' | 'random'>,
  time: Seconds,
): number {
  if (typeof time === 'number') return time;
  return profile === 'fast' ? time.p50 : drawSeconds(random, time);
}
