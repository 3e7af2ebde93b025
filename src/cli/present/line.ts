import type { Paint } from './paint.ts';

/** One thing that came to an end. */
export interface Line {
  readonly mark: 'ok' | 'kept' | 'bad' | 'warn' | 'unknown' | 'note';
  readonly title: string;
  readonly detail: string;
}

/** The coloured mark of each kind of line. */
export const marks = ({ signs, green, red, yellow, dim }: Paint): Readonly<Record<Line['mark'], string>> => ({
  ok: green(signs.ok),
  kept: dim(signs.keep),
  bad: red(signs.bad),
  warn: yellow(signs.warn),
  unknown: yellow(signs.unknown),
  note: dim(signs.dot),
});
