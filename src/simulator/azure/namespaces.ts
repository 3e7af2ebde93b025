/** What ARM tells of one of its resource types. */
export interface TypeFacts {
  readonly name: string;
  /** Has a region, and tags. */
  readonly isTracked: boolean;
}

const tracked = (...names: readonly string[]): readonly TypeFacts[] =>
  names.map((name) => ({ name, isTracked: true }));
const untracked = (...names: readonly string[]): readonly TypeFacts[] =>
  names.map((name) => ({ name, isTracked: false }));

/** The types of the providers that are simulated. */
const simulated: Readonly<Record<string, readonly TypeFacts[]>> = {
  'Microsoft.Authorization': untracked('locks', 'permissions', 'roleAssignments', 'roleDefinitions'),
  'Microsoft.Compute': untracked('locations', 'locations/usages', 'skus'),
  'Microsoft.ContainerService': [
    ...tracked('managedClusters'),
    ...untracked(
      'locations',
      'locations/operations',
      'locations/operationresults',
      'managedClusters/agentPools',
    ),
  ],
  'Microsoft.DBforPostgreSQL': [
    ...tracked('flexibleServers'),
    ...untracked(
      'checkNameAvailability',
      'getPrivateDnsZoneSuffix',
      'locations',
      'locations/capabilities',
      'locations/checkNameAvailability',
    ),
  ],
  'Microsoft.ManagedIdentity': [
    ...tracked('userAssignedIdentities'),
    ...untracked('identities', 'userAssignedIdentities/federatedIdentityCredentials'),
  ],
  'Microsoft.Network': [
    ...tracked('privateDnsZones', 'privateDnsZones/virtualNetworkLinks', 'virtualNetworks'),
    ...untracked(
      ...['A', 'AAAA', 'CNAME', 'MX', 'PTR', 'SOA', 'SRV', 'TXT', 'all'].map(
        (kind) => `privateDnsZones/${kind}`,
      ),
      'locations',
      'locations/operations',
      'locations/usages',
      'virtualNetworks/subnets',
    ),
  ],
  'Microsoft.Resources': [
    ...tracked('resourceGroups'),
    ...untracked('locations', 'providers', 'resources', 'subscriptions', 'tags', 'tenants'),
  ],
  'Microsoft.Storage': [
    ...tracked('storageAccounts'),
    ...untracked(
      'checkNameAvailability',
      'locations',
      'locations/usages',
      'skus',
      'storageAccounts/blobServices',
      'storageAccounts/fileServices',
      'storageAccounts/queueServices',
      'storageAccounts/tableServices',
    ),
  ],
};

/** Others that a subscription has, and that Terraform wants to see registered before it does anything. */
const others = `AAD ADHybridHealthService AVS Advisor AlertsManagement ApiManagement App AppConfiguration AppPlatform
  Attestation Automation AzureActiveDirectory AzureStackHCI Batch Billing Blueprint BotService Cache Cdn CognitiveServices
  Commerce Communication ConfidentialLedger Confluent Consumption ContainerInstance ContainerRegistry CostManagement
  CustomProviders DBforMariaDB DBforMySQL DataBoxEdge DataFactory DataLakeAnalytics DataLakeStore DataMigration
  DataProtection DataShare Dashboard Databricks Datadog DesktopVirtualization DevCenter DevTestLab Devices
  DigitalTwins DocumentDB Elastic EventGrid EventHub ExtendedLocation Features GuestConfiguration HDInsight HealthBot
  HealthcareApis HybridCompute Insights KeyVault Kubernetes KubernetesConfiguration Kusto LabServices LoadTestService
  Logic Logz MachineLearningServices Maintenance ManagedServices Management Maps MarketplaceOrdering MixedReality
  MobileNetwork Monitor NetApp NotificationHubs OperationalInsights OperationsManagement Orbital PolicyInsights Portal
  PowerBIDedicated Purview Quota RecoveryServices RedHatOpenShift Relay ResourceGraph ResourceHealth ResourceNotifications
  SaaS Search Security SecurityInsights ServiceBus ServiceFabric ServiceLinker SignalRService Sql SqlVirtualMachine
  StorageCache StorageMover StorageSync StreamAnalytics Subscription Support Synapse TimeSeriesInsights
  VirtualMachineImages VoiceServices Web`;

/** The resource providers that a subscription can register; those that are not simulated tell no types. */
export const namespaces: Readonly<Record<string, readonly TypeFacts[]>> = {
  ...simulated,
  ...Object.fromEntries(others.split(/\s+/).map((name) => [`Microsoft.${name}`, []])),
};
