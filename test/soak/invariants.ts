import type { Got, ServerRig } from '../simulator/server-rig.ts';
import { tokenFor, versionFor, type Estate } from './estate.ts';

interface Stored {
  readonly id: string;
  readonly type: string;
  readonly operation?: string;
}

interface Arm {
  readonly resources: Readonly<Record<string, Stored>>;
  readonly operations: Readonly<Record<string, { readonly ended?: boolean; readonly endsAt?: number }>>;
  readonly due: readonly { readonly at: number; readonly what: string; readonly about: string }[];
}

/** What an id stands in: the resource two segments up, or the group; none above groups and subscriptions. */
function parentOf({ id, type }: Stored): string | undefined {
  const isNested = type.split('/').length > 2;
  const group = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+(?=\/)/i.exec(id)?.[0];
  if (!isNested) return group?.toLowerCase();
  // The services of an account are there without having been made.
  return id
    .replace(/\/(blobServices|fileServices)\/default(?=\/)/i, '')
    .split('/')
    .slice(0, -2)
    .join('/')
    .toLowerCase();
}

/** What is wrong with the tree: children without parents, resources at work without work. */
export function treeProblems(world: Readonly<Record<string, unknown>>): string[] {
  const { resources, operations, due } = world['arm'] as Arm;
  const ends = new Set(due.map(({ about }) => about));
  const orphans = Object.values(resources).flatMap((resource) => {
    const parent = parentOf(resource);
    return parent === undefined || resources[parent] !== undefined ? [] : [`${resource.id} has no parent`];
  });
  const idle = Object.values(resources).flatMap(({ id, operation }) => {
    if (operation === undefined) return [];
    return operations[operation] === undefined || operations[operation].ended === true
      ? [`${id} is at work on ${operation}, which is not there`]
      : [];
  });
  const endless = Object.entries(operations).flatMap(([name, { ended, endsAt }]) =>
    ended === true || endsAt === undefined || ends.has(name) ? [] : [`operation ${name} never ends`],
  );
  return [...orphans, ...idle, ...endless];
}

const collections = [
  '/resourceGroups',
  '/providers/Microsoft.Storage/storageAccounts',
  '/providers/Microsoft.Network/virtualNetworks',
  '/providers/Microsoft.Network/privateDnsZones',
  '/providers/Microsoft.ManagedIdentity/userAssignedIdentities',
];

/** Whether every member of a list can be got, and says the same there. */
export async function listProblems(
  rig: ServerRig,
  { tokens }: Estate,
  subscription: string,
): Promise<string[]> {
  const headers = { authorization: `Bearer ${tokens.arm}` };
  const problems: string[] = [];
  for (const collection of collections) {
    const path = `${subscription}${collection}`;
    const { body } = await rig.direct(`${path}?${versionFor(path)}`, { headers });
    for (const listed of body['value'] as { id: string; name: string; type: string }[]) {
      const got = await rig.direct(`${listed.id}?${versionFor(listed.id)}`, { headers });
      const same = got.status === 200 && got.body['id'] === listed.id && got.body['name'] === listed.name;
      if (!same) problems.push(`${listed.id} is listed, and its GET is ${got.status}`);
    }
  }
  return problems;
}

/** Whether what has a version has another one after it was changed. */
export async function versionProblems(rig: ServerRig, estate: Estate, turn: number): Promise<string[]> {
  const ask = async (method: string, path: string, more: object): Promise<Got> => {
    const authorization = `Bearer ${tokenFor(path, estate.tokens)}`;
    const { headers = {}, ...rest } = more as { headers?: Record<string, string> };
    return rig.direct(path, { method, headers: { authorization, ...headers }, ...rest });
  };
  const blob = '/_host/fuzzbox.blob.core.windows.net/box/versioned';
  const headers = { 'x-ms-version': '2023-11-03', 'x-ms-blob-type': 'BlockBlob' };
  const before = await ask('PUT', blob, { headers, body: `${turn}` });
  const after = await ask('PUT', blob, { headers, body: `${turn} and more` });
  const map = `/_host/${estate.fqdn}/api/v1/namespaces/default/configmaps`;
  const object = (data: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'versioned' },
    data,
  });
  await ask('POST', map, { body: object({ turn: `${turn}` }) });
  const one = await ask('GET', `${map}/versioned`, {});
  const other = await ask('PUT', `${map}/versioned`, { body: object({ turn: `${turn} and more` }) });
  const versionOf = ({ body }: Got) =>
    (body['metadata'] as { resourceVersion?: string } | undefined)?.resourceVersion;
  return [
    ...(before.headers['etag'] === after.headers['etag'] ? ['a blob was changed and kept its etag'] : []),
    ...(versionOf(one) === versionOf(other) ? ['an object was changed and kept its version'] : []),
  ];
}
