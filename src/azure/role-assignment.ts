import type { AuthorizationManagementClient, RoleAssignment } from '@azure/arm-authorization';
import type { Context, Needs } from '../engine/resource.ts';
import { Problem } from '../problems/problem.ts';
import { stableGuid } from '../util/stable-id.ts';
import type { World } from '../world.ts';
import { armResource } from './arm-resource.ts';

/** Built-in roles by id: names can be shadowed by custom roles, ids cannot. */
export const roles = {
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  blobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  clusterContributor: 'ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8',
  clusterUser: '4abbcc35-e782-43d8-92c5-2d3f1bd2253f',
} as const;

/** Who is given a role. The type spares ARM the question whether the directory has replicated the principal yet. */
export interface Grantee {
  readonly id: string;
  readonly type: 'User' | 'ServicePrincipal';
}

interface GrantSpec<N extends Needs> {
  readonly id: string;
  readonly title: string;
  readonly needs: N;
  readonly within: keyof N & string;
  readonly role: string;
  scope(ctx: Context<World, N>): string;
  grantee(ctx: Context<World, N>): Grantee;
}

/**
 * One role for one principal at one scope. The same triple always gets the same name, so asking twice is asking once.
 *
 * An assignment of the triple under another name, made by somebody else, does as well and is left in place.
 */
export const roleAssignment = <const N extends Needs>(spec: GrantSpec<N>) => {
  type Ctx = Context<World, N>;
  const nameOf = (ctx: Ctx): string => stableGuid('role', spec.scope(ctx), spec.grantee(ctx).id, spec.role);
  const secondNameOf = (ctx: Ctx): string => stableGuid('second', nameOf(ctx));
  // The client puts a slash before the scope itself.
  const scopeOf = (ctx: Ctx): string => spec.scope(ctx).replace(/^\//, '');

  return armResource({
    id: spec.id,
    title: spec.title,
    needs: spec.needs,
    within: spec.within,
    shared: true,
    typicalSeconds: 4,
    rights: {
      read: ['Microsoft.Authorization/roleAssignments/read'],
      create: ['Microsoft.Authorization/roleAssignments/write'],
      delete: ['Microsoft.Authorization/roleAssignments/delete'],
    },
    client: (azure) => azure.authorization(),
    async read(client, ctx: Ctx): Promise<RoleAssignment | undefined> {
      try {
        return await client.roleAssignments.get(scopeOf(ctx), nameOf(ctx));
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode !== 404) throw error;
        // Under its second name, or under one that somebody else has given it.
        return sameGrant(client, scopeOf(ctx), spec.grantee(ctx).id, spec.role);
      }
    },
    async start(client, ctx: Ctx, body, options) {
      const { id, type } = spec.grantee(ctx);
      if (id === '') throw new Problem('step.broken', `${spec.title}: nobody to give the role to`);
      const grant = {
        ...body,
        principalId: id,
        principalType: type,
        roleDefinitionId: definitionId(ctx, spec.role),
      };
      const give = (name: string): Promise<unknown> =>
        client.roleAssignments.create(scopeOf(ctx), name, grant, options);
      await giveOnce(give, [nameOf(ctx), secondNameOf(ctx)]);
    },
    async remove(client, ctx: Ctx, options) {
      await client.roleAssignments.delete(scopeOf(ctx), nameOf(ctx), options);
      await client.roleAssignments.delete(scopeOf(ctx), secondNameOf(ctx), options);
    },
    wanted: () => ({}),
    isOurs: (live, ctx) => live.name === nameOf(ctx) || live.name === secondNameOf(ctx),
    outputs: (live) => ({ id: live.id ?? '' }),
  });
};

/** Gives the role under the first name, or under the second where that is in use for something else, anywhere in the tenant. */
async function giveOnce(
  give: (name: string) => Promise<unknown>,
  [first, second]: readonly [string, string],
): Promise<void> {
  await give(first)
    .catch((error: unknown) => (isCode(error, 'HashConflict') ? give(second) : rethrow(error)))
    // Somebody has given the same role under another name: it is there, which is all that was wanted.
    .catch((error: unknown) => (isCode(error, 'RoleAssignmentExists') ? undefined : rethrow(error)));
}

const isCode = (error: unknown, code: string): boolean => (error as { code?: string }).code === code;
const rethrow = (error: unknown): never => {
  throw error;
};

const definitionId = ({ config }: World, role: string): string =>
  `/subscriptions/${config.subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;

async function sameGrant(
  client: AuthorizationManagementClient,
  scope: string,
  principalId: string,
  role: string,
): Promise<RoleAssignment | undefined> {
  const all = client.roleAssignments.listForScope(scope, { filter: `principalId eq '${principalId}'` });
  for await (const one of all) {
    const here = one.scope?.replace(/^\//, '').toLowerCase() === scope.toLowerCase();
    // Azure gives the definition's id back with or without the subscription: its last segment is what counts.
    if (here && one.roleDefinitionId?.toLowerCase().endsWith(role) === true) return one;
  }
  return undefined;
}
