import { expect, test } from '@jest/globals';
import { networkFaults } from '../../src/simulator/network-faults.ts';
import { paths } from '../support/azure-bodies.ts';
import { createRig, type Rig } from '../support/wire-client.ts';

const group = { location: 'eastus2' };
const errorOf = (rig: Rig): Promise<unknown> =>
  rig.call('PUT', paths.group, group).then(
    ({ status }) => status,
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );
const exists = async (rig: Rig): Promise<boolean> => (await rig.call('HEAD', paths.group)).status === 204;

test('the way to the cloud fails before a request has an effect, after it, or not at all but late', async () => {
  const rows = [
    ['net.resetBeforeApply', {}, 'ECONNRESET: read ECONNRESET', false],
    ['net.resetAfterApply', {}, 'ECONNRESET: read ECONNRESET', true],
    ['net.dns', {}, 'ENOTFOUND: getaddrinfo ENOTFOUND management.azure.com', false],
    ['net.dns', { code: 'EAI_AGAIN' }, 'EAI_AGAIN: getaddrinfo EAI_AGAIN management.azure.com', false],
    ['net.slow', { seconds: 40 }, 201, true],
  ] as const;
  for (const [id, knobs, outcome, applied] of rows) {
    const rig = createRig();
    const began = rig.clock.now();
    rig.simulator.faults.add({
      id,
      match: 'PUT management.azure.com/.*/resourceGroups/rg$',
      times: 1,
      knobs,
    });
    expect([id, await errorOf(rig)]).toEqual([id, outcome]);
    expect(rig.clock.now() - began >= 40_000).toBe(id === 'net.slow');
    expect([id, await exists(rig)]).toEqual([id, applied]);
    expect(await errorOf(rig)).not.toEqual('ECONNRESET: read ECONNRESET');
  }
  expect(new Set(rows.map(([id]) => id))).toEqual(new Set(Object.keys(networkFaults)));
});
