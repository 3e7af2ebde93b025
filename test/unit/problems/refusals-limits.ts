import { flat, nested, operation, type Sample } from './samples.ts';

/** What has to be changed before another try. */
export const limitSamples: readonly Sample[] = [
  flat(
    400,
    'ErrCode_InsufficientVCPUQuota',
    'Insufficient vcpu quota requested 2, remaining 0 for family StandardDasv7Family for region eastus.. Surge nodes would also consume vcpu quota',
    'azure.quota',
    { says: '2 vCPUs are needed and 0 are left (StandardDasv7Family)', advises: '--node-size' },
  ),
  nested(
    409,
    'OperationNotAllowed',
    'Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Additional details - Deployment Model: Resource Manager, Location: x, Current Limit: 4, Current Usage: 4, Additional Required: 2, (Minimum) New Limit Required: 6.',
    'azure.quota',
    { says: '2 vCPUs are needed and 0 of 4 are left' },
  ),
  nested(
    400,
    'PublicIPCountLimitReached',
    'Cannot create more than 20 public IP addresses for this subscription in this region.',
    'azure.quota',
  ),
  nested(
    409,
    'SkuNotAvailable',
    'Following SKUs have failed for Capacity Restrictions: Standard_X',
    'azure.size-not-offered',
  ),
  flat(
    400,
    'BadRequest',
    "The VM size of Standard_X is not allowed in your subscription in location 'y'. The available VM sizes are 'a'.",
    'azure.size-not-offered',
    { advises: '--node-size' },
  ),
  operation(
    'CreateVMSSAgentPoolFailed',
    'We are unable to serve this request. VMSSAgentPoolReconciler retry failed: Original Error: Code="OperationNotAllowed" Message="Operation could not be completed as it results in exceeding approved standardDSv5Family Cores quota. Current Limit: 10, Current Usage: 8, Additional Required: 4"',
    'azure.quota',
    { says: '4 vCPUs are needed and 2 of 10 are left (standardDSv5Family)' },
  ),
  operation(
    'CreateVMSSAgentPoolFailed',
    'VMSSAgentPoolReconciler retry failed: Original Error: Code="AllocationFailed" Message="Allocation failed."',
    'azure.no-capacity',
    { title: 'no room, in a wrapper of AKS', retrySeconds: 900 },
  ),
  operation(
    'AllocationFailed',
    'Allocation failed. We do not have sufficient capacity for the requested VM size in this region.',
    'azure.no-capacity',
    { retrySeconds: 900 },
  ),
  flat(
    409,
    'AKSCapacityError',
    'Creating a new cluster or start cluster is unavailable at this time in region westeurope.',
    'azure.no-capacity',
    { advises: '--location' },
  ),
  flat(
    400,
    'K8sVersionNotSupported',
    'Managed cluster x is on version 1.32.11, which is only available for Long-Term Support (LTS).',
    'config.kubernetes-version',
  ),
  flat(
    400,
    'InsufficientSubnetSize',
    'Pre-allocated IPs 1280 exceeds IPs available 1024 in Subnet Cidr',
    'config.address-space',
  ),
  flat(
    400,
    'ServiceCidrOverlapExistingSubnetsCidr',
    'The specified service CIDR 10.0.0.0/16 is conflicted with an existing subnet CIDR',
    'config.address-space',
  ),
  nested(
    400,
    'AvailabilityZoneNotSupported',
    "The zone(s) '1' for resource 'agentpool' is not supported.",
    'azure.zone-not-offered',
  ),
  nested(
    400,
    'LocationIsOfferRestricted',
    "Subscriptions are restricted from provisioning in location 'x'.",
    'azure.database-not-offered',
  ),
  nested(
    400,
    'ParameterOutOfRange',
    "The value of the 'Version' should be in: []. Verify that the specified parameter value is correct.",
    'azure.database-not-offered',
    { advises: '--location' },
  ),
  operation(
    'ServerEditionIncompatibleWithSkuSize',
    'The requested server edition is incompatible with requested Sku Size.',
    'config.database-size',
  ),
  nested(
    400,
    'NoRegisteredProviderFound',
    "No registered resource provider found for location 'usgovvirginia' and API version '2026-04-01' for type 'managedClusters'.",
    'azure.api-not-offered',
  ),
  nested(
    400,
    'LocationNotAvailableForResourceGroup',
    "The provided location 'BadLocation' is not available for resource group.",
    'azure.region-not-offered',
  ),
];
