import { Refusal } from '../errors.ts';
import type { Attributes } from '../ports.ts';

/**
 * Conditions of role assignments, in Azure's language: `ActionMatches{'…'}`, attributes compared by operators,
 * `!`, `AND`, `OR` and brackets. What is not understood is refused loudly, not taken for true.
 */
export function isFulfilled(condition: string, action: string, attributes: Attributes): boolean {
  const parser = { tokens: tokensOf(condition), at: 0, action, attributes };
  const result = either(parser);
  if (parser.at < parser.tokens.length) throw notUnderstood(parser.tokens[parser.at]);
  return result;
}

/** Whether a condition can be read at all: Azure looks at it when the assignment is written. */
export function checkCondition(condition: string): void {
  isFulfilled(condition, '', {});
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
  readonly action: string;
  readonly attributes: Attributes;
}

const notUnderstood = (token = 'its end'): Refusal =>
  new Refusal(400, 'ConditionParsingFailed', `The condition could not be parsed at '${token}'.`);

const token =
  /\s*(\(|\)|!|&&|\|\||\bAND\b|\bOR\b|\bNOT\b|@\w+\[[^\]]*\]|(?:Sub)?(?:Operation|Action)Matches\{'[^']*'\}|\{[^}]*\}|'[^']*'|[\w:]+)/iy;

function tokensOf(text: string): readonly string[] {
  const found: string[] = [];
  const pattern = new RegExp(token);
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const next = pattern.exec(text)?.[1];
    if (next === undefined) throw notUnderstood(text.slice(at, at + 20));
    found.push(next);
  }
  return found;
}

const peek = ({ tokens, at }: Parser): string => (tokens[at] ?? '').toUpperCase();
const take = (parser: Parser): string => {
  const next = parser.tokens[parser.at++];
  if (next === undefined) throw notUnderstood();
  return next;
};

/** Both sides are always read, so that a mistake behind a decided one is found as well. */
function either(parser: Parser): boolean {
  let result = both(parser);
  while (['OR', '||'].includes(peek(parser))) {
    take(parser);
    result = both(parser) || result;
  }
  return result;
}

function both(parser: Parser): boolean {
  let result = one(parser);
  while (['AND', '&&'].includes(peek(parser))) {
    take(parser);
    result = one(parser) && result;
  }
  return result;
}

function one(parser: Parser): boolean {
  const next = take(parser);
  if (next === '!' || next.toUpperCase() === 'NOT') return !one(parser);
  if (next === '(') {
    const inner = either(parser);
    if (take(parser) !== ')') throw notUnderstood(parser.tokens[parser.at - 1]);
    return inner;
  }
  const matched = /^(Sub)?(?:Operation|Action)Matches\{'([^']*)'\}$/i.exec(next);
  // No suboperations are simulated: nothing is one.
  if (matched !== null) return matched[1] === undefined && like(parser.action, matched[2] ?? '');
  if (!next.startsWith('@')) throw notUnderstood(next);
  return comparison(parser, parser.attributes[next.toLowerCase()]);
}

const like = (value: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  ).test(value);

const operators: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  stringequals: (value, wanted) => value === wanted,
  stringequalsignorecase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  stringstartswith: (value, wanted) => value.startsWith(wanted),
  stringlike: like,
  guidequals: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
};

/** `@…[…] ForAnyOfAnyValues:GuidEquals {a, b}`: attributes here have one value, so any and all come to the same. */
function comparison(parser: Parser, value: string | undefined): boolean {
  const [, quantifier = '', name = ''] = /^(?:(\w+):)?(\w+)$/.exec(take(parser)) ?? [];
  const operator = operators[name.toLowerCase()] ?? operators[name.toLowerCase().replace('not', '')];
  if (operator === undefined) throw notUnderstood(name);
  const given = take(parser);
  const wanted = given.startsWith('{')
    ? given
        .slice(1, -1)
        .split(',')
        .map((item) => item.trim().replace(/^'|'$/g, ''))
    : [given.replace(/^'|'$/g, '')];
  const isNegative = /not/i.test(name);
  const hits = wanted.map((item) => value !== undefined && operator(value, item) !== isNegative);
  return /AllValues$/i.test(quantifier) ? hits.every(Boolean) : hits.some(Boolean);
}
