import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/gateways/ports.ts';
import { createGraph } from '../../../src/gateways/graph.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { GRAPH, rigOf, text, thrown, type Rig } from './rig.ts';

const application: JsonObject = {
  displayName: 'demo',
  uniqueName: 'metaflow-demo',
  signInAudience: 'AzureADMyOrg',
};
const byName = "/applications(uniqueName='metaflow-demo')";
const posts = ({ calls }: Rig): number => calls.filter(({ request }) => request.method === 'POST').length;

describe('Graph', () => {
  test('looks, makes, changes and removes', async () => {
    const { graph } = rigOf();
    expect(await graph.get(byName)).toBeUndefined();
    const made = await graph.post('/applications', application);
    expect(await graph.get(byName)).toMatchObject({ id: made['id'], displayName: 'demo' });
    await graph.patch(`/applications/${text(made, 'id')}`, { displayName: 'other' });
    expect(await graph.get("/applications?$filter=displayName eq 'other'&$select=id")).toMatchObject({
      value: [{ id: made['id'] }],
    });
    await graph.delete(`/applications/${text(made, 'id')}`);
    expect(await graph.get(byName)).toBeUndefined();
  });

  test('takes it that what is to be removed is gone already', async () => {
    await expect(
      rigOf().graph.delete('/applications/aaaaaaaa-0000-4000-8000-000000000001'),
    ).resolves.toBeUndefined();
  });

  test('gets one token, for Graph, however many calls there are', async () => {
    const rig = rigOf();
    await rig.graph.get(byName);
    await rig.graph.post('/applications', application);
    expect(rig.tokens).toEqual([`${GRAPH}/.default`]);
  });

  test('is not told to create twice when the answer got lost: who asked looks first', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({ id: 'graph.504AfterApply', times: 1 });
    expect(await thrown(rig.graph.post('/applications', application))).toMatchObject({
      code: 'azure.unavailable',
      retrySeconds: 600,
    });
    expect(posts(rig)).toBe(1);
    expect(await rig.graph.get(byName)).toMatchObject({ displayName: 'demo' });
  });

  test('nor when the connection broke', async () => {
    const rig = rigOf({
      meddle: ({ request, response }) => {
        if (request.method !== 'POST' || response === undefined) return;
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
        });
      },
    });
    expect(await thrown(rig.graph.post('/applications', application))).toMatchObject({
      code: 'azure.unreachable',
      retrySeconds: 600,
      message: 'Entra application: the connection broke off (ECONNRESET)',
    });
    expect(posts(rig)).toBe(1);
  });

  test('is asked again where asking changes nothing', async () => {
    let broken = 0;
    const rig = rigOf({
      meddle: ({ response }) => {
        if (response === undefined && broken++ < 3) throw new TypeError('fetch failed');
      },
    });
    expect(await rig.graph.get(byName)).toBeUndefined();
    expect(rig.retries.map(({ waitMs }) => waitMs)).toEqual([1000, 2000, 4000]);
  });

  test('may throttle everything, creating too', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({ id: 'throttle.graph', times: 2, knobs: { retryAfter: 2.128 } });
    await rig.graph.post('/applications', application);
    expect(rig.retries).toEqual([
      { because: 'throttled', waitMs: 2128 },
      { because: 'throttled', waitMs: 2128 },
    ]);
    expect(posts(rig)).toBe(3);
  });

  test('may deny: the problem has the request id and a way without applications', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({ id: 'graph.denied' });
    expect(await thrown(rig.graph.post('/applications', application))).toMatchObject({
      code: 'access.directory',
      requestId: expect.any(String) as unknown,
      advice: expect.arrayContaining([expect.stringContaining('--identity workload')]) as unknown,
    });
  });

  test('may allow passwords for a shorter time only', async () => {
    const rig = rigOf();
    rig.simulator.faults.add({ id: 'graph.credPolicy', knobs: { maxDays: 30 } });
    const withPassword = {
      ...application,
      passwordCredentials: [{ displayName: 'p', endDateTime: '2027-01-01T00:00:00Z' }],
    };
    expect(await thrown(rig.graph.post('/applications', withPassword))).toMatchObject({
      code: 'access.password-lifetime',
    });
  });

  test('may not know yet what it made a moment ago', async () => {
    const error = await thrown(
      rigOf().graph.post('/servicePrincipals', { appId: 'aaaaaaaa-0000-4000-8000-000000000001' }),
    );
    expect(error).toMatchObject({ code: 'azure.not-yet', retrySeconds: 120 });
  });
});

/** A Graph that gives one answer to everything. */
const graphThat = (answer: () => Response, seen: string[] = []) =>
  createGraph({
    clock: new VirtualClock(),
    credential: {
      getToken: () => Promise.resolve({ token: 'CANARY', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    },
    cloud: { graph: GRAPH, graphScope: `${GRAPH}/.default` },
    fetch: (url) => {
      seen.push(url);
      return Promise.resolve(answer());
    },
    onRetry: () => undefined,
  });

describe('an odd Graph', () => {
  test.each([
    ['a page in place of JSON', () => new Response('<html>', { status: 200 }), 'azure.unreachable'],
    ['a page with 503', () => new Response('<html>', { status: 503 }), 'azure.unavailable'],
    ['401', () => new Response('', { status: 401 }), 'sign-in.refused'],
    ['403 without a word', () => new Response(null, { status: 403 }), 'access.denied'],
  ])('%s', async (_title, answer, code) => {
    const error = await thrown(graphThat(answer).get('/applications'));
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).not.toContain('CANARY');
  });

  test('never sees the token of another host', async () => {
    const seen: string[] = [];
    const graph = graphThat(() => new Response('{}'), seen);
    await expect(graph.get('https://evil.example/v1.0/applications')).rejects.toThrow(
      'not a request to Graph',
    );
    expect(seen).toEqual([]);
  });
});
