import { describe, expect, test } from '@jest/globals';
import { armResource, provisioning, startOnly, type CallOptions } from '../../../src/azure/arm-resource.ts';
import type { Context, Needs } from '../../../src/engine/resource.ts';
import { Problem } from '../../../src/problems/problem.ts';
import type { World } from '../../../src/world.ts';

const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: { get: (name: string) => headers[name] },
});
const OPERATION = 'https://management.azure.com/operations/1';

/** A client of the older kind: a promise that has polled once when it is done. */
const older =
  (first: ReturnType<typeof answer>, ...polls: (ReturnType<typeof answer> | Error)[]) =>
  async ({ onResponse }: CallOptions) => {
    onResponse?.(first);
    if (first.status >= 300) throw Object.assign(new Error('refused'), { statusCode: first.status });
    for (const poll of polls) {
      await Promise.resolve();
      if (poll instanceof Error) throw poll;
      onResponse?.(poll);
    }
    return { pollUntilDone: () => Promise.reject(new Error('nobody polls')) };
  };
/** A client of the newer kind: a poller at once, which has sent nothing before `submitted`. */
const newer = (first: ReturnType<typeof answer>) => (options: CallOptions) => ({
  submitted: () => older(first)(options).then(() => undefined),
});

describe('starting only', () => {
  test.each([
    [
      'an older client, Azure-AsyncOperation',
      older(answer(201, { 'azure-asyncoperation': OPERATION })),
      OPERATION,
    ],
    ['an older client, Location', older(answer(202, { location: OPERATION })), OPERATION],
    ['a newer client', newer(answer(201, { 'azure-asyncoperation': OPERATION, location: 'x' })), OPERATION],
    ['a call without an operation', older(answer(200)), undefined],
    [
      'a client whose polls answer with headers of their own',
      older(answer(201, { 'azure-asyncoperation': OPERATION }), answer(200, { location: 'other' })),
      OPERATION,
    ],
    [
      'a client whose first poll fails',
      older(answer(201, { 'azure-asyncoperation': OPERATION }), new Error('the operation failed')),
      OPERATION,
    ],
    [
      'a client that was redirected or throttled before it was accepted',
      async ({ onResponse }: CallOptions) => {
        onResponse?.(answer(429, { location: 'nowhere' }));
        onResponse?.(answer(202, { location: OPERATION }));
      },
      OPERATION,
    ],
  ])('takes the operation from the first acceptance: %s', async (_what, call, url) => {
    await expect(startOnly(call)).resolves.toBe(url);
  });

  test.each([
    ['an older client', older(answer(409))],
    ['a newer client', newer(answer(409))],
    [
      'a call that never left',
      () => Promise.reject(Object.assign(new Error('refused'), { code: 'ENOTFOUND' })),
    ],
  ])('throws what the first request threw: %s', async (_what, call) => {
    await expect(startOnly(call)).rejects.toThrow('refused');
  });
});

test.each([
  [{}, 'ready'],
  [{ provisioningState: 'Succeeded' }, 'ready'],
  [{ provisioningState: 'Failed' }, 'broken'],
  [{ provisioningState: 'Canceled' }, 'broken'],
  [{ provisioningState: 'Deleting' }, 'going'],
  [{ provisioningState: 'Creating' }, 'pending'],
  [{ provisioningState: 'SomethingNew' }, 'pending'],
])('%j is %s', (live, is) => {
  expect(provisioning(live)).toMatchObject({ is });
});

interface Live {
  readonly location?: string;
  readonly sku?: { readonly name: string; readonly tier?: string };
  readonly etag?: string;
  readonly tags?: Record<string, string>;
}
type Client = Record<'get' | 'put' | 'delete', (...args: unknown[]) => Promise<unknown>>;

