import { DEPLOYMENT_TAG } from '../config/names.ts';
import type { JsonObject } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';
import { Secret } from '../util/secret.ts';
import { defineResource, optional, type World } from '../world.ts';
import { directoryStatus, findObject, purge, removeObject, text, type DirectoryObject } from './bin.ts';

/** Whether flows sign in as a service principal. */
export const usesServicePrincipal = ({ config }: World): boolean => config.identity === 'service-principal';

/** Where the application's password waits until the cluster has a Secret to hold it. */
export const APPLICATION_PASSWORD = 'application-password';
/** Days that a password is asked to live; tenants may allow less, then the next is tried. */
export const PASSWORD_DAYS = [365, 180, 90, 30] as const;
const DAY_MS = 86_400_000;

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
    read: ({ graph, names }: World) =>
      findObject(graph, `/applications(uniqueName='${names.applicationKey}')`, {
        kind: 'application',
        key: 'uniqueName',
        value: names.applicationKey,
      }),
    status: directoryStatus,
    isOurs: ({ body }: DirectoryObject, world) => hasDirectoryTag(body, world),
    diff: () => [],
    async ensure(world: World, live: DirectoryObject | undefined) {
      if (live?.deleted === true) await purge(world.graph, text(live.body, 'id'));
      const made = await createWithPassword(world);
      world.vault.keep(APPLICATION_PASSWORD, new Secret(made.secret));
      return undefined;
    },
    outputs: ({ body }: DirectoryObject) => ({ objectId: text(body, 'id'), appId: text(body, 'appId') }),
    remove: ({ graph }: World, live: DirectoryObject) => removeObject(graph, '/applications', live),
  }),
);

/** One request makes application and password, so that no second one can meet a replica that has not heard of the first. */
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
