import { DATABASE_PASSWORD, databaseServer } from '../azure/database-server.ts';
import { startOnly } from '../azure/arm-resource.ts';
import { database } from '../azure/database.ts';
import { kubernetesCluster } from '../azure/kubernetes-cluster.ts';
import type { Change, Context, Receipt, Status } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { problemFrom } from '../problems/from-azure.ts';
import { defineResource, type World } from '../world.ts';
import { clusterAccess } from './cluster-access.ts';
import { isUnseen, kubeOf, lookInto, type Unseen } from './look.ts';
import { isMarked } from './marks.ts';
import { namespaces } from './namespaces.ts';
import { secretObject, secretRef, secretValues, secretVersion } from './secret.ts';

const ID = 'database-credentials';
const PASSWORD = 'MF_METADATA_DB_PSWD';
/** The operation that sets the password on the server: until it has ended well, the Secret may be ahead of the server. */
const RESET = 'metaflow-azure/password-reset';
/** When the reset began, in milliseconds since 1970. */
const RESET_AT = 'metaflow-azure/password-reset-at';
/** Azure forgets how operations ended; a reset takes half a minute, so after this long its end needs no asking. */
const RESET_SETTLED_MS = 3_600_000;

type Live =
  Unseen | { readonly secret: KubeObject; readonly reset?: Awaited<ReturnType<Receipt['outcome']>> };

const needs = {
  cluster: kubernetesCluster,
  access: clusterAccess,
  namespaces,
  server: databaseServer,
  database,
};
type Ctx = Context<World, typeof needs>;

/** Everything that is not secret, in the words of the metadata service. */
const addressOf = ({
  names,
  needs: {
    server,
    database: { name },
  },
}: Ctx): Readonly<Record<string, string>> => ({
  MF_METADATA_DB_HOST: server.host,
  MF_METADATA_DB_PORT: '5432',
  MF_METADATA_DB_NAME: name,
  MF_METADATA_DB_USER: names.databaseUser,
});

/**
 * The one place where the password of the database is kept.
 *
 * Whoever lost the Secret gets a new password on the server: it is never asked for and stored nowhere else.
 */
export const databaseCredentials = defineResource({
  id: ID,
  title: 'Credentials of the database',
  needs,
  within: 'cluster',
  typicalSeconds: 2,
  patienceMinutes: 15,
  pollSeconds: 5,
  rights: { read: [], create: ['Microsoft.DBforPostgreSQL/flexibleServers/write'], delete: [] },
  read: (ctx: Ctx): Promise<Live | undefined> =>
    lookInto(ctx, async (kube) => {
      const secret = await kube.get(secretRef(ctx.names.servicesNamespace, ctx.names.databaseSecret));
      const operation = secret?.metadata.annotations?.[RESET];
      if (secret === undefined || operation === undefined) return secret && { secret };
      const since = Number(secret.metadata.annotations?.[RESET_AT] ?? 0);
      if (ctx.now() - since > RESET_SETTLED_MS) return { secret };
      return { secret, reset: await ctx.azure.operation(operation) };
    }),
  status(live: Live): Status {
    if (isUnseen(live)) return { is: 'pending', because: live.unseen };
    if (live.secret.metadata.deletionTimestamp !== undefined)
      return { is: 'going', because: 'being removed' };
    if (live.reset?.is === 'running')
      return { is: 'pending', because: 'the server takes up its new password' };
    if (live.reset?.is === 'failed')
      return { is: 'broken', because: 'the server did not take its new password' };
    return { is: 'ready' };
  },
  isOurs: (live: Live, { config }) => isUnseen(live) || isMarked(live.secret, config.name),
  diff(live: Live, ctx: Ctx): readonly Change[] {
    if (isUnseen(live)) return [];
    const values = secretValues(live.secret);
    const address = Object.entries(addressOf(ctx))
      .filter(([key, value]) => values[key] !== value)
      .map(([key, value]) => ({ path: key, from: values[key], to: value }));
    const known = ctx.vault.recall(DATABASE_PASSWORD)?.reveal() ?? values[PASSWORD];
    const isStale = known === undefined || known !== values[PASSWORD];
    return [
      ...address,
      ...(isStale ? [{ path: PASSWORD, from: 'another', to: 'the one of the server' }] : []),
    ];
  },
  async ensure(ctx: Ctx, live: Live | undefined) {
    const seen = live === undefined || isUnseen(live) ? undefined : live;
    const stored = seen?.reset?.is === 'failed' ? undefined : secretValues(seen?.secret)[PASSWORD];
    const known = ctx.vault.recall(DATABASE_PASSWORD)?.reveal() ?? stored;
    if (known !== undefined) {
      await store(ctx, known);
      return undefined;
    }
    const password = ctx.vault.newPassword().reveal();
    const operation = await resetPassword(ctx, password);
    await store(ctx, password, operation);
    return operation === undefined ? undefined : { outcome: () => ctx.azure.operation(operation) };
  },
  outputs: (live: Live) => ({ version: isUnseen(live) ? '' : secretVersion(live.secret) }),
  async remove({ names, ...world }: Ctx) {
    await (
      await kubeOf({ names, ...world })
    ).delete(secretRef(names.servicesNamespace, names.databaseSecret));
  },
});

async function store(ctx: Ctx, password: string, operation?: string): Promise<void> {
  const secret = secretObject(ctx, {
    component: ID,
    namespace: ctx.names.servicesNamespace,
    name: ctx.names.databaseSecret,
    values: { ...addressOf(ctx), [PASSWORD]: password },
    annotations: operation === undefined ? {} : { [RESET]: operation, [RESET_AT]: String(ctx.now()) },
  });
  await (await kubeOf(ctx)).apply(secret);
}

/** The server first: if we die before the Secret is written, there is none, and the next run starts over. */
async function resetPassword({ azure, names }: World, password: string): Promise<string | undefined> {
  const client = await azure.postgres();
  const parameters = { administratorLoginPassword: password };
  return startOnly((options) =>
    client.servers.beginUpdate(names.resourceGroup, names.databaseServer, parameters, options),
  ).catch((error: unknown) => {
    throw problemFrom(error, { doing: 'change', what: 'The password of the database', id: ID });
  });
}
