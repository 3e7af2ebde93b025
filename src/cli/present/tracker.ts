import type { AppEvent } from '../../app/ports.ts';
import type { Line } from './line.ts';
import * as words from './words.ts';

/** A step that is at work. */
export interface Running {
  readonly id: string;
  readonly title: string;
  readonly since: number;
  /** What is done to it, or what it waits for. */
  readonly doing: string;
}

/** What presenters know about a run so far. */
export interface Tracker {
  /** Takes an event in; returns the line to leave behind, if any. */
  take(event: AppEvent, now: number): Line | undefined;
  /** Steps at work, the oldest first. */
  running(): readonly Running[];
}

type StepEvent = Extract<AppEvent, { readonly id: string }>;

/** Follows a run by its events. */
export function trackRun(): Tracker {
  const running = new Map<string, Running>();
  const turns = new Map<string, words.Turn>();
  const follow = (event: StepEvent, now: number): void => {
    const { id, title } = event;
    if (event.type === 'step.done' || event.type === 'step.failed') {
      running.delete(id);
      return;
    }
    const turn = words.turnOf(event);
    if (turn !== undefined) turns.set(id, turn);
    const before = running.get(id) ?? { id, title, since: now, doing: words.looking };
    running.set(id, { ...before, doing: words.doingOf(event) ?? before.doing });
  };

  return {
    running: () => [...running.values()],
    take: (event, now) => {
      if (event.type === 'check.done') return words.checked(event.check);
      if (event.type === 'call.retrying') return words.retrying(event.because, event.waitMs);
      follow(event, now);
      if (event.type === 'step.done') return words.ended(event.title, turns.get(event.id), event.elapsedMs);
      if (event.type === 'step.failed') return words.failed(event.title, event.error);
      return undefined;
    },
  };
}
