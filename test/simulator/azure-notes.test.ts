import { expect, test } from '@jest/globals';
import { tenantId } from '../../src/simulator/catalogue.ts';
import { blobContributor, guid, paths, wire, workers, zoneName, type Json } from '../support/azure-bodies.ts';
import { codeOf, createParts, createRig, rigWith, type Part, type Rig } from '../support/wire-client.ts';

const propertiesOf = async (rig: Rig, path: string): Promise<Json> =>
  (await rig.call('GET', path)).body['properties'] as Json;

test('servers, their children and deletions ask for their own patience', async () => {
  const rig = await rigWith('network', 'zone', 'server', 'cluster');
  const asked = async (method: string, path: string, body?: unknown): Promise<string | undefined> => {
    const { first } = await rig.finish(method, path, body);
    return first.headers['retry-after'];
  };
  expect(await asked('PUT', `${paths.server}/databases/one`, { properties: { charset: 'utf8' } })).toBe('10');
  expect(await asked('DELETE', `${paths.server}/databases/one`)).toBe('10');
  expect(await asked('DELETE', paths.server)).toBe('15');
  expect(await asked('DELETE', paths.cluster)).toBeUndefined();
  expect(await asked('DELETE', paths.network)).toBe('10');
  expect(await asked('DELETE', paths.group)).toBe('15');
});

test('things say that they are updated or on their way out, until they are gone', async () => {
  const rig = await rigWith('network', 'zone', 'server', 'cluster');
  const pool = `${paths.cluster}/agentPools/more`;
  const during = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    expect((await rig.call(method, path, body)).status).toBeLessThan(300);
    const { provisioningState, state } = await propertiesOf(rig, path);
    rig.clock.advance(1_200_000);
    return provisioningState ?? state;
  };
  const { name: _name, ...wanted } = workers as Json;
  expect(await during('PUT', pool, { properties: wanted })).toBe('Creating');
  expect(await during('DELETE', pool)).toBe('Deleting');
  expect(await during('PATCH', paths.cluster, { tags: { a: 'b' } })).toBe('Updating');
  expect(await during('DELETE', paths.cluster)).toBe('Deleting');
  expect(await during('PATCH', paths.server, { properties: { storage: { storageSizeGB: 64 } } })).toBe(
    'Updating',
  );
  expect((await propertiesOf(rig, paths.server))['state']).toBe('Ready');
  expect(await during('DELETE', paths.server)).toBe('Dropping');
  expect(await during('DELETE', paths.group)).toBe('Deleting');
  for (const gone of [pool, paths.cluster, paths.server, paths.group])
    expect((await rig.call('GET', gone)).status).toBe(404);
});

test('a server takes no zone with another ending, and none of its own name', async () => {
  const rig = await rigWith('network');
  for (const name of ['metaflow.example', 'mf-pg.postgres.database.azure.com']) {
    await rig.finish('PUT', paths.zone.replace(zoneName, name), wire.zone);
    const body = JSON.parse(JSON.stringify(wire.server).replace(zoneName, name)) as Json;
    expect(codeOf(await rig.call('PUT', paths.server, body))).toBe('InvalidPrivateDnsZone');
  }
});

/** Makes an application with its principal, and answers who that is and how to get its tokens. */
async function principalOf({ simulator, call }: Rig) {
  const graph = { authorization: `Bearer ${simulator.signIn({ audience: 'https://graph.microsoft.com' })}` };
  const at = (path: string): string => `https://graph.microsoft.com/v1.0/${path}`;
  const wished = { displayName: 'flows', passwordCredentials: [{ displayName: 'one' }] };
  const application = (await call('POST', at('applications'), wished, graph)).body;
  const { appId } = application;
  const { id } = (await call('POST', at('servicePrincipals'), { appId }, graph)).body;
  const [{ secretText }] = application['passwordCredentials'] as [{ secretText: string }];
  const token = async (audience: string): Promise<{ authorization: string }> => {
    const { body } = await simulator.handle({
      method: 'POST',
      url: new URL(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: String(appId),
        client_secret: secretText,
        scope: `${audience}/.default`,
      }).toString(),
    });
    return { authorization: `Bearer ${(JSON.parse(body) as { access_token: string }).access_token}` };
  };
  return { id, token };
}

