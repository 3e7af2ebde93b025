import { Secret } from '../../util/secret.ts';

/** Keys whose values nobody should see, whatever gateway or resource they came by. */
const secretive = /password|secret|token|connection_?string|(auth|account|access|private)_?key|credential/i;
const hidden = '‹secret›';

/** A value of a change as a person reads it. Anything that may be a secret is not shown. */
export function valueText(path: string, value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  // Whether such a thing is there or switched on is no secret, and often just what has changed.
  if (secretive.test(path) && !['boolean', 'number'].includes(typeof value)) return hidden;
  if (typeof value === 'string') return value === '' ? '""' : value;
  return JSON.stringify(value, hideInside);
}

/** The same for a whole document: for JSON results. */
export const withoutSecrets = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document, hideInside)) as unknown;

function hideInside(this: unknown, key: string, value: unknown): unknown {
  if (value instanceof Secret) return hidden;
  if (isSecretChange(value)) return { ...value, from: hidden, to: hidden };
  return secretive.test(key) && typeof value === 'string' ? hidden : value;
}

const isSecretChange = (value: unknown): value is { readonly path: string } =>
  typeof value === 'object' &&
  value !== null &&
  'path' in value &&
  'from' in value &&
  typeof value.path === 'string' &&
  secretive.test(value.path) &&
  value.from !== hidden;
