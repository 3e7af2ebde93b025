import type { AppEvent } from '../../app/ports.ts';

/** Shows how a run goes on, on stderr. It decides nothing. */
export interface Presenter {
  event(event: AppEvent, now: number): void;
  /** Takes away what moves, so that something else may be written. */
  hush(): void;
}
