import { servicePrincipals } from '../entra/state.ts';
import type { Replicated } from '../entra/state.ts';
import { bodyOf } from './bodies.ts';
import { write } from './call.ts';
import type { Call } from './call.ts';
import { showMany } from './odata.ts';
import { denied, entity, noContent, notFound, refusal } from './reply.ts';
import type { Reply } from './reply.ts';

const typed = (object: Replicated, call: Call): Readonly<Record<string, unknown>> => ({
  '@odata.type': `#microsoft.graph.${object.kind}`,
  ...bodyOf(object, call.state),
});

function inBin(call: Call): Replicated | undefined {
  const [id = ''] = call.names;
  return call.view.find((one) => one.id === id.toLowerCase() && one.deletedAt !== null);
}

/** `GET /directory/deletedItems/microsoft.graph.{kind}`. */
export function listDeleted(kind: Replicated['kind']): (call: Call) => Reply {
  return (call) => {
    const items = call.view
      .filter((one) => one.kind === kind && one.deletedAt !== null)
      .map((one) => bodyOf(one, call.state));
    return showMany(call, { set: `${kind}s`, type: `microsoft.graph.${kind}`, items });
  };
}

/** `GET /directory/deletedItems/{id}`. */
export function readDeleted(call: Call): Reply {
  const found = inBin(call);
  return found === undefined
    ? notFound(call.names[0] ?? '')
    : entity(200, 'directoryObjects/$entity', typed(found, call));
}

/** `DELETE /directory/deletedItems/{id}`: gone for good; its names are free again. */
export function purge(call: Call): Reply {
  const found = inBin(call);
  if (call.surroundings.faults.take('graph.purgeDenied', call.about) !== undefined) return denied();
  if (found === undefined) return notFound(call.names[0] ?? '');
  write(call, found.id, null);
  return noContent;
}

/** `POST /directory/deletedItems/{id}/restore`: an application comes back without its principal (Graph's reference). */
export function restore(call: Call): Reply {
  const found = inBin(call);
  if (found === undefined) return notFound(call.names[0] ?? '');
  const isTaken = servicePrincipals(call.state).some(
    ({ id, appId, deletedAt }) => deletedAt === null && appId === found.appId && id !== found.id,
  );
  if (found.kind === 'servicePrincipal' && isTaken) {
    return refusal(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${found.appId} is already in use.`,
    );
  }
  const restored = { ...found, deletedAt: null };
  write(call, found.id, restored);
  return entity(200, 'directoryObjects/$entity', typed(restored, call));
}
