import { expect, test } from '@jest/globals';
import { paths, type Json } from '../support/azure-bodies.ts';
import { codeOf, rigWith, type Rig } from '../support/wire-client.ts';

const power = async (rig: Rig): Promise<unknown> => {
  const { body } = await rig.call('GET', paths.cluster);
  const { powerState, provisioningState } = body['properties'] as Json;
  return [(powerState as Json)['code'], provisioningState];
};

test('a stopped cluster has no address, takes no changes, and comes back with everything when it is started', async () => {
  const rig = await rigWith('network', 'cluster');
  const { body } = await rig.call('POST', `${paths.cluster}/listClusterUserCredential`);
  const [{ value }] = body['kubeconfigs'] as [{ value: string }];
  const text = Buffer.from(value, 'base64').toString();
  const server = /server: "?(https:[^"\s]+)/.exec(text)?.[1] ?? '';
  const token = /token: "?([^"\s]+)/.exec(text)?.[1] ?? '';
  const ask = () =>
    rig
      .call('GET', `${server.replace(/:443$/, '')}/api/v1/namespaces`, undefined, {
        authorization: `Bearer ${token}`,
      })
      .then(
        ({ status }) => status,
        (error: Error) => error.message,
      );
  expect(await ask()).toBe(200);
  const { first, last } = await rig.finish('POST', `${paths.cluster}/stop`);
  expect([first.status, last.body['status']]).toEqual([202, 'Succeeded']);
  expect(await power(rig)).toEqual(['Stopped', 'Succeeded']);
  expect(await ask()).toContain('getaddrinfo ENOTFOUND');
  const tagged = await rig.call('PATCH', paths.cluster, { tags: { a: 'b' } });
  expect([codeOf(tagged), tagged.text]).toEqual([
    'OperationNotAllowed',
    expect.stringContaining('(Stopped) state'),
  ]);
  await rig.call('POST', `${paths.cluster}/start`);
  expect(await power(rig)).toEqual(['Running', 'Starting']);
  rig.clock.advance(151_000);
  expect([await power(rig), await ask()]).toEqual([['Running', 'Succeeded'], 200]);
  await rig.finish('POST', `${paths.cluster}/stop`);
  expect((await rig.finish('DELETE', paths.cluster)).first.status).toBe(202);
});
