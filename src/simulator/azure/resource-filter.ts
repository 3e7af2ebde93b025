import { Refusal } from '../errors.ts';
import { dig, objectOf, textOf } from '../json.ts';
import type { Resource } from '../store.ts';

type Test = (resource: Resource) => boolean;

/** What ARM can filter its lists by, besides tags. */
const fields: Readonly<Record<string, (resource: Resource) => string>> = {
  name: ({ name }) => name,
  resourcetype: ({ type }) => type,
  location: ({ body }) => textOf(body['location']).replace(/\s/g, ''),
  resourcegroup: ({ id }) => id.split('/')[4] ?? '',
  'identity/principalid': ({ body }) => textOf(dig(body, 'identity.principalId')),
};

const invalid = (filter: string): Refusal =>
  new Refusal(
    400,
    'InvalidFilterInQueryString',
    `Invalid $filter '${filter}' specified in the query string.`,
    { cause: 'gateway' },
  );

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** One comparison; undefined if it is none that ARM knows. */
function clause(text: string): Test | undefined {
  const [, field = '', operator, wanted = ''] = /^([\w/]+)\s+(eq|ne)\s+'([^']*)'$/i.exec(text) ?? [];
  const read = fields[field.toLowerCase()];
  if (read !== undefined) return (one) => same(read(one), wanted) === same(operator ?? '', 'eq');
  const [, part = '', of = ''] = /^substringof\('([^']*)',\s*(\w+)\)$/i.exec(text) ?? [];
  const [, begun = '', start = ''] = /^startswith\((\w+),\s*'([^']*)'\)$/i.exec(text) ?? [];
  const inside = fields[of.toLowerCase()];
  if (inside !== undefined) return (one) => inside(one).toLowerCase().includes(part.toLowerCase());
  const beginning = fields[begun.toLowerCase()];
  if (beginning !== undefined) return (one) => beginning(one).toLowerCase().startsWith(start.toLowerCase());
  if (!same(begun, 'tagName')) return undefined;
  return ({ body }) =>
    Object.keys(objectOf(body['tags'])).some((key) => key.toLowerCase().startsWith(start.toLowerCase()));
}

/** Name and value of a tag belong together: both clauses speak of one tag. */
function tagged(clauses: readonly string[]): { readonly test: Test; readonly rest: readonly string[] } {
  const of = (member: string): string | undefined =>
    clauses
      .map((text) => new RegExp(String.raw`^${member}\s+eq\s+'([^']*)'$`, 'i').exec(text)?.[1])
      .find((found) => found !== undefined);
  const [name, value] = [of('tagName'), of('tagValue')];
  const rest = clauses.filter((text) => !/^tag(name|value)\s+eq\s+'[^']*'$/i.test(text));
  const test: Test = ({ body }) => {
    if (name === undefined && value === undefined) return true;
    return Object.entries(objectOf(body['tags'])).some(
      ([key, own]) => (name === undefined || same(key, name)) && (value === undefined || own === value),
    );
  };
  return { test, rest };
}

/** `$filter` of ARM's lists as a test; `and` binds closer than `or`, and there are no brackets. */
export function resourceFilter(filter: string | null): Test {
  if (filter === null || filter.trim() === '') return () => true;
  const groups = filter.split(/\s+or\s+/i).map((group) => {
    const { test, rest } = tagged(group.split(/\s+and\s+/i).map((text) => text.trim()));
    const tests = rest.map((text) => clause(text));
    if (tests.includes(undefined)) throw invalid(filter);
    return [test, ...tests.filter((one) => one !== undefined)];
  });
  return (resource) => groups.some((tests) => tests.every((test) => test(resource)));
}
