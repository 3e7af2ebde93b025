import { X509Certificate, createHmac, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { connect, isIP, type AddressInfo } from 'node:net';
import { connect as tlsConnect, createServer, type TLSSocket } from 'node:tls';
import { expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { authorityOf, newAuthority } from '../../src/simulator/server/certificates.ts';
import { realClock, withServer } from './server-rig.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg?api-version=2021-04-01`;

test('a proxy leads to every host of the cloud, with a certificate of its name', () =>
  withServer(async ({ tunnel, ca }) => {
    for (const host of ['management.azure.com', 'login.microsoftonline.com', 'graph.microsoft.com']) {
      const socket = await tunnel(`${host}:443`);
      const secure = await new Promise<TLSSocket>((resolve, reject) => {
        const opened = tlsConnect({ socket, servername: host, ca }, () => resolve(opened));
        opened.on('error', reject);
      });
      expect(secure.authorized).toBe(true);
      expect(secure.getPeerCertificate().subjectaltname).toBe(`DNS:${host}`);
      secure.destroy();
    }
  }));

test('a proxy leads nowhere else', () =>
  withServer(async ({ tunnel, openly, port }) => {
    await expect(tunnel('example.com:443')).rejects.toThrow('403');
    await expect(tunnel('nobody1.blob.core.windows.net:443')).rejects.toThrow('403');
    await expect(tunnel('127.0.0.1:1')).rejects.toThrow('403');
    expect(await openly('http://example.com/')).toMatchObject({ status: 403 });
    (await tunnel(`localhost:${port}`)).destroy();
  }));

test('the account of the server signs in and owns the subscriptions', () =>
  withServer(async ({ through, authorization }) => {
    const headers = await authorization();
    const url = `https://management.azure.com${group}`;
    const made = await through(url, { method: 'PUT', headers, body: { location: 'eastus2' } });
    expect(made.status).toBe(201);
    expect((await through(url, { headers })).body).toMatchObject({ name: 'rg', location: 'eastus2' });
  }));

test('everybody can check the tokens of the server by the key that its discovery names, and no others pass', () =>
  withServer(async ({ through, direct, authorization, server }) => {
    const login = 'https://login.microsoftonline.com';
    const { tenantId } = server.account;
    const documents = [`${tenantId}/v2.0`, tenantId, 'common/v2.0'];
    const keys = await Promise.all(
      documents.map(async (path) => {
        const { body } = await through(`${login}/${path}/.well-known/openid-configuration`);
        return (await through(String(body['jwks_uri']))).body['keys'];
      }),
    );
    const [jwk] = keys[0] as [JsonWebKey & { kid: string }];
    expect(keys).toEqual([[jwk], [jwk], [jwk]]);
    const { authorization: header } = await authorization();
    const [head = '', claims = '', signature = ''] = header?.split(' ')[1]?.split('.') ?? [];
    const told = JSON.parse(Buffer.from(head, 'base64url').toString()) as object;
    expect(told).toEqual({ typ: 'JWT', alg: 'RS256', kid: jwk.kid, x5t: jwk.kid });
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const isSigned = (text: string): boolean =>
      verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'));
    expect([isSigned(`${head}.${claims}`), isSigned(`${head}.${claims}x`)]).toEqual([true, false]);
    // A secret of everybody's is none: the public half makes no tokens.
    const forged = `${Buffer.from('{"typ":"JWT","alg":"HS256"}').toString('base64url')}.${claims}`;
    const pem = key.export({ type: 'spki', format: 'pem' });
    const mark = createHmac('sha256', pem).update(forged).digest('base64url');
    const headers = { authorization: `Bearer ${forged}.${mark}` };
    expect((await direct('/subscriptions?api-version=2022-12-01', { headers })).status).toBe(401);
  }));

test('the bare address is ARM, tells by the form of a path where it belongs, and reaches every host', () =>
  withServer(async ({ direct, authorization, server }) => {
    const { tenantId } = server.account;
    const headers = await authorization();
    expect((await direct('/subscriptions?api-version=2022-12-01', { headers })).status).toBe(200);
    const tenant = await direct(`/${tenantId}/v2.0/.well-known/openid-configuration`);
    expect(tenant.body).toHaveProperty('token_endpoint');
    const graph = await authorization('https://graph.microsoft.com/.default');
    expect((await direct('/v1.0/organization', { headers: graph })).status).toBe(200);
    const hosted = await direct('/_host/graph.microsoft.com/v1.0/organization', { headers: graph });
    expect(hosted.status).toBe(200);
    expect((await direct('/_host/nobody1.blob.core.windows.net/x')).status).toBe(404);
  }));

test('addresses in answers lead back the way that the request came', () =>
  withServer(async ({ direct, through, authorization, port }) => {
    const base = `https://localhost:${port}`;
    const headers = await authorization();
    const { body } = await direct('/metadata/endpoints?api-version=2022-09-01');
    expect(body).toMatchObject({
      resourceManager: `${base}/`,
      microsoftGraphResourceId: `${base}/_host/graph.microsoft.com/`,
      authentication: { loginEndpoint: base },
      suffixes: { storage: `localhost:${port}` },
    });
    await direct(group, { method: 'PUT', headers, body: { location: 'eastus2' } });
    const gone = await direct(group, { method: 'DELETE', headers });
    expect(gone.headers['location']).toMatch(`${base}/subscriptions/`);
    expect((await direct(String(gone.headers['location']).slice(base.length), { headers })).status).toBe(200);
    const far = `https://management.azure.com${group}`;
    await through(far, { method: 'PUT', headers, body: { location: 'eastus2' } });
    const { headers: told } = await through(far, { method: 'DELETE', headers });
    expect(told['location']).toMatch('https://management.azure.com/subscriptions/');
  }));

test('who came by the own address asks for tokens by it', () =>
  withServer(async ({ direct, server, port }) => {
    const { tenantId, clientId, clientSecret } = server.account;
    for (const resource of ['', '_host/graph.microsoft.com/']) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: `https://localhost:${port}/${resource}/.default`,
      });
      const { status } = await direct(`/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      expect(status).toBe(200);
    }
  }));

test('in the open there is the control endpoint only', () =>
  withServer(async ({ openly }) => {
    expect((await openly('/_simulator/health')).body).toMatchObject({ status: 'ok' });
    expect((await openly('/subscriptions')).status).toBe(400);
  }));

test('what runs has ended at the next look at speed 0, and takes its time divided by the speed above it', async () => {
  const account = `${group.split('?')[0]}/providers/Microsoft.Storage/storageAccounts/speedy123?api-version=2023-05-01`;
  const body = { location: 'eastus2', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: {} };
  await withServer(async ({ direct, authorization }) => {
    const headers = await authorization();
    await direct(group, { method: 'PUT', headers, body: { location: 'eastus2' } });
    expect(await direct(account, { method: 'PUT', headers, body })).toMatchObject({ status: 202 });
    expect((await direct(account, { headers })).body).toMatchObject({
      properties: { provisioningState: 'Succeeded' },
    });
  });
  await withServer(
    async ({ direct, openly, authorization }) => {
      const headers = await authorization();
      await direct(group, { method: 'PUT', headers, body: { location: 'eastus2' } });
      const first = await direct(account, { method: 'PUT', headers, body });
      expect(first).toMatchObject({ status: 202, headers: { 'retry-after': '1' } });
      const time = async () => Date.parse(String((await openly('/_simulator/clock')).body['time']));
      const before = await time();
      // Two looks may fall into one millisecond.
      let after = before;
      while (after === before) after = await time();
      expect(after).toBeGreaterThan(before);
      await openly('/_simulator/clock', { method: 'POST', body: { advanceSeconds: 120 } });
      expect((await direct(account, { headers })).status).toBe(200);
    },
    { speed: 1000 },
  );
});

test('tokens last an hour of those who hold them, however fast the cloud is', () =>
  withServer(async ({ direct, openly, authorization }) => {
    const headers = await authorization();
    await openly('/_simulator/clock', { method: 'POST', body: { advanceSeconds: 100_000 } });
    expect((await direct('/subscriptions?api-version=2022-12-01', { headers })).status).toBe(200);
  }));

test('the control endpoint moves time, switches faults, shows journal and world, and explains itself', () =>
  withServer(async ({ direct, openly, authorization, ca }) => {
    const headers = await authorization();
    const list = '/subscriptions?api-version=2022-12-01';
    expect(Object.keys((await openly('/_simulator/')).body)).toContain('POST /_simulator/clock');
    expect((await openly('/_simulator/ca.pem')).text).toBe(ca);
    const fault = { id: 'http.5xxBurst', match: '^GET', times: 1, knobs: { status: 502 } };
    expect((await openly('/_simulator/faults', { method: 'POST', body: fault })).status).toBe(201);
    expect((await direct(list, { headers })).status).toBe(502);
    expect((await openly('/_simulator/faults')).body).toMatchObject({ value: [{ ...fault, hits: 1 }] });
    expect((await openly('/_simulator/faults/http.5xxBurst', { method: 'DELETE' })).status).toBe(204);
    expect((await openly('/_simulator/faults')).body).toMatchObject({ value: [] });
    const { body } = await openly('/_simulator/journal?last=1');
    expect(body['value']).toMatchObject([{ method: 'GET', status: 502 }]);
    expect((await openly('/_simulator/world')).body).toHaveProperty('entra');
  }));

test.each([
  ['GET', '/_simulator/journal?last=abc', undefined, 400, 'last is "abc"'],
  ['GET', '/_simulator/journal?last=0', undefined, 400, 'last is "0"'],
  ['POST', '/_simulator/clock', {}, 400, 'advanceSeconds'],
  ['POST', '/_simulator/clock', { advanceSeconds: -1 }, 400, 'advanceSeconds'],
  ['POST', '/_simulator/faults', { id: 'nonsense' }, 400, 'There is no fault "nonsense"'],
  ['POST', '/_simulator/faults', { id: 'lro.fail', knobs: { codes: 1 } }, 400, 'has no knob "codes"'],
  ['POST', '/_simulator/faults', { id: 'lro.fail', match: '(' }, 400, 'no regular expression'],
  ['POST', '/_simulator/faults', { id: 'lro.fail', often: 1 }, 400, 'has no "often"'],
  ['GET', '/_simulator/nonsense', undefined, 404, 'There is no GET'],
])('the control endpoint refuses %s %s %j', async (method, path, body, status, text) => {
  await withServer(async ({ openly }) => {
    const got = await openly(path, { method, body });
    expect(got.status).toBe(status);
    expect(got.body).toMatchObject({ error: { message: expect.stringContaining(text) } });
  });
});

test('web pages do not reach the control endpoint', () =>
  withServer(async ({ openly }) => {
    const headers = { origin: 'https://evil.example' };
    expect((await openly('/_simulator/world', { headers })).status).toBe(403);
    expect((await openly('/_simulator/world', { headers: { host: 'evil.example' } })).status).toBe(400);
  }));

test('another server goes on with the snapshot of the first, and several stand side by side', () =>
  withServer(async (first) => {
    const headers = await first.authorization();
    await first.direct(group, { method: 'PUT', headers, body: { location: 'eastus2' } });
    const world = JSON.parse(JSON.stringify(first.server.snapshot())) as Record<string, unknown>;
    await withServer(
      async (second) => {
        expect(second.server.account).toEqual(first.server.account);
        expect((await second.direct(group, { headers })).status).toBe(200);
        await second.direct(group, { method: 'DELETE', headers });
        expect((await second.direct(group, { headers })).status).toBe(404);
        expect((await first.direct(group, { headers })).status).toBe(200);
      },
      { world },
    );
  }));

test.each([1, 2, 3, 4, 5])(
  'in the realistic profile the account is known everywhere from the start, %s',
  (seed) =>
    withServer(
      async ({ direct, authorization }) => {
        // A client that reads at once, by whatever it is answered first.
        const headers = await authorization();
        expect((await direct(group, { method: 'PUT', headers, body: { location: 'eastus2' } })).status).toBe(
          201,
        );
      },
      { profile: 'realistic', speed: 60, seed },
    ),
);

test('at speed 0 who writes one thing after the other does not meet what takes one at a time', () =>
  withServer(async ({ direct, authorization }) => {
    const headers = await authorization();
    await direct(group, { method: 'PUT', headers, body: { location: 'eastus2' } });
    const version = '?api-version=2024-11-30';
    const identity = group.replace(
      /\?.*/,
      '/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes',
    );
    await direct(identity + version, { method: 'PUT', headers, body: { location: 'eastus2' } });
    const statuses: number[] = [];
    for (const name of ['one', 'two', 'three']) {
      const path = `${identity}/federatedIdentityCredentials/${name}${version}`;
      const properties = { issuer: 'https://issuer.example', subject: name, audiences: ['a'] };
      statuses.push((await direct(path, { method: 'PUT', headers, body: { properties } })).status);
    }
    expect(statuses).toEqual([201, 201, 201]);
  }));

test('a stop ends every connection', async () => {
  const ends: Promise<string>[] = [];
  await withServer(async ({ port, openly }) => {
    const socket = connect(port, '127.0.0.1');
    ends.push(new Promise((resolve) => socket.once('close', () => resolve('closed'))));
    await openly('/_simulator/health');
  });
  expect(await Promise.all(ends)).toEqual(['closed']);
});

test('an authority is one certificate with its key', () => {
  const [one, other] = [newAuthority(Date.now()), newAuthority(Date.now())];
  expect(new X509Certificate(one.certificate).ca).toBe(true);
  expect(() => authorityOf({ ...one, key: other.key }, realClock.now)).toThrow('another key');
});

test('who trusts the authority trusts it for the names of the simulated cloud and of this machine only', async () => {
  const authority = authorityOf(newAuthority(Date.now()), realClock.now);
  const refusal = async (host: string): Promise<string | undefined> => {
    const { certificate: cert, key } = authority.forServer([host]);
    const door = createServer({ cert, key }, (socket) => socket.end());
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const { port } = door.address() as AddressInfo;
    const servername = isIP(host) === 0 ? host : '';
    const asked = tlsConnect({ port, host: '127.0.0.1', servername, ca: authority.certificate });
    const error = await new Promise<Error | undefined>((resolve) => {
      asked.once('secureConnect', () => resolve(undefined)).once('error', resolve);
    });
    asked.destroy();
    await new Promise((resolve) => door.close(resolve));
    return error?.message;
  };
  const hosts = ['management.azure.com', 'login.microsoftonline.com', 'graph.microsoft.com', 'localhost'];
  const below = ['a1.blob.core.windows.net', 'x.hcp.eastus2.azmk8s.io', 'a1.blob.localhost', '127.0.0.1'];
  for (const host of [...hosts, ...below]) expect([host, await refusal(host)]).toEqual([host, undefined]);
  for (const host of ['example.com', 'portal.azure.com', 'evil-localhost.net', 'notazmk8s.io']) {
    expect([host, await refusal(host)]).toEqual([host, 'permitted subtree violation']);
  }
});
