import type { Got, ServerRig } from '../simulator/server-rig.ts';
import { kinds } from './cluster-objects.ts';
import { tokenFor, versionFor, type Estate } from './estate.ts';
import { blobProblems, directoryProblems, overdueProblems } from './invariants-azure.ts';
import { ownerProblems } from './invariants-kubernetes.ts';
import { subscription } from './scene.ts';

const collections = [
  '/resourceGroups',
  '/providers/Microsoft.Storage/storageAccounts',
  '/providers/Microsoft.Network/virtualNetworks',
  '/providers/Microsoft.Network/privateDnsZones',
  '/providers/Microsoft.ManagedIdentity/userAssignedIdentities',
  '/providers/Microsoft.DBforPostgreSQL/flexibleServers',
  '/providers/Microsoft.ContainerService/managedClusters',
];

type Ask = (
  method: string,
  path: string,
  more?: { headers?: Record<string, string>; body?: unknown },
) => Promise<Got>;

const asking =
  (rig: ServerRig, { tokens }: Estate): Ask =>
  (method, path, { headers = {}, ...rest } = {}) =>
    rig
      .direct(path, {
        method,
        headers: { authorization: `Bearer ${tokenFor(path, tokens)}`, ...headers },
        ...rest,
      })
      .catch((error: Error) => {
        throw new Error(`${method} ${path}: ${error.message}`);
      });

/** Whether every member of a list can be got, and says the same there. */
async function listProblems(ask: Ask): Promise<string[]> {
  const problems: string[] = [];
  for (const collection of collections) {
    const path = `${subscription}${collection}`;
    const { body } = await ask('GET', `${path}?${versionFor(path)}`);
    for (const listed of body['value'] as { id: string; name: string }[]) {
      const got = await ask('GET', `${listed.id}?${versionFor(listed.id)}`);
      const same = got.status === 200 && got.body['id'] === listed.id && got.body['name'] === listed.name;
      if (!same) problems.push(`${listed.id} is listed, and its GET is ${got.status}`);
    }
  }
  return problems;
}

/** Whether pages of resources hold what one list holds, and every group of a resource is there. */
async function pageProblems(ask: Ask): Promise<string[]> {
  const path = `${subscription}/resources?${versionFor(subscription)}`;
  const idsOf = ({ body }: Got): string[] => (body['value'] as { id: string }[]).map(({ id }) => id);
  const whole = idsOf(await ask('GET', path));
  const paged: string[] = [];
  for (let next: string | undefined = `${path}&$top=3`; next !== undefined;) {
    const page: Got = await ask('GET', next);
    paged.push(...idsOf(page));
    next = (page.body['nextLink'] as string | undefined)?.replace(/^https:\/\/[^/]+/, '');
  }
  const groups = await ask('GET', `${subscription}/resourceGroups?${versionFor(subscription)}`);
  const known = new Set(idsOf(groups).map((id) => id.toLowerCase()));
  const strays = whole.filter((id) => !known.has(id.toLowerCase().split('/').slice(0, 5).join('/')));
  return [
    ...(whole.join() === paged.join() ? [] : [`pages hold ${paged.length} of ${whole.length} resources`]),
    ...(new Set(whole).size === whole.length ? [] : ['a resource is listed twice']),
    ...strays.map((id) => `${id} is in a group that is gone`),
  ];
}

