import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRig } from '../support/wire-client.ts';
import type { Exchange, Violation } from './exchange.ts';
import { createJudge } from './judge.ts';
import type { Judge } from './judge.ts';
import { exceptions } from './exceptions.ts';
import { createRecorder } from './recorder.ts';
import { specsFolder } from './specs-folder.ts';
import { insideTours } from './tours/cluster-inside.ts';
import { directoryTours } from './tours/directory.ts';
import { foreignTours } from './tours/foreign.ts';
import { networkTours } from './tours/networks.ts';
import { platformTours } from './tours/platform.ts';
import { rightsTours } from './tours/rights.ts';

const tours = {
  ...rightsTours,
  ...networkTours,
  ...platformTours,
  ...directoryTours,
  ...insideTours,
  ...foreignTours,
};

let judge: Judge;
beforeAll(async () => {
  judge = await createJudge({ specs: specsFolder(), exceptions });
}, 60_000);
let done = 0;
afterAll(() => {
  judge.close();
  // A run of some tours only cannot tell which exceptions the others need.
  const dead = done === Object.keys(tours).length ? judge.deadExceptions() : [];
  if (dead.length > 0) throw new Error(`exceptions that nothing needs: ${dead.join(', ')}`);
});

async function judgeAll(exchanges: readonly Exchange[]): Promise<readonly string[]> {
  const lines = new Set<string>();
  for (const exchange of exchanges) {
    const violations = (await judge.any(exchange)) ?? [];
    for (const violation of violations) lines.add(toLine(violation));
  }
  return [...lines];
}

function toLine({ call, operation, side, code, at, message }: Violation): string {
  return `${operation || call}: ${side} ${code} ${at} ${message}`;
}

test.each(Object.entries(tours))(
  '%s: the simulator answers as Azure would',
  async (_, tour) => {
    done += 1;
    const { hooks, exchanges } = createRecorder();
    const ended = await tour.run(createRig(), hooks).catch((error: unknown) => ({ error }));
    expect(await judgeAll(exchanges)).toEqual([]);
    expect(ended).toBeUndefined();
    const seen = [...judge.takeSeen()].map((operation) => operation.replace(/^\w+ /, ''));
    expect(seen).toEqual(expect.arrayContaining([...tour.sees]));
  },
  60_000,
);
