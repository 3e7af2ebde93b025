import { regions } from '../catalogue.ts';
import { answer } from '../errors.ts';
import type { WireResponse } from '../wire.ts';
import type { Call, Route } from './resource-type.ts';

const authentication = {
  loginEndpoint: 'https://login.microsoftonline.com',
  audiences: ['https://management.core.windows.net/', 'https://management.azure.com/'],
  tenant: 'common',
  identityProvider: 'AAD',
};

/** The oldest form; Terraform takes the list of regions from it. */
const oldest = {
  galleryEndpoint: 'https://gallery.azure.com/',
  graphEndpoint: 'https://graph.windows.net/',
  portalEndpoint: 'https://portal.azure.com/',
  graphAudience: 'https://graph.windows.net/',
  authentication: {
    loginEndpoint: 'https://login.microsoftonline.com/',
    audiences: authentication.audiences,
  },
  cloudEndpoint: { public: { endpoint: 'management.azure.com', locations: regions.map(({ name }) => name) } },
};

const since2019 = {
  portal: 'https://portal.azure.com',
  authentication,
  media: 'https://rest.media.azure.net',
  graphAudience: 'https://graph.windows.net/',
  graph: 'https://graph.windows.net/',
  name: 'AzureCloud',
  suffixes: {
    azureDataLakeStoreFileSystem: 'azuredatalakestore.net',
    acrLoginServer: 'azurecr.io',
    sqlServerHostname: 'database.windows.net',
    azureDataLakeAnalyticsCatalogAndJob: 'azuredatalakeanalytics.net',
    keyVaultDns: 'vault.azure.net',
    storage: 'core.windows.net',
    azureFrontDoorEndpointSuffix: 'azurefd.net',
    storageSyncEndpointSuffix: 'afs.azure.net',
    mhsmDns: 'managedhsm.azure.net',
    mysqlServerEndpoint: 'mysql.database.azure.com',
    postgresqlServerEndpoint: 'postgres.database.azure.com',
    mariadbServerEndpoint: 'mariadb.database.azure.com',
    synapseAnalytics: 'dev.azuresynapse.net',
    attestationEndpoint: 'attest.azure.net',
  },
  batch: 'https://batch.core.windows.net/',
  resourceManager: 'https://management.azure.com/',
  vmImageAliasDoc:
    'https://raw.githubusercontent.com/Azure/azure-rest-api-specs/main/arm-compute/quickstart-templates/aliases.json',
  activeDirectoryDataLake: 'https://datalake.azure.net/',
  sqlManagement: 'https://management.core.windows.net:8443/',
  gallery: 'https://gallery.azure.com/',
};

const since2022 = {
  microsoftGraphResourceId: 'https://graph.microsoft.com/',
  appInsightsResourceId: 'https://api.applicationinsights.io',
  appInsightsTelemetryChannelResourceId: 'https://dc.applicationinsights.azure.com/v2/track',
  attestationResourceId: 'https://attest.azure.net',
  synapseAnalyticsResourceId: 'https://dev.azuresynapse.net',
  logAnalyticsResourceId: 'https://api.loganalytics.io',
  ossrDbmsResourceId: 'https://ossrdbms-aad.database.windows.net',
};

/** Up to 2018 a few addresses, then a list of clouds, since 2022 the one cloud that was asked. */
function endpoints({ apiVersion }: Call): WireResponse {
  if (apiVersion < '2019') return answer(200, oldest);
  if (apiVersion < '2022') return answer(200, [since2019]);
  return answer(200, { ...since2019, ...since2022 });
}

/** What a program finds out about the cloud before it signs in. */
export const metadataRoutes: readonly Route[] = [
  { method: 'GET', path: '/metadata/endpoints', action: 'anonymous', answer: endpoints },
];
