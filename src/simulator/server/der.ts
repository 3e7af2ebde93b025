/** One element of DER: a tag, how long it is, and what is in it. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** Elements in their order. */
export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);

/** Elements without an order. */
export const setOf = (...parts: readonly Uint8Array[]): Buffer => element(0x31, ...parts);

/** A whole number from its bytes, taken as positive. */
export function integer(bytes: Uint8Array): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0;
  return isNegative ? element(0x02, Buffer.from([0]), bytes) : element(0x02, bytes);
}

/** Yes; a no is the default everywhere and is left out. */
export const yes = (): Buffer => element(0x01, Buffer.from([0xff]));

/** The name of a thing as a path of numbers, such as `2.5.4.3`. */
export function objectId(path: string): Buffer {
  const [first = 0, second = 0, ...rest] = path.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** A text. */
export const text = (value: string): Buffer => element(0x0c, Buffer.from(value));

/** Bytes as they are. */
export const octets = (...parts: readonly Uint8Array[]): Buffer => element(0x04, ...parts);

/** Bits, of which the last `unused` mean nothing. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.from([unused]), bytes);

/** An element whose meaning is its place: `[tag]`, around another element or instead of its own tag. */
export const tagged = (tag: number, form: 'around' | 'instead', content: Uint8Array): Buffer =>
  element((form === 'around' ? 0xa0 : 0x80) | tag, content);

/** A moment to the second; years from 2050 on have four digits. */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const isLate = new Date(ms).getUTCFullYear() >= 2050;
  return isLate ? element(0x18, Buffer.from(digits)) : element(0x17, Buffer.from(digits.slice(2)));
}
