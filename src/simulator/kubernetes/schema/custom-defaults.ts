import { isObject, objectOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { copyOf } from '../same.ts';

function membersWithDefaults(value: JsonObject, schema: JsonObject): JsonObject {
  const properties = objectOf(schema['properties']);
  const result: JsonObject = { ...value };
  for (const [key, below] of Object.entries(properties)) {
    if (!isObject(below) || below['default'] === undefined) continue;
    const isNothing = result[key] === undefined || (result[key] === null && below['nullable'] !== true);
    if (isNothing) result[key] = copyOf(below['default']);
  }
  for (const [key, member] of Object.entries(result)) {
    const below = properties[key] ?? schema['additionalProperties'];
    if (isObject(below)) result[key] = withSchemaDefaults(member, below);
  }
  return result;
}

/** A custom object with the defaults that its schema names; a null that may not be is as good as nothing. */
export function withSchemaDefaults(value: unknown, schema: JsonObject): unknown {
  if (Array.isArray(value)) {
    const items = objectOf(schema['items']);
    return value.map((item: unknown) => withSchemaDefaults(item, items));
  }
  return isObject(value) ? membersWithDefaults(value, schema) : value;
}
