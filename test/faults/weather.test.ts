import { test } from '@jest/globals';
import { runUnderFault } from './fault-journey.ts';
import { faultJourneys } from './fault-journeys.ts';

test.each(faultJourneys.weather.map((row) => [row.id, row] as const))(
  'the program does what it has to under %s',
  (_id, row) => runUnderFault(row),
  120_000,
);
