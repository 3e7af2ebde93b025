import type { Exchange } from './exchange.ts';

/** A good exchange in pieces that a test can bend before it goes to the judge. */
export interface Sample {
  readonly service: 'arm' | 'graph' | 'kubernetes';
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Record<string, string>;
  // Bodies are bent by path: their types would only be in the way.
  readonly request: object | undefined;
  readonly status: number;
  readonly responseHeaders: Record<string, string>;
  readonly response: object | undefined;
}

export function toExchange({ request, response, ...sample }: Sample): Exchange {
  return {
    ...sample,
    requestBody: request === undefined ? '' : JSON.stringify(request),
    responseBody: response === undefined ? '' : JSON.stringify(response),
  };
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const GROUP = '/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg-metaflow';
const TENANT = '3b1f6471-1bf0-4dda-aec3-cb9272f09591';
const PRINCIPAL = '7d1f6471-1bf0-4dda-aec3-cb9272f09592';
const ARM = 'https://management.azure.com';
const OPERATION = `${ARM}${GROUP.slice(0, 51)}/providers/Microsoft.X/locations/westeurope/operations/op-1?api-version=1`;

function put(
  path: string,
  version: string,
  exchange: { request: object; status: number; response?: object; headers?: Record<string, string> },
): Sample {
  return {
    service: 'arm',
    method: 'PUT',
    url: `${ARM}${path}?api-version=${version}`,
    requestHeaders: { ...JSON_TYPE },
    request: exchange.request,
    status: exchange.status,
    responseHeaders: { ...JSON_TYPE, ...exchange.headers },
    response: exchange.response,
  };
}

const resourceGroup = { location: 'westeurope', tags: { 'metaflow-azure-deployment': 'metaflow' } };

const network = {
  location: 'westeurope',
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
    subnets: [{ name: 'nodes', properties: { addressPrefix: '10.20.0.0/20' } }],
  },
};

const storage = {
  sku: { name: 'Standard_LRS' },
  kind: 'StorageV2',
  location: 'westeurope',
  properties: { minimumTlsVersion: 'TLS1_2', allowBlobPublicAccess: false, supportsHttpsTrafficOnly: true },
};

const cluster = {
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  sku: { name: 'Base', tier: 'Free' },
  properties: {
    dnsPrefix: 'metaflow',
    oidcIssuerProfile: { enabled: true },
    agentPoolProfiles: [
      { name: 'system', mode: 'System', count: 2, vmSize: 'Standard_D4s_v5', osType: 'Linux', maxPods: 60 },
    ],
    networkProfile: { networkPlugin: 'azure', networkPluginMode: 'overlay', serviceCidr: '10.21.0.0/16' },
  },
};

const database = {
  location: 'westeurope',
  sku: { name: 'Standard_B2s', tier: 'Burstable' },
  properties: {
    version: '17',
    administratorLogin: 'metaflow',
    administratorLoginPassword: 'not-a-real-one-9f2',
    storage: { storageSizeGB: 32 },
    createMode: 'Create',
  },
};

const role = {
  properties: {
    roleDefinitionId: `${GROUP.slice(0, 51)}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
    principalId: PRINCIPAL,
    principalType: 'ServicePrincipal',
  },
};

const application = { displayName: 'metaflow-storage', signInAudience: 'AzureADMyOrg' };

const labels = { app: 'metadata-service' };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'metadata-service', namespace: 'metaflow', labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'metadata-service',
            image: 'metaflow/metadata:2.5.1',
            ports: [{ containerPort: 8080 }],
            env: [{ name: 'MF_METADATA_DB_PORT', value: '5432' }],
            resources: { requests: { cpu: '500m', memory: '1Gi' } },
          },
        ],
      },
    },
  },
};

const named = (path: string, type: string): object => ({ id: path, name: path.split('/').at(-1), type });
const paths = {
  network: `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-metaflow`,
  storage: `${GROUP}/providers/Microsoft.Storage/storageAccounts/stmetaflow`,
  cluster: `${GROUP}/providers/Microsoft.ContainerService/managedClusters/aks-metaflow`,
  database: `${GROUP}/providers/Microsoft.DBforPostgreSQL/flexibleServers/psql-metaflow`,
  role: `${GROUP}/providers/Microsoft.Authorization/roleAssignments/9d1f6471-1bf0-4dda-aec3-cb9272f09593`,
};

/** What the journeys' main calls look like when all is well, one of each kind. */
export const samples = {
  'resource group': put(GROUP, '2025-04-01', {
    request: resourceGroup,
    status: 201,
    response: {
      ...named(GROUP, 'Microsoft.Resources/resourceGroups'),
      ...resourceGroup,
      properties: { provisioningState: 'Succeeded' },
    },
  }),
  'virtual network': put(paths.network, '2026-01-01', {
    request: network,
    status: 201,
    headers: { 'azure-asyncoperation': OPERATION },
    response: {
      ...named(paths.network, 'Microsoft.Network/virtualNetworks'),
      ...network,
      etag: 'W/"1"',
      properties: { ...network.properties, provisioningState: 'Updating' },
    },
  }),
  'storage account': put(paths.storage, '2026-09-01', {
    request: storage,
    status: 200,
    response: {
      ...named(paths.storage, 'Microsoft.Storage/storageAccounts'),
      ...storage,
      properties: { ...storage.properties, provisioningState: 'Succeeded' },
    },
  }),
  cluster: put(paths.cluster, '2026-06-01', {
    request: cluster,
    status: 201,
    headers: { 'azure-asyncoperation': OPERATION },
    response: {
      ...named(paths.cluster, 'Microsoft.ContainerService/ManagedClusters'),
      ...cluster,
      identity: { type: 'SystemAssigned', principalId: PRINCIPAL, tenantId: TENANT },
      properties: {
        ...cluster.properties,
        provisioningState: 'Creating',
        fqdn: 'metaflow-1.hcp.westeurope.azmk8s.io',
      },
    },
  }),
  database: put(paths.database, '2025-08-01', {
    request: database,
    status: 202,
    headers: {
      'azure-asyncoperation': OPERATION,
      location: OPERATION.replace('operations', 'operationResults'),
    },
  }),
  'role assignment': put(paths.role, '2022-04-01', {
    request: role,
    status: 201,
    response: {
      ...named(paths.role, 'Microsoft.Authorization/roleAssignments'),
      properties: { ...role.properties, scope: GROUP, createdOn: '2026-01-01T00:00:00.000Z' },
    },
  }),
  application: {
    service: 'graph',
    method: 'POST',
    url: 'https://graph.microsoft.com/v1.0/applications',
    requestHeaders: { ...JSON_TYPE },
    request: application,
    status: 201,
    responseHeaders: { ...JSON_TYPE },
    response: { id: PRINCIPAL, appId: TENANT, ...application, createdDateTime: '2026-01-01T00:00:00Z' },
  },
  deployment: {
    service: 'kubernetes',
    method: 'PATCH',
    url: 'https://metaflow-1.hcp.westeurope.azmk8s.io/apis/apps/v1/namespaces/metaflow/deployments/metadata-service?fieldManager=metaflow-azure&force=true',
    requestHeaders: { 'content-type': 'application/apply-patch+yaml' },
    request: deployment,
    status: 201,
    responseHeaders: { ...JSON_TYPE },
    response: {
      ...deployment,
      metadata: { ...deployment.metadata, uid: PRINCIPAL, resourceVersion: '7', generation: 1 },
      status: { observedGeneration: 1, replicas: 1 },
    },
  },
} satisfies Record<string, Sample>;
