import { expect } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import type { FaultJourney } from './fault-journeys.ts';
import { machine, type Machine, type Ran } from '../support/run-cli.ts';

const settings = ['--subscription', subscriptionId, '--location', 'eastus2'];
const up = ['up', ...settings, '--yes'];
const down = ['down', ...settings, '--name', 'metaflow', '--confirm', 'metaflow'];

/** What is left of the deployment in Azure. */
function leftIn(box: Machine): readonly string[] {
  const { resources = {} } = box.world()['arm'] as { resources?: Record<string, { id: string }> };
  return Object.values(resources)
    .map(({ id }) => id)
    .filter((id) => /rg-metaflow/i.test(id));
}

/** Runs the program under a fault and holds it against what it has to do. */
export async function runUnderFault(row: FaultJourney): Promise<void> {
  const { during = 'up', exit = 0, says = /(?:)/, profile } = row;
  let simulator: Simulator | undefined;
  let weather: 'fine' | 'breaking' | 'foul' | 'clearing' = 'fine';
  const box = machine({
    ...(profile === undefined ? {} : { profile }),
    prepare(made) {
      simulator = made;
      if (weather === 'breaking') for (const fault of [row, ...(row.with ?? [])]) made.faults.add(fault);
      if (weather === 'clearing') for (const { id } of [row, ...(row.with ?? [])]) made.faults.remove(id);
      weather = weather === 'breaking' ? 'foul' : weather;
    },
  });
  // Things that others put into the group are there from the beginning.
  if (during !== 'up') {
    weather = row.with !== undefined || row.id === 'rg.foreignResource' ? 'breaking' : 'fine';
    expect(await box.run(...up)).toMatchObject({ code: 0 });
  }
  weather = weather === 'fine' ? 'breaking' : weather;
  const ran: Ran = await box.run(...(during === 'down' ? down : up));
  expect([ran.code, ran.err]).toEqual([exit, expect.stringMatching(says)]);
  expect((simulator?.faults.struck(row.id) ?? 0) > 0).toBe(row.isAvoided !== true);
  weather = 'clearing';
  if (row.goesOn === true) expect(await box.run(...up)).toMatchObject({ code: 0 });
  if (during !== 'down' || exit !== 0) return;
  const strangers = leftIn(box).filter((id) => /not-ours|resourceGroups\/[^/]+$/i.test(id));
  expect(leftIn(box)).toEqual(row.with !== undefined || row.id === 'rg.foreignResource' ? strangers : []);
}
