import type { Answer } from '../../support/wire-client.ts';
import { isWithin, plain, steps, type Observation } from './observe.ts';
import type { RecordedError, RecordedFailure, Row } from './rows.ts';

/** What a row has and the simulator has not, or the other way round; one line for each. */
export function missing(row: Row, observations: readonly Observation[]): readonly string[] {
  const fitting = observations.filter(({ first }) => first in row.first);
  const firsts = Object.keys(row.first).filter((first) => !fitting.some((one) => one.first === first));
  const sequences = Object.keys(row.sequences).filter(
    (sequence) => !fitting.some(({ seen }) => isWithin(sequence, seen)),
  );
  return [
    ...firsts.map((first) => `first ${first}`),
    ...unlike(
      'Retry-After',
      row.retryAfterFirst,
      fitting.map(({ answer }) => answer),
    ),
    ...unlike(
      'Retry-After of polls',
      row.retryAfterPolls,
      fitting.flatMap(({ seen }) => seen.filter(({ via }) => via !== 'self').map(({ answer }) => answer)),
    ),
    ...sequences.map((sequence) => `then ${steps(sequence).join(' > ')}`),
  ];
}

/** Values of Retry-After that were recorded and never sent. Some recordings have none of them. */
function unlike(
  what: string,
  recorded: Readonly<Record<string, number>>,
  answers: readonly Answer[],
): string[] {
  const sent = new Set(answers.map(waitOf));
  return Object.keys(recorded)
    .filter((value) => !sent.has(value))
    .map((value) => `${what} ${value}`);
}

const waitOf = ({ headers }: Answer): string | undefined => headers['retry-after'];

/** Words of operations, and values of Retry-After, that no row of the same type knows. */
export function strangeWords(
  alike: readonly Row[],
  row: Row,
  observations: readonly Observation[],
): readonly string[] {
  const known = new Set(alike.flatMap(({ sequences }) => Object.keys(sequences).flatMap(steps)));
  const fitting = observations.filter(({ first }) => first in row.first);
  const seen = fitting.flatMap((one) => one.seen.filter(({ via }) => via !== 'self'));
  const said = new Set(
    seen.filter(({ via }) => via === 'async').map(({ via, word }) => plain(`${via}:${word}`)),
  );
  const isKept = alike.some((one) => Object.keys(one.retryAfterFirst).length > 0);
  const waits = new Set(
    alike.flatMap((one) => [...Object.keys(one.retryAfterFirst), ...Object.keys(one.retryAfterPolls)]),
  );
  const sent = new Set([...fitting, ...seen].map(({ answer }) => waitOf(answer) ?? 'none'));
  // Of operations that were stopped only the thing itself was looked at.
  const isKnown = (word: string): boolean =>
    known.has(word) || (word.endsWith('Canceled') && [...known].some((other) => other.endsWith('=Canceled')));
  return [
    // Rows without a status monitor in their sequences were not polled.
    ...[...said].filter((word) => known.size > 0 && !isKnown(word)).map((word) => `never recorded ${word}`),
    ...[...sent]
      .filter((value) => isKept && value !== 'none' && !waits.has(value))
      .map((value) => `never recorded Retry-After ${value}`),
  ];
}

/** The parts of an error that a client may look at. */
function shapeOf(body: Readonly<Record<string, unknown>> | null, cause: string | undefined): string {
  const outer = body ?? {};
  const inner = outer['error'] ?? {};
  return `{${Object.keys(outer).toSorted().join()}} {${Object.keys(inner).toSorted().join()}} ${cause ?? 'no cause'}`;
}

/** Why no answer is like the recorded refusal. */
export function unlikeError(error: RecordedError, answers: readonly Answer[]): string | undefined {
  const coded = answers.filter(({ status, body }) => status === error.status && codeOf(body) === error.code);
  if (coded.length === 0) return `never answers ${error.status} ${error.code}`;
  const wanted = shapeOf(error.body, error.headers['x-ms-failure-cause']);
  const found = coded.map(({ body, headers }) => shapeOf(body, headers['x-ms-failure-cause']));
  return found.includes(wanted) ? undefined : `looks like ${found[0]}, not ${wanted}`;
}

function codeOf(body: Readonly<Record<string, unknown>>): string {
  const { code } = (body['error'] ?? body) as { code?: string };
  return code ?? 'None';
}

/** Why no operation ends like the recorded one. */
export function unlikeFailure(
  failure: RecordedFailure,
  observations: readonly Observation[],
): string | undefined {
  const via = failure.via === 'GET-self' ? 'self' : 'async';
  const wanted = describe(failure.body, via);
  const found = observations
    .flatMap(({ seen }) => seen.filter((one) => one.via === via))
    .map(({ answer }) => describe(answer.body, via));
  return found.includes(wanted) ? undefined : `never ends as ${wanted}`;
}

function describe(body: Readonly<Record<string, unknown>>, via: string): string {
  if (via === 'self')
    return String((body['properties'] as Record<string, unknown> | undefined)?.['provisioningState']);
  return `${String(body['status'])} ${codeOf(body) ?? ''} {${Object.keys(body).toSorted().join()}}`;
}
