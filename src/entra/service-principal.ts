import { defineResource, optional, type World } from '../world.ts';
import { application, directoryTag, hasDirectoryTag, usesServicePrincipal } from './application.ts';
import { directoryStatus, findObject, purge, removeObject, text, type DirectoryObject } from './bin.ts';

export { usesServicePrincipal };

type Ctx = World & { readonly needs: { readonly application: { readonly appId: string } | undefined } };

/** The application's identity in this tenant: what role assignments name. */
export const servicePrincipal = optional(
  usesServicePrincipal,
  defineResource({
    id: 'service-principal',
    title: 'Service principal',
    needs: { application },
    typicalSeconds: 1,
    patienceMinutes: 5,
    rights: { read: [], create: [], delete: [] },
    read: async ({ graph, needs }: Ctx): Promise<DirectoryObject | undefined> =>
      needs.application === undefined
        ? undefined
        : findObject(graph, `/servicePrincipals(appId='${needs.application.appId}')`, {
            kind: 'servicePrincipal',
            key: 'appId',
            value: needs.application.appId,
          }),
    status: directoryStatus,
    isOurs: ({ body }: DirectoryObject, world) => hasDirectoryTag(body, world),
    diff: () => [],
    async ensure(ctx: Ctx, live: DirectoryObject | undefined) {
      if (live?.deleted === true) await purge(ctx.graph, text(live.body, 'id'));
      await ctx.graph.post('/servicePrincipals', {
        appId: ctx.needs.application?.appId ?? '',
        tags: [directoryTag(ctx)],
      });
      return undefined;
    },
    outputs: ({ body }: DirectoryObject) => ({ objectId: text(body, 'id') }),
    remove: ({ graph }: World, live: DirectoryObject) => removeObject(graph, '/servicePrincipals', live),
  }),
);
