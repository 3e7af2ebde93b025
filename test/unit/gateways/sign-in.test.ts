import { describe, expect, test } from '@jest/globals';
import type { TokenCredential } from '@azure/identity';
import { createCredential, proveSecret, whoAmI, type AuthMethod } from '../../../src/gateways/sign-in.ts';
import { rememberingTokens } from '../../../src/gateways/token-cache.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { httpClient } from '../../../src/simulator/doors.ts';
import { Secret } from '../../../src/util/secret.ts';
import { ARM, rigOf, text, thrown } from './rig.ts';

const scope = `${ARM}/.default`;
const holding = (claims: object): TokenCredential => ({
  getToken: () =>
    Promise.resolve({
      token: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`,
      expiresOnTimestamp: 0,
    }),
});
const ids = { oid: 'object', tid: 'tenant' };

describe('who is signed in', () => {
  test.each([
    ['a person', { upn: 'ada@x', idtyp: 'user', appid: 'cli' }, 'User', 'ada@x'],
    ['a guest', { unique_name: 'live.com#eve@y', scp: 'user_impersonation' }, 'User', 'live.com#eve@y'],
    ['a person whose token names only scopes', { scp: 'user_impersonation', appid: 'cli' }, 'User', 'object'],
    ['an application', { idtyp: 'app', appid: 'app-1' }, 'ServicePrincipal', 'app-1'],
    [
      'a managed identity of an older token',
      { appid: 'app-2', xms_mirid: '/x' },
      'ServicePrincipal',
      'app-2',
    ],
  ])('%s', async (_title, claims, type, name) => {
    expect(await whoAmI(holding({ ...ids, ...claims }), scope)).toEqual({
      objectId: 'object',
      tenantId: 'tenant',
      type,
      name,
    });
  });

  test.each(['', 'CANARY', 'a.CANARY.b', `h.${Buffer.from('{}').toString('base64url')}.s`])(
    'cannot be read from "%s", and that text stays unsaid',
    async (token) => {
      const credential = { getToken: () => Promise.resolve({ token, expiresOnTimestamp: 0 }) };
      const error = await thrown(whoAmI(credential, scope));
      expect(error).toMatchObject({ code: 'sign-in.refused' });
      expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('CANARY');
    },
  );

  test('is asked of the Azure CLI, which may not be there', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const credential = await createCredential({ auth: 'cli', onDeviceCode: () => undefined });
      expect(await thrown(whoAmI(credential, scope))).toMatchObject({
        code: 'sign-in.none',
        message: expect.stringContaining('Azure CLI is not installed') as unknown,
      });
    } finally {
      process.env['PATH'] = path;
    }
  });
});

test.each<[AuthMethod, string]>([
  ['cli', 'AzureCliCredential'],
  ['environment', 'EnvironmentCredential'],
  ['managed-identity', 'ManagedIdentityCredential'],
  ['device-code', 'DeviceCodeCredential'],
])('--auth %s signs in with a %s and nothing else', async (auth, name) => {
  const credential = await createCredential({
    auth,
    tenant: 'aaaaaaaa-0000-4000-8000-000000000001',
    authorityHost: 'https://login.microsoftonline.us',
    onDeviceCode: () => undefined,
  });
  expect(credential.constructor.name).toBe(name);
});

test('a tenant that is none is a mistake of the person', async () => {
  const error = await thrown(
    createCredential({ auth: 'cli', tenant: 'no/tenant', onDeviceCode: () => undefined }),
  );
  expect(error).toMatchObject({ code: 'sign-in.wrong-tenant' });
});

describe('the secret of an application', () => {
  async function withApplication() {
    const rig = rigOf();
    const made = await rig.graph.post('/applications', {
      displayName: 'demo',
      passwordCredentials: [{ displayName: 'p' }],
    });
    const [password] = made['passwordCredentials'] as readonly { readonly secretText: string }[];
    const proof = (secret: string) => ({
      tenantId: rig.simulator.directory.tenantId,
      clientId: text(made, 'appId'),
      secret: new Secret(secret),
      scope,
      httpClient: httpClient(rig.simulator),
    });
    return {
      rig,
      appId: text(made, 'appId'),
      right: proof(password?.secretText ?? ''),
      wrong: proof('CANARY~1'),
    };
  }

  test('is proved by a sign-in with it', async () => {
    const { rig, appId, right } = await withApplication();
    await rig.graph.post('/servicePrincipals', { appId });
    expect(await proveSecret(right)).toBe('ok');
  });

  test('that is not known yet may be so soon, and is not told', async () => {
    const { rig, appId, wrong } = await withApplication();
    await rig.graph.post('/servicePrincipals', { appId });
    const problem = await proveSecret(wrong);
    expect(problem).toMatchObject({ code: 'azure.not-yet', retrySeconds: 180 });
    expect(JSON.stringify(problem)).not.toContain('CANARY');
  });

  test('of an application without a service principal may be so soon', async () => {
    const { right } = await withApplication();
    expect(await proveSecret(right)).toMatchObject({ code: 'azure.not-yet', retrySeconds: 180 });
  });
});

describe('tokens', () => {
  function counting(fail = false) {
    const clock = new VirtualClock();
    let asked = 0;
    const credential: TokenCredential = {
      getToken: () => {
        asked++;
        if (fail && asked === 1) return Promise.reject(new Error('no'));
        return Promise.resolve({ token: `token-${asked}`, expiresOnTimestamp: clock.now() + 3_600_000 });
      },
    };
    return { clock, cached: rememberingTokens(credential, clock), asked: () => asked };
  }

  test('are fetched once for many that ask at the same time', async () => {
    const { cached, asked } = counting();
    await Promise.all([cached.getToken('a'), cached.getToken(['a']), cached.getToken('a')]);
    expect(asked()).toBe(1);
    await cached.getToken('b');
    expect(asked()).toBe(2);
  });

  test('are renewed five minutes before they end', async () => {
    const { cached, clock, asked } = counting();
    await cached.getToken('a');
    clock.advance(54 * 60_000);
    await cached.getToken('a');
    expect(asked()).toBe(1);
    clock.advance(60_000);
    await cached.getToken('a');
    expect(asked()).toBe(2);
  });

  test('that Azure finds too weak are fetched anew', async () => {
    const { cached, asked } = counting();
    await cached.getToken('a');
    await cached.getToken('a', { claims: '{}' });
    expect(asked()).toBe(2);
  });

  test('that could not be had are asked for again', async () => {
    const { cached } = counting(true);
    await expect(cached.getToken('a')).rejects.toThrow('no');
    expect(await cached.getToken('a')).toMatchObject({ token: 'token-2' });
  });
});
