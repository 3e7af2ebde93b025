/** The resource providers that a subscription can register, with the types that matter here. */
export const namespaces: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.Authorization': ['roleAssignments', 'roleDefinitions', 'locks', 'permissions'],
  'Microsoft.Compute': ['virtualMachines', 'virtualMachineScaleSets', 'disks'],
  'Microsoft.ContainerService': ['managedClusters', 'locations'],
  'Microsoft.DBforPostgreSQL': ['flexibleServers', 'locations'],
  'Microsoft.Insights': ['components'],
  'Microsoft.ManagedIdentity': ['userAssignedIdentities'],
  'Microsoft.Network': [
    'virtualNetworks',
    'privateDnsZones',
    'privateDnsZones/virtualNetworkLinks',
    'publicIPAddresses',
  ],
  'Microsoft.OperationalInsights': ['workspaces'],
  'Microsoft.Resources': ['resourceGroups', 'subscriptions', 'deployments'],
  'Microsoft.Storage': ['storageAccounts'],
};
