import { stopwatch } from './duration.ts';
import { marks } from './line.ts';
import type { Paint } from './paint.ts';
import type { Presenter } from './presenter.ts';
import { trackRun } from './tracker.ts';

/** CI systems end jobs that are silent for long; a line a minute also tells people that something lives. */
const HEARTBEAT_MS = 60_000;

/** One line for every transition, with the time since the start: for logs and pipes. */
export function plainPresenter(write: (line: string) => void, paint: Paint): Presenter {
  const tracker = trackRun();
  const shown = new Map<string, string>();
  let start: number | undefined;
  let last = 0;

  return {
    hush: () => {},
    event: (event, now) => {
      start ??= now;
      const stamp = stopwatch(now - start);
      const say = (mark: string, text: string): void => {
        last = now;
        write(`${stamp} ${mark} ${text}`);
      };
      const line = tracker.take(event, now);
      if (line !== undefined) {
        say(marks(paint)[line.mark], line.detail === '' ? line.title : `${line.title}: ${line.detail}`);
        return;
      }
      if (event.type === 'step.started' || !('id' in event)) return;
      const step = tracker.running().find(({ id }) => id === event.id);
      if (step === undefined || event.type === 'step.kept' || event.type === 'step.released') return;
      const repeated = shown.get(step.id) === step.doing;
      if (repeated && now - last < HEARTBEAT_MS) return;
      shown.set(step.id, step.doing);
      say(
        paint.signs.dot,
        `${step.title}: ${step.doing}${repeated ? `, ${stopwatch(now - step.since)} so far` : ''}`,
      );
    },
  };
}
