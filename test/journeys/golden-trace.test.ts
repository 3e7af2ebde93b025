import { expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { machine } from '../support/run-cli.ts';

/** The address of a call without what differs from deployment to deployment. */
const shapeOf = (call: string): string =>
  call
    .replace(/^(\S+) ([^/]+)\/subscriptions\/[^/]+/, '$1 $2')
    .replace(/^(\S+) management\.azure\.com/, '$1 ')
    .replace(/\/resource[gG]roups\/[^/ ]+\/providers\/[^/]+/, '')
    .replace(/\/providers\/Microsoft\.(?!Authorization)[A-Za-z]+/, '')
    .replace(/\/providers\/Microsoft\.Authorization/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{guid}')
    .replace(/\/[a-z]+-metaflow[^/ ]*/g, '/{name}')
    .replace(/stmetaflow[^/. ]*/g, '{account}')
    .replace(/metaflow\.private[^/ ]*/, '{zone}')
    .replace(/probe-run-\w+/, 'probe');

/**
 * The writes of the published happy path (create a group, a network, a zone, a server and a cluster), in its order where an order is needed.
 *
 * Differences, each on purpose: the group is looked for with GET (its tags tell whose it is); operations are not polled
 * (the GET of the thing decides); the task pool comes with the cluster's PUT (it saves an operation); a fourth role is for
 * the operator's own storage access, and the cluster's roles are the operator's and not the service principal's.
 */
const GOLDEN = [
  'POST graph.microsoft.com/v1.0/applications 201',
  'POST graph.microsoft.com/v1.0/servicePrincipals 201',
  'PUT /resourcegroups/{name} 201',
  'PUT /virtualNetworks/{name} 201',
  'PUT /privateDnsZones/{zone} 202',
  'PUT /storageAccounts/{account} 202',
  'PUT /storageAccounts/{account}/blobServices/default/containers/metaflow 201',
  'PUT /storageAccounts/{account}/blobServices/default/containers/metaflow/roleAssignments/{guid} 201',
  'PUT /storageAccounts/{account}/blobServices/default/containers/metaflow/roleAssignments/{guid} 201',
  'PUT /privateDnsZones/{zone}/virtualNetworkLinks/{name} 202',
  'PUT /flexibleServers/{name} 202',
  'PUT /managedClusters/{name} 201',
  'PUT /flexibleServers/{name}/databases/metaflow 202',
  'PUT /managedClusters/{name}/roleAssignments/{guid} 201',
  'PUT /managedClusters/{name}/roleAssignments/{guid} 201',
  'POST /managedClusters/{name}/listClusterUserCredential 200',
];

test('the writes of a first up are those of the golden trace, each once', async () => {
  const box = machine();
  expect((await box.run('up', '--subscription', subscriptionId, '--location', 'eastus2', '--yes')).code).toBe(
    0,
  );
  const writes = box
    .newCalls()
    .filter((call) => !/^(GET|HEAD) |azmk8s\.io|checkNameAvailability|blob\.core|login\./i.test(call))
    .map(shapeOf);
  expect(writes.toSorted()).toEqual(GOLDEN.toSorted());

  const at = (line: string): number => writes.indexOf(line);
  const inOrder = [GOLDEN[2], GOLDEN[3], GOLDEN[9], GOLDEN[10], GOLDEN[12]].map((line) => at(line ?? ''));
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
}, 60_000);
