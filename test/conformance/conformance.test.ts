import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { exceptions, journeyExceptions } from './exceptions.ts';
import type { Journey, RecordJourney } from './exchange.ts';
import type { Judge } from './judge.ts';
import { createJudge } from './judge.ts';
import { specsFolder } from './specs-folder.ts';

/** The way of a deployment from nothing to nothing, with every command that talks to a cloud. */
function wayOfLife(identity: 'service-principal' | 'workload'): Journey {
  const settings = ['--subscription', subscriptionId, '--location', 'eastus2', '--identity', identity];
  return {
    name: `up, again, changed, looked at and down, with ${identity}`,
    commands: [
      ['up', '--yes', ...settings],
      ['up', '--yes'],
      ['up', '--yes', '--task-nodes-max', '20'],
      ['plan'],
      ['status'],
      ['config'],
      ['down', '--confirm', 'metaflow'],
    ],
  };
}

const journeys = [wayOfLife('service-principal'), wayOfLife('workload')];

/** What every deployment asks of Azure and its cluster: a journey that asks less has not gone the whole way. */
const everywhere = [
  'arm ResourceGroups_CreateOrUpdate',
  'arm VirtualNetworks_CreateOrUpdate',
  'arm PrivateZones_CreateOrUpdate',
  'arm VirtualNetworkLinks_CreateOrUpdate',
  'arm StorageAccounts_Create',
  'arm BlobContainers_Create',
  'arm Servers_Create',
  'arm Databases_Create',
  'arm ManagedClusters_CreateOrUpdate',
  'arm RoleAssignments_Create',
  'arm ResourceGroups_Delete',
  'kubernetes APPLY apps/v1 deployments',
];

let judge: Judge;
beforeAll(async () => {
  judge = await createJudge({
    specs: specsFolder(),
    exceptions: [...exceptions, ...journeyExceptions],
  });
}, 60_000);
let played = 0;
afterAll(() => {
  judge.close();
  const names = new Set(journeyExceptions.map(({ name }) => name));
  const dead = played === journeys.length ? judge.deadExceptions().filter((name) => names.has(name)) : [];
  if (dead.length > 0) throw new Error(`exceptions that no journey needs: ${dead.join(', ')}`);
});

/** Imported by name at run time: the judge can be built and tested without the program. */
async function loadRecorder(): Promise<RecordJourney> {
  const harness = '../support/run-cli.ts';
  const { recordJourney } = (await import(harness)) as { recordJourney: RecordJourney };
  return recordJourney;
}

test.each(journeys.map((journey) => [journey.name, journey] as const))(
  '%s: both sides keep to the descriptions',
  async (_, journey) => {
    const record = await loadRecorder();
    const exchanges = await record(journey);
    played += 1;
    const lines = new Set<string>();
    for (const exchange of exchanges) {
      const violations = (await judge.any(exchange)) ?? [];
      for (const { operation, call, side, code, at, message } of violations)
        lines.add(`${operation || call}: ${side} ${code} ${at} ${message}`);
    }
    expect([...lines]).toEqual([]);
    expect([...judge.takeSeen()]).toEqual(expect.arrayContaining(everywhere));
  },
  120_000,
);
