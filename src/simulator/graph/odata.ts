import type { Call } from './call.ts';
import { parseFilter } from './filter.ts';
import { badRequest, entity, isReply, notSimulated, refusal } from './reply.ts';
import type { Reply } from './reply.ts';

type Body = Readonly<Record<string, unknown>>;

/** What a listing is about. */
export interface Listing {
  /** The end of the OData context: `applications`. */
  readonly set: string;
  /** The name of the type in error texts: `microsoft.graph.application`. */
  readonly type: string;
  readonly items: readonly Body[];
}

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

/** Query options that this Graph understands; `$count` without the header is ignored by the real one, too. */
const KNOWN_OPTIONS: readonly string[] = ['$filter', '$select', '$top', '$skiptoken', '$count', '$orderby'];

/** Properties that are there only for who asks for them by name. */
const HIDDEN: readonly string[] = ['oauth2RequirePostResponse', 'samlMetadataUrl', 'createdDateTime'];

/** Keeps the properties that `$select` names. */
export function select(call: Call, body: Body, type: string): Body | Reply {
  const asked = call.url.searchParams
    .get('$select')
    ?.split(',')
    .map((one) => one.trim());
  const unknown = asked?.find((property) => !(property in body) && !HIDDEN.includes(property));
  if (unknown !== undefined) {
    return refusal(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type '${type}'.`,
    );
  }
  return asked === undefined
    ? body
    : Object.fromEntries(asked.map((property) => [property, body[property] ?? null]));
}

const selected = (call: Call): string => {
  const asked = call.url.searchParams.get('$select');
  return asked === null ? '' : `(${asked})`;
};

/** One thing, with `$select` applied. */
export function showOne(call: Call, body: Body, { set, type }: Pick<Listing, 'set' | 'type'>): Reply {
  const kept = select(call, body, type);
  return isReply(kept) ? kept : entity(200, `${set}${selected(call)}/$entity`, kept);
}

function page(call: Call): { readonly top: number; readonly from: number } | Reply {
  const { searchParams } = call.url;
  const unknown = [...searchParams.keys()].find((option) => !KNOWN_OPTIONS.includes(option));
  if (unknown !== undefined) return notSimulated(`the query option ${unknown}`);
  const top = Number(searchParams.get('$top') ?? DEFAULT_PAGE);
  if (!Number.isInteger(top) || top < 1 || top > LARGEST_PAGE) {
    return badRequest(
      `Invalid page size specified: '${searchParams.get('$top')}'. Must be between 1 and 999 inclusive.`,
    );
  }
  return { top, from: Number(searchParams.get('$skiptoken') ?? 0) };
}

/** Whether the caller is content with an index that lags: only then some queries are answered. */
const isAdvanced = ({ consistency, url }: Call): boolean =>
  consistency === 'eventual' && url.searchParams.get('$count') === 'true';

/** `$orderby` of one property, ascending unless it says `desc`. */
function ordered(items: readonly Body[], order: string | null): readonly Body[] {
  if (order === null) return items;
  const [property = '', direction] = order.trim().split(/\s+/);
  const text = (body: Body): string => JSON.stringify(body[property] ?? '').toLowerCase();
  const sign = direction?.toLowerCase() === 'desc' ? -1 : 1;
  return items.toSorted((a, b) => sign * text(a).localeCompare(text(b)));
}

/** A page of things, with `$filter`, `$select` and `$top` applied. */
export function showMany(call: Call, { set, type, items }: Listing): Reply {
  const size = page(call);
  if (isReply(size)) return size;
  const filter = call.url.searchParams.get('$filter');
  const test = filter === null ? () => true : parseFilter(filter, isAdvanced(call));
  if (typeof test !== 'function') return test;
  if (filter !== null && call.url.searchParams.has('$orderby') && !isAdvanced(call)) {
    return refusal(400, 'Request_UnsupportedQuery', 'Sorting not supported for current query.');
  }
  const hits = ordered(items.filter(test), call.url.searchParams.get('$orderby'));
  const value: Body[] = [];
  for (const hit of hits.slice(size.from, size.from + size.top)) {
    const kept = select(call, hit, type);
    if (isReply(kept)) return kept;
    value.push(kept);
  }
  const next = new URL(call.url);
  next.searchParams.set('$skiptoken', String(size.from + size.top));
  return entity(200, `${set}${selected(call)}`, {
    ...(call.url.searchParams.get('$count') === 'true' && { '@odata.count': hits.length }),
    ...(size.from + size.top < hits.length && { '@odata.nextLink': next.href }),
    value,
  });
}
