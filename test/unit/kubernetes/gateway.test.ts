import { describe, expect, test } from '@jest/globals';
import type { RequestContext } from '@kubernetes/client-node';
import { connectKube } from '../../../src/gateways/kube.ts';
import type { Kube } from '../../../src/gateways/ports.ts';

const KUBECONFIG = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'c', cluster: { server: 'https://c.example:443/' } }],
  users: [{ name: 'u', user: { token: 'secret-token' } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'x',
});
const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'n', name: 'd' } };

type Answer = { readonly status?: number; readonly body: unknown };
interface Broken {
  readonly throws: unknown;
}
interface Asked {
  readonly line: string;
  readonly context: RequestContext;
}

/** An API server made of answers by `METHOD path`; a thrown answer is a broken connection. */
async function server(
  answers: Readonly<Record<string, Answer | readonly Answer[] | Broken>>,
): Promise<{ kube: Kube; asked: Asked[] }> {
  const asked: Asked[] = [];
  const counts = new Map<string, number>();
  const answerTo = (key: string): Answer => {
    const found = answers[key] ?? { status: 404, body: '404 page not found' };
    if ('throws' in found) throw found.throws;
    if (!Array.isArray(found)) return found as Answer;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return found[Math.min(count, found.length - 1)] as Answer;
  };
  const kube = await connectKube(Buffer.from(KUBECONFIG), {
    http: {
      send: (context) => ({
        async toPromise() {
          const url = new URL(context.getUrl());
          asked.push({ line: `${context.getHttpMethod()} ${url.pathname}${url.search}`, context });
          const { status = 200, body } = answerTo(`${context.getHttpMethod()} ${url.pathname}`);
          const text = typeof body === 'string' ? body : JSON.stringify(body);
          return { httpStatusCode: status, body: { text: async () => text } };
        },
      }),
    },
  });
  return { kube, asked };
}

const apps = {
  body: {
    resources: [
      { name: 'deployments', kind: 'Deployment', namespaced: true },
      { name: 'deployments/scale', kind: 'Scale', namespaced: true },
    ],
  },
};
const at = '/apis/apps/v1/namespaces/n/deployments/d';

describe('requests', () => {
  test('apply sends the whole object, by our name, taking over, strictly', async () => {
    const { kube, asked } = await server({ 'GET /apis/apps/v1': apps, [`PATCH ${at}`]: { body: object } });
    const wanted = { ...object, spec: { template: { futureField: [1] } } };
    await kube.apply(wanted);
    const { line, context } = asked.at(-1) as Asked;
    expect(line).toBe(`PATCH ${at}?fieldManager=metaflow-azure&force=true&fieldValidation=Strict`);
    expect(context.getHeaders()).toMatchObject({
      'Content-Type': 'application/apply-patch+yaml',
      Authorization: 'Bearer secret-token',
    });
    expect(JSON.parse(context.getBody() as string)).toEqual(wanted);
    expect(context.getSignal()).toBeInstanceOf(AbortSignal);
  });

  test('a group is discovered once, however many ask at the same time', async () => {
    const { kube, asked } = await server({ 'GET /apis/apps/v1': apps });
    await Promise.all([kube.get(object), kube.get(object), kube.delete(object)]);
    expect(asked.filter(({ line }) => line === 'GET /apis/apps/v1')).toHaveLength(1);
  });

  test('a kind that was missing is looked for again', async () => {
    const { kube } = await server({
      'GET /apis/apps/v1': [{ body: { resources: [] } }, { body: { resources: [] } }, apps],
      [`GET ${at}`]: { body: object },
    });
    expect(await kube.get(object)).toBeUndefined();
    expect(await kube.get(object)).toEqual(object);
  });

  test('a kind that nobody serves is absent, and cannot be applied', async () => {
    const { kube } = await server({});
    expect(await kube.get(object)).toBeUndefined();
    expect(await kube.list(object)).toEqual([]);
    await kube.delete(object);
    await expect(kube.apply(object)).rejects.toMatchObject({ code: 'kubernetes.refused', retrySeconds: 120 });
  });

  test('items of a list say what they are', async () => {
    const { kube, asked } = await server({
      'GET /apis/apps/v1': apps,
      'GET /apis/apps/v1/namespaces/n/deployments': { body: { items: [{ metadata: { name: 'd' } }] } },
    });
    expect(await kube.list({ ...object, namespace: 'n' }, 'a=b,c=d')).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } },
    ]);
    expect(asked.at(-1)?.line).toContain('labelSelector=a%3Db%2Cc%3Dd');
  });

  test('deletion is in the foreground, and gone already is fine', async () => {
    const { kube, asked } = await server({ 'GET /apis/apps/v1': apps });
    await kube.delete(object);
    expect(asked.at(-1)?.line).toBe(`DELETE ${at}?propagationPolicy=Foreground`);
  });

  test('logs of a container that has not run are empty', async () => {
    const { kube, asked } = await server({
      'GET /api/v1/namespaces/n/pods/p/log': { status: 400, body: { message: 'is waiting to start' } },
    });
    expect(await kube.logs({ namespace: 'n', name: 'p', container: 'c', lines: 3, previous: true })).toBe('');
    expect(asked.at(-1)?.line).toContain('?container=c&tailLines=3&previous=true');
  });

  test('the version is the git version', async () => {
    const { kube } = await server({ 'GET /version': { body: { gitVersion: 'v1.35.2' } } });
    expect(await kube.version()).toBe('v1.35.2');
  });
});

