import type { Clock } from '../clock.ts';
import type { WireResponse } from '../wire.ts';

/** Time that passes by itself, and can be moved forward. */
export interface PacedClock extends Clock {
  /** Moves time forward. */
  advance(ms: number): void;
}

/** The time of the cloud: `speed` times as fast as the real one. At speed 0 nobody waits for an answer: its time has passed. */
export function pacedClock(
  real: Clock,
  { start, speed }: { readonly start: number; readonly speed: number },
): PacedClock {
  const began = real.now();
  let leap = 0;
  return {
    now: () => Math.floor(start + leap + (real.now() - began) * (speed === 0 ? 1 : speed)),
    sleep(ms, signal) {
      if (speed > 0) return real.sleep(ms / speed, signal);
      leap += Math.max(0, ms);
      return Promise.resolve();
    },
    advance: (ms) => void (leap += Math.max(0, ms)),
  };
}

/** What is further away than this is not waited for: reserved names, secrets that end. */
const LONGEST_WORK_MS = 3_600_000;
/** The controllers of a cluster always have something to look forward to. */
const LONGEST_LOOK_MS = 600_000;

interface Running {
  readonly arm?: { readonly due: readonly { readonly at: number }[] };
  readonly kubernetes?: { readonly clusters: Readonly<Record<string, { readonly wakeAt: number | null }>> };
}

/** When everything that runs by now will have ended: the end of all operations, else the next move in a cluster. */
export function endOfWork(world: Readonly<Record<string, unknown>>, now: number): number {
  const { arm, kubernetes } = world as Running;
  const within = (moments: readonly (number | null)[], longest: number): number[] =>
    moments.filter((at): at is number => at !== null && at > now && at <= now + longest);
  const ends = within(
    (arm?.due ?? []).map(({ at }) => at),
    LONGEST_WORK_MS,
  );
  if (ends.length > 0) return Math.max(...ends);
  const moves = Object.values(kubernetes?.clusters ?? {}).map(({ wakeAt }) => wakeAt);
  return Math.min(...within(moves, LONGEST_LOOK_MS), Infinity) === Infinity
    ? now
    : Math.min(...within(moves, LONGEST_LOOK_MS));
}

/** Where an answer tells of something that runs, but not when to look again: the clients' own ideas are for Azure's pace. */
const USUAL_PAUSE_SECONDS = 10;

/** An answer whose `Retry-After` is in the seconds of those who wait. */
export function pacedAnswer(response: WireResponse, speed: number): WireResponse {
  if (speed === 1) return response;
  const { headers } = response;
  const runs =
    [201, 202].includes(response.status) && (headers['azure-asyncoperation'] ?? headers['location']);
  const asked = headers['retry-after'] ?? (runs ? String(USUAL_PAUSE_SECONDS) : undefined);
  if (asked === undefined || Number.isNaN(Number(asked))) return response;
  // Some clients take 0 for "not said".
  const seconds = speed === 0 ? 1 : Math.max(1, Math.ceil(Number(asked) / speed));
  return { ...response, headers: { ...headers, 'retry-after': String(seconds) } };
}
