import type { Status } from '../engine/resource.ts';
import type { Graph, JsonObject } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';

/**
 * An object of the directory, or one that was deleted and lies in the directory's bin for 30 days: it counts against the
 * owner's quota and keeps its keys until it is purged.
 */
export interface DirectoryObject {
  readonly body: JsonObject;
  readonly deleted: boolean;
}

/** A text of an object of the directory; empty when it has none. */
export const text = (body: JsonObject, key: string): string =>
  typeof body[key] === 'string' ? body[key] : '';

/** What is in the bin is neither there nor gone: making it anew and removing it for good both begin with a purge. */
export const directoryStatus = ({ deleted }: DirectoryObject): Status =>
  deleted ? { is: 'broken', because: 'it lies in the bin of the directory' } : { is: 'ready' };

/** The object at `path`, or else the one in the bin for which `key` has the value. */
export async function findObject(
  graph: Graph,
  path: string,
  buried: { readonly kind: 'application' | 'servicePrincipal'; readonly key: string; readonly value: string },
): Promise<DirectoryObject | undefined> {
  const body = await graph.get(path);
  if (body !== undefined) return { body, deleted: false };
  const answer = await graph
    .get(`/directory/deletedItems/microsoft.graph.${buried.kind}?$top=999`)
    .catch((error: unknown) => {
      // Who may not look into the bin has none to be told of; creating will say if something in it is in the way.
      if (error instanceof Problem && error.code.startsWith('access.')) return undefined;
      throw error;
    });
  const list = (answer?.['value'] ?? []) as readonly JsonObject[];
  const found = list.find((one) => one[buried.key] === buried.value);
  return found === undefined ? undefined : { body: found, deleted: true };
}

/** Deletes a live object into the bin, and one in the bin for good: called until there is nothing left. */
export const removeObject = (
  graph: Graph,
  collection: string,
  { body, deleted }: DirectoryObject,
): Promise<void> =>
  deleted ? purge(graph, text(body, 'id')) : graph.delete(`${collection}/${text(body, 'id')}`);

/**
 * Takes an object out of the bin for good.
 *
 * @throws Problem `leftovers.bin` when only an administrator may.
 */
export const purge = (graph: Graph, id: string): Promise<void> =>
  graph.delete(`/directory/deletedItems/${id}`).catch((error: unknown) => {
    if (!(error instanceof Problem) || !error.code.startsWith('access.')) throw error;
    throw new Problem(
      'leftovers.bin',
      'It is deleted, but you may not empty the bin of the directory: Entra keeps it there for 30 days',
      {
        advice: [
          `an administrator can purge it: az rest --method DELETE --url https://graph.microsoft.com/v1.0/directory/deletedItems/${id}`,
          'metaflow-azure down    then finds nothing left',
        ],
        cause: error,
      },
    );
  });
