import { missing as missingIn, strangeWords, unlikeError, unlikeFailure } from './judge.ts';
import { observe, type Observation, type Situation } from './observe.ts';
import { readErrors, readFailures, readRows, type RecordedError, type Row } from './rows.ts';
import { situationsOf } from './situations.ts';
import type { Result } from './table.ts';

const observeAll = async (
  method: string,
  version: string,
  situations: readonly Situation[],
): Promise<readonly Observation[]> => {
  const found: Observation[] = [];
  for (const situation of situations) found.push(await observe(method, version, situation));
  return found;
};

/** What was seen for the rows, and how they came out. */
export interface Rows {
  readonly results: readonly Result[];
  /** By verb and type, in lower case. */
  readonly observations: ReadonlyMap<string, readonly Observation[]>;
}

const keyOf = (method: string, type: string): string => `${method} ${type}`.toLowerCase();

/** Plays every row. */
export async function runRows(): Promise<Rows> {
  const observations = new Map<string, readonly Observation[]>();
  const results: Result[] = [];
  const rows = readRows();
  const alike = (row: Row): readonly Row[] =>
    rows.filter(({ type }) => type.toLowerCase() === row.type.toLowerCase());
  for (const row of rows) {
    const { type, method, apiVersion, n } = row;
    const seen = await observeAll(method, apiVersion, situationsOf(type, method));
    const key = keyOf(method, type);
    observations.set(key, [...(observations.get(key) ?? []), ...seen]);
    results.push({
      of: `${method} ${type}`,
      which: apiVersion,
      n,
      missing: [...missingIn(row, seen), ...strangeWords(alike(row), row, seen)],
    });
  }
  return { results, observations };
}

/** Polls belong to no verb of their own. */
const verbsOf = ({ on }: RecordedError): readonly string[] =>
  on === 'POLL' ? ['PUT', 'PATCH', 'DELETE'] : [on];

/** Provokes every refusal that was not seen with the rows. */
export async function runErrors({ observations }: Rows): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const error of readErrors()) {
    const { type, on, status, code, seen: n } = error;
    const seen: Observation[] = [];
    for (const verb of verbsOf(error))
      seen.push(
        ...(observations.get(keyOf(verb, type)) ?? (await observeAll(verb, '-', situationsOf(type, verb)))),
      );
    const answers =
      on === 'POLL'
        ? seen.flatMap((one) => one.seen.filter(({ via }) => via !== 'self').map(({ answer }) => answer))
        : seen.map(({ answer }) => answer);
    const why = unlikeError(error, answers);
    const missing = why === undefined ? [] : [why];
    results.push({ of: `${on} ${type}`, which: `${status} ${code}`, n, missing });
  }
  return results;
}

/** Looks for every operation that ended badly among what was seen for the rows. */
export function runFailures({ observations }: Rows): readonly Result[] {
  return readFailures().map((failure) => {
    const { op, type, seen: n, state } = failure;
    const why = unlikeFailure(failure, observations.get(keyOf(op, type)) ?? []);
    const code = (failure.body['error'] as { code?: string } | undefined)?.code ?? '';
    return {
      of: `${op} ${type}`,
      which: `${state} ${code}`.trim(),
      n,
      missing: why === undefined ? [] : [why],
    };
  });
}
