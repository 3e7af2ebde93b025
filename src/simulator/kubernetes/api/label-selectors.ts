import { badRequest, cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { checkKeys, checkLabels } from '../rules/names.ts';

type Labels = Readonly<Record<string, unknown>>;
type Test = (labels: Labels) => boolean;

const TOKEN = /\s*(==|!=|[=!(),<>]|[^\s=!(),<>]+)/gy;
const SYMBOLS = new Set(['', '=', '==', '!=', '!', '(', ')', ',', '<', '>']);
const OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'];
const isWord = (token: string): boolean => !SYMBOLS.has(token);

/** The words and signs of a selector, one after the other; the end is the empty one. */
class Tokens {
  readonly #all: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#all = [...text.matchAll(TOKEN)].map(([, token = '']) => token);
  }

  peek(): string {
    return this.#all[this.#at] ?? '';
  }

  next(): string {
    const token = this.peek();
    this.#at += 1;
    return token;
  }
}

const refused = (token: string, expected: string): Error => badRequest(`found '${token}', ${expected}`);
const unparsed = (why: string): Error => badRequest(`unable to parse requirement: ${why}`);
const unexpected = (token: string, expected: string): Error => unparsed(`found '${token}'${expected}`);

function demand([broken]: readonly Cause[], field = broken?.field): void {
  if (broken !== undefined) throw unparsed(`${field ?? ''}: ${broken.message}`);
}

/** What stands between parentheses; a comma without a word on one side means an empty value. */
function readSet(tokens: Tokens): string[] {
  const open = tokens.next();
  if (open !== '(') throw unexpected(open, " expected: '('");
  const values: string[] = [];
  for (let before = '('; ;) {
    const token = tokens.next();
    if (isWord(token)) {
      if (isWord(before)) throw unexpected(token, ", expected: ',' or ')'");
      values.push(token);
    } else if (token === ',' || token === ')') {
      if (before === ',' || (before === '(' && token === ',')) values.push('');
      if (token === ')') return [...new Set(values)];
    } else
      throw unexpected(
        token,
        isWord(before) ? ", expected: ',' or ')'" : ", expected: ',', ')' or identifier",
      );
    before = token;
  }
}

function readValue(tokens: Tokens): string {
  const token = tokens.peek();
  if (token === '' || token === ',') return '';
  if (!isWord(token)) throw unexpected(token, ', expected: identifier');
  return tokens.next();
}

function comparing(key: string, operator: string, value: string): Test {
  if (!/^-?\d+$/.test(value)) {
    demand([cause.invalid('values[0]', value, "for 'Gt', 'Lt' operators, the value must be an integer")]);
  }
  const sign = operator === '>' ? 1 : -1;
  return (labels) => {
    const own = labels[key];
    return typeof own === 'string' && /^-?\d+$/.test(own) && (Number(own) - Number(value)) * sign > 0;
  };
}

function requirement(tokens: Tokens): Test {
  const isAbsent = tokens.peek() === '!' && tokens.next() === '!';
  const key = tokens.next();
  if (!isWord(key)) throw unexpected(key, ', expected: identifier');
  demand(checkKeys('', [key]), '<nil>');
  const after = tokens.peek();
  if (isAbsent || after === '' || after === ',') return (labels) => key in labels !== isAbsent;
  const operator = tokens.next();
  if (operator === '>' || operator === '<') return comparing(key, operator, readValue(tokens));
  const isSet = operator === 'in' || operator === 'notin';
  if (!isSet && !['=', '==', '!='].includes(operator)) {
    throw unexpected(operator, `, expected: ${OPERATORS.join(', ')}`);
  }
  const values = isSet ? readSet(tokens) : [readValue(tokens)];
  if (values.length === 0) {
    demand([cause.invalid('values', [], "for 'in', 'notin' operators, values set can't be empty")]);
  }
  for (const [index, value] of values.entries())
    demand(checkLabels('', { [key]: value }), `values[${index}][${key}]`);
  const isAny: Test = (labels) => key in labels && values.includes(labels[key] as string);
  return operator === 'notin' || operator === '!=' ? (labels) => !isAny(labels) : isAny;
}

/** A test for the text of a `labelSelector`. */
export function labelTest(selector: string): Test {
  const tokens = new Tokens(selector);
  const tests: Test[] = [];
  while (tokens.peek() !== '') {
    const first = tokens.peek();
    if (!isWord(first) && first !== '!') throw refused(first, "expected: !, identifier, or 'end of string'");
    tests.push(requirement(tokens));
    const end = tokens.next();
    if (end === '') break;
    if (end !== ',') throw refused(end, "expected: ',' or 'end of string'");
    const next = tokens.peek();
    if (!isWord(next) && next !== '!') throw refused(next, "expected: identifier after ','");
  }
  return (labels) => tests.every((test) => test(labels));
}
