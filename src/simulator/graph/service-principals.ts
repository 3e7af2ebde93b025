import { armLagMs } from '../entra/lags.ts';
import { freshId, servicePrincipals } from '../entra/state.ts';
import type { Application, ServicePrincipal } from '../entra/state.ts';
import { servicePrincipalBody } from './bodies.ts';
import { find, write } from './call.ts';
import type { Call } from './call.ts';
import { showMany, showOne } from './odata.ts';
import { badRequest, created, denied, isReply, noContent, refusal } from './reply.ts';
import type { Reply } from './reply.ts';
import { beyondQuota } from './rules.ts';
import { missing } from './shapes.ts';

const LISTING = { set: 'servicePrincipals', type: 'microsoft.graph.servicePrincipal' };

/** How long principals cannot be made of a new application in realistic weather. */
const REALISTIC_LAG_MS = 5000;

const noApplication = (appId: string): Reply =>
  badRequest(`The appId '${appId}' of the service principal does not reference a valid application object.`);

/** Whether the part of Graph that makes principals knows the application yet. */
function lagging(call: Call, application: Application): Reply | undefined {
  const { surroundings, now, about } = call;
  const knobs = surroundings.faults.take('graph.spAppLag', about);
  const youngMs = knobs === undefined ? REALISTIC_LAG_MS : Number(knobs['seconds'] ?? Infinity) * 1000;
  const isOff = knobs === undefined && surroundings.profile === 'fast';
  if (isOff || now - application.createdAt >= youngMs) return undefined;
  return knobs?.['status'] === 403
    ? refusal(
        403,
        'Authorization_RequestDenied',
        'When using this permission, the backing application of the service principal being created must in the local tenant',
      )
    : noApplication(application.appId);
}

function refuseNew(call: Call, appId: string): Reply | undefined {
  const application = call.view.find(
    (one) => one.kind === 'application' && one.appId === appId && one.deletedAt === null,
  );
  if (application === undefined || call.state.objects[application.id]?.deletedAt !== null) {
    return noApplication(appId);
  }
  const lag = lagging(call, application as Application);
  if (lag !== undefined) return lag;
  const isTaken = servicePrincipals(call.state).some((one) => one.appId === appId && one.deletedAt === null);
  return isTaken
    ? refusal(
        409,
        'Request_MultipleObjectsWithSameKeyValue',
        `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      )
    : beyondQuota(call);
}

/** `POST /servicePrincipals`: the principal of an application of this tenant. */
export function createServicePrincipal(call: Call): Reply {
  const { surroundings, body, now, state } = call;
  const appId = typeof body['appId'] === 'string' ? body['appId'].toLowerCase() : undefined;
  if (appId === undefined) return missing('appId', 'ServicePrincipal');
  const refused = refuseNew(call, appId);
  if (refused !== undefined) return refused;
  const application = Object.values(state.objects).find(
    (one) => one.kind === 'application' && one.appId === appId,
  );
  const { 'owners@odata.bind': _, appId: __, ...wished } = body;
  const principal: ServicePrincipal = {
    kind: 'servicePrincipal',
    id: freshId(surroundings),
    appId,
    createdAt: now,
    creatorId: call.caller.objectId,
    deletedAt: null,
    managed: false,
    shown: {
      displayName: application?.shown['displayName'],
      signInAudience: application?.shown['signInAudience'] ?? 'AzureADandPersonalMicrosoftAccount',
      ...wished,
    },
    secrets: [],
    owners: [call.caller.objectId],
    trusts: [],
    visibleToArmAt: now + armLagMs(surroundings),
  };
  write(call, principal.id, principal);
  const path = `directoryObjects/${principal.id}/Microsoft.DirectoryServices.ServicePrincipal`;
  return created('servicePrincipals/$entity', servicePrincipalBody(principal, state), path);
}

/** `GET /servicePrincipals/{id}`, also by `(appId='..')`. */
export function readServicePrincipal(call: Call): Reply {
  const found = find(call, 'servicePrincipal', call.names[0] ?? '');
  return isReply(found) ? found : showOne(call, servicePrincipalBody(found, call.state), LISTING);
}

/** `GET /servicePrincipals`. */
export function listServicePrincipals(call: Call): Reply {
  const items = call.view
    .filter((one) => one.kind === 'servicePrincipal' && one.deletedAt === null)
    .map((one) => servicePrincipalBody(one as ServicePrincipal, call.state));
  return showMany(call, { ...LISTING, items });
}

/** `PATCH /servicePrincipals/{id}`; with `Prefer: create-if-missing` on an app id also creates. */
export function updateServicePrincipal(call: Call): Reply {
  const [name = ''] = call.names;
  const found = find(call, 'servicePrincipal', name);
  const appId = /^\(appId='(.*)'\)$/.exec(name)?.[1];
  if (isReply(found)) {
    return call.prefersUpsert && appId !== undefined
      ? createServicePrincipal({ ...call, body: { ...call.body, appId } })
      : found;
  }
  if (call.body['appId'] !== undefined && call.body['appId'] !== found.appId) {
    return badRequest("Property 'appId' is read-only and cannot be set.");
  }
  const { appId: _, ...body } = call.body;
  write(call, found.id, { ...found, shown: { ...found.shown, ...body } });
  return noContent;
}

/** `DELETE /servicePrincipals/{id}`: into the bin. Managed identities are ARM's to delete. */
export function deleteServicePrincipal(call: Call): Reply {
  const found = find(call, 'servicePrincipal', call.names[0] ?? '');
  if (isReply(found)) return found;
  if (found.managed) return denied();
  write(call, found.id, { ...found, deletedAt: call.now });
  return noContent;
}
