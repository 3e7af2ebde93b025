import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Input, Output } from '../../src/cli/ports.ts';

/** A stream that remembers what was written to it. */
export interface Recording {
  readonly stream: Output;
  /** Everything, without colours and cursor movements. */
  text(): string;
  /** Everything, as it was sent. */
  raw(): string;
  /** What a terminal would show in the end. */
  screen(): string;
}

/** Makes an output: a pipe, or a terminal of the given width. */
export function recordOutput({ tty = false, columns = 80 } = {}): Recording {
  let raw = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      raw += chunk.toString();
      done();
    },
  });
  const terminal = {
    isTTY: true,
    columns,
    rows: 40,
    cursorTo: (x: number) => cursorTo(stream, x),
    moveCursor: (dx: number, dy: number) => moveCursor(stream, dx, dy),
    clearLine: (direction: -1 | 0 | 1) => clearLine(stream, direction),
  };
  if (tty) Object.assign(stream, terminal);
  return {
    stream,
    text: () => stripVTControlCharacters(raw),
    raw: () => raw,
    screen: () => render(raw),
  };
}

/** Makes an input: a pipe that says nothing, or a keyboard. */
export function recordInput({ tty = false } = {}): Input & { type(keys: string): void } {
  const stream = new PassThrough();
  return Object.assign(stream, {
    ...(tty ? { isTTY: true, setRawMode: () => stream } : {}),
    type: (keys: string) => void stream.write(keys),
  });
}

// oxlint-disable-next-line no-control-regex -- that is what a terminal is spoken to in
const token = /\u001B\[(\??[\d;]*)([A-Za-z])|\r|\n|[^\u001B\r\n]+/gu;

/** The little of a terminal that spinners and prompts use: columns, lines up and down, erasing. */
function render(raw: string): string {
  const lines: string[] = [''];
  let [row, column] = [0, 0];
  const put = (text: string): void => {
    const line = (lines[row] ?? '').padEnd(column);
    lines[row] = line.slice(0, column) + text + line.slice(column + text.length);
    column += text.length;
  };
  for (const [text, parameter = '', code] of raw.matchAll(token)) {
    const count = Number(parameter.replace('?', '') || '1');
    if (text === '\n') [row, column] = [row + 1, 0];
    else if (text === '\r') column = 0;
    else if (code === undefined) put(text);
    else if (code === 'G') column = count - 1;
    else if (code === 'A') row = Math.max(0, row - count);
    else if (code === 'B') row += count;
    else if (code === 'C') column += count;
    else if (code === 'D') column = Math.max(0, column - count);
    else if (code === 'K') lines[row] = parameter === '2' ? '' : (lines[row] ?? '').slice(0, column);
    else if (code === 'J') lines.splice(row + 1);
    while (lines.length <= row) lines.push('');
  }
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}
