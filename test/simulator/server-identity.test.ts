import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { expect, test } from '@jest/globals';
import { issueToken, readClaims } from '../../src/simulator/jwt.ts';
import { withServer, type Got, type ServerRig } from './server-rig.ts';

const BLOB_CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const AUDIENCE = 'api://AzureADTokenExchange';

/** ARM of the server, as its account: `PUT` and the like below the subscription. */
function armOf(rig: ServerRig) {
  const subscription = `/subscriptions/${rig.server.account.subscriptionId}`;
  return async (method: string, path: string, body?: unknown, version = '2024-11-01'): Promise<Got> => {
    const url = `https://management.azure.com${subscription}${path}?api-version=${version}`;
    const got = await rig.through(url, { method, headers: await rig.authorization(), body });
    if (got.status >= 300) throw new Error(`${method} ${path}: ${got.text}`);
    return got;
  };
}

const GROUP = '/resourceGroups/rg';
const CLUSTER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/k`;
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/task`;
const STORAGE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/identitybox`;

/** A container, an identity that may write to it, and a cluster whose ServiceAccount it trusts. */
async function prepare(arm: ReturnType<typeof armOf>): Promise<{ issuer: string; clientId: string }> {
  const location = 'eastus2';
  await arm('PUT', GROUP, { location });
  const sku = { name: 'Standard_LRS' };
  await arm('PUT', STORAGE, { location, kind: 'StorageV2', sku, properties: {} }, '2024-01-01');
  await arm('GET', STORAGE, undefined, '2024-01-01');
  await arm('PUT', `${STORAGE}/blobServices/default/containers/box`, { properties: {} }, '2024-01-01');
  const agentPoolProfiles = [{ name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5' }];
  const properties = { dnsPrefix: 'k', agentPoolProfiles, oidcIssuerProfile: { enabled: true } };
  await arm('PUT', CLUSTER, { location, identity: { type: 'SystemAssigned' }, properties }, '2025-01-01');
  const { body: cluster } = await arm('GET', CLUSTER, undefined, '2025-01-01');
  const { oidcIssuerProfile } = cluster['properties'] as { oidcIssuerProfile: { issuerURL: string } };
  const issuer = oidcIssuerProfile.issuerURL;
  const { body: identity } = await arm('PUT', IDENTITY, { location }, '2023-01-31');
  const { principalId, clientId } = identity['properties'] as { principalId: string; clientId: string };
  await arm(
    'PUT',
    `${IDENTITY}/federatedIdentityCredentials/pods`,
    { properties: { issuer, subject: 'system:serviceaccount:default:task', audiences: [AUDIENCE] } },
    '2023-01-31',
  );
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${BLOB_CONTRIBUTOR}`;
  await arm(
    'PUT',
    `${STORAGE}/providers/Microsoft.Authorization/roleAssignments/00000000-1111-4111-8111-111111111111`,
    { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' } },
    '2022-04-01',
  );
  return { issuer, clientId };
}

/** A token of the ServiceAccount `task` for the exchange at Entra, from the cluster itself. */
async function accountToken(arm: ReturnType<typeof armOf>): Promise<string> {
  const { body } = await arm('POST', `${CLUSTER}/listClusterUserCredential`, undefined, '2025-01-01');
  const [{ value }] = body['kubeconfigs'] as [{ value: string }];
  const config = new KubeConfig();
  config.loadFromString(Buffer.from(value, 'base64').toString());
  const api = config.makeApiClient(CoreV1Api);
  const [name, namespace] = ['task', 'default'];
  await api.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  const spec = { audiences: [AUDIENCE] };
  const asked = await api.createNamespacedServiceAccountToken({ name, namespace, body: { spec } });
  return asked.status?.token ?? '';
}

test('a ServiceAccount of a cluster is an identity of Azure by its token, which everybody can check', () =>
  withServer(async (rig) => {
    const arm = armOf(rig);
    const { issuer, clientId } = await prepare(arm);
    const token = await accountToken(arm);

    const { body: configuration } = await rig.through(`${issuer}.well-known/openid-configuration`);
    expect(configuration['issuer']).toBe(issuer);
    const { body: published } = await rig.through(String(configuration['jwks_uri']));
    const [jwk] = published['keys'] as [JsonWebKey];
    const [head = '', claims = '', signature = ''] = token.split('.');
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const bytes = Buffer.from(`${head}.${claims}`);
    expect(verify('sha256', bytes, key, Buffer.from(signature, 'base64url'))).toBe(true);

    const exchange = (assertion: string): Promise<Got> =>
      rig.through(`https://login.microsoftonline.com/${rig.server.account.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
          scope: 'https://storage.azure.com/.default',
        }).toString(),
      });
    const forged = await exchange(issueToken(readClaims(token) ?? {}, 'a key of somebody else'));
    expect(forged.body['error_codes']).toEqual([50013]);
    const { body: granted } = await exchange(token);
    const written = await rig.through('https://identitybox.blob.core.windows.net/box/hello', {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${String(granted['access_token'])}`,
        'x-ms-version': '2023-11-03',
        'x-ms-blob-type': 'BlockBlob',
      },
      body: 'hello',
    });
    expect(written.status).toBe(201);
  }));
