import {
  createApplication,
  deleteApplication,
  listApplications,
  readApplication,
  updateApplication,
} from './applications.ts';
import type { Call } from './call.ts';
import { addPassword, removePassword } from './credentials.ts';
import { listDeleted, purge, readDeleted, restore } from './deleted-items.ts';
import { createTrust, deleteTrust, listTrusts, readTrust, updateTrust } from './federated-credentials.ts';
import { addOwner, listOwners, removeOwner } from './owners.ts';
import type { Reply } from './reply.ts';
import {
  createServicePrincipal,
  deleteServicePrincipal,
  listServicePrincipals,
  readServicePrincipal,
  updateServicePrincipal,
} from './service-principals.ts';
import { ACTIONS, APPLICATION, SERVICE_PRINCIPAL, TRUST } from './shapes.ts';
import type { Shape } from './shapes.ts';
import {
  authorizationPolicy,
  getByIds,
  listDomains,
  listNone,
  listUsers,
  me,
  noGroups,
  noSuchThing,
  organization,
  readDirectoryObject,
  readDomain,
  readUser,
} from './tenant.ts';

/** One operation: what it answers to, what its body may hold, and whose rights it needs. */
interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly right: 'app' | 'sp' | 'read';
  readonly shape: Shape;
  readonly answer: (call: Call) => Reply;
}

type Definition = readonly [operation: string, answer: Route['answer'], shape?: Shape];

const OBJECTS = ['application', 'servicePrincipal'] as const;

/** Operations that both kinds of object have. */
const SHARED: readonly Definition[] = OBJECTS.flatMap((kind): readonly Definition[] => [
  [`POST /${kind}s/{}/addPassword`, addPassword(kind), ACTIONS.addPassword],
  [`POST /${kind}s/{}/removePassword`, removePassword(kind), ACTIONS.removePassword],
  [`GET /${kind}s/{}/owners`, listOwners(kind)],
  [`POST /${kind}s/{}/owners/$ref`, addOwner(kind), ACTIONS.reference],
  [`DELETE /${kind}s/{}/owners/{}/$ref`, removeOwner(kind)],
  [`GET /directory/deletedItems/microsoft.graph.${kind}`, listDeleted(kind)],
]);

const MEMBERSHIP: Shape = { securityEnabledOnly: 'flag', groupIds: 'texts' };

/** Every operation of the simulated Graph; `{}` stands for a name. First match wins. */
const DEFINITIONS: readonly Definition[] = [
  ...SHARED,
  ['POST /applications', createApplication, APPLICATION],
  ['GET /applications', listApplications],
  ['GET /applications/{}', readApplication],
  ['PATCH /applications/{}', updateApplication, APPLICATION],
  ['DELETE /applications/{}', deleteApplication],
  ['POST /applications/{}/federatedIdentityCredentials', createTrust, TRUST],
  ['GET /applications/{}/federatedIdentityCredentials', listTrusts],
  ['GET /applications/{}/federatedIdentityCredentials/{}', readTrust],
  ['PATCH /applications/{}/federatedIdentityCredentials/{}', updateTrust, TRUST],
  ['DELETE /applications/{}/federatedIdentityCredentials/{}', deleteTrust],
  ['POST /servicePrincipals', createServicePrincipal, SERVICE_PRINCIPAL],
  ['GET /servicePrincipals', listServicePrincipals],
  ['GET /servicePrincipals/{}', readServicePrincipal],
  ['PATCH /servicePrincipals/{}', updateServicePrincipal, SERVICE_PRINCIPAL],
  ['DELETE /servicePrincipals/{}', deleteServicePrincipal],
  ['POST /directory/deletedItems/{}/restore', restore],
  ['GET /directory/deletedItems/{}', readDeleted],
  ['DELETE /directory/deletedItems/{}', purge],
  ['GET /me', me],
  ['GET /organization', organization],
  ['GET /domains', listDomains],
  ['GET /domains/{}', readDomain],
  ['GET /groups', listNone('groups')],
  ['GET /groups/{}', noSuchThing],
  ['GET /oauth2PermissionGrants', listNone('oauth2PermissionGrants')],
  ['GET /me/memberOf', listNone('directoryObjects')],
  ['GET /users/{}/memberOf', listNone('directoryObjects')],
  ['POST /me/getMemberGroups', noGroups, MEMBERSHIP],
  ...['users', 'servicePrincipals', 'directoryObjects'].flatMap((set): readonly Definition[] => [
    [`POST /${set}/{}/getMemberGroups`, noGroups, MEMBERSHIP],
    [`POST /${set}/{}/checkMemberGroups`, noGroups, MEMBERSHIP],
  ]),
  ['GET /users', listUsers],
  ['GET /users/{}', readUser],
  ['GET /policies/authorizationPolicy', authorizationPolicy],
  ['GET /directoryObjects/{}', readDirectoryObject],
  ['POST /directoryObjects/getByIds', getByIds, { ids: 'texts', types: 'texts' }],
];

/** `applications/{}` also answers for `applications(appId='..')`: keys may follow in brackets. */
function pathOf(template: string): RegExp {
  const pattern = template
    .replace(/[$.]/g, String.raw`\$&`)
    .replaceAll('/{}', String.raw`(?:/([^/()]+)|(\(\w+='[^']*'\)))`);
  return new RegExp(`^/v1\\.0${pattern}$`, 'i');
}

function rightOf(method: string, path: string): Route['right'] {
  if (method === 'GET' || /(getByIds|MemberGroups)$/.test(path)) return 'read';
  return path.startsWith('/servicePrincipals') ? 'sp' : 'app';
}

const ROUTES: readonly Route[] = DEFINITIONS.map(([operation, answer, shape = ACTIONS.nothing]) => {
  const [method = '', path = ''] = operation.split(' ');
  return { method, path: pathOf(path), right: rightOf(method, path), shape, answer };
});

/** The operation that a request asks for, with the names in its path. */
export function routeOf(
  method: string,
  pathname: string,
): { readonly route: Route; readonly names: readonly string[] } | undefined {
  const path = decodeURIComponent(pathname);
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match !== null) return { route, names: match.slice(1).filter((name) => name !== undefined) };
  }
  return undefined;
}
