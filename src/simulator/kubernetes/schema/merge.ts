import { isObject } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { childShape, elementOf } from './fields.ts';
import type { ListShape, Shape } from './shapes.ts';

/** `over` laid upon `base` as server-side apply does: objects by field, lists with identity by item, the rest whole. */
export function mergeTyped(base: unknown, over: unknown, shape: Shape): unknown {
  if (over === undefined) return base;
  if (shape.is === 'list' && shape.by !== 'atomic' && Array.isArray(base) && Array.isArray(over)) {
    return mergeLists(base, over, shape);
  }
  const granular = isObject(base) && isObject(over) && !('atomic' in shape && shape.atomic);
  if (!granular) return over;
  const result: JsonObject = { ...base };
  for (const [key, inner] of Object.entries(over)) {
    result[key] = mergeTyped(base[key], inner, childShape(shape, key));
  }
  return result;
}

function mergeLists(base: readonly unknown[], over: readonly unknown[], shape: ListShape): unknown[] {
  const element = (item: unknown): string => elementOf(item, shape.by);
  const before = new Map(base.map((item) => [element(item), item]));
  const wanted = new Map(over.map((item) => [element(item), item]));
  const mergeItem = (key: string, item: unknown): unknown =>
    shape.by === 'set' ? item : mergeTyped(before.get(key), item, shape.items);
  // The applied order wins when it covers everything; otherwise what others added keeps its place.
  if ([...before.keys()].every((key) => wanted.has(key))) {
    return [...wanted].map(([key, item]) => mergeItem(key, item));
  }
  const kept = [...before].map(([key, item]) => (wanted.has(key) ? mergeItem(key, wanted.get(key)) : item));
  return [...kept, ...[...wanted].filter(([key]) => !before.has(key)).map(([, item]) => item)];
}

/** `value` without what stands at `path`, a list of path elements. */
export function without(value: unknown, path: readonly string[], shape: Shape): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  if (shape.is === 'list') {
    if (!Array.isArray(value)) return value;
    return value.flatMap((item) => {
      if (elementOf(item, shape.by) !== first) return [item];
      return rest.length === 0 ? [] : [without(item, rest, shape.items)];
    });
  }
  const key = first.slice(2);
  if (!isObject(value) || !(key in value)) return value;
  const { [key]: inner, ...others } = value;
  const left = without(inner, rest, childShape(shape, key));
  return left === undefined ? others : { ...value, [key]: left };
}
