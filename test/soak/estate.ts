import { parse } from 'yaml';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { cluster, wire } from '../support/azure-bodies.ts';
import { newestVersion } from '../support/wire-client.ts';
import type { Got, ServerRig } from '../simulator/server-rig.ts';

/** Who may do what where. */
export interface Tokens {
  readonly arm: string;
  readonly graph: string;
  readonly blob: string;
  readonly cluster: string;
}

/** What stands in the cloud before the trouble begins. */
export interface Estate {
  readonly tokens: Tokens;
  /** Host of the API server. */
  readonly fqdn: string;
  /** Who the account of the server is in the directory. */
  readonly principalId: string;
}

export const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const providers = `${group}/providers`;
/** The newest version that what a path names has. */
export const versionFor = (path: string): string => `api-version=${newestVersion(path)}`;

const OWNER_OF_BLOBS = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';

/** A group with an account, a container and a cluster, all open to the account of the server. */
export async function openEstate(rig: ServerRig): Promise<Estate> {
  const token = async (resource: string): Promise<string> => {
    const { authorization } = await rig.authorization(`${resource}/.default`);
    return String(authorization).slice('Bearer '.length);
  };
  const arm = await token('https://management.azure.com');
  const put = (path: string, body: unknown): Promise<Got> =>
    made(rig, 'PUT', `${path}?${versionFor(path)}`, { arm, body });
  await put(group, { location: 'eastus2' });
  const box = `${providers}/Microsoft.Storage/storageAccounts/fuzzbox`;
  await put(box, wire.account);
  await put(`${box}/blobServices/default/containers/box`, { properties: {} });
  const claims = JSON.parse(Buffer.from(arm.split('.')[1] ?? '', 'base64url').toString()) as { oid: string };
  await put(
    `${group}/providers/Microsoft.Authorization/roleAssignments/77777777-2222-4333-8444-555555555555`,
    {
      properties: {
        roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${OWNER_OF_BLOBS}`,
        principalId: claims.oid,
        principalType: 'ServicePrincipal',
      },
    },
  );
  const { location, identity, ...properties } = cluster;
  const [pool] = properties.agentPoolProfiles;
  const { vnetSubnetID: _own, ...agentPool } = pool as Record<string, unknown>;
  const aks = `${providers}/Microsoft.ContainerService/managedClusters/k`;
  await put(aks, { location, identity, properties: { ...properties, agentPoolProfiles: [agentPool] } });
  await made(rig, 'GET', `${aks}?${versionFor(aks)}`, { arm });
  const { body } = await made(rig, 'POST', `${aks}/listClusterUserCredential?${versionFor(aks)}`, { arm });
  const [{ value }] = body['kubeconfigs'] as [{ value: string }];
  const config = parse(Buffer.from(value, 'base64').toString()) as {
    clusters: [{ cluster: { server: string } }];
    users: [{ user: { token: string } }];
  };
  return {
    principalId: claims.oid,
    tokens: {
      arm,
      graph: await token('https://graph.microsoft.com'),
      blob: await token('https://storage.azure.com'),
      cluster: config.users[0].user.token,
    },
    fqdn: /_host\/([^/:]+)/.exec(config.clusters[0].cluster.server)?.[1] ?? '',
  };
}

async function made(
  rig: ServerRig,
  method: string,
  path: string,
  { arm, body }: { readonly arm: string; readonly body?: unknown },
): Promise<Got> {
  const headers = { authorization: `Bearer ${arm}` };
  const got = await rig.direct(path, { method, headers, ...(body === undefined ? {} : { body }) });
  if (got.status < 300) return got;
  throw new Error(`${method} ${path} was answered with ${got.status}: ${got.text}`);
}

/** The token for what a path at the server's own address leads to. */
export function tokenFor(path: string, { arm, graph, blob, cluster: kubernetes }: Tokens): string {
  if (path.includes('.azmk8s.io')) return kubernetes;
  if (path.includes('.blob.core.windows.net')) return blob;
  return /^\/(v1\.0|beta)\//.test(path) ? graph : arm;
}
