import { freshId, servicePrincipals } from '../entra/state.ts';
import type { Application, Secret } from '../entra/state.ts';
import { APPLICATION_PARTS, applicationBody } from './bodies.ts';
import { find, write } from './call.ts';
import type { Call } from './call.ts';
import { newSecret, revealed } from './credentials.ts';
import { showMany, showOne } from './odata.ts';
import { badRequest, created, isReply, noContent } from './reply.ts';
import type { Reply } from './reply.ts';
import { badValue, beyondQuota, lacksReference, takenName } from './rules.ts';
import { missing } from './shapes.ts';

type Body = Readonly<Record<string, unknown>>;

const LISTING = { set: 'applications', type: 'microsoft.graph.application' };

const isPart = (property: string): property is keyof typeof APPLICATION_PARTS =>
  property in APPLICATION_PARTS;

/** What a body may hold that is no shown property. */
const KEPT_APART: readonly string[] = ['passwordCredentials', 'owners@odata.bind', '@odata.type'];

/** What a write leaves of the shown properties: parts keep what the write does not name. */
function shownAfter(shown: Body, body: Body): Body {
  const shownToo = Object.entries(body).filter(([property]) => !KEPT_APART.includes(property));
  const written = shownToo.map(([property, value]) => {
    if (!isPart(property) || typeof value !== 'object') return [property, value] as const;
    const before = (shown[property] ?? APPLICATION_PARTS[property]) as Body;
    return [property, { ...before, ...value }] as const;
  });
  return { ...shown, ...Object.fromEntries(written) };
}

function wishedSecrets(call: Call): readonly Secret[] | Reply {
  const secrets: Secret[] = [];
  for (const wish of (call.body['passwordCredentials'] ?? []) as readonly Body[]) {
    const secret = newSecret(call, wish);
    if (isReply(secret)) return secret;
    secrets.push(secret);
  }
  return secrets;
}

function boundOwners(call: Call): readonly string[] {
  const bound = (call.body['owners@odata.bind'] ?? []) as readonly string[];
  const ids = bound.map((link) => link.split('/').at(-1) ?? '');
  return call.caller.type === 'User' ? [...new Set([call.caller.objectId, ...ids])] : ids;
}

/** The sign-in service learns of the application before it learns of its secret. */
function knownToLogin({ now }: Call, secrets: readonly Secret[]): readonly [number, number] {
  const [soon, late] = secrets[0]?.knownToLoginAt ?? [now, now];
  return [Math.round((now + soon) / 2), Math.round((now + late) / 2)];
}

/** `POST /applications`: the only answer that ever shows the texts of the secrets it makes. */
export function createApplication(call: Call): Reply {
  const { body, now, surroundings } = call;
  const refused =
    (body['displayName'] == null ? missing('displayName', 'Application') : undefined) ??
    badValue(body) ??
    takenName(call, body['uniqueName']) ??
    lacksReference(call) ??
    beyondQuota(call);
  if (refused !== undefined) return refused;
  const secrets = wishedSecrets(call);
  if (isReply(secrets)) return secrets;
  const application: Application = {
    kind: 'application',
    id: freshId(surroundings),
    appId: freshId(surroundings),
    createdAt: now,
    creatorId: call.caller.objectId,
    deletedAt: null,
    shown: shownAfter({}, body),
    secrets,
    owners: boundOwners(call),
    trusts: [],
    knownToLoginAt: knownToLogin(call, secrets),
  };
  write(call, application.id, application);
  const made = { ...applicationBody(application), passwordCredentials: secrets.map(revealed) };
  const path = `directoryObjects/${application.id}/Microsoft.DirectoryServices.Application`;
  return created('applications/$entity', made, path);
}

/** `GET /applications/{id}`, also by `(appId='..')` and `(uniqueName='..')`. */
export function readApplication(call: Call): Reply {
  const found = find(call, 'application', call.names[0] ?? '');
  return isReply(found) ? found : showOne(call, applicationBody(found), LISTING);
}

/** `GET /applications`. */
export function listApplications(call: Call): Reply {
  const items = call.view
    .filter((one) => one.kind === 'application' && one.deletedAt === null)
    .map((one) => applicationBody(one as Application));
  return showMany(call, { ...LISTING, items });
}

/** Credentials in a PATCH can only shrink to some of those that are there. */
function keptSecrets({ secrets }: Application, body: Body): readonly Secret[] | Reply {
  const named = body['passwordCredentials'] as readonly Body[] | undefined;
  if (named === undefined) return secrets;
  const kept = secrets.filter(({ keyId }) => named.some((one) => one['keyId'] === keyId));
  return kept.length === named.length
    ? kept
    : badRequest('New password credentials must be generated with service actions.');
}

/** `PATCH .. (uniqueName='..')` of an application that is not there, where the caller prefers to create it. */
function createByName(call: Call, uniqueName: string): Reply {
  if (call.body['passwordCredentials'] !== undefined) {
    return badRequest('New password credentials must be generated with service actions.');
  }
  const named = call.body['uniqueName'] ?? uniqueName;
  return named === uniqueName
    ? createApplication({ ...call, body: { ...call.body, uniqueName } })
    : badRequest('The value of the alternate key in the URL and in the payload must be the same.');
}

/** `PATCH /applications/{id}`; with `Prefer: create-if-missing` on a unique name also creates: 201 or 204, never a body on update. */
export function updateApplication(call: Call): Reply {
  const [name = ''] = call.names;
  const found = find(call, 'application', name);
  const uniqueName = /^\(uniqueName='(.*)'\)$/.exec(name)?.[1];
  if (isReply(found)) {
    return call.prefersUpsert && uniqueName !== undefined ? createByName(call, uniqueName) : found;
  }
  const renamed = call.body['uniqueName'];
  if (renamed !== undefined && renamed !== found.shown['uniqueName']) {
    return badRequest("Property 'uniqueName' is read-only and cannot be set.");
  }
  const refused = badValue(call.body);
  if (refused !== undefined) return refused;
  const secrets = keptSecrets(found, call.body);
  if (isReply(secrets)) return secrets;
  write(call, found.id, { ...found, secrets, shown: shownAfter(found.shown, call.body) });
  return noContent;
}

/** `DELETE /applications/{id}`: into the bin, and its service principal of this tenant with it. */
export function deleteApplication(call: Call): Reply {
  const found = find(call, 'application', call.names[0] ?? '');
  if (isReply(found)) return found;
  write(call, found.id, { ...found, deletedAt: call.now });
  const principal = servicePrincipals(call.state).find(
    ({ appId, deletedAt }) => appId === found.appId && deletedAt === null,
  );
  if (principal !== undefined) write(call, principal.id, { ...principal, deletedAt: call.now });
  return noContent;
}
