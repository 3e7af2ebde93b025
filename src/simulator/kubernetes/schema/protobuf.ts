import { own } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { protobufFields } from './protobuf-fields.ts';
import { structNamed } from './shapes.ts';
import type { Leaf, Shape, StructShape } from './shapes.ts';

/** A field on the wire: a whole number, or bytes that its type explains. */
interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** Bytes that are no message, or one that this reader cannot read. */
export class Unreadable extends Error {}

const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

function varint(bytes: Uint8Array, at: number): [bigint, number] {
  let value = 0n;
  for (let index = at; index < bytes.length && index < at + 10; index += 1) {
    const byte = bytes[index] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (index - at));
    if (byte < 0x80) return [value, index + 1];
  }
  throw new Unreadable('unexpected EOF');
}

/** The fields of a message in their order. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const [key, next] = varint(bytes, at);
    const [number, wire] = [Number(key >> 3n), Number(key & 7n)];
    if (wire === 0) {
      const [value, end] = varint(bytes, next);
      fields.push({ number, value });
      at = end;
      continue;
    }
    const [size, start] = wire === 2 ? varint(bytes, next) : [BigInt(FIXED[wire] ?? -1), next];
    const end = start + Number(size);
    if (size < 0n || end > bytes.length) throw new Unreadable('unexpected EOF');
    fields.push({ number, value: bytes.subarray(start, end) });
    at = end;
  }
  return fields;
}

const bytesOf = ({ value }: Field): Uint8Array => (typeof value === 'bigint' ? new Uint8Array() : value);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const whole = (value: unknown): number => (typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0);
const at = (bytes: Uint8Array, number: number): Field['value'] | undefined =>
  fieldsOf(bytes).findLast((field) => field.number === number)?.value;
const textAt = (bytes: Uint8Array, number: number): string => {
  const value = at(bytes, number);
  return value instanceof Uint8Array ? text(value) : '';
};

/** Seconds and billionths; those of an event are kept to the millionth. */
function time(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined;
  const moment = new Date(whole(at(bytes, 1)) * 1000 + Math.floor(whole(at(bytes, 2)) / 1e6));
  if (Number.isNaN(moment.getTime())) throw new Unreadable('proto: time out of range');
  return moment.toISOString().replace('.000Z', 'Z');
}

function leaf(field: Field, { is }: Leaf, name: string): unknown {
  const bytes = bytesOf(field);
  switch (is) {
    case 'string':
      return text(bytes);
    case 'bytes':
      return Buffer.from(bytes).toString('base64');
    case 'integer':
    case 'number':
      return whole(field.value);
    case 'boolean':
      return field.value !== 0n;
    case 'time':
      return time(bytes);
    case 'quantity':
      return textAt(bytes, 1);
    case 'intOrString':
      return whole(at(bytes, 1)) === 1 ? textAt(bytes, 3) : whole(at(bytes, 2));
    default:
      // A status is the server's to say.
      if (bytes.length === 0 || name === 'status') return undefined;
      throw new Unreadable(`the simulator does not read ${name} in protobuf`);
  }
}

const names = new Map(
  protobufFields
    .trim()
    .split(/\n(?=\S)/)
    .map((block): [string, string[]] => {
      const [name = '', ...fields] = block.split(/\s+/);
      return [name, fields];
    }),
);

const isZero = (value: unknown): boolean => value === 0 || value === false;

function readInto(object: JsonObject, bytes: Uint8Array, type: string, shape: StructShape): void {
  const known = names.get(type);
  if (known === undefined) throw new Unreadable(`the simulator does not read ${type} in protobuf`);
  for (const [number, fields] of Map.groupBy(fieldsOf(bytes), (field) => field.number)) {
    const marked = known[number - 1] ?? '-';
    const name = marked.replace('?', '');
    const inner = shape.fields[name]?.();
    if (name.startsWith('~')) for (const field of fields) readInto(object, bytesOf(field), name, shape);
    if (inner === undefined) continue;
    const value = readAll(fields, inner, name);
    if (value !== undefined && !(marked.startsWith('?') && isZero(value))) object[name] = value;
  }
}

function struct(bytes: Uint8Array, shape: StructShape): JsonObject {
  const object: JsonObject = {};
  readInto(object, bytes, shape.name, shape);
  return object;
}

/** A member with all that was sent for it: lists and maps come item by item, of anything else the last counts. */
function readAll(fields: readonly Field[], shape: Shape, name: string): unknown {
  switch (shape.is) {
    case 'list':
      return fields.map((field) => read(field, shape.items, name));
    case 'map':
      return Object.fromEntries(
        fields.map(bytesOf).map((entry) => {
          const value = at(entry, 2) ?? new Uint8Array();
          return [textAt(entry, 1), read({ number: 2, value }, shape.values, name)];
        }),
      );
    default:
      return fields.map((field) => read(field, shape, name)).at(-1);
  }
}

function read(field: Field, shape: Shape, name: string): unknown {
  if (shape.is === 'struct') return struct(bytesOf(field), shape);
  return shape.is === 'list' || shape.is === 'map' ? readAll([field], shape, name) : leaf(field, shape, name);
}

const MAGIC = Buffer.from('k8s\0');
/** Where the name of a type is not that of its kind. */
const TYPES: Readonly<Record<string, string>> = { TokenRequest: 'ServiceAccountTokenRequest' };

/** An object of the API in protobuf: its type, and then itself by the numbers of its fields. */
export function readProtobuf(bytes: Uint8Array): JsonObject {
  if (!MAGIC.equals(bytes.subarray(0, MAGIC.length))) {
    throw new Unreadable(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  }
  const message = bytes.subarray(MAGIC.length);
  const type = at(message, 1);
  const [apiVersion, kind] = type instanceof Uint8Array ? [textAt(type, 1), textAt(type, 2)] : ['', ''];
  const raw = at(message, 2);
  const name = own(TYPES, kind) ?? kind;
  if (!names.has(name) || name.startsWith('~'))
    throw new Unreadable(`the simulator does not read ${name} in protobuf`);
  return {
    apiVersion,
    kind,
    ...struct(raw instanceof Uint8Array ? raw : new Uint8Array(), structNamed(name)),
  };
}