function built(client: Partial<Client>, writeOnly?: object) {
  const bodies: unknown[] = [];
  const resource = armResource<Client, Needs, Live, string>({
    id: 'thing',
    title: 'The thing',
    needs: {},
    typicalSeconds: 1,
    rights: { read: [], create: [], delete: [] },
    client: () => Promise.resolve(client as Client),
    read: (the) => the.get() as Promise<Live>,
    start: (the, _ctx, body, options) => {
      bodies.push(body);
      return the.put(body, options);
    },
    remove: (the, _ctx, options) => the.delete(options),
    wanted: () => ({ location: 'eastus', sku: { name: 'Standard' } }),
    ...(writeOnly === undefined ? {} : { writeOnly: () => writeOnly }),
    fixed: ['location', 'sku.tier'],
    outputs: ({ sku }) => sku?.name ?? '',
  });
  const azure = { operation: (url: string) => Promise.resolve({ is: 'failed', error: url }) };
  const ctx = { config: { name: 'mf' }, azure, needs: {} } as unknown as Context<World, Needs>;
  return { resource, ctx, bodies };
}
const refusal = (statusCode: number) => Object.assign(new Error('no'), { name: 'RestError', statusCode });

describe('an ARM resource', () => {
  test.each(['ResourceNotFound', 'NotFound', 'ResourceGroupNotFound'])(
    'is absent after any 404, here %s',
    async (code) => {
      const { resource, ctx } = built({ get: () => Promise.reject(Object.assign(refusal(404), { code })) });
      await expect(resource.read(ctx)).resolves.toBeUndefined();
    },
  );

  test('names itself in what it could not read, make or remove', async () => {
    const no = () => Promise.reject(refusal(403));
    const { resource, ctx } = built({ get: no, put: no, delete: no });
    for (const call of [
      () => resource.read(ctx),
      () => resource.ensure(ctx, undefined),
      () => resource.remove(ctx, {}),
    ]) {
      const error = await call().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({ message: expect.stringMatching(/^The thing: /), about: ['thing'] });
    }
  });

  test('is ours when it carries our tag', () => {
    const { resource, ctx } = built({});
    const owned = (tags?: Record<string, string>) =>
      resource.isOurs?.(tags === undefined ? {} : { tags }, ctx);
    expect([
      owned({ 'metaflow-azure-deployment': 'mf' }),
      owned({ 'metaflow-azure-deployment': 'x' }),
    ]).toEqual([true, false]);
    expect([owned({}), owned()]).toEqual([false, false]);
  });

  test('is put with everything that was there, so that a PUT takes nothing away', async () => {
    const { resource, ctx, bodies } = built({ put: () => Promise.resolve() }, { password: 'p' });
    await resource.ensure(ctx, { sku: { name: 'Old', tier: 'T' }, etag: 'e' });
    await resource.ensure(ctx, undefined);
    expect(bodies).toEqual([
      { location: 'eastus', sku: { name: 'Standard', tier: 'T' }, etag: 'e', password: 'p' },
      { location: 'eastus', sku: { name: 'Standard' }, password: 'p' },
    ]);
  });

  test('gives a receipt that asks the operation, and none where there is no operation', async () => {
    const put = (_body: unknown, options: unknown) =>
      newer(answer(201, { location: OPERATION }))(options as CallOptions);
    const running = built({ put: put as unknown as Client['put'] });
    const receipt = await running.resource.ensure(running.ctx, undefined);
    await expect(receipt?.outcome()).resolves.toEqual({ is: 'failed', error: OPERATION });
    const done = built({ put: () => Promise.resolve() });
    await expect(done.resource.ensure(done.ctx, undefined)).resolves.toBeUndefined();
  });

  test('refuses a change of what is fixed, naming both ways out', () => {
    const { resource, ctx } = built({});
    const live = { location: 'westeurope', sku: { name: 'Standard' } };
    const refused = (): unknown => {
      try {
        return resource.diff(live, ctx);
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toMatchObject({ code: 'config.fixed', about: ['thing'] });
    expect((refused() as Problem).advice).toHaveLength(2);
    expect(resource.diff({ location: 'East US', sku: { name: 'Old' } }, ctx)).toEqual([
      { path: 'sku.name', from: 'Old', to: 'Standard' },
    ]);
  });

  test('that is gone already needs no removing', async () => {
    const { resource, ctx } = built({ delete: () => Promise.reject(refusal(404)) });
    await expect(resource.remove(ctx, {})).resolves.toBeUndefined();
  });
});
