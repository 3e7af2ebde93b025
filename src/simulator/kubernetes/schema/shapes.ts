import { coreTypes } from './types-core.ts';
import { otherTypes } from './types-others.ts';
import { podTypes } from './types-pods.ts';
import { workloadTypes } from './types-workloads.ts';

/** A value that is not looked into. */
export interface Leaf {
  readonly is:
    'string' | 'bytes' | 'time' | 'integer' | 'number' | 'boolean' | 'quantity' | 'intOrString' | 'anything';
}

/** A list: replaced whole, a set of scalars, or items told apart by some of their fields. */
export interface ListShape {
  readonly is: 'list';
  readonly items: Shape;
  readonly by: 'atomic' | 'set' | readonly string[];
}

/** An object whose keys the user chooses. */
export interface MapShape {
  readonly is: 'map';
  readonly values: Shape;
  readonly atomic: boolean;
}

/** An object with declared fields, and perhaps others. */
export interface StructShape {
  readonly is: 'struct';
  readonly name: string;
  readonly fields: Readonly<Record<string, () => Shape>>;
  readonly required: readonly string[];
  readonly atomic: boolean;
  /** Whether undeclared fields are kept: `x-kubernetes-preserve-unknown-fields`. */
  readonly open: boolean;
}

/** What a value may look like, and how two owners share it. */
export type Shape = Leaf | ListShape | MapShape | StructShape;

/**
 * Notation: a line without indent names a type (`atomic`: owned as one), the lines below list `field:type`, `field!:type`
 * when required. Types: s string, y bytes in base64, t time, i integer, b boolean, q quantity, x integer or string,
 * o anything, `{T}` map (`{T}!` owned as one), `[T]` list owned as one, `[T]@=` set, `[T]@a,b` items keyed by a and b.
 */
const LEAVES: Readonly<Record<string, Leaf>> = {
  s: { is: 'string' },
  y: { is: 'bytes' },
  t: { is: 'time' },
  i: { is: 'integer' },
  b: { is: 'boolean' },
  q: { is: 'quantity' },
  x: { is: 'intOrString' },
  o: { is: 'anything' },
};

/** Any value at all, owned as one. */
export const ANYTHING: Leaf = { is: 'anything' };

const structs = new Map<string, StructShape>();

function typeOf(text: string): Shape {
  const leaf = LEAVES[text];
  if (leaf !== undefined) return leaf;
  const list = /^\[(.+)\](?:@(.+))?$/.exec(text);
  if (list !== null) {
    const by = list[2] === undefined ? 'atomic' : list[2] === '=' ? 'set' : list[2].split(',');
    return { is: 'list', items: typeOf(list[1] ?? ''), by };
  }
  const map = /^\{(.+)\}(!?)$/.exec(text);
  if (map !== null) return { is: 'map', values: typeOf(map[1] ?? ''), atomic: map[2] === '!' };
  return structNamed(text);
}

function addType(head: string, body: string): void {
  const [name = '', flag] = head.split(' ');
  const fields: Record<string, () => Shape> = {};
  const required: string[] = [];
  for (const field of body.trim().split(/\s+/)) {
    const at = field.indexOf(':');
    const key = field.slice(0, at).replace('!', '');
    if (field[at - 1] === '!') required.push(key);
    fields[key] = () => typeOf(field.slice(at + 1));
  }
  structs.set(name, { is: 'struct', name, fields, required, atomic: flag === 'atomic', open: false });
}

function readTypes(text: string): void {
  for (const block of text.trim().split(/\n(?=\S)/)) {
    const end = block.indexOf('\n');
    addType(block.slice(0, end), block.slice(end));
  }
}

for (const text of [coreTypes, podTypes, workloadTypes, otherTypes]) readTypes(text);

/** The shape of a declared type such as `PodSpec`. */
export function structNamed(name: string): StructShape {
  const found = structs.get(name);
  if (found === undefined) throw new Error(`No type ${name} is declared.`);
  return found;
}