interface Listed {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Whether the lists of a cluster are made of what can be got. */
async function objectProblems(ask: Ask, { fqdn }: Estate): Promise<string[]> {
  const problems: string[] = [];
  for (const { apiVersion, plural } of kinds) {
    const root = `/_host/${fqdn}${apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`}`;
    const list = await ask('GET', `${root}/${plural}`);
    // A definition that is not there serves nothing.
    const items = (list.body['items'] ?? []) as Listed[];
    for (const { metadata } of items.slice(0, 5)) {
      const space = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
      const got = await ask('GET', `${root}${space}/${plural}/${metadata.name}`);
      const { name } = (got.body['metadata'] ?? {}) as { name?: string };
      if (name === metadata.name) continue;
      // Every look lets some time pass: it may have gone meanwhile.
      const again = await ask('GET', `${root}${space}/${plural}`);
      const isThere = ((again.body['items'] ?? []) as Listed[]).some(
        (one) => one.metadata.name === metadata.name,
      );
      if (isThere) problems.push(`${plural} ${metadata.name} is listed, and its GET is ${got.status}`);
    }
  }
  return problems;
}

/** Whether what has a version has another one after it was changed, the same after it was not, and is gone when deleted. */
async function versionProblems(ask: Ask, { fqdn }: Estate): Promise<string[]> {
  const problems: string[] = [];
  const expect = (what: string, isSo: boolean): void => void (isSo || problems.push(what));
  const blob = '/_host/fuzzbox.blob.core.windows.net/box/versioned';
  const headers = { 'x-ms-version': '2023-11-03', 'x-ms-blob-type': 'BlockBlob' };
  const etag = ({ headers: told }: Got): unknown => told['etag'];
  const before = await ask('PUT', blob, { headers, body: 'one' });
  expect('a blob was read and has another etag', etag(await ask('GET', blob, { headers })) === etag(before));
  const after = await ask('PUT', blob, { headers, body: 'other' });
  expect('a blob was changed and kept its etag', etag(after) !== etag(before));
  await ask('DELETE', blob, { headers });
  expect('a deleted blob is there', (await ask('GET', blob, { headers })).status === 404);
  const maps = `/_host/${fqdn}/api/v1/namespaces/default/configmaps`;
  const object = (turn: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'versioned' },
    data: { turn },
  });
  const version = ({ body }: Got): unknown =>
    (body['metadata'] as { resourceVersion?: string })?.resourceVersion;
  await ask('POST', maps, { body: object('one') });
  const one = await ask('GET', `${maps}/versioned`);
  const same = await ask('PUT', `${maps}/versioned`, { body: object('one') });
  const other = await ask('PUT', `${maps}/versioned`, { body: object('other') });
  expect('an object was written without a change and has another version', version(one) === version(same));
  expect('an object was changed and kept its version', version(one) !== version(other));
  await ask('DELETE', `${maps}/versioned`);
  expect('a deleted object is there', (await ask('GET', `${maps}/versioned`)).status === 404);
  return problems;
}

/** Whether the diary is in order, and tells no secrets. */
function journalProblems({ journal }: ServerRig['server']['simulator']): string[] {
  return journal.flatMap(({ at, url, status }, index) => [
    ...(at >= (journal[index - 1]?.at ?? 0) ? [] : ['the journal goes back in time']),
    ...(status >= 100 && status < 600 ? [] : [`the journal has status ${status}`]),
    ...(/[?&](sig|client_secret|code)=/.test(url) ? [`the journal tells the secrets of ${url}`] : []),
  ]);
}

/** Longer than anything that was begun takes. */
const LONG_SECONDS = 3700;

/** A look at everything, in good weather and after all that was begun has ended. */
export async function roundProblems(rig: ServerRig, estate: Estate): Promise<string[]> {
  const ask = asking(rig, estate);
  await ask('DELETE', '/_simulator/faults');
  await ask('POST', '/_simulator/clock', { body: { advanceSeconds: LONG_SECONDS } });
  await ask('GET', `${subscription}?${versionFor(subscription)}`);
  await ask('GET', `/_host/${estate.fqdn}/api/v1/namespaces`);
  const { world, clock } = rig.server.simulator;
  return [
    ...overdueProblems(world, clock.now() - LONG_SECONDS * 1000),
    ...directoryProblems(world),
    ...blobProblems(world),
    ...ownerProblems(world),
    ...journalProblems(rig.server.simulator),
    ...(await listProblems(ask)),
    ...(await pageProblems(ask)),
    ...(await objectProblems(ask, estate)),
    ...(await versionProblems(ask, estate)),
  ];
}
