/** A range of IPv4 addresses, both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
  readonly size: number;
}

/** The range of a CIDR block, or why there is none. */
export function parseCidr(text: string): Range | 'malformed' | 'misaligned' {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return 'malformed';
  const [a = 0, b = 0, c = 0, d = 0, bits = 33] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || bits > 32) return 'malformed';
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1, size } : 'misaligned';
}

/** The range of a block that is known to be well-formed; an empty one otherwise. */
export function rangeOf(text: string): Range {
  const range = parseCidr(text);
  return typeof range === 'string' ? { first: 0, last: -1, size: 0 } : range;
}

/** Whether two blocks share an address. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a.size > 0 && b.size > 0 && a.first <= b.last && b.first <= a.last;
}

/** Whether the first block lies in the second. */
export function within(inner: string, outer: string): boolean {
  const [a, b] = [rangeOf(inner), rangeOf(outer)];
  return a.size > 0 && a.first >= b.first && a.last <= b.last;
}
