import { own } from '../json.ts';
import { badRequest, refusal } from './reply.ts';
import type { Reply } from './reply.ts';

/** What a property may hold. */
type Kind =
  'text' | 'flag' | 'number' | 'time' | 'texts' | 'any' | { readonly one: Shape } | { readonly many: Shape };

/** The properties of a type. */
export interface Shape {
  readonly [property: string]: Kind;
}

const shape = (kind: Kind, ...properties: readonly string[]): Shape =>
  Object.fromEntries(properties.map((property) => [property, kind]));

const PASSWORD: Shape = {
  ...shape('text', 'customKeyIdentifier', 'displayName', 'hint', 'keyId', 'secretText'),
  ...shape('time', 'startDateTime', 'endDateTime'),
};

const KEY: Shape = {
  ...shape('text', 'customKeyIdentifier', 'displayName', 'key', 'keyId', 'type', 'usage'),
  ...shape('time', 'startDateTime', 'endDateTime'),
};

const REDIRECTS = shape('texts', 'redirectUris');

const URLS = shape(
  'text',
  'logoUrl',
  'marketingUrl',
  'privacyStatementUrl',
  'supportUrl',
  'termsOfServiceUrl',
);

const LOCK = shape(
  'flag',
  'isEnabled',
  'allProperties',
  'credentialsWithUsageSign',
  'credentialsWithUsageVerify',
  'tokenEncryptionKeyId',
);

const API: Shape = {
  ...shape('flag', 'acceptMappedClaims'),
  ...shape('texts', 'knownClientApplications'),
  ...shape('any', 'oauth2PermissionScopes', 'preAuthorizedApplications'),
  ...shape('number', 'requestedAccessTokenVersion'),
};

const WEB: Shape = {
  ...REDIRECTS,
  ...shape('text', 'homePageUrl', 'logoutUrl'),
  implicitGrantSettings: { one: shape('flag', 'enableAccessTokenIssuance', 'enableIdTokenIssuance') },
  ...shape('any', 'redirectUriSettings'),
};

const RESOURCE_ACCESS: Shape = {
  ...shape('text', 'resourceAppId'),
  resourceAccess: { many: shape('text', 'id', 'type') },
};

/** Properties of an application that callers may write. */
export const APPLICATION: Shape = {
  ...shape(
    'text',
    'displayName',
    'description',
    'notes',
    'uniqueName',
    'signInAudience',
    'groupMembershipClaims',
  ),
  ...shape(
    'text',
    'serviceManagementReference',
    'samlMetadataUrl',
    'tokenEncryptionKeyId',
    'defaultRedirectUri',
  ),
  ...shape('flag', 'isDeviceOnlyAuthSupported', 'isFallbackPublicClient', 'oauth2RequirePostResponse'),
  ...shape('texts', 'tags', 'identifierUris', 'owners@odata.bind'),
  ...shape('any', 'addIns', 'appRoles', 'optionalClaims', 'logo', 'authenticationBehaviors'),
  ...shape('any', 'requestSignatureVerification', 'parentalControlSettings'),
  passwordCredentials: { many: PASSWORD },
  keyCredentials: { many: KEY },
  requiredResourceAccess: { many: RESOURCE_ACCESS },
  servicePrincipalLockConfiguration: { one: LOCK },
  api: { one: API },
  web: { one: WEB },
  spa: { one: REDIRECTS },
  publicClient: { one: REDIRECTS },
  info: { one: URLS },
};

/** Properties of a service principal that callers may write. */
export const SERVICE_PRINCIPAL: Shape = {
  ...shape('text', 'appId', 'displayName', 'description', 'notes', 'homepage', 'loginUrl', 'logoutUrl'),
  ...shape('text', 'preferredSingleSignOnMode', 'tokenEncryptionKeyId', 'servicePrincipalType'),
  ...shape('flag', 'accountEnabled', 'appRoleAssignmentRequired'),
  ...shape(
    'texts',
    'tags',
    'alternativeNames',
    'notificationEmailAddresses',
    'replyUrls',
    'servicePrincipalNames',
  ),
  ...shape('texts', 'owners@odata.bind'),
  ...shape('any', 'addIns', 'appRoles', 'info', 'keyCredentials', 'samlSingleSignOnSettings'),
};

/** Properties of a federated identity credential that callers may write. */
export const TRUST: Shape = {
  ...shape('text', 'name', 'issuer', 'subject', 'description'),
  ...shape('texts', 'audiences'),
};

/** The bodies of the actions. */
export const ACTIONS = {
  addPassword: { passwordCredential: { one: PASSWORD } },
  removePassword: shape('text', 'keyId'),
  reference: shape('text', '@odata.id'),
  nothing: {},
} as const satisfies Record<string, Shape>;

/** Properties that only Graph itself sets. */
const READ_ONLY: readonly string[] = [
  'id',
  'appId',
  'createdDateTime',
  'deletedDateTime',
  'publisherDomain',
  'applicationTemplateId',
  'certification',
  'createdByAppId',
  'disabledByMicrosoftStatus',
  'verifiedPublisher',
  'appOwnerOrganizationId',
  'appDisplayName',
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function checkKind(kind: Kind, value: unknown, type: string): Reply | undefined {
  const wrong = badRequest(
    `Cannot convert a value of '${type}' to its expected type. See the inner exception for more details.`,
  );
  if (value === null)
    return kind === 'texts' || (typeof kind === 'object' && 'many' in kind) ? wrong : undefined;
  if (typeof kind === 'object') {
    const parts: readonly unknown[] = 'many' in kind ? (Array.isArray(value) ? value : [value]) : [value];
    if ('many' in kind && !Array.isArray(value)) return wrong;
    const inner = 'many' in kind ? kind.many : kind.one;
    return parts
      .map((part) => (isObject(part) ? checkShape(inner, part, type) : wrong))
      .find((reply) => reply !== undefined);
  }
  const fits = {
    text: () => typeof value === 'string',
    flag: () => typeof value === 'boolean',
    number: () => typeof value === 'number',
    time: () => typeof value === 'string' && ISO_TIME.test(value) && !Number.isNaN(Date.parse(value)),
    texts: () => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    any: () => true,
  };
  return fits[kind]() ? undefined : wrong;
}

/** Refuses properties that the type does not have, that are read-only or that hold the wrong thing. */
export function checkShape(
  expected: Shape,
  body: Readonly<Record<string, unknown>>,
  type: string,
): Reply | undefined {
  for (const [property, value] of Object.entries(body)) {
    const kind = own(expected, property);
    if (kind === undefined && property === '@odata.type') continue;
    if (kind === undefined && READ_ONLY.includes(property)) {
      return badRequest(`Property '${property}' is read-only and cannot be set.`);
    }
    if (kind === undefined) {
      return refusal(
        400,
        'BadRequest',
        `The property '${property}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
      );
    }
    const wrong = checkKind(kind, value, `${type}.${property}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** 400 of a property that must be there and is not. */
export function missing(property: string, resource: string): Reply {
  return badRequest(`A value is required for property '${property}' of resource '${resource}'.`);
}
