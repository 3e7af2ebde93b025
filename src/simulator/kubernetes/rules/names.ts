import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { isObject, textOf } from '../../json.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const ENV_NAME = /^[ -<>-~]+$/;

const SUBDOMAIN_WORDS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_WORDS =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE_WORDS =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const QUALIFIED_WORDS =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const LABEL_VALUE_WORDS =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** How the name of an object or of a part of it must look. */
export type NameRule = 'subdomain' | 'label' | 'service' | 'free';

const RULES: Readonly<Record<Exclude<NameRule, 'free'>, readonly [RegExp, string, number]>> = {
  subdomain: [SUBDOMAIN, SUBDOMAIN_WORDS, 253],
  label: [LABEL, LABEL_WORDS, 63],
  service: [SERVICE, SERVICE_WORDS, 63],
};

/** What is wrong with a name. */
export function checkName(field: string, value: unknown, rule: NameRule): Cause[] {
  const name = textOf(value);
  if (name === '')
    return [cause.required(field, field === 'metadata.name' ? 'name or generateName is required' : '')];
  if (rule === 'free') return /[/%]/.test(name) ? [cause.invalid(field, name, "may not contain '/'")] : [];
  const [pattern, words, longest] = RULES[rule];
  if (name.length > longest)
    return [cause.invalid(field, name, `must be no more than ${longest} characters`)];
  if (pattern.test(name)) return [];
  const onlyDots = rule === 'label' && SUBDOMAIN.test(name);
  return [cause.invalid(field, name, onlyDots ? 'must not contain dots' : words)];
}

/** What is wrong with the name of an environment variable. */
export function checkEnvName(field: string, value: unknown): Cause[] {
  const name = textOf(value);
  if (name === '') return [cause.required(field)];
  if (ENV_NAME.test(name)) return [];
  return [
    cause.invalid(
      field,
      name,
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    ),
  ];
}

/** What is wrong with the keys of labels or annotations. */
export function checkKeys(field: string, keys: Iterable<string>): Cause[] {
  return [...keys].flatMap((key) => {
    const parts = key.split('/');
    const name = parts.at(-1) ?? '';
    const prefix = parts.length > 1 ? parts[0] : undefined;
    if (parts.length > 2) return [cause.invalid(field, key, 'a qualified name must have at most one prefix')];
    if (prefix !== undefined && !SUBDOMAIN.test(prefix))
      return [cause.invalid(field, key, `prefix part ${SUBDOMAIN_WORDS}`)];
    if (name.length > 63) return [cause.invalid(field, key, 'name part must be no more than 63 bytes')];
    return QUALIFIED.test(name) ? [] : [cause.invalid(field, key, QUALIFIED_WORDS)];
  });
}

/** What is wrong with labels, or with anything that must match labels. */
export function checkLabels(field: string, labels: unknown): Cause[] {
  if (!isObject(labels)) return [];
  const values = Object.values(labels).flatMap((value) => {
    const text = textOf(value);
    if (text.length > 63) return [cause.invalid(field, text, 'must be no more than 63 bytes')];
    return LABEL_VALUE.test(text) ? [] : [cause.invalid(field, text, LABEL_VALUE_WORDS)];
  });
  return [...checkKeys(field, Object.keys(labels)), ...values];
}
