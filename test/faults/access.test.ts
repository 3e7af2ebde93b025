import { expect, test } from '@jest/globals';
import { failuresUnder } from './fault-journey.ts';
import { faultJourneys } from './fault-journeys.ts';

test.each(faultJourneys.access.map((row) => [row.id, row] as const))(
  'the program does what it has to under %s',
  async (_id, row) => expect(await failuresUnder(row)).toEqual([]),
  120_000,
);
