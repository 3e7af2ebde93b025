import { stripVTControlCharacters, styleText } from 'node:util';
import type { Output } from '../ports.ts';

/** The marks in front of lines. Each differs from the others without its colour. */
export interface Signs {
  readonly ok: string;
  readonly bad: string;
  readonly warn: string;
  readonly unknown: string;
  readonly dot: string;
  readonly add: string;
  readonly change: string;
  readonly keep: string;
  readonly remove: string;
  readonly ellipsis: string;
  readonly arrow: string;
}

/** How one stream is written to: its colours, its marks and its width. */
export interface Paint {
  readonly signs: Signs;
  /** Asked anew each time: terminals are resized. */
  readonly width: number;
  readonly coloured: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const unicode: Signs = {
  ok: '✔',
  bad: '✖',
  warn: '!',
  unknown: '?',
  dot: '·',
  add: '+',
  change: '~',
  keep: '=',
  remove: '-',
  ellipsis: '…',
  arrow: '→',
};
const ascii: Signs = { ...unicode, ok: 'ok', bad: 'x', dot: '-', ellipsis: '...', arrow: '->' };

type Env = Readonly<Record<string, string | undefined>>;
type Style = Parameters<typeof styleText>[0];

/** Whether a terminal is too simple for anything but letters. */
export const isDumb = (env: Env): boolean => env['TERM'] === 'dumb';

/** The paint for a stream, as `NO_COLOR`, `FORCE_COLOR`, `--no-color` and the terminal allow. */
export function paintFor(stream: Output, env: Env, color: boolean): Paint {
  const forced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0';
  const wanted = forced || stream.isTTY === true;
  const coloured = color && (env['NO_COLOR'] ?? '') === '' && !isDumb(env) && wanted;
  const style = (name: Style) => (text: string) =>
    coloured ? styleText(name, text, { validateStream: false }) : text;
  return {
    signs: isDumb(env) ? ascii : unicode,
    get width() {
      return Math.max(20, Math.min(stream.columns ?? 100, 100));
    },
    coloured,
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}

/** How many columns a text takes. Our words are Latin; names of the cloud are ASCII. */
export const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Pads to a column; colours do not count. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Shortens an uncoloured text to the width. */
export const fit = (text: string, width: number, { ellipsis }: Signs): string =>
  text.length <= width ? text : text.slice(0, Math.max(0, width - ellipsis.length)).trimEnd() + ellipsis;

/** Breaks a text into lines of the width at its spaces; what has no space is left whole, so that it can be copied. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && indent.length + widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(indent + line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(indent + line);
  }
  return lines;
}
