import { subscriptionId } from '../../src/simulator/catalogue.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import type { FaultJourney } from './fault-journeys.ts';
import { machine, type Machine } from '../support/run-cli.ts';

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

/** Runs the program under a fault. Answers in which points it did not do what it has to. */
export async function failuresUnder(row: FaultJourney): Promise<readonly string[]> {
  const { during = 'up', exit = 0, says = /(?:)/, profile, goesOn } = row;
  const faults = [row, ...(row.with ?? [])];
  const failures: string[] = [];
  let simulator: Simulator | undefined;
  let weather: 'fine' | 'breaking' | 'foul' | 'clearing' = 'fine';
  const box = machine({
    ...(profile === undefined ? {} : { profile }),
    prepare(made) {
      simulator = made;
      if (weather === 'breaking') for (const fault of faults) made.faults.add(fault);
      if (weather === 'clearing') for (const { id } of faults) made.faults.remove(id);
      weather = weather === 'breaking' ? 'foul' : weather;
    },
  });
  const run = async (code: number, argv: readonly string[], text = /(?:)/): Promise<void> => {
    const ran = await box.run(...argv);
    if (ran.code !== code) failures.push(`${argv[0]} ended with ${ran.code}, not ${code}: ${ran.err}`);
    else if (!text.test(ran.err)) failures.push(`${argv[0]} does not say ${String(text)}: ${ran.err}`);
  };
  const hasStrangers = row.id === 'rg.foreignResource' || row.with !== undefined;
  if (during !== 'up') {
    // What others put into the group is there from the beginning.
    weather = hasStrangers ? 'breaking' : 'fine';
    await run(0, up);
  }
  weather = weather === 'fine' ? 'breaking' : weather;
  await run(exit, during === 'down' ? down : up, says);
  const isStruck = (simulator?.faults.struck(row.id) ?? 0) > 0;
  if (isStruck === (row.isAvoided === true)) failures.push(`the fault has ${isStruck ? '' : 'not '}struck`);
  weather = 'clearing';
  if (goesOn === true) await run(0, up);
  if (during !== 'down' || exit !== 0) return failures;
  const strangers = /\/not-ours$|resourceGroups\/[^/]+$/i;
  const left = leftIn(box).filter((id) => !hasStrangers || !strangers.test(id));
  return [...failures, ...left.map((id) => `down left ${id}`)];
}
