import { armFaults } from '../../src/simulator/faults.ts';
import { identityFaults } from '../../src/simulator/graph/fault-list.ts';
import { kubernetesFaults } from '../../src/simulator/kubernetes/strikes.ts';
import { networkFaults } from '../../src/simulator/network-faults.ts';
import { faultJourneys } from '../faults/fault-journeys.ts';

/** Where the simulator's own side of a fault is tested. */
const lists = {
  '`azure-faults`': armFaults,
  '`azure-network-faults`': networkFaults,
  '`graph-faults`, `entra`': identityFaults,
  '`kubernetes-trouble`': kubernetesFaults,
} as const;

/** No fault of the cloud: the hooks of its doors end the program. */
const crash =
  '| `crash.after` | the hooks of a door end the program before a call, after its effect, or after its answer | `azure-doors` | `test/crash` |';

/** The catalogue of faults as `BEHAVIOUR.md` has it: id, knobs, test of the simulator, test of the program. */
export function faultTable(): readonly string[] {
  const journeys = Object.entries(faultJourneys).flatMap(([subject, rows]) =>
    rows.map(({ id }) => [id, subject] as const),
  );
  const rows = Object.entries(lists).flatMap(([test, faults]) =>
    Object.entries(faults).map(([id, meaning]) => {
      const subjects = [...new Set(journeys.filter(([one]) => one === id).map(([, subject]) => subject))];
      const tried = subjects.map((subject) => `\`faults/${subject}\``).join(', ');
      return `| \`${id}\` | ${meaning} | ${test} | ${tried === '' ? 'none' : tried} |`;
    }),
  );
  return [...rows, crash].toSorted();
}
