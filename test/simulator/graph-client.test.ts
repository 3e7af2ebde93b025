import { expect, test } from '@jest/globals';
import { Client } from '@microsoft/microsoft-graph-client';
import type { Context } from '@microsoft/microsoft-graph-client';
import { fetchDoor } from '../../src/simulator/doors.ts';
import { identityRig } from './entra-rig.ts';

/** The real Graph client, whose last handler is the simulated Graph instead of fetch. */
function clientOf(rig: ReturnType<typeof identityRig>): Client {
  const fetch = fetchDoor({ handle: (request) => Promise.resolve(rig.service.handle(request)) });
  const token = rig.entra.signIn({ audience: 'https://graph.microsoft.com' });
  const middleware = {
    async execute(context: Context) {
      const headers = { ...(context.options?.headers as object), authorization: `Bearer ${token}` };
      context.response = await fetch(String(context.request), { ...context.options, headers });
    },
  };
  return Client.initWithMiddleware({ middleware });
}

test('the real Graph client creates, finds, updates and deletes an application', async () => {
  const client = clientOf(identityRig());
  const created = (await client.api('/applications').post({
    displayName: 'metaflow',
    uniqueName: 'metaflow-1',
    tags: ['ours'],
    passwordCredentials: [{}],
  })) as Record<string, string>;
  const found = (await client
    .api('/applications')
    .filter("tags/any(t:t eq 'ours')")
    .select('id,appId')
    .get()) as { value: unknown[] };
  expect(found.value).toEqual([{ id: created['id'], appId: created['appId'] }]);
  await client
    .api("/applications(uniqueName='metaflow-1')")
    .header('Prefer', 'create-if-missing')
    .patch({ displayName: 'new' });
  expect(await client.api(`/applications(appId='${created['appId']}')`).get()).toMatchObject({
    displayName: 'new',
  });
  await client.api(`/applications/${created['id']}`).delete();
  await client.api(`/directory/deletedItems/${created['id']}`).delete();
  await expect(client.api(`/applications/${created['id']}`).get()).rejects.toMatchObject({
    statusCode: 404,
    code: 'Request_ResourceNotFound',
    requestId: expect.any(String),
  });
});

test('the real Graph client reads every page', async () => {
  const client = clientOf(identityRig());
  for (const displayName of ['a', 'b', 'c']) await client.api('/applications').post({ displayName });
  const names: string[] = [];
  let next = '/applications?$top=2&$select=displayName';
  while (next !== '') {
    const page = (await client.api(next).get()) as {
      value: { displayName: string }[];
      '@odata.nextLink'?: string;
    };
    names.push(...page.value.map(({ displayName }) => displayName));
    next = page['@odata.nextLink'] ?? '';
  }
  expect(names.toSorted()).toEqual(['a', 'b', 'c']);
});
