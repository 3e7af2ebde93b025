import type { Replicated } from '../entra/state.ts';
import { bodyOf, operatorBody } from './bodies.ts';
import { find, write } from './call.ts';
import type { Call } from './call.ts';
import { showMany } from './odata.ts';
import { badRequest, isReply, noContent, notFound } from './reply.ts';
import type { Reply } from './reply.ts';

type Body = Readonly<Record<string, unknown>>;

/** Any object that owns or is looked up by id: the operator, applications and principals. */
export function directoryObject(call: Call, id: string): Body | undefined {
  if (id === call.state.operator.objectId) {
    return { '@odata.type': '#microsoft.graph.user', ...operatorBody(call.state) };
  }
  const found = call.view.find((one) => one.id === id && one.deletedAt === null);
  return found && { '@odata.type': `#microsoft.graph.${found.kind}`, ...bodyOf(found, call.state) };
}

/** `GET /{kind}s/{id}/owners`. */
export function listOwners(kind: Replicated['kind']): (call: Call) => Reply {
  return (call) => {
    const found = find(call, kind, call.names[0] ?? '');
    if (isReply(found)) return found;
    const items = found.owners.map((id) => directoryObject(call, id)).filter((owner) => owner !== undefined);
    return showMany(call, { set: 'directoryObjects', type: 'microsoft.graph.directoryObject', items });
  };
}

/** `POST /{kind}s/{id}/owners/$ref`. */
export function addOwner(kind: Replicated['kind']): (call: Call) => Reply {
  return (call) => {
    const found = find(call, kind, call.names[0] ?? '');
    if (isReply(found)) return found;
    const id = (call.body['@odata.id'] as string | undefined)?.split('/').at(-1) ?? '';
    if (directoryObject(call, id) === undefined) return notFound(id);
    if (found.owners.includes(id)) {
      return badRequest(
        "One or more added object references already exist for the following modified properties: 'owners'.",
      );
    }
    write(call, found.id, { ...found, owners: [...found.owners, id] });
    return noContent;
  };
}

/** `DELETE /{kind}s/{id}/owners/{id}/$ref`. */
export function removeOwner(kind: Replicated['kind']): (call: Call) => Reply {
  return (call) => {
    const [name = '', ownerId = ''] = call.names;
    const found = find(call, kind, name);
    if (isReply(found)) return found;
    if (!found.owners.includes(ownerId)) return notFound(ownerId);
    write(call, found.id, { ...found, owners: found.owners.filter((id) => id !== ownerId) });
    return noContent;
  };
}
