import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';

/** The value of a cell. */
export type Cell = string | number | boolean | null;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Two units that follow each other, the smaller one left out when it is nothing: `5m30s`, `5m`. */
function units(
  ms: number,
  [large, small]: readonly [number, number],
  names: readonly [string, string],
): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms % large) / small);
  return rest === 0 ? `${whole}${names[0]}` : `${whole}${names[0]}${rest}${names[1]}`;
}

/** How long something lasted, for people: the longer, the coarser. */
export function humanDuration(ms: number): string {
  if (ms <= -2 * SECOND) return '<invalid>';
  if (ms < 0) return '0s';
  if (ms < 2 * MINUTE) return `${Math.floor(ms / SECOND)}s`;
  if (ms < 10 * MINUTE) return units(ms, [MINUTE, SECOND], ['m', 's']);
  if (ms < 3 * HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < 8 * HOUR) return units(ms, [HOUR, MINUTE], ['h', 'm']);
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}h`;
  if (ms < 8 * DAY) return units(ms, [DAY, HOUR], ['d', 'h']);
  if (ms < 2 * YEAR) return `${Math.floor(ms / DAY)}d`;
  return ms < 8 * YEAR ? units(ms, [YEAR, DAY], ['y', 'd']) : `${Math.floor(ms / YEAR)}y`;
}

/** How long ago a moment was. */
export function ageOf(time: unknown, now: number): string {
  const at = Date.parse(textOf(time));
  return Number.isNaN(at) ? '<unknown>' : humanDuration(now - at);
}

/** A number that is nothing when absent. */
export const countAt = (object: unknown, path: string): number => Number(dig(object, path) ?? 0);

/** A text, or what stands for its absence. */
export const orNone = (text: unknown, absent = '<none>'): string => textOf(text) || absent;

const pairs = (labels: unknown): string[] =>
  Object.entries(objectOf(labels))
    .map(([key, value]) => `${key}=${textOf(value)}`)
    .toSorted();

/** Labels as `a=b,c=d`. */
export const labelsText = (labels: unknown): string => pairs(labels).join(',') || '<none>';

function requirementText({ key, operator, values }: JsonObject): string {
  const name = textOf(key);
  const list = listOf(values).map(textOf).toSorted().join(',');
  if (operator === 'Exists') return name;
  if (operator === 'DoesNotExist') return `!${name}`;
  return `${name} ${operator === 'In' ? 'in' : 'notin'} (${list})`;
}

/** A selector of labels as people would write it. */
export function selectorText(selector: unknown, absent = '<none>'): string {
  const { matchLabels, matchExpressions } = objectOf(selector);
  const wanted = Object.entries(objectOf(matchLabels)).map(([key, value]) => ({
    key,
    text: `${key}=${textOf(value)}`,
  }));
  const required = listOf(matchExpressions)
    .map(objectOf)
    .map((item) => ({ key: textOf(item['key']), text: requirementText(item) }));
  const all = [...wanted, ...required].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return all.map(({ text }) => text).join(',') || absent;
}

/** Names and images of the containers of a template. */
export function containerCells(spec: unknown): [string, string] {
  const containers = listOf(dig(spec, 'containers'));
  const each = (key: string): string => containers.map((item) => textOf(dig(item, key))).join(',');
  return [each('name'), each('image')];
}

/** The first three of a list, and how many more there are. */
export function firstThree(list: readonly string[], absent = '<none>'): string {
  if (list.length === 0) return absent;
  const more = list.length > 3 ? ` + ${list.length - 3} more...` : '';
  return `${list.slice(0, 3).join(',')}${more}`;
}

const MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** Access modes of a volume, short. */
export const modesText = (modes: unknown): string =>
  MODES.filter(([mode]) => listOf(modes).includes(mode))
    .map(([, short]) => short)
    .join(',');

/** A value as text: a text as it is, anything else as JSON. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
