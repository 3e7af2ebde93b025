import { isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isType(value: unknown, schema: JsonObject): boolean {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'].includes(typeOf(value));
  const { type } = schema;
  return type === undefined || type === typeOf(value) || (type === 'number' && typeof value === 'number');
}

function checkNumber(value: number, schema: JsonObject, at: string): Cause[] {
  const causes: Cause[] = [];
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum) {
    causes.push(cause.invalid(at, value, `${at} in body should be greater than or equal to ${minimum}`));
  }
  if (typeof maximum === 'number' && value > maximum) {
    causes.push(cause.invalid(at, value, `${at} in body should be less than or equal to ${maximum}`));
  }
  return causes;
}

function checkText(value: string, schema: JsonObject, at: string): Cause[] {
  const causes: Cause[] = [];
  const { pattern, minLength, maxLength } = schema;
  // Of what is too long nothing else is looked at.
  if (typeof maxLength === 'number' && value.length > maxLength) return [cause.tooLong(at, maxLength)];
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) {
    causes.push(cause.invalid(at, value, `${at} in body should match '${pattern}'`));
  }
  if (typeof minLength === 'number' && value.length < minLength) {
    causes.push(cause.invalid(at, value, `${at} in body should be at least ${minLength} chars long`));
  }
  return causes;
}

function checkList(value: readonly unknown[], schema: JsonObject, at: string): Cause[] {
  const { minItems, maxItems, items } = schema;
  const causes = value.flatMap((item, index) => checkSchema(item, objectOf(items), `${at}[${index}]`));
  if (typeof minItems === 'number' && value.length < minItems) {
    causes.push(cause.invalid(at, value.length, `${at} in body should have at least ${minItems} items`));
  }
  if (typeof maxItems === 'number' && value.length > maxItems) {
    const message = `Too many: ${value.length}: must have at most ${maxItems} items`;
    causes.push({ reason: 'FieldValueTooMany', message, field: at });
  }
  return causes;
}

function checkMembers(value: JsonObject, schema: JsonObject, at: string): Cause[] {
  const path = (key: string): string => (at === '' ? key : `${at}.${key}`);
  const properties = objectOf(schema['properties']);
  const missing = listOf(schema['required'])
    .map(textOf)
    .filter((key) => value[key] === undefined)
    .map((key) => cause.required(path(key)));
  const inner = Object.entries(value).flatMap(([key, member]) => {
    const below = properties[key] ?? schema['additionalProperties'];
    return isObject(below) ? checkSchema(member, below, path(key)) : [];
  });
  return [...missing, ...inner];
}

/** What of a custom object breaks the OpenAPI schema of its definition. */
export function checkSchema(value: unknown, schema: JsonObject, at = ''): Cause[] {
  if (value === null && schema['nullable'] === true) return [];
  if (!isType(value, schema)) {
    const type = typeOf(value);
    const wrong = cause.invalid(
      at,
      type,
      `${at} in body must be of type ${textOf(schema['type'])}: "${type}"`,
    );
    return [{ ...wrong, reason: 'FieldValueTypeInvalid' }];
  }
  const choices = schema['enum'];
  const causes: Cause[] =
    Array.isArray(choices) && !choices.includes(value)
      ? [cause.notSupported(at, value, choices.map(String))]
      : [];
  if (typeof value === 'number') causes.push(...checkNumber(value, schema, at));
  else if (typeof value === 'string') causes.push(...checkText(value, schema, at));
  else if (Array.isArray(value)) causes.push(...checkList(value, schema, at));
  else if (isObject(value)) causes.push(...checkMembers(value, schema, at));
  return causes;
}