test('a service principal reads and writes its container and gets the kubeconfig of its cluster, and nothing else', async () => {
  const rig = await rigWith('network', 'cluster', 'account', 'container');
  await rig.call('PUT', paths.container.replace(/[^/]+$/, 'other'), {});
  const { id, token } = await principalOf(rig);
  const grant = async (scope: string, role: string, name: string): Promise<void> => {
    const properties = { principalId: id, principalType: 'ServicePrincipal', roleDefinitionId: `/x/${role}` };
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    expect((await rig.call('PUT', path, { properties })).status).toBe(201);
  };
  await grant(paths.container, blobContributor, guid(1));
  await grant(paths.cluster, '4abbcc35-e782-43d8-92c5-2d3f1bd2253f', guid(2));
  const storage = await token('https://storage.azure.com');
  const arm = await token('https://management.azure.com');
  const container = paths.container.split('/').at(-1) ?? '';
  const account = paths.account.split('/').at(-1) ?? '';
  const blob = async (method: string, path: string): Promise<number> => {
    const headers = { ...storage, 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2024-11-04' };
    const url = `https://${account}.blob.core.windows.net/${path}`;
    return (await rig.call(method, url, method === 'PUT' ? {} : undefined, headers)).status;
  };
  expect([await blob('PUT', `${container}/a`), await blob('GET', `${container}/a`)]).toEqual([201, 200]);
  expect([await blob('PUT', 'other/a'), await blob('GET', 'other/a')]).toEqual([403, 403]);
  const status = async (method: string, path: string, body?: unknown): Promise<number> =>
    (await rig.call(method, path, body, arm)).status;
  expect(await status('POST', `${paths.cluster}/listClusterUserCredential`)).toBe(200);
  expect(await status('POST', `${paths.cluster}/listClusterAdminCredential`)).toBe(403);
  expect(await status('POST', `${paths.account}/listKeys`)).toBe(403);
  expect(await status('DELETE', paths.container.replace(/[^/]+$/, 'other'))).toBe(403);
  for (const path of [paths.group, paths.network, paths.account]) {
    expect(await status('GET', path)).toBe(403);
    expect(await status('DELETE', path)).toBe(403);
  }
});

/** A rig of the realistic profile in which the parts stand. */
async function realisticRig(...parts: readonly Part[]): Promise<Rig> {
  const rig = createRig({ profile: 'realistic' });
  for (const name of ['ContainerService', 'DBforPostgreSQL'])
    await rig.call('POST', `~/providers/Microsoft.${name}/register`);
  rig.clock.advance(60_000);
  for (const part of ['group', ...parts] as const) {
    if (part === 'group') await createParts(rig, part);
    else await rig.call('PUT', paths[part], (wire as Json)[part]);
    rig.clock.advance(1_200_000);
    // What happens after the end of an operation counts from the first call after it.
    await rig.call('GET', paths.group);
    rig.clock.advance(60_000);
  }
  return rig;
}

test('in the realistic profile lists are 20 seconds late, and the data plane a minute', async () => {
  const rig = await realisticRig('account');
  const listed = async (): Promise<number> =>
    ((await rig.call('GET', `${paths.group}/resources`)).body['value'] as unknown[]).length;
  expect(await listed()).toBe(1);
  await rig.call('PUT', paths.network, wire.network);
  expect(await listed()).toBe(1);
  rig.clock.advance(20_000);
  expect(await listed()).toBe(2);
  const { principalId } = rig.simulator.directory.addManagedIdentity('new');
  const properties = {
    principalId,
    principalType: 'ServicePrincipal',
    roleDefinitionId: `/x/${blobContributor}`,
  };
  const path = `${paths.account}/providers/Microsoft.Authorization/roleAssignments/${guid(1)}`;
  const answeredAt = async (): Promise<number> => {
    expect((await rig.call('PUT', path, { properties })).status).toBe(201);
    return rig.clock.now();
  };
  const late = (await answeredAt()) + 60_000 - (rig.simulator.arm.cloud.world.grants.at(-1)?.from ?? NaN);
  // It counts from the effect, which is half a call before the answer.
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(8000);
});

test('in the realistic profile a link is seen for 30 seconds after its end, and a server holds its subnet for 60', async () => {
  const rig = await realisticRig('network', 'zone', 'link', 'server');
  const deleted = async (part: Part): Promise<void> => {
    expect((await rig.call('DELETE', paths[part])).status).toBe(202);
    const { endsAt = NaN } = Object.values(rig.simulator.arm.cloud.world.operations).at(-1) ?? {};
    rig.clock.advance(endsAt - rig.clock.now() + 1000);
  };
  await deleted('server');
  expect(codeOf(await rig.call('DELETE', paths.network))).toBe('InUseSubnetCannotBeDeleted');
  rig.clock.advance(60_000);
  await deleted('link');
  expect((await rig.call('GET', paths.link)).status).toBe(200);
  rig.clock.advance(30_000);
  expect((await rig.call('GET', paths.link)).status).toBe(404);
  expect((await rig.call('DELETE', paths.network)).status).toBe(202);
});
