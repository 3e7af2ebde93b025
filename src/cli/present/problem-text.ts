import { exitCodeOf } from '../../problems/exit-codes.ts';
import { Problem } from '../../problems/problem.ts';
import { wrap, type Paint } from './paint.ts';
import { bugAdvice, bugTitle } from './words.ts';

/** What surrounds a problem when it is told. */
export interface ProblemContext {
  /** The step that failed. */
  readonly step?: { readonly id: string; readonly title: string } | undefined;
  /** A sentence and the command that goes on. */
  readonly howFar?: readonly [sentence: string, command: string] | undefined;
  /** Where the events of this run are written down. */
  readonly eventsPath?: string | undefined;
  readonly verbose?: boolean | undefined;
}

/** A thrown thing as a person is told of it. */
export function problemText(error: unknown, paint: Paint, context: ProblemContext = {}): string[] {
  if (!(error instanceof Problem)) return bugText(error, paint, context);
  if (error.code.startsWith('cancelled.')) return wrap(error.message, paint.width);
  const { step, howFar, eventsPath } = context;
  const footer = [
    error.code,
    ...(step === undefined ? [] : [step.id]),
    ...(error.requestId === undefined ? [] : [`request ${error.requestId}`]),
    ...(eventsPath === undefined ? [] : [eventsPath]),
  ];
  const heading = step === undefined ? [] : [`${paint.red(paint.signs.bad)} ${paint.bold(step.title)}`, ''];
  const message = wrap(capital(error.message), paint.width, step === undefined ? '' : '  ');
  if (step === undefined) message[0] = `${paint.red(paint.signs.bad)} ${message[0] ?? ''}`;
  return [
    ...heading,
    ...message,
    ...advice(error.advice, paint),
    ...(howFar === undefined ? [] : ['', ...howFarText(howFar, paint, '  ')]),
    '',
    ...wrap(footer.join(` ${paint.signs.dot} `), paint.width, '  ').map(paint.dim),
  ];
}

/** How far a run came, and how it goes on: the command has a line of its own, to be copied. */
export const howFarText = (
  [sentence, command]: readonly [sentence: string, command: string],
  paint: Paint,
  indent = '',
): string[] => [...wrap(sentence, paint.width, indent), `${indent}  ${command}`];

/** A thrown thing as JSON: what `--output json` prints instead of a result. */
export function problemJson(error: unknown, step?: { readonly id: string }): Record<string, unknown> {
  const known = error instanceof Problem;
  return {
    code: known ? error.code : 'bug',
    message: error instanceof Error ? error.message : String(error),
    advice: known ? error.advice : bugAdvice,
    exitCode: exitCodeOf(error),
    ...(step === undefined ? {} : { step: step.id }),
    ...(known && error.requestId !== undefined ? { requestId: error.requestId } : {}),
    ...(known && error.about.length > 0 ? { about: error.about } : {}),
  };
}

function bugText(error: unknown, paint: Paint, { step, eventsPath, verbose }: ProblemContext): string[] {
  const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  return [
    `${paint.red(paint.signs.bad)} ${paint.bold(bugTitle)}${step === undefined ? '' : ` (${step.title})`}`,
    '',
    ...wrap(says, paint.width, '  '),
    ...(verbose === true ? stack.map(paint.dim) : []),
    ...advice(
      verbose === true ? bugAdvice : ['Where it happened is shown by --verbose.', ...bugAdvice],
      paint,
    ),
    ...(eventsPath === undefined ? [] : ['', paint.dim(`  bug ${paint.signs.dot} ${eventsPath}`)]),
  ];
}

/** Ways out. A command in one is never broken over lines: it has to survive copying. */
function advice(entries: readonly string[], paint: Paint): string[] {
  if (entries.length === 0) return [];
  const bullet = `    ${paint.signs.dot} `;
  const lines = entries.flatMap((entry) => {
    if (/^metaflow-azure |^az |^kubectl |^curl /.test(entry)) return [bullet + entry];
    const [first = '', ...rest] = wrap(entry, paint.width - 2, '    ');
    return [bullet + first.trimStart(), ...rest.map((line) => `  ${line}`)];
  });
  return ['', paint.bold('  What you can do'), ...lines];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
