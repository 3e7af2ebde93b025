/** The directory that every simulated subscription trusts. */
export const tenantId = '11111111-1111-4111-8111-111111111111';

/** Who is signed in unless a test says otherwise; owns the subscriptions. */
export const operator = {
  objectId: '22222222-2222-4222-8222-222222222222',
  name: 'ada@contoso.example',
  displayName: 'Ada Operator',
} as const;

/** The subscriptions that the operator sees. */
export const subscriptions = [
  { subscriptionId: '00000000-0000-4000-8000-000000000001', displayName: 'Research', state: 'Enabled' },
  { subscriptionId: '00000000-0000-4000-8000-000000000002', displayName: 'Sandbox', state: 'Enabled' },
] as const;

/** The subscription that tests use when they do not care. */
export const subscriptionId = subscriptions[0].subscriptionId;

/** An Azure region as `GET /subscriptions/{id}/locations` tells it. */
export interface Region {
  readonly name: string;
  readonly displayName: string;
  readonly geography: string;
  readonly group: string;
  readonly zones: readonly string[];
}

const threeZones = ['1', '2', '3'];

/** The regions of the simulated Azure. westus has no zones, as in life. */
export const regions: readonly Region[] = [
  { name: 'eastus2', displayName: 'East US 2', geography: 'United States', group: 'US', zones: threeZones },
  { name: 'eastus', displayName: 'East US', geography: 'United States', group: 'US', zones: threeZones },
  { name: 'westus2', displayName: 'West US 2', geography: 'United States', group: 'US', zones: threeZones },
  { name: 'westus3', displayName: 'West US 3', geography: 'United States', group: 'US', zones: threeZones },
  { name: 'westus', displayName: 'West US', geography: 'United States', group: 'US', zones: [] },
  {
    name: 'centralus',
    displayName: 'Central US',
    geography: 'United States',
    group: 'US',
    zones: threeZones,
  },
  {
    name: 'canadacentral',
    displayName: 'Canada Central',
    geography: 'Canada',
    group: 'Canada',
    zones: threeZones,
  },
  {
    name: 'northeurope',
    displayName: 'North Europe',
    geography: 'Europe',
    group: 'Europe',
    zones: threeZones,
  },
  { name: 'westeurope', displayName: 'West Europe', geography: 'Europe', group: 'Europe', zones: threeZones },
  { name: 'uksouth', displayName: 'UK South', geography: 'United Kingdom', group: 'UK', zones: threeZones },
  {
    name: 'germanywestcentral',
    displayName: 'Germany West Central',
    geography: 'Germany',
    group: 'Europe',
    zones: threeZones,
  },
  {
    name: 'southeastasia',
    displayName: 'Southeast Asia',
    geography: 'Asia Pacific',
    group: 'Asia Pacific',
    zones: threeZones,
  },
];

/** A size of virtual machine. */
export interface VmSize {
  readonly name: string;
  readonly family: string;
  readonly vCPUs: number;
  readonly memoryGB: number;
  /** Regions that do not offer it at all. */
  readonly absentIn?: readonly string[];
  /** Regions where this subscription may not use it. */
  readonly restrictedIn?: readonly string[];
}

const series = (
  pattern: string,
  family: string,
  gigabytesPerVCpu: number,
  limits: Pick<VmSize, 'absentIn' | 'restrictedIn'> = {},
): readonly VmSize[] =>
  [2, 4, 8, 16].map((vCPUs) => ({
    name: pattern.replace('*', String(vCPUs)),
    family,
    vCPUs,
    memoryGB: vCPUs * gigabytesPerVCpu,
    ...limits,
  }));

/** The sizes on offer. The v6 ones are missing in westus; D2_v2 is restricted everywhere, as for new subscriptions. */
export const vmSizes: readonly VmSize[] = [
  ...series('Standard_D*s_v5', 'standardDSv5Family', 4),
  ...series('Standard_D*as_v5', 'standardDASv5Family', 4),
  ...series('Standard_D*ds_v5', 'standardDDSv5Family', 4),
  ...series('Standard_D*s_v6', 'standardDsv6Family', 4, { absentIn: ['westus'] }),
  ...series('Standard_D*as_v6', 'standardDasv6Family', 4, { absentIn: ['westus'] }),
  ...series('Standard_D*s_v4', 'standardDSv4Family', 4),
  ...series('Standard_D*s_v3', 'standardDSv3Family', 4),
  ...series('Standard_E*s_v5', 'standardESv5Family', 8),
  { name: 'Standard_B2s', family: 'standardBSFamily', vCPUs: 2, memoryGB: 4 },
  { name: 'Standard_B2ms', family: 'standardBSFamily', vCPUs: 2, memoryGB: 8 },
  {
    name: 'Standard_D2_v2',
    family: 'standardDv2Family',
    vCPUs: 2,
    memoryGB: 7,
    restrictedIn: regions.map(({ name }) => name),
  },
  { name: 'Standard_D4_v5', family: 'standardDv5Family', vCPUs: 4, memoryGB: 16 },
];

/** vCPUs that a subscription may run: in a region altogether, and of one family. */
export const vCpuLimits = { cores: 100, family: 100 } as const;

/** A compute size of a PostgreSQL flexible server. */
export interface PostgresSku {
  readonly name: string;
  readonly tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized';
  readonly vCores: number;
  readonly memoryPerVCoreMb: number;
}

/** The compute sizes of PostgreSQL. */
export const postgresSkus: readonly PostgresSku[] = [
  { name: 'Standard_B1ms', tier: 'Burstable', vCores: 1, memoryPerVCoreMb: 2048 },
  { name: 'Standard_B2s', tier: 'Burstable', vCores: 2, memoryPerVCoreMb: 2048 },
  { name: 'Standard_B2ms', tier: 'Burstable', vCores: 2, memoryPerVCoreMb: 4096 },
  { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose', vCores: 2, memoryPerVCoreMb: 4096 },
  { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose', vCores: 4, memoryPerVCoreMb: 4096 },
  { name: 'Standard_D2s_v3', tier: 'GeneralPurpose', vCores: 2, memoryPerVCoreMb: 4096 },
  { name: 'Standard_E2ds_v5', tier: 'MemoryOptimized', vCores: 2, memoryPerVCoreMb: 8192 },
];

/** Major versions of PostgreSQL that can still be created. */
export const postgresVersions = ['14', '15', '16', '17', '18'] as const;

/** A minor version of Kubernetes in AKS. */
export interface KubernetesVersion {
  readonly version: string;
  readonly patches: readonly string[];
  readonly is?: 'default' | 'preview';
}

/** What AKS offers. */
export const kubernetesVersions: readonly KubernetesVersion[] = [
  { version: '1.34', patches: ['1.34.6', '1.34.7'] },
  { version: '1.35', patches: ['1.35.3', '1.35.4'], is: 'default' },
  { version: '1.36', patches: ['1.36.1', '1.36.2'] },
];
