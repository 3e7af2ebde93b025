import type { AppEvent } from '../../app/ports.ts';
import { plainEvent } from '../../state/events.ts';
import type { Output, Surroundings } from '../ports.ts';
import { isDumb, paintFor, type Paint } from './paint.ts';
import { plainPresenter } from './plain.ts';
import type { Presenter } from './presenter.ts';

/** The two sides of the terminal: results on stdout, everything else on stderr. */
export interface Screen {
  readonly out: Paint;
  readonly err: Paint;
  readonly json: boolean;
  /** Shows progress. */
  event(event: AppEvent): void;
  /** Progress in words; silenced by --quiet and --output json. */
  note(...lines: readonly string[]): void;
  /** What has to be read: problems, what consent is asked for, sign-in codes. */
  say(...lines: readonly string[]): void;
  /** The result, in the form that was asked for. Once a command. */
  result(json: unknown, text: readonly string[]): void;
  /** Says what only --verbose wants to know; beside JSON events it is JSON too. */
  detail(line: string): void;
  /** From now on this clock measures progress: a rehearsal's runs faster than ours. */
  follow(clock: { now(): number }): void;
  /** Takes the spinner away before a question or the end. */
  hush(): void;
}

/** What of the options matters here. */
export interface ScreenOptions {
  readonly output: 'text' | 'json';
  readonly quiet?: true;
  readonly verbose?: true;
  readonly color: boolean;
}

type Surface = Pick<Surroundings, 'stdout' | 'stderr' | 'env' | 'clock'>;

/** Sets up the screen that the options and the terminal allow. */
export async function createScreen(io: Surface, options: ScreenOptions): Promise<Screen> {
  const { stdout, stderr, env } = io;
  const out = paintFor(stdout, env, options.color);
  const err = paintFor(stderr, env, options.color);
  const json = options.output === 'json';
  let clock: { now(): number } = io.clock;
  const print = (stream: Output, lines: readonly string[]): void => {
    if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
  };
  const presenter = await presenterFor(io, options, err, () => clock.now());
  return {
    out,
    err,
    json,
    event: (event) => presenter.event(event, clock.now()),
    note: (...lines) => {
      if (!json && options.quiet !== true) print(stderr, lines);
    },
    say: (...lines) => print(stderr, lines),
    result: (document, text) => {
      presenter.hush();
      print(stdout, json ? [JSON.stringify(document, undefined, 2)] : text);
    },
    detail: (line) => {
      print(stderr, [json ? JSON.stringify({ type: 'detail', line }) : err.dim(line)]);
    },
    follow: (other) => {
      clock = other;
    },
    hush: () => presenter.hush(),
  };
}

async function presenterFor(
  { stderr, env }: Surface,
  { output, quiet, verbose }: ScreenOptions,
  paint: Paint,
  now: () => number,
): Promise<Presenter> {
  const write = (line: string): void => void stderr.write(`${line}\n`);
  if (output === 'json') return verbose === true ? jsonPresenter(write) : silent;
  if (quiet === true) return silent;
  if (stderr.isTTY !== true || isDumb(env)) return plainPresenter(write, paint);
  const { ttyPresenter } = await import('./tty.ts');
  return ttyPresenter(stderr, paint, now);
}

const silent: Presenter = { event: () => {}, hush: () => {} };

/** The events themselves, one JSON document a line. */
const jsonPresenter = (write: (line: string) => void): Presenter => ({
  event: (event, now) => write(JSON.stringify({ at: new Date(now).toISOString(), ...plainEvent(event) })),
  hush: () => {},
});
