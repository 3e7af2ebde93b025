import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { faultTable } from '../support/fault-table.ts';

const book = readFileSync(new URL('../../src/simulator/BEHAVIOUR.md', import.meta.url), 'utf8');
const cells = (line: string): string => line.replaceAll(/ *\| */g, '|');

test('the table of faults is complete, and says what their knobs mean and where they are tested', () => {
  const shown = book.split('\n').filter((line) => /^\| `\w+\.\w+` /.test(line));
  expect(shown.map(cells)).toEqual(faultTable().map(cells));
});

test('what the program does is tested under every fault of Azure, of the directory and of the network', () => {
  const untried = faultTable().filter((line) => line.endsWith('| none |'));
  // What befalls pods is the business of the tests of components.
  expect(untried.filter((line) => !line.includes('`k8s.'))).toEqual([]);
});
