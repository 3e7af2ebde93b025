import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectKube } from '../../../src/gateways/kube.ts';
import { fetchBy, proxyFrom } from '../../../src/gateways/proxy.ts';
import { authorityOf, newAuthority } from '../../../src/simulator/server/certificates.ts';

// The authority vouches for names of Azure and of this machine only. Nobody looks these up: the proxy knows the way.
const CLUSTER = 'cluster.hcp.eastus2.azmk8s.io';
const GRAPH = 'graph.microsoft.com';
const NEARBY = '127.0.0.1';
const tunnels: string[] = [];
const open = new Set<Socket>();
const servers: Server[] = [];
const ports = { secure: 0, plain: 0, proxy: 0 };
const now = Date.now();
const authority = authorityOf(newAuthority(now), () => now);

/** Tells what it was asked. */
const listener: RequestListener = (request, response) => {
  response.setHeader('content-type', 'application/json');
  let body = '';
  request.on('data', (part: Buffer) => (body += part.toString()));
  request.on('end', () => {
    const { method, url, headers } = request;
    if (method === 'DELETE') response.writeHead(204);
    const told = JSON.stringify({ gitVersion: 'v1.35.2', method, url, token: headers.authorization, body });
    response.end(method === 'DELETE' ? undefined : told);
  });
};

async function started(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const { certificate, key } = authority.forServer([CLUSTER, GRAPH, NEARBY]);
  setDefaultCACertificates([...getCACertificates(), authority.certificate]);
  ports.secure = await started(createSecure({ cert: certificate, key }, listener));
  ports.plain = await started(createPlain(listener));
  const proxy = createPlain();
  proxy.on('connect', (request, socket, head) => {
    tunnels.push(request.url ?? '');
    const onward = connect(ports.secure, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on('error', () => undefined);
  });
  ports.proxy = await started(proxy);
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
});

const kubeconfig = (server: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: { token: 'secret-token' } }],
    clusters: [
      {
        name: 'c',
        cluster: {
          server,
          'certificate-authority-data': Buffer.from(authority.certificate).toString('base64'),
        },
      },
    ],
  });
const env = (more: Record<string, string> = {}) => ({
  https_proxy: `http://127.0.0.1:${ports.proxy}`,
  ...more,
});

describe('the proxy of the environment', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ['is not there without a variable', {}, undefined],
    ['is that of HTTPS_PROXY', { HTTPS_PROXY: 'http://a:1', ALL_PROXY: 'http://b:1' }, 'http://a:1'],
    ['is that of https_proxy', { https_proxy: 'http://a:1' }, 'http://a:1'],
    [
      'is that of ALL_PROXY before HTTP_PROXY',
      { ALL_PROXY: 'http://b:1', HTTP_PROXY: 'http://c:1' },
      'http://b:1',
    ],
    [
      'is not for a name in NO_PROXY',
      { HTTPS_PROXY: 'http://a:1', NO_PROXY: 'x, one.two.example' },
      undefined,
    ],
    [
      'is not for what is below a name in no_proxy',
      { HTTPS_PROXY: 'http://a:1', no_proxy: '.two.example' },
      undefined,
    ],
    [
      'is for what only ends alike',
      { HTTPS_PROXY: 'http://a:1', NO_PROXY: 'two.example,.wo.example' },
      'http://a:1',
    ],
  ])('%s', (_, variables, proxy) => {
    expect(proxyFrom(variables)('https://one.two.example:6443/x')).toBe(proxy);
  });

  test('is told to be wrong, without its password', () => {
    expect(() => proxyFrom({ HTTPS_PROXY: 'ada:secret@proxy:3128' })).toThrow(
      expect.objectContaining({ code: 'config.proxy', message: 'HTTPS_PROXY is not the address of a proxy' }),
    );
  });
});

describe('through a proxy', () => {
  test('goes what the cluster is asked, in a tunnel', async () => {
    tunnels.length = 0;
    const kube = await connectKube(kubeconfig(`https://${CLUSTER}:443`), { proxyFor: proxyFrom(env()) });
    expect(await kube.version()).toBe('v1.35.2');
    expect(tunnels).toEqual([`${CLUSTER}:443`]);
  });

  test('nothing goes to a cluster that NO_PROXY names', async () => {
    tunnels.length = 0;
    const proxyFor = proxyFrom(env({ NO_PROXY: NEARBY }));
    const kube = await connectKube(kubeconfig(`https://${NEARBY}:${ports.secure}`), { proxyFor });
    expect(await kube.version()).toBe('v1.35.2');
    expect(tunnels).toEqual([]);
  });

  test('goes what Microsoft Graph and storage are asked', async () => {
    tunnels.length = 0;
    const ask = fetchBy(proxyFrom(env()));
    const headers = { authorization: 'Bearer t' };
    const answer = await ask('https://graph.microsoft.com/v1.0/x?$top=1', {
      method: 'POST',
      headers,
      body: '{"a":1}',
    });
    expect(answer.ok).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toMatchObject({
      method: 'POST',
      url: '/v1.0/x?$top=1',
      token: 'Bearer t',
      body: '{"a":1}',
    });
    expect((await ask('https://graph.microsoft.com/y', { method: 'DELETE' })).status).toBe(204);
    expect(tunnels).toEqual(['graph.microsoft.com:443', 'graph.microsoft.com:443']);
  });

  test('nobody waits for ever for what the proxy does not answer', async () => {
    const silent = createPlain();
    silent.on('connect', () => undefined);
    const port = await started(silent);
    const ask = fetchBy(proxyFrom({ HTTPS_PROXY: `http://127.0.0.1:${port}` }), 20);
    await expect(ask('https://graph.microsoft.com/x')).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('nothing goes without one', async () => {
    tunnels.length = 0;
    const answer = await fetchBy(proxyFrom({}))(`http://127.0.0.1:${ports.plain}/z`);
    expect(await answer.json()).toMatchObject({ method: 'GET', url: '/z' });
    expect(tunnels).toEqual([]);
  });
});
