import { dig, isObject, listOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { badRequest } from '../refusals.ts';

type Labels = Readonly<Record<string, unknown>>;

const valuesOf = (text: string): string[] => text.split(',').map((value) => value.trim());

function requirement(text: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set !== null) {
    const values = valuesOf(set[3] ?? '');
    const isIn = (labels: Labels): boolean => values.includes(textOf(labels[set[1] ?? '']));
    return set[2] === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(text);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const presence = /^(!?)\s*([^\s=!,()]+)$/.exec(text);
  if (presence === null)
    throw badRequest(`unable to parse requirement: found '${text}', expected: identifier`);
  return (labels) => (presence[2] ?? '') in labels !== (presence[1] === '!');
}

/** A test for the text of a `labelSelector`. */
export function labelTest(selector: string): (labels: Labels) => boolean {
  const parts = selector.split(/,(?![^(]*\))/).map((part) => part.trim());
  const tests = parts.filter((part) => part !== '').map(requirement);
  return (labels) => tests.every((test) => test(labels));
}

/** A test for the text of a `fieldSelector`. */
export function fieldTest(selector: string): (object: JsonObject) => boolean {
  const tests = selector
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(part.trim());
      if (match === null) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
      const [, path = '', operator, wanted = ''] = match;
      return (object: JsonObject): boolean => (textOf(dig(object, path)) === wanted) !== (operator === '!=');
    });
  return (object) => tests.every((test) => test(object));
}

/** Whether a LabelSelector object chooses these labels; an empty one chooses everything. */
export function selects(selector: unknown, labels: Labels): boolean {
  if (!isObject(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  const equal = Object.entries(isObject(matchLabels) ? matchLabels : {}).every(
    ([key, value]) => labels[key] === value,
  );
  return (
    equal &&
    listOf(matchExpressions).every((expression) => {
      const { key, operator, values } = isObject(expression) ? expression : {};
      const value = labels[textOf(key)];
      switch (operator) {
        case 'In':
          return listOf(values).includes(value);
        case 'NotIn':
          return !listOf(values).includes(value);
        case 'Exists':
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}
