import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import { storageAccount } from '../azure/storage-account.ts';
import { storageContainer } from '../azure/storage-container.ts';
import type { Change, Context } from '../engine/resource.ts';
import { application } from '../entra/application.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { defineResource, type World } from '../world.ts';
import {
  findKey,
  newPassword,
  passwordsOf,
  removeLost,
  type Key,
  type Password,
} from './application-password.ts';
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

const ID = 'storage-credentials';
const KEY_ID = 'metaflow-azure/key-id';

interface Seen {
  /** By namespace, in the order of `places`; `undefined` is missing. */
  readonly secrets: readonly (KubeObject | undefined)[];
  /** Passwords of the application; empty with managed identities. */
  readonly keys: readonly Key[];
}
type Live = Unseen | Seen;

const needs = {
  cluster: kubernetesCluster,
  access: clusterAccess,
  namespaces,
  storage: storageAccount,
  container: storageContainer,
  application,
};
type Ctx = Context<World, typeof needs>;

const places = ({ names }: World): readonly string[] => [names.jobsNamespace, names.servicesNamespace];

/** Hook pods of Argo lack the address in their environment, so it comes with the Secret. */
const addressOf = ({ names, needs: { storage, container } }: Ctx): Readonly<Record<string, string>> => ({
  METAFLOW_AZURE_STORAGE_BLOB_SERVICE_ENDPOINT: storage.blobEndpoint,
  METAFLOW_DATASTORE_SYSROOT_AZURE: `${container.name}/${names.artifactFolder}`,
});

/** What a Secret shall hold. With managed identities no credential at all: in one pod the two would fight. */
const valuesOf = (ctx: Ctx, password: Password | undefined): Readonly<Record<string, string>> => ({
  ...addressOf(ctx),
  ...(password === undefined || ctx.needs.application === undefined
    ? {}
    : {
        AZURE_CLIENT_ID: ctx.needs.application.appId,
        AZURE_TENANT_ID: ctx.operator.tenantId,
        AZURE_CLIENT_SECRET: password.secret,
      }),
});

/** Tells pods where artifacts are and, with a service principal, who they are: one Secret in each namespace. */
export const storageCredentials = defineResource({
  id: ID,
  title: 'Credentials of the storage',
  needs,
  within: 'cluster',
  typicalSeconds: 3,
  patienceMinutes: 15,
  pollSeconds: 2,
  rights: { read: [], create: [], delete: [] },
  read: (ctx: Ctx): Promise<Live | undefined> =>
    lookInto(ctx, async (kube) => {
      const refs = places(ctx).map((namespace) => secretRef(namespace, ctx.names.storageSecret));
      const secrets = await Promise.all(refs.map((ref) => kube.get(ref)));
      if (secrets.every((secret) => secret === undefined)) return undefined;
      return { secrets, keys: await passwordsOf(ctx, ctx.needs.application) };
    }),
  status: secretsStatus,
  isOurs: areOurSecrets,
  diff(live: Live, ctx: Ctx): readonly Change[] {
    if (isUnseen(live)) return [];
    const password = storedPassword(live, ctx);
    if (password === undefined && ctx.needs.application !== undefined) {
      return [{ path: 'password', from: 'lost, or about to end', to: 'a new one' }];
    }
    const wanted = valuesOf(ctx, password);
    return live.secrets.flatMap((secret, index) => secretChanges(places(ctx)[index] ?? '', secret, wanted));
  },
  async ensure(ctx: Ctx, live: Live | undefined) {
    const seen: Seen =
      live === undefined || isUnseen(live)
        ? { secrets: [], keys: await passwordsOf(ctx, ctx.needs.application) }
        : live;
    const stored = storedPassword(seen, ctx);
    const password = stored ?? (await newPassword(ctx, ctx.needs.application, seen.keys));
    const kube = await kubeOf(ctx);
    for (const namespace of places(ctx)) {
      await kube.apply(
        secretObject(ctx, {
          component: ID,
          namespace,
          name: ctx.names.storageSecret,
          values: valuesOf(ctx, password),
          annotations: password === undefined ? {} : { [KEY_ID]: password.keyId },
        }),
      );
    }
    // The one before stays until it ends: tasks that run now were started with it.
    const inUse = [password?.keyId, ...seen.secrets.map(keyIdOf)];
    if (stored === undefined) await removeLost(ctx, ctx.needs.application, { keys: seen.keys, inUse });
    return undefined;
  },
  outputs: (live: Live) => ({ version: isUnseen(live) ? '' : secretVersion(live.secrets.at(-1)) }),
  async remove(ctx: Ctx) {
    const kube = await kubeOf(ctx);
    for (const namespace of places(ctx)) await kube.delete(secretRef(namespace, ctx.names.storageSecret));
  },
});

const keyIdOf = (secret: KubeObject | undefined): string | undefined =>
  secret?.metadata.annotations?.[KEY_ID];

/** The password of a Secret that the application still knows and that lasts for a while. */
function storedPassword({ secrets, keys }: Seen, ctx: Ctx): Password | undefined {
  if (ctx.needs.application === undefined) return undefined;
  for (const holder of secrets) {
    const secret = secretValues(holder)['AZURE_CLIENT_SECRET'];
    if (secret === undefined) continue;
    const key = findKey(keys, { keyId: keyIdOf(holder), secret, now: ctx.now() });
    if (key !== undefined) return { secret, keyId: key.keyId };
  }
  return undefined;
}

/** Names of keys only: what a Secret holds is not for the screen. */
function secretChanges(
  namespace: string,
  secret: KubeObject | undefined,
  wanted: Readonly<Record<string, string>>,
): readonly Change[] {
  if (secret === undefined) return [{ path: `Secret in ${namespace}`, from: undefined, to: 'present' }];
  const values = secretValues(secret);
  return [...new Set([...Object.keys(wanted), ...Object.keys(values)])]
    .filter((key) => wanted[key] !== values[key])
    .map((key) => ({
      path: `${namespace}.${key}`,
      from: '‹secret›',
      to: wanted[key] === undefined ? undefined : '‹secret›',
    }));
}
