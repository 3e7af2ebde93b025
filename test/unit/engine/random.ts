import type { AnyResource } from '../../../src/engine/resource.ts';
import { toy } from '../../support/toy.ts';

/** Numbers that a seed decides, and what is drawn with them. */
export interface Random {
  /** A whole number below `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T | undefined;
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let turn = 0; turn < 8; turn++) next();
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, chance: (probability) => next() < probability, pick: (list) => list[below(list.length)] };
}

/**
 * A stack in which every resource stands on up to three earlier ones and may lie inside one of them.
 *
 * What contains something never stands on what stands on that content: no order of removal would be right. Hence the
 * order of places: needs lead to earlier places only, and a place begins with that of its container.
 */
export function randomStack(random: Random): readonly AnyResource[] {
  const made: { readonly resource: AnyResource; readonly place: readonly number[] }[] = [];
  const size = 3 + random.below(10);
  for (let index = 0; index < size; index++) {
    const first = random.pick(made);
    const container = first !== undefined && random.chance(0.6) ? first : undefined;
    const place = [...(container?.place ?? []), index];
    const others = made
      .filter((one) => one !== container && isEarlier(one.place, place) && random.chance(0.25))
      .slice(-2);
    const chosen = [...(container === undefined ? [] : [container]), ...others];
    const resource = toy(`r${index}`, {
      needs: Object.fromEntries(chosen.map((one) => [one.resource.id, one.resource])),
      ...(container === undefined ? {} : { within: container.resource.id }),
      seconds: random.below(60),
      lag: random.below(20),
      removalSeconds: random.below(30),
      ...(random.chance(0.3) ? { foundByNeeds: true } : {}),
      ...(container !== undefined && random.chance(0.3) ? { unmarked: true } : {}),
      ...(random.chance(0.2) ? { steadySeconds: random.below(10) } : {}),
    });
    made.push({ resource, place });
  }
  return made.map(({ resource }) => resource);
}

function isEarlier(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((step, level) => step !== other[level]);
  return at === -1 || (one[at] ?? 0) < (other[at] ?? -1);
}
