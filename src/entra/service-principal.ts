import type { JsonObject } from '../gateways/ports.ts';
import { defineResource, optional, type World } from '../world.ts';
import { application, directoryTag, hasDirectoryTag, text, usesServicePrincipal } from './application.ts';

export { usesServicePrincipal };

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
    read: async ({ graph, needs }): Promise<JsonObject | undefined> =>
      needs.application === undefined
        ? undefined
        : graph.get(`/servicePrincipals(appId='${needs.application.appId}')`),
    status: () => ({ is: 'ready' }),
    isOurs: (live: JsonObject, world) => hasDirectoryTag(live, world),
    diff: () => [],
    async ensure(ctx: World & { readonly needs: { readonly application: { appId: string } | undefined } }) {
      await ctx.graph.post('/servicePrincipals', {
        appId: ctx.needs.application?.appId ?? '',
        tags: [directoryTag(ctx)],
      });
      return undefined;
    },
    outputs: (live: JsonObject) => ({ objectId: text(live, 'id') }),
    remove: ({ graph }, live: JsonObject) => graph.delete(`/servicePrincipals/${text(live, 'id')}`),
  }),
);
