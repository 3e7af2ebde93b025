import type { Surroundings } from '../ports.ts';
import { secondsOf, type Duration } from '../spread.ts';

/** Measured in public kubelet events where `latency-profile.json` says so, else assumed. */
export const durations = {
  imagePull: { p50: 22, p90: 60 },
  cachedImage: { p50: 0.3, p90: 0.6 },
  failedPull: { p50: 1.5, p90: 3 },
  containerStart: { p50: 1, p90: 2 },
  crash: { p50: 2, p90: 4 },
  volumeBinding: { p50: 8, p90: 15 },
} as const satisfies Record<string, Duration>;

/** From the start of a container to its first good probe, by image; the first that matches. */
const READINESS: readonly (readonly [RegExp, Duration])[] = [
  [/metadata_service/, { p50: 16, p90: 26 }],
  [/argo-events/, { p50: 12, p90: 25 }],
  [/argocli|workflow-controller/, { p50: 6, p90: 12 }],
  [/(^|\/)nats:/, { p50: 14, p90: 22 }],
  [/postgres|minio/, { p50: 6, p90: 12 }],
  [/./, { p50: 3, p90: 6 }],
];

/** How long a container runs that is meant to end, by image. */
const RUNS: readonly (readonly [RegExp, Duration])[] = [
  [/metadata_service/, { p50: 10, p90: 18 }],
  [/./, { p50: 5, p90: 10 }],
];

/** A duration in milliseconds: the median in fast worlds, drawn from its lognormal in realistic ones. */
export function drawMs(surroundings: Surroundings, duration: Duration): number {
  return Math.round(secondsOf(surroundings, duration) * 1000);
}

const firstFor = (table: readonly (readonly [RegExp, Duration])[], image: string): Duration =>
  table.find(([pattern]) => pattern.test(image))?.[1] ?? durations.containerStart;

/** How long a container of this image takes until its readiness probe succeeds. */
export function readinessOf(image: string): Duration {
  return firstFor(READINESS, image);
}

/** How long a container of this image runs when it is a step and not a server. */
export function runOf(image: string): Duration {
  return firstFor(RUNS, image);
}
