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
  /** The same as the library of server-side apply words it. */
  readonly untyped: string[];
  /** Whether what is empty stays, as it counts for who applies it. */
  readonly keepsEmpty?: boolean;
}

/** Where a value stands: its path, and the struct and the field that hold it as Go names them. */
interface Place {
  readonly at: string;
  readonly struct: string;
  readonly field: string;
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
const KEEPS_EMPTY = new Set(['storageClassName']);

/** What Go calls the type of a JSON value. */
export function jsonTypeOf(value: unknown): string {
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

/** What the library of server-side apply expects of a shape. */
function expectedOf(shape: Shape): string {
  if (shape.is === 'struct' || shape.is === 'map') return 'map';
  if (shape.is === 'integer' || shape.is === 'number') return 'numeric (int or float)';
  return shape.is === 'list' || shape.is === 'boolean' ? shape.is : 'string';
}

function tellWrong(value: unknown, shape: Shape, type: string, place: Place, findings: Findings): void {
  const { at, struct, field } = place;
  findings.wrong.push(
    `json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${struct}.${field} of type ${type}`,
  );
  const got = `&value.valueUnstructured{Value:${JSON.stringify(value) ?? ''}}`;
  findings.untyped.push(`.${at}: expected ${expectedOf(shape)}, got ${got}`);
}

function readLeaf(value: unknown, leaf: Leaf, place: Place, findings: Findings): unknown {
  if (!fits(value, leaf)) {
    tellWrong(value, leaf, GO_NAMES[leaf.is], place, findings);
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

function readStruct(value: JsonObject, shape: StructShape, place: Place, findings: Findings): JsonObject {
  const { at, field: home } = place;
  const result: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const field = own(shape.fields, key);
    if (field !== undefined) {
      const inside = {
        at: at === '' ? key : `${at}.${key}`,
        struct: shape.name,
        field: home === '' ? key : `${home}.${key}`,
      };
      const read = readValue(inner, field(), inside, findings);
      const keeps = shape.name === '' || findings.keepsEmpty === true;
      if (read !== undefined && (keeps || !isOmitted(read, key, field()))) result[key] = read;
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
  return readValue(value, shape, { at, struct: '', field: at }, findings);
}

/** What Go makes of a null in a list: an item that says nothing. */
function zeroOf({ is }: Shape): unknown {
  if (is === 'struct' || is === 'map') return {};
  if (is === 'list') return [];
  if (is === 'boolean') return false;
  if (is === 'anything') return undefined;
  return is === 'integer' || is === 'number' || is === 'intOrString' || is === 'quantity' ? 0 : '';
}

function readValue(value: unknown, shape: Shape, place: Place, findings: Findings): unknown {
  if (value === null || value === undefined) return undefined;
  switch (shape.is) {
    case 'struct':
      if (isObject(value)) return readStruct(value, shape, place, findings);
      break;
    case 'map':
      if (!isObject(value)) break;
      return readMap(value, shape.values, place, findings);
    case 'list':
      if (!Array.isArray(value)) break;
      return value.map((item, index) =>
        readValue(
          item ?? zeroOf(shape.items),
          shape.items,
          { ...place, at: `${place.at}[${index}]` },
          findings,
        ),
      );
    default:
      return readLeaf(value, shape, place, findings);
  }
  const type = shape.is === 'struct' ? shape.name : shape.is === 'map' ? 'map[string]string' : '[]string';
  tellWrong(value, shape, type, place, findings);
  return value;
}

function readMap(value: JsonObject, values: Shape, place: Place, findings: Findings): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      readValue(inner, values, { ...place, at: `${place.at}.${key}` }, findings) ?? '',
    ]),
  );
}
