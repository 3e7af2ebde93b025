/** What real Azure did and the simulator does not, with the reason. */
export interface NotModelled {
  /** Verb and type, without regard to case. */
  readonly of: RegExp;
  /** What is missing, as the judge words it. */
  readonly what: RegExp;
  readonly why: string;
}

/** Every entry must be needed: a test sees to it. */
export const notModelled: readonly NotModelled[] = [
  {
    of: /^DELETE Microsoft.Resources\/resourceGroups$/i,
    what: /^then .*loc:200\/None > self:200\/provisioningState=Succeeded$/,
    why: 'the test that was recorded makes the group again at once: the look belongs to another operation',
  },
  {
    of: /^GET Microsoft.Network\/virtualNetworks$/i,
    what: /^never answers 404 None$/,
    why: 'a page of HTML from a server in front of Azure, seen for addresses that are none of ARM',
  },
  {
    of: /^PUT Microsoft.ContainerService\/managedClusters/i,
    what: /: also (kind|eTag|properties\.(eTag|securityProfile|metricsProfile|nodeProvisioningProfile|bootstrapProfile|identityProfile))$/,
    why: 'came with a later version: the simulator shows what it has in every version',
  },
  {
    of: /^PUT Microsoft.ContainerService\/managedClusters/i,
    what: /: no properties\.(upgradeStrategy|controlPlanePluginProfiles|hostedSystemProfile|enableFIPS)$/,
    why: 'of a preview, and in no published description',
  },
  {
    of: /^PUT Microsoft.ContainerService\/managedClusters$/i,
    what: /^async .*: no error$/,
    why: 'an operation that another one has overtaken; the simulator has one at a time',
  },
  {
    of: /^(POST|PATCH) graph:applications/i,
    what: /: also (uniqueName|samlMetadataUrl|servicePrincipalLockConfiguration|requestSignatureVerification)$/,
    why: 'Graph has more members today than in the recordings of 2022',
  },
  {
    of: /^(POST|PATCH) graph:servicePrincipals/i,
    what: /: no createdDateTime$/,
    why: 'recorded in 2022; Graph does not show it any more',
  },
  {
    of: /^(PATCH|PUT) Microsoft.DBforPostgreSQL\/flexibleServers\/configurations$/i,
    what: /: also properties\.(documentationLink|unit)$/,
    why: 'the recorded parameter has none; that of the replay does',
  },
  {
    of: /^PATCH Microsoft.Storage\/storageAccounts$/i,
    what: /: also properties\.accessTier$/,
    why: 'the recorded account is of the first kind, which has none',
  },
  {
    of: /^PUT Microsoft.Storage\/storageAccounts$/i,
    what: /: no properties\.allowCrossTenantDelegationSas$/,
    why: 'in no published description',
  },
  {
    of: /^PUT Microsoft.Network\/virtualNetworks\/subnets$/i,
    what: /: no properties\.ipamPoolPrefixAllocations$/,
    why: 'seen in a canary region only',
  },
];
