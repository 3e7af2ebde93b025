/** Choices that repeat from a seed. */
export interface Choices {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number;
  one<T>(of: readonly [T, ...T[]]): T;
  bytes(length: number): Buffer;
}

/** Choices from a seed (mulberry32). */
export function choicesFrom(seed: number): Choices {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const number = (below: number): number => Math.floor(next() * below);
  return {
    number,
    one: (of) => of[number(of.length)] ?? of[0],
    bytes: (length) => Buffer.from(Array.from({ length }, () => number(256))),
  };
}
