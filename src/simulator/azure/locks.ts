import { Refusal } from '../errors.ts';
import { dig, objectOf } from '../json.ts';
import { checkScope } from './checks.ts';
import { type } from './resource-type.ts';

/** Management locks, at any scope. Enforced at the front door. */
export const locks = type('Microsoft.Authorization/locks', {
  location: 'none',
  requires: ['properties.level'],
  properties: { level: 'string', notes: 'string', owners: 'any' },
  check(write) {
    checkScope(write);
    const level = dig(write.body, 'properties.level');
    if (level === 'CanNotDelete' || level === 'ReadOnly') return;
    throw new Refusal(400, 'LockLevelInvalid', `The lock level '${String(level)}' is invalid.`);
  },
  keep: ({ body }) => ({ body: { properties: objectOf(body['properties']) } }),
  deleted: { status: 200 },
});
