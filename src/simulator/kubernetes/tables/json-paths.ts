import { isObject } from '../../json.ts';
import { plainText } from './texts.ts';

/** One step of a path: a member, every member, or those items of which a member has a value. */
type Step =
  { readonly member: string } | { readonly all: true } | { readonly where: string; readonly is: string };

const STEP =
  /^(?:\.((?:\\.|[^.[\\])+)|\[(-?\d+)\]|\[['"]([^'"]*)['"]\]|\[\*\]|\[\?\(\s*@\.([\w.-]+)\s*==\s*['"]?([^'")]*)['"]?\s*\)\])/;

function stepsOf(path: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = path; rest !== '';) {
    const found = STEP.exec(rest);
    if (found === null) return undefined;
    const [text, member, index, quoted, where, is] = found;
    if (where !== undefined) steps.push({ where, is: (is ?? '').trim() });
    else if (text === '[*]' || member === '*') steps.push({ all: true });
    else steps.push({ member: member?.replaceAll(/\\(.)/g, '$1') ?? index ?? quoted ?? '' });
    rest = rest.slice(text.length);
  }
  return steps;
}

function take(value: unknown, step: Step): unknown[] {
  if ('all' in step) {
    if (Array.isArray(value)) return value as unknown[];
    return isObject(value) ? Object.values(value) : [];
  }
  if ('where' in step) {
    const items = Array.isArray(value) ? (value as unknown[]) : [];
    return items.filter((item) => {
      const found = step.where
        .split('.')
        .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), item);
      return found !== undefined && plainText(found) === step.is;
    });
  }
  if (Array.isArray(value)) return value.slice(Number(step.member)).slice(0, 1) as unknown[];
  const found = isObject(value) ? value[step.member] : undefined;
  return found === undefined ? [] : [found];
}

/** What a JSONPath such as `.status.conditions[?(@.type=="Ready")].status` finds first. */
export function firstAt(value: unknown, path: string): unknown {
  const steps = stepsOf(path) ?? [{ member: path }];
  return steps.reduce<unknown[]>((found, step) => found.flatMap((item) => take(item, step)), [value])[0];
}
