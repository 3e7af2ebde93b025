import type { Application, EntraState, Replicated, Secret, ServicePrincipal } from '../entra/state.ts';

type Body = Readonly<Record<string, unknown>>;

/** A time as Graph prints stored times: whole seconds. */
export function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A secret as Graph shows it for ever after: without its text. */
export function shownSecret({ keyId, displayName, startDateTime, endDateTime, text }: Secret): Body {
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime,
    hint: text.slice(0, 3),
    keyId,
    secretText: null,
    startDateTime,
  };
}

const NO_PUBLISHER = { displayName: null, verifiedPublisherId: null, addedDateTime: null };

const NO_URLS = {
  logoUrl: null,
  marketingUrl: null,
  privacyStatementUrl: null,
  supportUrl: null,
  termsOfServiceUrl: null,
};

/** The parts of an application that are objects: a write to one part keeps its other properties. */
export const APPLICATION_PARTS = {
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  info: NO_URLS,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
  publicClient: { redirectUris: [] },
  spa: { redirectUris: [] },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    redirectUriSettings: [],
  },
} as const satisfies Record<string, Body>;

function deletedDateTime({ deletedAt }: Replicated): string | null {
  return deletedAt === null ? null : stamp(deletedAt);
}

/** An application as Graph shows it (recorded shape, 2023). */
export function applicationBody(application: Application): Body {
  return {
    id: application.id,
    deletedDateTime: deletedDateTime(application),
    appId: application.appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: stamp(application.createdAt),
    displayName: null,
    description: null,
    groupMembershipClaims: null,
    identifierUris: [],
    isDeviceOnlyAuthSupported: null,
    isFallbackPublicClient: null,
    notes: null,
    publisherDomain: 'contoso.onmicrosoft.com',
    serviceManagementReference: null,
    // The default that surprises everybody.
    signInAudience: 'AzureADandPersonalMicrosoftAccount',
    tags: [],
    tokenEncryptionKeyId: null,
    uniqueName: null,
    samlMetadataUrl: null,
    defaultRedirectUri: null,
    certification: null,
    optionalClaims: null,
    servicePrincipalLockConfiguration: null,
    requestSignatureVerification: null,
    addIns: [],
    appRoles: [],
    keyCredentials: [],
    requiredResourceAccess: [],
    verifiedPublisher: NO_PUBLISHER,
    ...APPLICATION_PARTS,
    ...application.shown,
    passwordCredentials: application.secrets.map(shownSecret),
  };
}

/** A service principal as Graph shows it (recorded shape, 2022; today without `createdDateTime`). */
export function servicePrincipalBody(principal: ServicePrincipal, state: EntraState): Body {
  return {
    id: principal.id,
    deletedDateTime: deletedDateTime(principal),
    accountEnabled: true,
    alternativeNames: [],
    appDisplayName: principal.managed ? null : (principal.shown['displayName'] ?? null),
    appDescription: null,
    appId: principal.appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: principal.managed ? null : state.tenantId,
    appRoleAssignmentRequired: false,
    description: null,
    disabledByMicrosoftStatus: null,
    displayName: null,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    replyUrls: [],
    servicePrincipalNames: [principal.appId],
    servicePrincipalType: 'Application',
    signInAudience: null,
    tags: [],
    tokenEncryptionKeyId: null,
    samlSingleSignOnSettings: null,
    verifiedPublisher: NO_PUBLISHER,
    addIns: [],
    appRoles: [],
    info: NO_URLS,
    keyCredentials: [],
    oauth2PermissionScopes: [],
    resourceSpecificApplicationPermissions: [],
    ...principal.shown,
    passwordCredentials: principal.secrets.map(shownSecret),
  };
}

/** Either kind of object as Graph shows it. */
export function bodyOf(object: Replicated, state: EntraState): Body {
  return object.kind === 'application' ? applicationBody(object) : servicePrincipalBody(object, state);
}

/** The operator as a user of the tenant; Graph shows eleven properties unless asked for more. */
export function operatorBody({ operator }: EntraState): Body {
  const displayName = operator.name.split('@')[0] ?? operator.name;
  return {
    businessPhones: [],
    displayName,
    givenName: null,
    jobTitle: null,
    mail: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: null,
    userPrincipalName: operator.name,
    id: operator.objectId,
  };
}
