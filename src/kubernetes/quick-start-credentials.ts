import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import type { Change, Context } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { defineResource, optional, type World } from '../world.ts';
import { argoNamespaces } from './argo-namespaces.ts';
import { usesQuickStart } from './argo.ts';
import { clusterAccess } from './cluster-access.ts';
import { isUnseen, kubeOf, lookInto, type Unseen } from './look.ts';
import { namespaces } from './namespaces.ts';
import {
  areOurSecrets,
  secretObject,
  secretRef,
  secretsStatus,
  secretValues,
  secretVersion,
} from './secret.ts';

const ID = 'quick-start-credentials';
const needs = { cluster: kubernetesCluster, access: clusterAccess, namespaces, argoNamespaces };
type Ctx = Context<World, typeof needs>;
type Live = Unseen | { readonly secrets: readonly (KubeObject | undefined)[] };

/** Which keys each Secret holds: the services have all, workflows only what opens MinIO. */
const places = ({ names }: World) => [
  { namespace: names.argoNamespace, keys: ['username', 'password', 'accesskey', 'secretkey'] },
  { namespace: names.jobsNamespace, keys: ['accesskey', 'secretkey'] },
];
const refs = (world: World) =>
  places(world).map(({ namespace }) => secretRef(namespace, world.names.quickStartSecret));

/** Passwords of the quick-start's services: drawn once, and not the ones that everybody knows. */
export const quickStartCredentials = optional(
  usesQuickStart,
  defineResource({
    id: ID,
    title: 'Credentials of the quick-start',
    needs,
    within: 'cluster',
    typicalSeconds: 1,
    patienceMinutes: 15,
    pollSeconds: 2,
    rights: { read: [], create: [], delete: [] },
    read: (ctx: Ctx): Promise<Live | undefined> =>
      lookInto(ctx, async (kube) => {
        const secrets = await Promise.all(refs(ctx).map((ref) => kube.get(ref)));
        return secrets.every((secret) => secret === undefined) ? undefined : { secrets };
      }),
    status: secretsStatus,
    isOurs: areOurSecrets,
    diff(live: Live, ctx: Ctx): readonly Change[] {
      if (isUnseen(live)) return [];
      const kept = secretValues(live.secrets[0]);
      return places(ctx).flatMap(({ namespace, keys }, index) => {
        const values = secretValues(live.secrets[index]);
        return keys
          .filter((key) => values[key] === undefined || values[key] !== kept[key])
          .map((key) => ({ path: `${namespace}.${key}`, from: 'another, or none', to: '‹secret›' }));
      });
    },
    async ensure(ctx: Ctx, live: Live | undefined) {
      const kept = live === undefined || isUnseen(live) ? {} : secretValues(live.secrets[0]);
      const all: Readonly<Record<string, string>> = {
        username: 'postgres',
        accesskey: 'argo',
        password: kept['password'] ?? ctx.vault.newPassword().reveal(),
        secretkey: kept['secretkey'] ?? ctx.vault.newPassword().reveal(),
      };
      const kube = await kubeOf(ctx);
      for (const { namespace, keys } of places(ctx)) {
        const values = Object.fromEntries(keys.map((key) => [key, all[key] ?? '']));
        const name = ctx.names.quickStartSecret;
        await kube.apply(secretObject(ctx, { component: ID, namespace, name, values }));
      }
      return undefined;
    },
    outputs: (live: Live) => ({ version: isUnseen(live) ? '' : secretVersion(live.secrets[0]) }),
    async remove(ctx: Ctx) {
      const kube = await kubeOf(ctx);
      for (const ref of refs(ctx)) await kube.delete(ref);
    },
  }),
);