const socket = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
const status = (code: number, message: string, reason = ''): Answer => ({
  status: code,
  body: { kind: 'Status', message, reason },
});

describe('refusals', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'ECONNRESET',
    'CERT_HAS_EXPIRED',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s is silence that may pass', async (code) => {
    const { kube } = await server({ 'GET /version': { throws: socket(code) } });
    await expect(kube.version()).rejects.toMatchObject({
      code: 'kubernetes.unreachable',
      retrySeconds: 300,
      message: `the API server c.example does not answer (${code})`,
    });
  });

  test('no answer in time is silence too', async () => {
    const { kube } = await server({
      'GET /version': { throws: new DOMException('too slow', 'TimeoutError') },
    });
    await expect(kube.version()).rejects.toMatchObject({ code: 'kubernetes.unreachable' });
  });

  test('a mistake of ours is not taken for silence', async () => {
    const { kube } = await server({ 'GET /version': { throws: new TypeError('x is not a function') } });
    await expect(kube.version()).rejects.toThrow(TypeError);
  });

  test('401 is a server that is not ready for us, until it has known us once', async () => {
    const { kube } = await server({
      'GET /version': [
        status(401, 'Unauthorized'),
        { body: { gitVersion: 'v1' } },
        status(401, 'Unauthorized'),
      ],
    });
    await expect(kube.version()).rejects.toMatchObject({ code: 'kubernetes.unreachable', retrySeconds: 300 });
    await kube.version();
    await expect(kube.version()).rejects.toMatchObject({
      code: 'kubernetes.forbidden',
      retrySeconds: undefined,
    });
  });

  test.each<[string, Answer, object]>([
    [
      'an invalid object',
      status(422, 'spec.replicas: Invalid value: -1', 'Invalid'),
      {
        code: 'kubernetes.refused',
        message: 'apply Deployment n/d: spec.replicas: Invalid value: -1',
        retrySeconds: undefined,
      },
    ],
    [
      'a policy',
      status(403, 'admission webhook "gatekeeper" denied the request: no', 'Forbidden'),
      { code: 'kubernetes.refused', retrySeconds: undefined },
    ],
    [
      'a webhook without pods',
      status(
        500,
        'Internal error occurred: failed calling webhook "m": no endpoints available',
        'InternalError',
      ),
      { code: 'kubernetes.refused', retrySeconds: 120 },
    ],
    [
      'a missing right',
      status(
        403,
        'deployments.apps "d" is forbidden: User "u" cannot patch resource "deployments"',
        'Forbidden',
      ),
      { code: 'kubernetes.forbidden' },
    ],
    [
      'a namespace on its way out',
      status(403, 'unable to create new content in namespace n because it is being terminated', 'Forbidden'),
      { code: 'kubernetes.conflict', retrySeconds: 120 },
    ],
    [
      'a conflict',
      status(409, 'the object has been modified', 'Conflict'),
      { code: 'kubernetes.conflict', retrySeconds: 120 },
    ],
    [
      'too many requests',
      status(429, 'slow down', 'TooManyRequests'),
      { code: 'kubernetes.unreachable', retrySeconds: 300 },
    ],
    [
      'a gateway that answers with a page',
      { status: 502, body: '<html>' },
      { code: 'kubernetes.unreachable' },
    ],
    [
      'a namespace that is not there yet',
      status(404, 'namespaces "n" not found', 'NotFound'),
      { code: 'kubernetes.refused', retrySeconds: 120 },
    ],
  ])('%s', async (_, answer, expected) => {
    const { kube } = await server({ 'GET /apis/apps/v1': apps, [`PATCH ${at}`]: answer });
    await expect(kube.apply(object)).rejects.toMatchObject(expected);
  });
});
