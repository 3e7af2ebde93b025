import type { Call } from './call.ts';
import { badRequest, entity, isReply, notSimulated, refusal } from './reply.ts';
import type { Reply } from './reply.ts';

type Body = Readonly<Record<string, unknown>>;
type Test = (body: Body) => boolean;

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
const KNOWN_OPTIONS: readonly string[] = ['$filter', '$select', '$top', '$skiptoken', '$count'];

const unquote = (text: string): string => text.replaceAll("''", "'");

const same = (one: unknown, other: string): boolean =>
  typeof one === 'string' && one.toLowerCase() === other.toLowerCase();

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Clauses of `$filter` that this Graph understands. Directory strings compare without case, as in Entra. */
const CLAUSES: readonly {
  readonly form: RegExp;
  readonly test: (property: string, value: string) => Test;
}[] = [
  {
    form: /^(\w+) eq '((?:[^']|'')*)'$/,
    test: (property, value) => (body) => same(body[property], value),
  },
  {
    form: /^startswith\((\w+),\s*'((?:[^']|'')*)'\)$/,
    test: (property, value) => (body) => text(body[property]).toLowerCase().startsWith(value.toLowerCase()),
  },
  {
    form: /^(\w+)\/any\(\w+:\s*\w+ eq '((?:[^']|'')*)'\)$/,
    test: (property, value) => (body) => list(body[property]).some((one) => same(one, value)),
  },
];

const FILTERABLE: readonly string[] = [
  'id',
  'appId',
  'displayName',
  'uniqueName',
  'tags',
  'identifierUris',
  'servicePrincipalNames',
  'servicePrincipalType',
  'alternativeNames',
  'signInAudience',
  'publisherDomain',
  'userPrincipalName',
  'mail',
];

function parseClause(clause: string): Test | Reply {
  for (const { form, test } of CLAUSES) {
    const [, property, value] = form.exec(clause) ?? [];
    if (property === undefined || value === undefined) continue;
    if (FILTERABLE.includes(property)) return test(property, unquote(value));
    return refusal(
      400,
      'Request_UnsupportedQuery',
      `Unsupported or invalid query filter clause specified for property '${property}'.`,
    );
  }
  return refusal(400, 'BadRequest', `Invalid filter clause: '${clause}'.`);
}

/** `$filter` as a test: clauses joined by either `and` or `or`, without brackets. */
function parseFilter(filter: string): Test | Reply {
  const joint = filter.includes(' or ') ? ' or ' : ' and ';
  const tests: Test[] = [];
  for (const clause of filter.split(joint)) {
    const test = parseClause(clause.trim());
    if (typeof test !== 'function') return test;
    tests.push(test);
  }
  return joint === ' or '
    ? (body) => tests.some((test) => test(body))
    : (body) => tests.every((test) => test(body));
}

/** Keeps the properties that `$select` names. */
export function select(call: Call, body: Body, type: string): Body | Reply {
  const asked = call.url.searchParams
    .get('$select')
    ?.split(',')
    .map((one) => one.trim());
  const unknown = asked?.find((property) => !(property in body));
  if (unknown !== undefined) {
    return refusal(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type '${type}'.`,
    );
  }
  return asked === undefined ? body : Object.fromEntries(asked.map((property) => [property, body[property]]));
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

/** A page of things, with `$filter`, `$select` and `$top` applied. */
export function showMany(call: Call, { set, type, items }: Listing): Reply {
  const size = page(call);
  if (isReply(size)) return size;
  const filter = call.url.searchParams.get('$filter');
  const test = filter === null ? () => true : parseFilter(filter);
  if (typeof test !== 'function') return test;
  const hits = items.filter(test);
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
