import { answer, Refusal } from '../errors.ts';
import type { WireResponse } from '../wire.ts';
import type { Call } from './resource-type.ts';

/** How many things ARM puts on a page of its own lists when nobody says. */
const PAGE = 1000;

/** A list by pages: `$top` limits a page, and `nextLink` leads to the next with a `$skiptoken` that only ARM understands. */
export function paged(call: Call, items: readonly object[], more: object = {}): WireResponse {
  const { searchParams } = call.request.url;
  const asked = (name: string): string | undefined =>
    [...searchParams].find(([key]) => key.toLowerCase() === name)?.[1];
  const top = Number(asked('$top') ?? PAGE);
  if (!Number.isInteger(top) || top < 1 || top > PAGE) {
    throw new Refusal(
      400,
      'InvalidTopParameter',
      `The '$top' query parameter value '${asked('$top')}' is invalid. The value must be an integer between 1 and ${PAGE}.`,
      { cause: 'gateway' },
    );
  }
  const from = positionOf(asked('$skiptoken'));
  const value = items.slice(from, from + top);
  if (from + top >= items.length) return answer(200, { value, ...more });
  const next = new URL(call.request.url);
  for (const key of new Set(next.searchParams.keys()))
    if (key.toLowerCase() === '$skiptoken') next.searchParams.delete(key);
  next.searchParams.set('$skiptoken', Buffer.from(`after:${from + top}`).toString('base64url'));
  return answer(200, { value, ...more, nextLink: next.href });
}

function positionOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, position] = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (position !== undefined) return Number(position);
  throw new Refusal(400, 'InvalidSkipToken', `The provided skip token '${token}' is invalid.`, {
    cause: 'gateway',
  });
}
