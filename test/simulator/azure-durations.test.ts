import { expect, test } from '@jest/globals';
import { paths, wire } from '../support/azure-bodies.ts';
import { createRig, type Part } from '../support/wire-client.ts';

const parts = ['network', 'zone', 'link', 'server', 'cluster'] as const satisfies readonly Part[];
type Times = Record<string, number>;

/** Makes the parts of a deployment, and answers how many seconds each of them took and how long Azure thought first. */
async function timesOf(seed: number, profile: 'fast' | 'realistic' = 'realistic'): Promise<Times> {
  const rig = createRig({ profile, seed });
  for (const name of ['ContainerService', 'DBforPostgreSQL'])
    await rig.call('POST', `~/providers/Microsoft.${name}/register`);
  const times: Times = {};
  const asked = rig.clock.now();
  await rig.call('PUT', paths.group, { location: 'eastus2' });
  times['group'] = (rig.clock.now() - asked) / 1000;
  rig.clock.advance(60_000);
  for (const part of parts) {
    const { status } = await rig.call('PUT', paths[part], wire[part]);
    expect(status).toBeLessThan(300);
    const operation = Object.values(rig.simulator.arm.cloud.world.operations).at(-1);
    times[part] = ((operation?.endsAt ?? NaN) - (operation?.startedAt ?? NaN)) / 1000;
    rig.clock.advance(1_200_000);
  }
  return times;
}

/** Median and 90th percentile as measured, and between what a part may take. */
const measured: readonly (readonly [string, number, number, number, number])[] = [
  ['group', 1, 3, 0.1, 8],
  ['network', 4, 6, 1.8, 9],
  ['zone', 16, 24, 7.5, 34],
  ['link', 32, 51, 8, 56],
  ['server', 275, 420, 127, 594],
  ['cluster', 270, 420, 119, 603],
];

test('in the fast profile everything takes its median', async () => {
  const medians = { group: 1, network: 4, zone: 16, link: 30, server: 275, cluster: 270 };
  expect(await timesOf(1, 'fast')).toEqual(medians);
});

test('in the realistic profile the same seed brings the same durations, and another seed others', async () => {
  expect(await timesOf(7)).toEqual(await timesOf(7));
  expect(await timesOf(8)).not.toEqual(await timesOf(7));
});

test('in the realistic profile durations scatter around the measured median, within the measured bounds', async () => {
  const worlds: Times[] = [];
  for (let seed = 1; seed <= 200; seed += 1) worlds.push(await timesOf(seed));
  for (const [part, p50, p90, least, most] of measured) {
    const drawn = worlds.map((times) => times[part] ?? NaN).toSorted((a, b) => a - b);
    const at = (share: number): number => (drawn[Math.floor(share * drawn.length)] ?? NaN) / p50;
    // The middle of two humps is a gap: there the median may be anywhere.
    expect([part, Math.abs(at(0.5) - 1) < (part === 'link' ? 0.5 : 0.2)]).toEqual([part, true]);
    expect([part, Math.abs((at(0.9) * p50) / p90 - 1) < 0.2]).toEqual([part, true]);
    expect([part, (drawn[0] ?? 0) >= least, (drawn.at(-1) ?? Infinity) <= most]).toEqual([part, true, true]);
  }
});
