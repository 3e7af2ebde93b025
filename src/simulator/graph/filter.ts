import { refusal } from './reply.ts';
import type { Reply } from './reply.ts';

type Body = Readonly<Record<string, unknown>>;
/** Whether a thing is asked for. */
export type Test = (body: Body) => boolean;

/** What `$filter` may name. */
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
  'mailNickname',
  'accountEnabled',
  'appOwnerOrganizationId',
  'createdDateTime',
  'deletedDateTime',
  'clientId',
];

/** A filter is refused by throwing this: the parser is deep when it finds out. */
class Refused extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super('refused');
    this.reply = reply;
  }
}

const TOKEN = /\s*('(?:[^']|'')*'|\(|\)|,|[^\s(),']+)/gy;

function tokenise(filter: string): string[] {
  const found = [...filter.matchAll(TOKEN)].map(([, token = '']) => token);
  const read = found.join('').replace(/\s/g, '').length;
  if (read !== filter.replace(/\s/g, '').length) throw invalid(filter);
  return found;
}

const invalid = (filter: string): Refused =>
  new Refused(refusal(400, 'BadRequest', `Invalid filter clause: '${filter}'.`));

const fold = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
const text = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

/** Text functions of OData; directory strings compare without case, as in Entra. */
const FUNCTIONS: Readonly<Record<string, (own: string, wanted: string) => boolean>> = {
  startswith: (own, wanted) => own.startsWith(wanted),
  endswith: (own, wanted) => own.endsWith(wanted),
};

/** What Graph answers only with `ConsistencyLevel: eventual` and `$count=true`. */
const ADVANCED: readonly string[] = ['not', 'ne', 'endswith'];

/** A filter that is being read. */
interface Cursor {
  readonly tokens: string[];
  readonly filter: string;
  readonly isAdvanced: boolean;
}

function next({ tokens, filter }: Cursor): string {
  const token = tokens.shift();
  if (token === undefined) throw invalid(filter);
  return token;
}

function take({ tokens }: Cursor, word: string): boolean {
  if (tokens[0]?.toLowerCase() !== word) return false;
  tokens.shift();
  return true;
}

function expect(cursor: Cursor, word: string): void {
  if (!take(cursor, word)) throw invalid(cursor.filter);
}

function anyOf(cursor: Cursor): Test {
  const tests = [allOf(cursor)];
  while (take(cursor, 'or')) tests.push(allOf(cursor));
  return (body) => tests.some((test) => test(body));
}

function allOf(cursor: Cursor): Test {
  const tests = [one(cursor)];
  while (take(cursor, 'and')) tests.push(one(cursor));
  return (body) => tests.every((test) => test(body));
}

function one(cursor: Cursor): Test {
  if (take(cursor, 'not')) {
    checkAdvanced(cursor, 'not');
    const test = one(cursor);
    return (body) => !test(body);
  }
  if (!take(cursor, '(')) return clause(cursor);
  const test = anyOf(cursor);
  expect(cursor, ')');
  return test;
}

function clause(cursor: Cursor): Test {
  const word = next(cursor);
  const compare = FUNCTIONS[word.toLowerCase()];
  if (compare !== undefined) return textFunction(cursor, word, compare);
  const [, list] = /^(\w+)\/any$/.exec(word) ?? [];
  if (list !== undefined) return listHolds(cursor, list);
  const property = propertyOf(cursor, word);
  const operator = next(cursor).toLowerCase();
  if (operator === 'in') return isAmong(cursor, property);
  if (operator !== 'eq' && operator !== 'ne') throw invalid(cursor.filter);
  checkAdvanced(cursor, operator);
  const wanted = fold(literal(cursor));
  return (body) => ((fold(body[property]) ?? null) === wanted) === (operator === 'eq');
}

function textFunction(cursor: Cursor, name: string, compare: (own: string, wanted: string) => boolean): Test {
  checkAdvanced(cursor, name.toLowerCase());
  expect(cursor, '(');
  const property = propertyOf(cursor, next(cursor));
  expect(cursor, ',');
  const wanted = text(literal(cursor));
  expect(cursor, ')');
  return (body) => compare(text(body[property]), wanted);
}

/** `tags/any(t:t eq 'a')`. */
function listHolds(cursor: Cursor, list: string): Test {
  const property = propertyOf(cursor, list);
  expect(cursor, '(');
  // `t:t` is one token, `t: t` are two.
  while (!take(cursor, 'eq')) next(cursor);
  const wanted = fold(literal(cursor));
  expect(cursor, ')');
  return (body) => Array.isArray(body[property]) && body[property].some((item) => fold(item) === wanted);
}

function isAmong(cursor: Cursor, property: string): Test {
  expect(cursor, '(');
  const wanted: unknown[] = [];
  do wanted.push(fold(literal(cursor)));
  while (take(cursor, ','));
  expect(cursor, ')');
  return (body) => wanted.includes(fold(body[property]));
}

function propertyOf({ filter }: Cursor, name: string): string {
  if (FILTERABLE.includes(name)) return name;
  if (!/^\w+$/.test(name)) throw invalid(filter);
  throw new Refused(
    refusal(
      400,
      'Request_UnsupportedQuery',
      `Unsupported or invalid query filter clause specified for property '${name}'.`,
    ),
  );
}

function literal(cursor: Cursor): string | boolean | null {
  const token = next(cursor);
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  // Times and GUIDs stand without quotes.
  if (/^[\w:.-]+$/.test(token)) return token;
  throw invalid(cursor.filter);
}

function checkAdvanced({ isAdvanced }: Cursor, word: string): void {
  if (isAdvanced || !ADVANCED.includes(word)) return;
  throw new Refused(
    refusal(
      400,
      'Request_UnsupportedQuery',
      `Operator '${word}' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header.`,
    ),
  );
}

/**
 * The test that a `$filter` stands for: `or`, `and`, `not` and brackets over comparisons, text functions, `in` and `any`;
 * or Graph's refusal of it.
 */
export function parseFilter(filter: string, isAdvanced: boolean): Test | Reply {
  try {
    const cursor = { tokens: tokenise(filter), filter, isAdvanced };
    const test = anyOf(cursor);
    return cursor.tokens.length === 0 ? test : invalid(filter).reply;
  } catch (error) {
    if (error instanceof Refused) return error.reply;
    throw error;
  }
}
