import { DEPLOYMENT_TAG } from '../config/names.ts';
import type { Status } from '../engine/resource.ts';
import type { Graph, JsonObject } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';
import { Secret } from '../util/secret.ts';
import { defineResource, optional, type World } from '../world.ts';

/** Whether flows sign in as a service principal. */
export const usesServicePrincipal = ({ config }: World): boolean => config.identity === 'service-principal';

/** Where the application's password waits until the cluster has a Secret to hold it. */
export const APPLICATION_PASSWORD = 'application-password';
/** Days that a password is asked to live; tenants may allow less, then the next is tried (GR-5). */
export const PASSWORD_DAYS = [365, 180, 90, 30] as const;
const DAY_MS = 86_400_000;

/** An application in the directory, or one of the same key among the deleted, where it blocks a new one for 30 days. */
interface Live {
  readonly body: JsonObject;
  readonly deleted: boolean;
}

/** A text of an object of the directory; empty when it has none. */
export const text = (body: JsonObject, key: string): string =>
  typeof body[key] === 'string' ? body[key] : '';
/** What marks objects of the directory as this deployment's. */
export const directoryTag = ({ config }: World): string =>
  `${DEPLOYMENT_TAG}:${config.subscription}/${config.name}`;
/** Whether an object of the directory carries this deployment's mark. */
export const hasDirectoryTag = (body: JsonObject, world: World): boolean =>
  Array.isArray(body['tags']) && body['tags'].includes(directoryTag(world));

/** Stands for Metaflow in the directory; its password is what flows sign in with. It is found by a key that we choose. */
export const application = optional(
  usesServicePrincipal,
  defineResource({
    id: 'application',
    title: 'Entra application',
    needs: {},
    typicalSeconds: 2,
    patienceMinutes: 5,
    rights: { read: [], create: [], delete: [] },
    async read({ graph, names }: World): Promise<Live | undefined> {
      const body = await graph.get(`/applications(uniqueName='${names.applicationKey}')`);
      if (body !== undefined) return { body, deleted: false };
      const buried = await deletedApplication(graph, names.applicationKey);
      return buried === undefined ? undefined : { body: buried, deleted: true };
    },
    status: ({ deleted }: Live): Status =>
      deleted ? { is: 'broken', because: 'it is among the deleted applications' } : { is: 'ready' },
    isOurs: ({ body }: Live, world) => hasDirectoryTag(body, world),
    diff: () => [],
    async ensure(world: World, live: Live | undefined) {
      if (live?.deleted === true) await purge(world.graph, text(live.body, 'id'));
      const made = await createWithPassword(world);
      world.vault.keep(APPLICATION_PASSWORD, new Secret(made.secret));
      return undefined;
    },
    outputs: ({ body }: Live) => ({ objectId: text(body, 'id'), appId: text(body, 'appId') }),
    async remove({ graph }: World, { body, deleted }: Live) {
      if (!deleted) await graph.delete(`/applications/${text(body, 'id')}`);
      else await purge(graph, text(body, 'id'));
    },
  }),
);

/** A deleted application counts against the owner's quota and keeps its key until it is purged (GR-9, GR-10). */
const purge = (graph: Graph, id: string): Promise<void> =>
  graph.delete(`/directory/deletedItems/${id}`).catch((error: unknown) => {
    if (!(error instanceof Problem) || !error.code.startsWith('access.')) throw error;
    throw new Problem(
      'leftovers.deleted-application',
      'The application is deleted, but you may not empty the bin of the directory: Entra keeps it there for 30 days',
      {
        advice: [
          `an administrator can purge it: az rest --method DELETE --url https://graph.microsoft.com/v1.0/directory/deletedItems/${id}`,
          'metaflow-azure down    then finds nothing left',
        ],
        cause: error,
      },
    );
  });

async function deletedApplication(graph: Graph, key: string): Promise<JsonObject | undefined> {
  const answer = await graph
    .get('/directory/deletedItems/microsoft.graph.application?$top=999')
    .catch((error: unknown) => {
      // Who may not list the deleted has none to be told of; creating will say if one is in the way.
      if (error instanceof Problem && error.code.startsWith('access.')) return undefined;
      throw error;
    });
  const list = (answer?.['value'] ?? []) as readonly JsonObject[];
  return list.find(({ uniqueName }) => uniqueName === key);
}

/** One request makes application and password, so that no second one can meet a replica that has not heard of the first (EC-3). */
async function createWithPassword(world: World): Promise<{ readonly secret: string }> {
  const { graph, names } = world;
  for (const days of PASSWORD_DAYS) {
    try {
      const body = await graph.post('/applications', {
        displayName: names.application,
        uniqueName: names.applicationKey,
        signInAudience: 'AzureADMyOrg',
        tags: [directoryTag(world)],
        passwordCredentials: [passwordRequest(world, days)],
      });
      const [credential] = body['passwordCredentials'] as readonly JsonObject[];
      return { secret: text(credential ?? {}, 'secretText') };
    } catch (error) {
      const shorter = error instanceof Problem && error.code === 'access.password-lifetime';
      if (!shorter || days === PASSWORD_DAYS.at(-1)) throw error;
    }
  }
  throw new Error('the last lifetime is either accepted or refused');
}

/** A password as Graph is asked for it. */
export const passwordRequest = ({ now }: World, days: number): JsonObject => ({
  displayName: 'metaflow-azure',
  endDateTime: new Date(now() + days * DAY_MS).toISOString(),
});
