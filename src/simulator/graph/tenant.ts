import { operatorBody } from './bodies.ts';
import type { Call } from './call.ts';
import { showMany, showOne } from './odata.ts';
import { directoryObject } from './owners.ts';
import { entity, notFound, refusal } from './reply.ts';
import type { Reply } from './reply.ts';

const USERS = { set: 'users', type: 'microsoft.graph.user' };

/** `GET /me`: there is no me behind an application. */
export function me(call: Call): Reply {
  return call.caller.type === 'User'
    ? showOne(call, operatorBody(call.state), USERS)
    : refusal(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
}

/** `GET /users`. */
export function listUsers(call: Call): Reply {
  return showMany(call, { ...USERS, items: [operatorBody(call.state)] });
}

/** `GET /users/{id or sign-in name}`. */
export function readUser(call: Call): Reply {
  const [name = ''] = call.names;
  const { objectId, name: signInName } = call.state.operator;
  const isOperator = [objectId, signInName.toLowerCase()].includes(name.toLowerCase());
  return isOperator ? showOne(call, operatorBody(call.state), USERS) : notFound(name);
}

const DOMAIN = 'contoso.onmicrosoft.com';

const domainBody = {
  authenticationType: 'Managed',
  availabilityStatus: null,
  id: DOMAIN,
  isAdminManaged: true,
  isDefault: true,
  isInitial: true,
  isRoot: true,
  isVerified: true,
  supportedServices: ['Email', 'OfficeCommunicationsOnline'],
  passwordValidityPeriodInDays: null,
  passwordNotificationWindowInDays: null,
  state: null,
};

const DOMAINS = { set: 'domains', type: 'microsoft.graph.domain' };

/** `GET /domains`: the one that every tenant has. */
export function listDomains(call: Call): Reply {
  return showMany(call, { ...DOMAINS, items: [domainBody] });
}

/** `GET /domains/{name}`. */
export function readDomain(call: Call): Reply {
  const [name = ''] = call.names;
  return name.toLowerCase() === DOMAIN ? showOne(call, domainBody, DOMAINS) : notFound(name);
}

/** Lists of what this tenant has none of, such as groups. */
export function listNone(set: string): (call: Call) => Reply {
  return (call) => showMany(call, { set, type: `microsoft.graph.${set.replace(/s$/, '')}`, items: [] });
}

/** Groups are asked for by id, and are not there. */
export function noSuchThing({ names }: Call): Reply {
  return notFound(names[0] ?? '');
}

/** `POST .../getMemberGroups` and its kin: nobody is a member of anything. */
export function noGroups(call: Call): Reply {
  const [id = ''] = call.names;
  const isKnown = call.url.pathname.includes('/me/') || directoryObject(call, id) !== undefined;
  return isKnown || id === call.state.operator.name
    ? entity(200, 'Collection(Edm.String)', { value: [] })
    : notFound(id);
}

/** `GET /organization`: the tenant. */
export function organization(call: Call): Reply {
  const domain = {
    capabilities: 'Email, OfficeCommunicationsOnline',
    isDefault: true,
    isInitial: true,
    name: DOMAIN,
    type: 'Managed',
  };
  const tenant = {
    id: call.state.tenantId,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: 'US',
    createdDateTime: '2020-01-01T00:00:00Z',
    displayName: 'Contoso (simulated)',
    preferredLanguage: 'en',
    state: null,
    street: null,
    technicalNotificationMails: [],
    tenantType: 'AAD',
    assignedPlans: [],
    provisionedPlans: [],
    verifiedDomains: [domain],
  };
  return showMany(call, { set: 'organization', type: 'microsoft.graph.organization', items: [tenant] });
}

/** `GET /policies/authorizationPolicy`: whether everybody may register applications. */
export function authorizationPolicy(): Reply {
  return entity(200, 'policies/authorizationPolicy/$entity', {
    id: 'authorizationPolicy',
    allowInvitesFrom: 'everyone',
    allowedToSignUpEmailBasedSubscriptions: true,
    allowedToUseSSPR: true,
    allowEmailVerifiedUsersToJoinOrganization: false,
    blockMsolPowerShell: false,
    displayName: 'Authorization Policy',
    description: 'Used to manage authorization related settings across the company.',
    guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
    defaultUserRolePermissions: {
      allowedToCreateApps: true,
      allowedToCreateSecurityGroups: true,
      allowedToReadOtherUsers: true,
      permissionGrantPoliciesAssigned: ['ManagePermissionGrantsForSelf.microsoft-user-default-legacy'],
    },
  });
}

/** `GET /directoryObjects/{id}`. */
export function readDirectoryObject(call: Call): Reply {
  const [id = ''] = call.names;
  const found = directoryObject(call, id);
  return found === undefined ? notFound(id) : entity(200, 'directoryObjects/$entity', found);
}

/** `POST /directoryObjects/getByIds`: those that there are, silently without the others. */
export function getByIds(call: Call): Reply {
  const ids = (call.body['ids'] ?? []) as readonly string[];
  const value = ids.map((id) => directoryObject(call, id)).filter((one) => one !== undefined);
  return entity(200, 'directoryObjects', { value });
}
