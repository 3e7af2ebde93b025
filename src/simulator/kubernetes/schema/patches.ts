import { isObject, listOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { badRequest, ApiRefusal } from '../refusals.ts';
import { jsonTypeOf } from './decode.ts';
import { childShape } from './fields.ts';
import type { Shape } from './shapes.ts';
import { isSame } from '../same.ts';

/** JSON merge patch, RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, inner] of Object.entries(patch)) {
    if (inner === null) delete result[key];
    else result[key] = mergePatch(result[key], inner);
  }
  return result;
}

/** The field by which strategic merge tells items apart: the first of the identity, or `type` of conditions. */
function mergeKeyOf(shape: Shape, key: string): string | undefined {
  if (shape.is === 'list' && Array.isArray(shape.by)) return shape.by[0] as string;
  return key === 'conditions' ? 'type' : undefined;
}

/** Strategic merge patch: lists with identity by item, `$patch: delete` and `replace`, the rest as merge patch. */
export function strategicPatch(target: unknown, patch: unknown, shape: Shape): unknown {
  if (!isObject(patch)) return patch;
  const { $patch: directive, ...fields } = patch;
  if (directive === 'replace') return fields;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, inner] of Object.entries(fields)) {
    if (key.startsWith('$')) continue;
    const below = childShape(shape, key);
    const mergeKey = mergeKeyOf(below, key);
    if (inner === null) delete result[key];
    else if (Array.isArray(inner) && mergeKey !== undefined) {
      const items = below.is === 'list' ? below.items : below;
      result[key] = mergeItems(listOf(result[key]), inner, mergeKey, items);
    } else if (isObject(inner)) result[key] = strategicPatch(result[key], inner, below);
    else result[key] = inner;
  }
  return result;
}

function mergeItems(
  live: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  items: Shape,
): unknown[] {
  const idOf = (item: unknown): unknown => (isObject(item) ? item[key] : item);
  const result = [...live];
  for (const item of patch) {
    const at = result.findIndex((other) => isSame(idOf(other), idOf(item)));
    if (isObject(item) && item['$patch'] === 'delete') result.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) result.push(item);
    else result[at] = strategicPatch(result[at], item, items);
  }
  return result;
}

const unprocessable = (message: string): ApiRefusal => new ApiRefusal(422, 'Invalid', message, {});

function changeAt(
  target: unknown,
  path: readonly string[],
  change: (value: unknown) => unknown,
  insert: boolean,
): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return change(target);
  if (Array.isArray(target)) {
    const at = first === '-' ? target.length : Number(first);
    if (!Number.isInteger(at) || at > target.length)
      throw unprocessable(`the server rejected our request due to an error in our request`);
    if (rest.length > 0)
      return target.map((item, i) => (i === at ? changeAt(item, rest, change, insert) : item));
    const value = change(target[at]);
    return [
      ...target.slice(0, at),
      ...(value === undefined ? [] : [value]),
      ...target.slice(insert ? at : at + 1),
    ];
  }
  if (!isObject(target))
    throw unprocessable('the server rejected our request due to an error in our request');
  const { [first]: inner, ...others } = target;
  const value = changeAt(inner, rest, change, insert);
  return value === undefined ? others : { ...target, [first]: value };
}

const segmentsOf = (pointer: unknown): string[] => {
  if (typeof pointer !== 'string') throw badRequest('json patch: path is missing');
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
};

function valueAt(target: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      Array.isArray(value) ? (value as unknown[])[Number(key)] : isObject(value) ? value[key] : undefined,
    target,
  );
}

/** JSON patch, RFC 6902. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonTypeOf(operations)} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  return operations.reduce<unknown>((value, operation: unknown) => {
    const { op, path, from, value: given } = isObject(operation) ? operation : {};
    const at = segmentsOf(path);
    const present = valueAt(value, at);
    if ((op === 'remove' || op === 'replace') && present === undefined) {
      throw unprocessable('the server rejected our request due to an error in our request');
    }
    switch (op) {
      case 'add':
        return changeAt(value, at, () => given, true);
      case 'replace':
        return changeAt(value, at, () => given, false);
      case 'remove':
        return changeAt(value, at, () => undefined, false);
      case 'copy':
        return changeAt(value, at, () => valueAt(value, segmentsOf(from)), true);
      case 'move': {
        const moved = valueAt(value, segmentsOf(from));
        return changeAt(
          changeAt(value, segmentsOf(from), () => undefined, false),
          at,
          () => moved,
          true,
        );
      }
      case 'test':
        if (!isSame(present, given))
          throw unprocessable('the server rejected our request due to an error in our request');
        return value;
      default:
        throw badRequest('json patch: unknown operation');
    }
  }, target);
}
