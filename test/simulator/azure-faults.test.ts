import { expect, test } from '@jest/globals';
import { armFaults } from '../../src/simulator/faults.ts';
import { faultCases } from '../support/azure-fault-cases.ts';
import { codeOf, createParts, createRig } from '../support/wire-client.ts';

test.each(faultCases.map((one) => [one.id, one] as const))(
  'the fault %s strikes',
  async (id, { before = [], fault = {}, act, expects }) => {
    const rig = createRig();
    await createParts(rig, ...before);
    rig.simulator.faults.add({ id, ...fault });
    const answer = await act(rig);
    expect([answer.status, codeOf(answer)]).toEqual(expects);
    expect(rig.simulator.faults.struck(id)).toBeGreaterThan(0);
  },
);

test('every fault of ARM has its case', () => {
  expect(faultCases.map(({ id }) => id).toSorted()).toEqual(Object.keys(armFaults).toSorted());
});
