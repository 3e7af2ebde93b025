import { describe, expect, test } from '@jest/globals';
import { duration, roughly, stopwatch } from '../../../src/cli/present/duration.ts';
import { fit, paintFor, wrap } from '../../../src/cli/present/paint.ts';
import { problemJson, problemText } from '../../../src/cli/present/problem-text.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { recordOutput } from '../../support/terminal.ts';

const paint = paintFor(recordOutput({ tty: true, columns: 60 }).stream, { NO_COLOR: '1' }, true);

describe('spans of time', () => {
  test.each([
    [400, '0 s'],
    [59_400, '59 s'],
    [185_000, '3 min 05 s'],
    [3_840_000, '1 h 04 min'],
  ])('%i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  test.each([
    [20, 'less than a minute'],
    [61, 'about 1 minute'],
    [610, 'about 10 minutes'],
  ])('%i seconds are %s', (seconds, text) => expect(roughly(seconds)).toBe(text));

  test.each([
    [0, '00:00'],
    [83_000, '01:23'],
    [3_723_000, '1:02:03'],
  ])('%i ms on the stopwatch is %s', (ms, text) => expect(stopwatch(ms)).toBe(text));
});

describe('text', () => {
  test('is broken at spaces, and never inside of what has none', () => {
    const url = `https://portal.azure.com/${'x'.repeat(60)}`;
    expect(wrap(`see ${url} for more`, 40, '  ')).toEqual(['  see', `  ${url}`, '  for more']);
  });

  test('is shortened with a sign', () => {
    expect(fit('kubernetes cluster', 12, paint.signs)).toBe('kubernetes…');
    expect(fit('short', 12, paint.signs)).toBe('short');
  });
});

describe('problems', () => {
  test.each([
    [
      new Problem('sign-in.none', 'nobody is signed in', { advice: ['az login'], requestId: 'r-1' }),
      '✖ Nobody is signed in\n\n  What you can do\n    · az login\n\n  sign-in.none · request r-1',
    ],
    [new Problem('cancelled.declined', 'Nothing was changed.'), 'Nothing was changed.'],
  ])('%s', (problem, expected) => {
    expect(problemText(problem, paint).join('\n')).toBe(expected);
  });

  test('long advice is broken, commands in it are not', () => {
    const command = `metaflow-azure up ${'--name somebody '.repeat(6)}`.trim();
    const advice = [
      command,
      'Ask an administrator to give you the role of Contributor in this subscription.',
    ];
    const lines = problemText(new Problem('access.denied', 'no', { advice }), paint);
    expect(lines).toContain(`    · ${command}`);
    expect(lines.filter((line) => !line.includes(command)).every((line) => line.length <= 60)).toBe(true);
  });

  test('as JSON have code, message, advice and exit code', () => {
    expect(problemJson(new Problem('state.locked', 'busy', { advice: ['wait'] }))).toEqual({
      code: 'state.locked',
      message: 'busy',
      advice: ['wait'],
      exitCode: 6,
    });
    expect(problemJson(new TypeError('x'))).toMatchObject({ code: 'bug', message: 'x', exitCode: 70 });
  });
});
