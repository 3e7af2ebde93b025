import { again, saying, type Facts, type Rule } from './rules-shape.ts';

const QUOTAS = 'https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas';
const OTHER_REGION = 'metaflow-azure up --name <other> --location <region>    builds in another region';

/** The numbers of a vCPU refusal, in whichever of its two wordings. */
function sayQuota(facts: Facts): string {
  const number = (pattern: RegExp): string | undefined => pattern.exec(facts.said)?.[1];
  const requested = number(/requested:? (\d+)/i) ?? number(/Additional Required: (\d+)/i);
  const remaining = number(/remaining:? (\d+)/i);
  const limit = number(/Current Limit: (\d+)/i);
  const usage = number(/Current Usage: (\d+)/i);
  const family = number(/\bfor family (\w+)/i) ?? number(/approved ([\w ]+?) (?:Cores )?quota/i);
  const left =
    remaining ?? (limit === undefined || usage === undefined ? undefined : String(+limit - +usage));
  if (requested === undefined || left === undefined)
    return saying('the quota of the subscription is used up', facts);
  const of = limit === undefined ? '' : ` of ${limit}`;
  return `${requested} vCPUs are needed and ${left}${of} are left${family === undefined ? '' : ` (${family})`}`;
}

const quotaAdvice = (facts: Facts): readonly string[] => [
  `${QUOTAS}    asks for more`,
  'metaflow-azure up --node-size <sku> --task-node-size <sku>    takes smaller nodes or another family',
  `${again(facts)}    goes on from here`,
];

const quotaRules: readonly Rule[] = [
  {
    code: 'azure.quota',
    when: {
      azureCode: [
        'ErrCode_InsufficientVCPUQuota',
        'InsufficientVCPUQuota',
        'QuotaExceeded',
        'OperationNotAllowed',
      ],
      message: /\bquota\b|\bcores\b/i,
    },
    say: sayQuota,
    advice: quotaAdvice,
  },
  {
    // AKS wraps what the machines' service said into a code of its own: CreateVMSSAgentPoolFailed and others.
    code: 'azure.quota',
    when: { message: /exceeding approved .*quota/i },
    say: sayQuota,
    advice: quotaAdvice,
  },
  {
    code: 'azure.quota',
    when: {
      azureCode: [
        'QuotaExceeded',
        'PublicIPCountLimitReached',
        'MaxStorageAccountsCountPerSubscriptionExceeded',
        'ManagedClusterCountExceedsQuotaLimit',
        'RoleAssignmentLimitExceeded',
        'ResourceGroupQuotaExceeded',
        'SubscriptionQuotaExceeded',
        'ResourceQuotaExceeded',
      ],
    },
    say: (facts) => saying('the subscription has as many as it may', facts),
    advice: (facts) => [`${QUOTAS}    asks for more`, `${again(facts)}    goes on from here`],
  },
];

const sayNoRoom = (): string => 'Azure has no machines of this size free in this region at the moment';
const otherSize = (): readonly string[] => [
  'metaflow-azure up --node-size <sku> --task-node-size <sku>    takes another size',
  OTHER_REGION,
];

const clusterRules: readonly Rule[] = [
  {
    code: 'azure.size-not-offered',
    when: {
      azureCode: [
        'SkuNotAvailable',
        'VMSizeNotSupported',
        'VMSizeIsNotPermittedToEnableAcceleratedNetworking',
      ],
    },
    say: (facts) => saying('Azure does not offer this VM size here', facts),
    advice: otherSize,
  },
  {
    code: 'azure.size-not-offered',
    when: {
      message: /VM size of \S+ is not allowed|requested size for resource .* is currently not available/i,
    },
    say: (facts) => saying('Azure does not offer this VM size here', facts),
    advice: otherSize,
  },
  {
    // Another try often finds room; the window leaves time for about two more.
    code: 'azure.no-capacity',
    when: {
      azureCode: [
        'AllocationFailed',
        'ZonalAllocationFailed',
        'OverconstrainedZonalAllocationRequest',
        'OverconstrainedAllocationRequest',
      ],
    },
    retrySeconds: 900,
    say: sayNoRoom,
    advice: otherSize,
  },
  {
    code: 'azure.no-capacity',
    when: { message: /\b(Zonal)?AllocationFailed\b|Overconstrained(Zonal)?AllocationRequest/ },
    retrySeconds: 900,
    say: sayNoRoom,
    advice: otherSize,
  },
  {
    code: 'azure.no-capacity',
    when: { azureCode: 'AKSCapacityError' },
    say: () => 'Azure makes no new clusters in this region at the moment',
    advice: () => [OTHER_REGION],
  },
  {
    code: 'config.kubernetes-version',
    when: { azureCode: ['K8sVersionNotSupported', 'AgentPoolK8sVersionNotSupported'] },
    say: (facts) => saying('Azure does not offer this Kubernetes version', facts),
    advice: () => [
      "metaflow-azure up    without --kubernetes-version takes Azure's default",
      'az aks get-versions --location <region> --output table    lists them',
    ],
  },
  {
    code: 'config.address-space',
    when: {
      azureCode: [
        'InsufficientSubnetSize',
        'ServiceCidrOverlapExistingSubnetsCidr',
        'NetworkProfileCIDROverlap',
        'NetworkProfileCIDROverlapExistingSubnetsCIDR',
        'NetcfgInvalidSubnet',
        'NetcfgSubnetRangesOverlap',
        'NetcfgSubnetRangeOutsideVnet',
      ],
    },
    say: (facts) => saying('the addresses do not fit', facts),
    advice: () => ['metaflow-azure up --name <other> --address-space <a free /16>'],
  },
  {
    code: 'azure.zone-not-offered',
    when: { azureCode: 'AvailabilityZoneNotSupported' },
    say: (facts) => saying('the region does not have this availability zone', facts),
    advice: () => [OTHER_REGION],
  },
];

const offerRules: readonly Rule[] = [
  {
    code: 'azure.database-not-offered',
    when: { azureCode: 'LocationIsOfferRestricted' },
    say: () => 'Azure makes no database servers for this subscription in this region',
    advice: () => [OTHER_REGION],
  },
  {
    // The same restriction in disguise: nothing is allowed.
    code: 'azure.database-not-offered',
    when: { azureCode: 'ParameterOutOfRange', message: /should be in:? \[\s*\]/i },
    say: () => 'Azure makes no database servers for this subscription in this region',
    advice: () => [OTHER_REGION],
  },
  {
    code: 'config.database-size',
    when: { azureCode: ['ServerEditionIncompatibleWithSkuSize', 'SkuNotSupported'] },
    say: (facts) => saying('Azure does not offer this database size', facts),
    advice: () => ['metaflow-azure up --database-size <sku>    takes another size, such as Standard_B2s'],
  },
  {
    code: 'azure.api-not-offered',
    when: { azureCode: ['NoRegisteredProviderFound', 'InvalidResourceType', 'UnsupportedApiVersion'] },
    say: (facts) => saying('Azure does not offer this service here', facts),
    advice: () => [OTHER_REGION],
  },
  {
    code: 'azure.region-not-offered',
    when: {
      azureCode: [
        'LocationNotAvailableForResourceGroup',
        'LocationNotAvailableForResourceType',
        'InvalidLocation',
      ],
    },
    say: (facts) => saying('Azure does not offer this in the region', facts),
    advice: () => ['az account list-locations --output table    lists the regions', OTHER_REGION],
  },
];

/** What Azure does not have, or not for this subscription or in this region. */
export const limitRules: readonly Rule[] = [...quotaRules, ...clusterRules, ...offerRules];
