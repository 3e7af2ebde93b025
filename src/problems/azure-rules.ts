import { accessRules, anyDenial } from './rules-access.ts';
import { anyWeather, busyRules } from './rules-busy.ts';
import { clashRules } from './rules-clash.ts';
import { limitRules } from './rules-limits.ts';
import { again, saying, type Facts, type Rule, type When } from './rules-shape.ts';
import { signInRules } from './rules-sign-in.ts';

const lastRules: readonly Rule[] = [
  ...anyWeather,
  anyDenial,
  {
    code: 'azure.not-found',
    when: { status: 404 },
    say: (facts) => saying('Azure does not find it', facts),
    advice: (facts) => [`${again(facts)}    looks again`],
  },
  {
    code: 'azure.refused',
    when: {},
    say: ({ azureCode, message, status, details }) => {
      const code = azureCode === '' ? (status === undefined ? '' : ` (HTTP ${status})`) : ` (${azureCode})`;
      const more = details.length === 0 ? '' : `; ${details.join('; ')}`;
      return message === '' && more === ''
        ? `Azure refused it without a reason${code}`
        : `Azure says: ${message}${more}${code}`;
    },
    advice: (facts) => [
      "This is Azure's answer: what it names has to change first",
      `${again(facts)}    goes on from here`,
    ],
  },
];

/** What Azure, Entra, Graph and the blob service may refuse with, most specific first: the first that matches speaks. */
export const azureRules: readonly Rule[] = [
  ...signInRules,
  ...accessRules,
  ...busyRules,
  ...limitRules,
  ...clashRules,
  ...lastRules,
];

const oneOf = <T>(allowed: T | readonly T[] | undefined, actual: T): boolean =>
  allowed === undefined || (Array.isArray(allowed) ? allowed.includes(actual) : allowed === actual);

/** Whether everything that a rule asks for holds. Codes are compared without case, and those of details count (section 16). */
export function matches({ status, azureCode, message, method, type, doing }: When, facts: Facts): boolean {
  const wanted =
    azureCode === undefined ? undefined : typeof azureCode === 'string' ? [azureCode] : azureCode;
  return (
    oneOf(status, facts.status ?? 0) &&
    (wanted === undefined || wanted.some((code) => facts.codes.includes(code.toLowerCase()))) &&
    (message === undefined || message.test(facts.said)) &&
    (facts.method === undefined || oneOf(method, facts.method)) &&
    (type === undefined || type.test(facts.path)) &&
    oneOf(doing, facts.doing)
  );
}

/** The rule that speaks for a refusal. */
export function ruleFor(facts: Facts): Rule {
  const rule = azureRules.find(({ when }) => matches(when, facts));
  if (rule === undefined) throw new Error('the last rule matches everything');
  return rule;
}
