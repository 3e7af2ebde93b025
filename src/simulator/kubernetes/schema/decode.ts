import { isObject, own } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { canonicalQuantity, nanosOf, QUANTITY_ERROR } from './quantity.ts';
import type { Leaf, Shape, StructShape } from './shapes.ts';

/** What reading a body brought to light besides the object. */
export interface Findings {
  /** Paths of fields that nobody declares; they are not in the result. */
  readonly unknown: string[];
  /** The first value that is not of its type, worded as Go's decoder does. */
  readonly wrong: string[];
}

const GO_NAMES: Readonly<Record<Leaf['is'], string>> = {
  string: 'string',
  bytes: '[]uint8',
  time: 'Time',
  integer: 'int32',
  number: 'float64',
  boolean: 'bool',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  anything: 'interface {}',
};
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Pointers to strings: their empty value means something. */
const KEEPS_EMPTY = new Set(['storageClassName', 'clusterIP']);

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;
}

function fits(value: unknown, leaf: Leaf): boolean {
  switch (leaf.is) {
    case 'string':
    case 'bytes':
    case 'time':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value);
    default:
      return true;
  }
}

function readLeaf(value: unknown, leaf: Leaf, at: string, findings: Findings): unknown {
  if (!fits(value, leaf)) {
    findings.wrong.push(
      `json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${at} of type ${GO_NAMES[leaf.is]}`,
    );
    return value;
  }
  if (leaf.is === 'bytes' && !BASE64.test(value as string)) {
    const end = /^[A-Za-z0-9+/]*/.exec(value as string)?.[0].length ?? 0;
    findings.wrong.push(`illegal base64 data at input byte ${end}`);
  }
  if (leaf.is === 'quantity') {
    if (nanosOf(value) === undefined) findings.wrong.push(QUANTITY_ERROR);
    else return canonicalQuantity(value as string | number);
  }
  return value;
}

function readStruct(value: JsonObject, shape: StructShape, at: string, findings: Findings): JsonObject {
  const result: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const field = own(shape.fields, key);
    if (field !== undefined) {
      const read = decode(inner, field(), at === '' ? key : `${at}.${key}`, findings);
      const isCustom = shape.name === '';
      if (read !== undefined && (isCustom || !isOmitted(read, key, field()))) result[key] = read;
    } else if (shape.open) result[key] = inner;
    else findings.unknown.push(at === '' ? key : `${at}.${key}`);
  }
  return result;
}

/** Go's `omitempty`: what is empty is not stored, so it does not come back. */
function isOmitted(value: unknown, key: string, shape: Shape): boolean {
  if (Array.isArray(value) && value.length === 0) return true;
  if (shape.is === 'map' && isObject(value) && Object.keys(value).length === 0) return true;
  return value === '' && !KEEPS_EMPTY.has(key);
}

/** `value` as the API server stores it: only declared fields, canonical quantities, nothing empty. */
export function decode(value: unknown, shape: Shape, at: string, findings: Findings): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.is) {
    case 'struct':
      if (isObject(value)) return readStruct(value, shape, at, findings);
      break;
    case 'map':
      if (!isObject(value)) break;
      return decodeMap(value, shape.values, at, findings);
    case 'list':
      if (!Array.isArray(value)) break;
      return value.map((item, index) => decode(item, shape.items, `${at}[${index}]`, findings));
    default:
      return readLeaf(value, shape, at, findings);
  }
  const type = shape.is === 'struct' ? shape.name : shape.is === 'map' ? 'map[string]string' : '[]string';
  findings.wrong.push(
    `json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${at} of type ${type}`,
  );
  return value;
}

function decodeMap(value: JsonObject, values: Shape, at: string, findings: Findings): JsonObject {
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, decode(inner, values, `${at}.${key}`, findings) ?? '']),
  );
}
