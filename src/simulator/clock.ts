/** Time as the simulator needs it, in milliseconds since 1970. The program under test brings its own type of the same shape. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** How many turns of the event loop nobody may have done anything before time jumps to the next sleeper. */
const QUIET_TURNS = 3;

/**
 * Time that passes only while everybody sleeps: it jumps to the next sleeper once the event loop is quiet.
 *
 * `pace` is simulated seconds per real second, for people who watch; Infinity (the default) never waits.
 */
export class VirtualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #order = 0;
  #pumping = false;
  readonly #pace: number;

  constructor(start = Date.UTC(2026, 0, 1), pace = Infinity) {
    this.#now = start;
    this.#pace = pace;
  }

  now(): number {
    return this.#now;
  }

  /** Moves time forward by hand, as a control endpoint does. Sleepers that are due wake in order. */
  advance(ms: number): void {
    this.#now += ms;
    this.#wakeDue();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        },
      };
      const cancel = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        resolve();
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#sleepers.push(sleeper);
      if (!this.#pumping) {
        this.#pumping = true;
        this.#afterQuiet(QUIET_TURNS);
      }
    });
  }

  #afterQuiet(turns: number): void {
    setImmediate(() => (turns > 0 ? this.#afterQuiet(turns - 1) : this.#pump()));
  }

  #pump(): void {
    const next = this.#sleepers.reduce<Sleeper | undefined>(
      (best, s) => (best === undefined || s.at < best.at ? s : best),
      undefined,
    );
    if (next === undefined) {
      this.#pumping = false;
      return;
    }
    const realMs = Math.max(0, next.at - this.#now) / this.#pace;
    const jump = (): void => {
      this.#now = Math.max(this.#now, next.at);
      this.#wakeDue();
      this.#afterQuiet(QUIET_TURNS);
    };
    if (realMs >= 1) setTimeout(jump, realMs);
    else jump();
  }

  #wakeDue(): void {
    const due = this.#sleepers
      .filter(({ at }) => at <= this.#now)
      .toSorted((a, b) => a.at - b.at || a.order - b.order);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
  }
}
