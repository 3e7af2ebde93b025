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

/** Follows a run by its events. */
export function trackRun(): Tracker {
  const running = new Map<string, Running>();
  const endings = new Map<string, 'kept' | 'removed' | 'released' | 'changed'>();
  const update = (id: string, change: Partial<Running>): void => {
    const step = running.get(id);
    if (step !== undefined) running.set(id, { ...step, ...change });
  };

  return {
    running: () => [...running.values()],
    take: (event, now) => {
      switch (event.type) {
        case 'step.started':
          running.set(event.id, { id: event.id, title: event.title, since: now, doing: words.looking });
          return undefined;
        case 'step.kept':
          endings.set(event.id, 'kept');
          return undefined;
        case 'step.changing':
          endings.set(event.id, 'changed');
          update(event.id, { doing: words.changing(event.changes) });
          return undefined;
        case 'step.waiting':
          update(event.id, { doing: event.because });
          return undefined;
        case 'step.removing':
          endings.set(event.id, 'removed');
          update(event.id, { doing: words.removing });
          return undefined;
        case 'step.released':
          endings.set(event.id, 'released');
          return undefined;
        case 'step.done':
          running.delete(event.id);
          return words.ended(event.title, endings.get(event.id), event.elapsedMs);
        case 'step.failed':
          running.delete(event.id);
          return words.failed(event.title, event.error);
        case 'check.done':
          return words.checked(event.check);
        case 'call.retrying':
          return words.retrying(event.because, event.waitMs);
      }
    },
  };
}
