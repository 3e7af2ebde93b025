import type { Exception } from './exchange.ts';

/**
 * Violations that are the description's fault, each with the reason.
 *
 * Every one must be needed by the tours: a dead exception fails the suite.
 */
export const exceptions: readonly Exception[] = [
  {
    name: 'subscription and tenant lists end without nextLink',
    reason:
      'The description of 2022-12-01 requires it; a last page has none, and the SDK stops where it is absent.',
    excuses: ({ operation, code, at }) =>
      ['Subscriptions_List', 'Tenants_List'].includes(operation) &&
      code === 'OBJECT_MISSING_REQUIRED_PROPERTY' &&
      at === '/nextLink',
  },
  {
    name: 'subscription lists carry a count',
    reason: 'ARM sends count: { type: "Total", value } beside the list; the description leaves it out.',
    excuses: ({ operation, code, at }) =>
      operation === 'Subscriptions_List' && code === 'OBJECT_ADDITIONAL_PROPERTIES' && at === '/count',
  },
  {
    name: 'a database server has storage of no type',
    reason:
      'Recorded answers of the service have storage.type "" (recorded.test.ts); the description has no such word.',
    excuses: ({ operation, code, at }) =>
      ['Servers_Get', 'Servers_ListByResourceGroup'].includes(operation) &&
      code === 'ENUM_MISMATCH' &&
      at.endsWith('/properties/storage/type'),
  },
];
