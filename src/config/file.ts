import { Problem } from '../problems/problem.ts';
import { configKeys } from './fields.ts';
import type { Given } from './sources.ts';

/** What a configuration file says. Unknown keys are refused with the nearest known one: a typo must not be silence. */
export async function readConfigFile(path: string, text: string): Promise<Given> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined)
    throw unreadable(path, error.message.split('\n')[0]?.replace(/:$/, '') ?? error.code);
  const value: unknown = document.toJS() ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw unreadable(path, 'it has to be a list of `key: value` lines');
  }
  const unknown = Object.keys(value as object).filter((key) => !configKeys.some((known) => known === key));
  if (unknown.length > 0) {
    throw new Problem(
      'config.invalid',
      `${path} has ${unknown.length === 1 ? 'a key' : 'keys'} that nobody knows: ${unknown.map(withNearest).join(', ')}`,
      { about: unknown, advice: [`Known keys: ${configKeys.join(', ')}`] },
    );
  }
  return value as Given;
}

function unreadable(path: string, reason: string): Problem {
  return new Problem('config.unreadable', `${path} cannot be understood: ${reason}`, {
    advice: ['It is YAML with one setting a line, for example `location: eastus2`.'],
  });
}

function withNearest(key: string): string {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const [nearest] = configKeys
    .map((known) => ({ known, far: distance(plain(key), plain(known)) }))
    .toSorted((a, b) => a.far - b.far);
  return nearest !== undefined && nearest.far <= Math.max(2, key.length / 3)
    ? `"${key}" (did you mean ${nearest.known}?)`
    : `"${key}"`;
}

/** Letters to insert, remove or replace to get from one word to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of from.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split('').entries()) {
      next.push(
        Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
