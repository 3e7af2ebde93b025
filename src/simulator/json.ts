/** A JSON object of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

/** Whether `value` is an object with keys, not an array and not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands under a key that somebody else has chosen: `constructor` is the name of nothing. */
export function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** As deep as a body may be nested: more than anybody means, and what can be worked with in time. */
const DEEPEST = 250;

/** Whether a body is nested deeper than anything that anybody means. */
export function isTooDeep(body: unknown): boolean {
  let level = [body];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [],
    );
  }
  return level.length > 0;
}

/** `value` if it is an object, else an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** `value` if it is an array, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `value` if it is a string, else the empty one. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `value` if it is a string, even an empty one, else the other. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** What stands at a dotted path such as `properties.network.subnet`, or undefined. */
export function dig(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => objectOf(inner)[key], value);
}

/** A deep copy without undefined and null members: Azure takes null for absent in request bodies. */
export function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => pruned(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, pruned(inner)]));
}

/** `over` laid upon `base`, object by object; arrays and scalars are replaced whole. */
export function merged(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(value) && isObject(below) ? merged(below, value) : value;
  }
  return result;
}

/** Whether two values say the same, whatever the order of their members. */
export function isSame(one: unknown, other: unknown): boolean {
  const ordered = (_key: string, value: unknown): unknown =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(one, ordered) === JSON.stringify(other, ordered);
}

/** `value` without the named members. */
export function without(value: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** How a value must look: unknown members of a described object are refused. */
export type Shape =
  | 'any'
  | 'string'
  | 'integer'
  | 'boolean'
  | 'object'
  | 'strings'
  | readonly [Shape]
  | { readonly [member: string]: Shape };

/** Why `value` does not have the shape, or undefined: an unknown member or a wrong type, with its path. */
export function shapeProblem(
  value: unknown,
  shape: Shape,
  path = '',
): { readonly path: string; readonly is: 'unknown' | 'wrong'; readonly expected: string } | undefined {
  if (value === undefined || value === null || shape === 'any') return undefined;
  if (typeof shape === 'string') {
    return fits(value, shape) ? undefined : { path, is: 'wrong', expected: shape };
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return { path, is: 'wrong', expected: 'array' };
    return firstOf(value.map((item, index) => shapeProblem(item, shape[0] as Shape, `${path}[${index}]`)));
  }
  if (!isObject(value)) return { path, is: 'wrong', expected: 'object' };
  const members = shape as Readonly<Record<string, Shape>>;
  return firstOf(
    Object.entries(value).map(([key, inner]) => {
      const innerPath = path === '' ? key : `${path}.${key}`;
      const expected = own(members, key);
      if (expected === undefined) return { path: innerPath, is: 'unknown' as const, expected: 'nothing' };
      return shapeProblem(inner, expected, innerPath);
    }),
  );
}

function fits(value: unknown, shape: 'string' | 'integer' | 'boolean' | 'object' | 'strings'): boolean {
  if (shape === 'integer') return Number.isInteger(value);
  if (shape === 'object') return isObject(value);
  if (shape === 'strings') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  return typeof value === shape;
}

function firstOf<T>(found: readonly (T | undefined)[]): T | undefined {
  return found.find((item) => item !== undefined);
}
