import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** The catalogue of what can go wrong stands beside the checkout, as the descriptions do. */
const facts = readFileSync(new URL('../../../shared/facts/azure-semantics.md', import.meta.url), 'utf8');
const book = readFileSync(new URL('../../src/simulator/BEHAVIOUR.md', import.meta.url), 'utf8');

/** Other names of faults that are there. */
const aliases: Readonly<Record<string, string>> = { 'pg.hang': 'lro.neverEnds' };

test('every fault of the catalogue of facts exists in the simulator', () => {
  const [, section = ''] = /### 17\.3 .*\n([\s\S]*?)\n### /.exec(facts) ?? [];
  const catalogued = [...section.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) => [
    ...cell.matchAll(/\b[a-z0-9]+\.[a-zA-Z0-9]+/g),
  ]);
  const ids = catalogued.map(([id]) => aliases[id] ?? id);
  expect(ids.length).toBeGreaterThan(70);
  const known = new Set([...book.matchAll(/^\| `(\w+\.\w+)`/gm)].map(([, id]) => id));
  expect(ids.filter((id) => !known.has(id))).toEqual([]);
});
