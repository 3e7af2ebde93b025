import { isObject, listOf, objectOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { goTypes } from './go-types.ts';

const types = new Map(
  goTypes
    .trim()
    .split(/\n(?=\S)/)
    .map((block): [string, string[]] => {
      const [name = '', ...fields] = block.split(/\s+/);
      return [name, fields];
    }),
);

/** `apiGroup` of `APIGroup`, `seLinuxOptions` of `SELinuxOptions`, `name` of `Name`. */
const jsonName = (field: string): string =>
  field.replace(/^([A-Z]+(?=[A-Z][a-z]|$)|[A-Z])/, (start) => start.toLowerCase());

const ZEROS: Readonly<Record<string, unknown>> = { s: '', i: 0, b: false, q: '0', '*': null };

function fieldValue(value: unknown, type: string): unknown {
  if (type in ZEROS) return value ?? ZEROS[type];
  const list = /^\[(.+)\]$/.exec(type)?.[1];
  if (list !== undefined) {
    return Array.isArray(value) ? value.map((item) => goValue(list, objectOf(item))) : null;
  }
  if (type.startsWith('*')) return isObject(value) ? goValue(type.slice(1), value) : null;
  return goValue(type, objectOf(value));
}

/** A value as the API server writes one of its own types: every field, in the order and by the names of its source. */
export function goValue(type: string, value: JsonObject): JsonObject {
  const fields = (types.get(type) ?? []).map((text): [string, unknown] => {
    const [name = '', of = '*'] = text.split(':');
    return [name, fieldValue(value[jsonName(name)], of)];
  });
  return Object.fromEntries(fields);
}

/** A pod's spec in the server's own words: what it shares with its machine stands in its security context. */
export function goPodSpec(spec: JsonObject): JsonObject {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];
  const lent = shared.flatMap((key) => (spec[key] === undefined ? [] : [[key, spec[key]] as const]));
  const securityContext = { ...objectOf(spec['securityContext']), ...Object.fromEntries(lent) };
  return goValue('PodSpec', { ...spec, securityContext });
}

/** Pairs of lines that are compared at most: a table of them takes memory. */
const MOST_PAIRS = 4_000_000;

/** Which lines two texts have in common, in order: the longest such sequence, as pairs of places; none of texts too long. */
function commonLines(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > MOST_PAIRS) return [];
  const longest = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = longest[i] ?? [];
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

function changedLines(a: readonly string[], b: readonly string[]): Line[] {
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  for (const [nextA, nextB] of [...commonLines(a, b), [a.length, b.length] as const]) {
    for (; i < nextA; i += 1) lines.push({ mark: '-', text: a[i] ?? '' });
    for (; j < nextB; j += 1) lines.push({ mark: '+', text: b[j] ?? '' });
    if (nextA < a.length) lines.push({ mark: ' ', text: a[nextA] ?? '' });
    [i, j] = [nextA + 1, nextB + 1];
  }
  return lines;
}

/** What differs, between a beginning and an end that do not. */
function diffLines(a: readonly string[], b: readonly string[]): Line[] {
  const most = Math.min(a.length, b.length);
  let [start, end] = [0, 0];
  while (start < most && a[start] === b[start]) start += 1;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const same = (texts: readonly string[]): Line[] => texts.map((text) => ({ mark: ' ', text }));
  const between = changedLines(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...same(a.slice(0, start)), ...between, ...same(a.slice(a.length - end))];
}

const CONTEXT = 3;

const range = (start: number, count: number): string => (count === 1 ? `${start}` : `${start},${count}`);

/** What differs between two values of the server's own types, as it tells it: lines of JSON, some around each change. */
export function goDiff(before: JsonObject, after: JsonObject): string {
  const [a, b] = [before, after].map((value) => JSON.stringify(value, null, 1).split('\n'));
  const lines = diffLines(listOf(a) as string[], listOf(b) as string[]);
  const isNear = lines.map((_line, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  );
  let [oldLine, newLine] = [1, 1];
  const hunks: { old: number; next: number; lines: Line[] }[] = [];
  for (const [index, line] of lines.entries()) {
    if (isNear[index] === true) {
      if (isNear[index - 1] !== true) hunks.push({ old: oldLine, next: newLine, lines: [] });
      hunks.at(-1)?.lines.push(line);
    }
    if (line.mark !== '+') oldLine += 1;
    if (line.mark !== '-') newLine += 1;
  }
  const text = ({ old, next, lines: shown }: (typeof hunks)[number]): string => {
    const olds = shown.filter(({ mark }) => mark !== '+').length;
    const news = shown.filter(({ mark }) => mark !== '-').length;
    const body = shown.map((line) => `${line.mark}${line.text}\n`).join('');
    return `@@ -${range(old, olds)} +${range(next, news)} @@\n${body}`;
  };
  return hunks.map(text).join('');
}
