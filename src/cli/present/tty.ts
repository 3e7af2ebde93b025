import ora from 'ora';
import type { Output } from '../ports.ts';
import { duration } from './duration.ts';
import { marks, type Line } from './line.ts';
import { fit, type Paint } from './paint.ts';
import type { Presenter } from './presenter.ts';
import { trackRun } from './tracker.ts';

/** One spinner with everything that runs; what has ended stays above it as a line. */
export function ttyPresenter(stream: Output, paint: Paint, now: () => number): Presenter {
  const tracker = trackRun();
  const spinner = ora({
    stream,
    isEnabled: true,
    // Raw mode would take Ctrl-C away from us.
    discardStdin: false,
    color: paint.coloured ? 'cyan' : false,
    text: '',
    // A function is asked at every frame, so that the clock in it moves without a timer of ours.
    suffixText: () => frame(tracker.running(), paint, now()),
  });
  return {
    hush: () => void spinner.stop(),
    event: (event, at) => {
      const line = tracker.take(event, at);
      // ora sees what is written while it spins, and draws itself anew below.
      if (line !== undefined) stream.write(`${lineText(line, paint)}\n`);
      if (tracker.running().length === 0) spinner.stop();
      else if (!spinner.isSpinning) spinner.start();
    },
  };
}

/** ora puts two columns of its own before the first line, and one between text and suffix. */
const OWN_COLUMNS = 4;
const MOST_STEPS = 8;

function frame(
  running: ReturnType<ReturnType<typeof trackRun>['running']>,
  paint: Paint,
  now: number,
): string {
  const shown = running.slice(0, MOST_STEPS).map(({ title, since, doing }) => {
    const text = fit(`${title}  ${duration(now - since)}  ${doing}`, paint.width - OWN_COLUMNS, paint.signs);
    return text.startsWith(title) ? title + paint.dim(text.slice(title.length)) : text;
  });
  const more = running.length - shown.length;
  return [...shown, ...(more > 0 ? [paint.dim(`and ${more} more`)] : [])].join('\n   ');
}

function lineText({ mark, title, detail }: Line, paint: Paint): string {
  const sign = marks(paint)[mark];
  const room = paint.width - 4;
  const name = fit(title, room, paint.signs);
  const rest = room - name.length - 2;
  const shown = detail === '' || rest < 4 ? '' : `  ${paint.dim(fit(detail, rest, paint.signs))}`;
  return `${sign} ${mark === 'kept' ? paint.dim(name) : name}${shown}`;
}
