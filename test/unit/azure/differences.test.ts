import { describe, expect, test } from '@jest/globals';
import { differences, overlay, sameLocation } from '../../../src/azure/differences.ts';

const ID = '/subscriptions/S1/resourceGroups/RG';

describe('differences', () => {
  test.each<[string, unknown, unknown]>([
    ['nothing wanted', {}, { a: 1 }],
    ['what Azure added of its own', { a: 1 }, { a: 1, provisioningState: 'Succeeded' }],
    ['what Azure added deep inside', { a: { b: 1 } }, { a: { b: 1, c: 2 } }],
    ['an undefined wish', { a: undefined }, { a: 1 }],
    ['ids in other casing', { id: ID }, { id: ID.toLowerCase() }],
    ['a location in other words', { location: 'eastus2' }, { location: 'East US 2' }],
    ['a nested location in other words', { sku: { location: 'eastus' } }, { sku: { location: 'East US' } }],
    ['equal lists', { zones: ['1', '2'] }, { zones: ['1', '2'] }],
    [
      'lists of ids in other casing',
      { ids: [ID] },
      { ids: [ID.toUpperCase().replace('/SUBSCRIPTIONS/', '/subscriptions/')] },
    ],
    [
      'named things in another order, and others beside them',
      {
        subnets: [
          { name: 'a', size: 1 },
          { name: 'b', size: 2 },
        ],
      },
      { subnets: [{ name: 'c' }, { name: 'B', size: 2 }, { name: 'A', size: 1 }] },
    ],
    ['false for false', { flag: false }, { flag: false }],
    ['an empty list for an empty list', { tags: [] }, { tags: [] }],
  ])('takes %s for equal', (_what, wanted, live) => {
    expect(differences(wanted, live)).toEqual([]);
  });

  test.each<[string, unknown, unknown, ReturnType<typeof differences>]>([
    ['another value', { a: 1 }, { a: 2 }, [{ path: 'a', from: 2, to: 1 }]],
    ['a missing one', { a: 1 }, {}, [{ path: 'a', from: undefined, to: 1 }]],
    ['one of another type', { a: '1' }, { a: 1 }, [{ path: 'a', from: 1, to: '1' }]],
    ['a nested one', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, [{ path: 'a.b.c', from: 2, to: 1 }]],
    [
      'a whole missing branch',
      { a: { b: 1, c: 2 } },
      {},
      [
        { path: 'a.b', from: undefined, to: 1 },
        { path: 'a.c', from: undefined, to: 2 },
      ],
    ],
    ['a branch where a value should be', { a: 1 }, { a: { b: 1 } }, [{ path: 'a', from: { b: 1 }, to: 1 }]],
    ['nothing at all', { a: 1 }, undefined, [{ path: 'a', from: undefined, to: 1 }]],
    [
      'other casing of what is no id',
      { name: 'Abc' },
      { name: 'abc' },
      [{ path: 'name', from: 'abc', to: 'Abc' }],
    ],
    ['a list that is longer', { l: ['a'] }, { l: ['a', 'b'] }, [{ path: 'l', from: ['a', 'b'], to: ['a'] }]],
    [
      'a list in another order',
      { l: ['a', 'b'] },
      { l: ['b', 'a'] },
      [{ path: 'l', from: ['b', 'a'], to: ['a', 'b'] }],
    ],
    ['a list that should be empty', { l: [] }, { l: ['a'] }, [{ path: 'l', from: ['a'], to: [] }]],
    ['no list', { l: ['a'] }, { l: 'a' }, [{ path: 'l', from: 'a', to: ['a'] }]],
    [
      'a property of a named thing',
      { s: [{ name: 'a', size: 1 }] },
      {
        s: [
          { name: 'b', size: 1 },
          { name: 'a', size: 2 },
        ],
      },
      [{ path: 's.a.size', from: 2, to: 1 }],
    ],
    [
      'a named thing that is missing',
      { s: [{ name: 'a' }] },
      { s: [{ name: 'b' }] },
      [{ path: 's.a.name', from: undefined, to: 'a' }],
    ],
    [
      'a list of named things that is missing',
      { s: [{ name: 'a' }] },
      {},
      [{ path: 's.a.name', from: undefined, to: 'a' }],
    ],
    [
      'another location',
      { location: 'eastus' },
      { location: 'East US 2' },
      [{ path: 'location', from: 'East US 2', to: 'eastus' }],
    ],
    ['another id', { id: ID }, { id: `${ID}2` }, [{ path: 'id', from: `${ID}2`, to: ID }]],
    ['nothing for false', { flag: false }, {}, [{ path: 'flag', from: undefined, to: false }]],
    ['null', { a: 1 }, { a: null }, [{ path: 'a', from: null, to: 1 }]],
  ])('tells %s', (_what, wanted, live, changes) => {
    expect(differences(wanted, live)).toEqual(changes);
  });
});

describe('laying the wanted over the live', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['keeps what nobody asked for', { a: 1, etag: 'x' }, { a: 2 }, { a: 2, etag: 'x' }],
    [
      'keeps it deep inside',
      { p: { a: 1, b: { c: 3, d: 4 } } },
      { p: { b: { c: 5 } } },
      { p: { a: 1, b: { c: 5, d: 4 } } },
    ],
    ['adds what is new', {}, { a: { b: 1 } }, { a: { b: 1 } }],
    ['takes an undefined wish for none', { a: 1 }, { a: undefined }, { a: 1 }],
    ['replaces lists of plain values', { l: ['a', 'b'] }, { l: ['c'] }, { l: ['c'] }],
    ['replaces a value by a branch', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    [
      'lays named things over those of their name and keeps the others',
      { s: [{ name: 'theirs' }, { name: 'A', delegation: 'x', size: 1 }] },
      { s: [{ name: 'a', size: 2 }, { name: 'new' }] },
      { s: [{ name: 'a', delegation: 'x', size: 2 }, { name: 'new' }, { name: 'theirs' }] },
    ],
    [
      'lets an empty list of wishes keep named things',
      { s: [{ name: 'a' }] },
      { s: [] },
      { s: [{ name: 'a' }] },
    ],
  ])('%s', (_what, live, wanted, result) => {
    expect(overlay(live, wanted)).toEqual(result);
  });

  test('never changes what it was given', () => {
    const live = { s: [{ name: 'a', p: { x: 1 } }] };
    overlay(live, { s: [{ name: 'a', p: { x: 2 } }] });
    expect(live).toEqual({ s: [{ name: 'a', p: { x: 1 } }] });
  });

  test('leaves no difference behind', () => {
    const wanted = { a: { b: [1, 2], c: 'x' }, s: [{ name: 'n', v: { w: true } }] };
    for (const live of [{}, { a: 1 }, { a: { b: [] } }, { s: [{ name: 'N', v: { w: false, z: 1 } }] }]) {
      expect(differences(wanted, overlay(live, wanted))).toEqual([]);
    }
  });
});

test.each([
  ['eastus', 'East US', true],
  ['West Europe', 'westeurope', true],
  ['eastus', 'eastus2', false],
])('%s and %s name one region: %s', (one, other, same) => {
  expect(sameLocation(one, other)).toBe(same);
});
