import type { JsonObject } from '../json.ts';
import { resourceOf } from './schema/kinds.ts';
import type { Kind } from './schema/kinds.ts';

/** One reason among several, as `details.causes` lists it. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** A request that the API server turns down, with the Status that says so. */
export class ApiRefusal extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The body of the answer. */
  status(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason === '' ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

function detailsOf(kind: Kind, name: string): JsonObject {
  return {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.plural,
  };
}

/** 404 for an object that does not exist. */
export function notFound(kind: Kind, name: string): ApiRefusal {
  return new ApiRefusal(404, 'NotFound', `${resourceOf(kind)} "${name}" not found`, detailsOf(kind, name));
}

/** 404 for a resource or a path below a known group version. */
export function noSuchResource(): ApiRefusal {
  return new ApiRefusal(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 409 for a name that is in use. */
export function alreadyExists(kind: Kind, name: string): ApiRefusal {
  return new ApiRefusal(
    409,
    'AlreadyExists',
    `${resourceOf(kind)} "${name}" already exists`,
    detailsOf(kind, name),
  );
}

/** 409 for a write that rests on something outdated. */
export function conflict(kind: Kind, name: string, why: string): ApiRefusal {
  const message = `Operation cannot be fulfilled on ${resourceOf(kind)} "${name}": ${why}`;
  return new ApiRefusal(409, 'Conflict', message, detailsOf(kind, name));
}

/** 403 with the reason why. */
export function forbidden(kind: Kind, name: string, why: string): ApiRefusal {
  const message = `${resourceOf(kind)}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`;
  return new ApiRefusal(403, 'Forbidden', message, detailsOf(kind, name));
}

/** 400 for a request that cannot be understood. */
export function badRequest(message: string): ApiRefusal {
  return new ApiRefusal(400, 'BadRequest', message);
}

/** 422 for an object that breaks rules, with every broken rule. */
export function invalid(kind: Kind, name: string, causes: readonly Cause[]): ApiRefusal {
  const lines = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return new ApiRefusal(422, 'Invalid', `${qualified} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    ...(kind.kind === '' ? {} : { kind: kind.kind }),
    causes,
  });
}

/** 401: no token, or one that nobody gave out. */
export function unauthorized(): ApiRefusal {
  return new ApiRefusal(401, 'Unauthorized', 'Unauthorized');
}

/** 405 for a verb that the resource does not have. */
export function methodNotAllowed(): ApiRefusal {
  return new ApiRefusal(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

const quoted = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** Makers of the causes of a 422, worded as the API server words them. */
export const cause = {
  required: (field: string, detail = ''): Cause => ({
    reason: 'FieldValueRequired',
    message: detail === '' ? 'Required value' : `Required value: ${detail}`,
    field,
  }),
  invalid: (field: string, value: unknown, detail: string): Cause => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${quoted(value)}: ${detail}`,
    field,
  }),
  duplicate: (field: string, value: unknown): Cause => ({
    reason: 'FieldValueDuplicate',
    message: `Duplicate value: ${quoted(value)}`,
    field,
  }),
  notSupported: (field: string, value: unknown, supported: readonly string[]): Cause => ({
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${quoted(value)}: supported values: ${supported.map(quoted).join(', ')}`,
    field,
  }),
  forbidden: (field: string, detail: string): Cause => ({
    reason: 'FieldValueForbidden',
    message: `Forbidden: ${detail}`,
    field,
  }),
  notFound: (field: string, value: unknown): Cause => ({
    reason: 'FieldValueNotFound',
    message: `Not found: ${quoted(value)}`,
    field,
  }),
  tooLong: (field: string, max: number): Cause => ({
    reason: 'FieldValueTooLong',
    message: `Too long: may not be more than ${max} bytes`,
    field,
  }),
} as const;
