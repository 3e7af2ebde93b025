import { freshId } from '../entra/state.ts';
import type { Application, NamedTrust } from '../entra/state.ts';
import { find, write } from './call.ts';
import type { Call } from './call.ts';
import { showMany } from './odata.ts';
import { badRequest, created, entity, isReply, noContent, notFound, refusal } from './reply.ts';
import type { Reply } from './reply.ts';
import { missing } from './shapes.ts';

/** As many as Entra allows on one application. */
const LIMIT = 20;

const application = (call: Call): Application | Reply => find(call, 'application', call.names[0] ?? '');

const setOf = ({ id }: Application): string => `applications('${id}')/federatedIdentityCredentials`;

const bodyOf = ({
  id,
  name,
  issuer,
  subject,
  description,
  audiences,
}: NamedTrust): Readonly<Record<string, unknown>> => ({
  id,
  name,
  issuer,
  subject,
  description,
  audiences,
});

const isNamed = (name: string) => (trust: NamedTrust) => trust.id === name || trust.name === name;

function conflict({ trusts }: Application, { name, issuer, subject }: NamedTrust): Reply | undefined {
  if (trusts.some((one) => one.name === name)) {
    return refusal(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `FederatedIdentityCredential with name ${name} already exists.`,
    );
  }
  if (trusts.some((one) => one.issuer === issuer && one.subject === subject)) {
    return badRequest('Issuer and subject combination already exists for this application.');
  }
  return trusts.length >= LIMIT
    ? badRequest(
        'Cannot add more FederatedIdentityCredentials to Application, already has the maximum of 20.',
      )
    : undefined;
}

/** `POST /applications/{id}/federatedIdentityCredentials`. */
export function createTrust(call: Call): Reply {
  const found = application(call);
  if (isReply(found)) return found;
  const { name, issuer, subject, audiences, description = null } = call.body;
  const absent = Object.entries({ name, issuer, subject, audiences }).find(([, value]) => value == null)?.[0];
  if (absent !== undefined) return missing(absent, 'FederatedIdentityCredential');
  const trust = {
    id: freshId(call.surroundings),
    name,
    issuer,
    subject,
    audiences,
    description,
  } as NamedTrust;
  const refused = conflict(found, trust);
  if (refused !== undefined) return refused;
  write(call, found.id, { ...found, trusts: [...found.trusts, trust] });
  return created(`${setOf(found)}/$entity`, bodyOf(trust), `federatedIdentityCredentials/${trust.id}`);
}

/** `GET /applications/{id}/federatedIdentityCredentials`. */
export function listTrusts(call: Call): Reply {
  const found = application(call);
  if (isReply(found)) return found;
  const items = found.trusts.map(bodyOf);
  return showMany(call, { set: setOf(found), type: 'microsoft.graph.federatedIdentityCredential', items });
}

function named(call: Call): { readonly of: Application; readonly trust: NamedTrust } | Reply {
  const found = application(call);
  if (isReply(found)) return found;
  const [, name = ''] = call.names;
  const trust = found.trusts.find(isNamed(name));
  return trust === undefined ? notFound(name) : { of: found, trust };
}

/** `GET /applications/{id}/federatedIdentityCredentials/{id or name}`. */
export function readTrust(call: Call): Reply {
  const found = named(call);
  return isReply(found) ? found : entity(200, `${setOf(found.of)}/$entity`, bodyOf(found.trust));
}

/** `PATCH /applications/{id}/federatedIdentityCredentials/{id or name}`; the name stays. */
export function updateTrust(call: Call): Reply {
  const found = named(call);
  if (isReply(found)) return found;
  const { name = found.trust.name } = call.body;
  if (name !== found.trust.name) return badRequest("Property 'name' is read-only and cannot be set.");
  const trusts = found.of.trusts.map((one) => (one === found.trust ? { ...one, ...call.body } : one));
  write(call, found.of.id, { ...found.of, trusts });
  return noContent;
}

/** `DELETE /applications/{id}/federatedIdentityCredentials/{id or name}`. */
export function deleteTrust(call: Call): Reply {
  const found = named(call);
  if (isReply(found)) return found;
  write(call, found.of.id, { ...found.of, trusts: found.of.trusts.filter((one) => one !== found.trust) });
  return noContent;
}
