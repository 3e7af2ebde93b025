import { databaseServer } from '../../../src/azure/database-server.ts';
import { database } from '../../../src/azure/database.ts';
import { kubernetesCluster } from '../../../src/azure/kubernetes-cluster.ts';
import { taskIdentity, uiIdentity } from '../../../src/azure/managed-identities.ts';
import { storageAccount } from '../../../src/azure/storage-account.ts';
import { storageContainer } from '../../../src/azure/storage-container.ts';
import { namesFor } from '../../../src/config/names.ts';
import { configSchema, type Config } from '../../../src/config/schema.ts';
import { contextFor } from '../../../src/engine/context.ts';
import type { AnyResource, Context, Needs } from '../../../src/engine/resource.ts';
import { application } from '../../../src/entra/application.ts';
import type { Azure, Graph, Kube, KubeObject } from '../../../src/gateways/ports.ts';
import { argoAccess } from '../../../src/kubernetes/argo-access.ts';
import { eventKinds, workflowKinds } from '../../../src/kubernetes/argo-definitions.ts';
import { argoEvents } from '../../../src/kubernetes/argo-events.ts';
import { argoNamespaces } from '../../../src/kubernetes/argo-namespaces.ts';
import { quickStart } from '../../../src/kubernetes/argo-quick-start.ts';
import { argoWorkflows } from '../../../src/kubernetes/argo-workflows.ts';
import { usesQuickStart } from '../../../src/kubernetes/argo.ts';
import { clusterAccess } from '../../../src/kubernetes/cluster-access.ts';
import { databaseCa } from '../../../src/kubernetes/database-ca.ts';
import { databaseCredentials } from '../../../src/kubernetes/database-credentials.ts';
import { eventBus } from '../../../src/kubernetes/event-bus.ts';
import { eventSource } from '../../../src/kubernetes/event-source.ts';
import { metadataService } from '../../../src/kubernetes/metadata-service.ts';
import { migration } from '../../../src/kubernetes/migration.ts';
import { namespaces } from '../../../src/kubernetes/namespaces.ts';
import { quickStartCredentials } from '../../../src/kubernetes/quick-start-credentials.ts';
import { serviceAccounts } from '../../../src/kubernetes/service-accounts.ts';
import { storageCredentials } from '../../../src/kubernetes/storage-credentials.ts';
import { uiBackend } from '../../../src/kubernetes/ui-backend.ts';
import { uiStatic } from '../../../src/kubernetes/ui-static.ts';
import { Secret } from '../../../src/util/secret.ts';
import type { Vault, World } from '../../../src/world.ts';

/** The components with manifests, in the order in which they are told. */
export const components = [
  namespaces,
  serviceAccounts,
  databaseCa,
  migration,
  metadataService,
  uiBackend,
  uiStatic,
  argoNamespaces,
  workflowKinds,
  argoAccess,
  quickStart,
  argoWorkflows,
  eventKinds,
  argoEvents,
  eventBus,
  eventSource,
] as const;

/** Those of them that a deployment with this world's configuration has. */
export const componentsFor = (world: World) => components.filter(({ when }) => when?.(world) ?? true);

export const NOW = Date.UTC(2026, 10, 24, 12);

const nothing = (what: string): never => {
  throw new Error(`this test has no ${what}`);
};

/** A vault with countable passwords. */
export function testVault(): Vault {
  const kept = new Map<string, Secret>();
  let made = 0;
  return {
    keep: (name, secret) => void kept.set(name, secret),
    recall: (name) => kept.get(name),
    newPassword: () => new Secret(`Password${++made}`.padEnd(32, 'x')),
  };
}

/** A world whose cluster is `kube`. */
export function worldOn(
  kube: Kube,
  options: {
    readonly config?: Partial<Config>;
    readonly graph?: Graph;
    readonly azure?: Azure;
    readonly now?: () => number;
  } = {},
): World {
  const config = {
    ...configSchema.parse({ subscription: '00000000-0000-0000-0000-000000000001', location: 'westeurope' }),
    ...options.config,
  };
  return {
    config,
    names: namesFor(config),
    operator: { objectId: 'op', type: 'User', name: 'op@contoso.example', tenantId: 'tenant-1' },
    azure: options.azure ?? (new Proxy({}, { get: () => nothing('Azure') }) as Azure),
    graph: options.graph ?? (new Proxy({}, { get: () => nothing('Graph') }) as Graph),
    kube: async () => kube,
    vault: testVault(),
    access: { prove: async () => 'ok' },
    now: options.now ?? (() => NOW),
  };
}

/** What a resource sees when everything below it is there. */
export function contextOf(resource: AnyResource, world: World): Context<World, Needs> {
  const usesPrincipal = world.config.identity === 'service-principal';
  const outputs = new Map<AnyResource, unknown>([
    [
      kubernetesCluster,
      { id: '/clusters/1', name: world.names.cluster, fqdn: 'x', oidcIssuer: 'y', principalId: 'z' },
    ],
    [clusterAccess, { version: 'v1.35.2' }],
    [
      databaseServer,
      { id: '/servers/1', name: world.names.databaseServer, host: 'psql.postgres.database.azure.com' },
    ],
    [database, { name: 'metaflow' }],
    [storageAccount, { id: '/accounts/1', name: 'st1', blobEndpoint: 'https://st1.blob.core.windows.net/' }],
    [storageContainer, { id: '/containers/1', name: 'metaflow' }],
    [application, usesPrincipal ? { objectId: 'object-1', appId: 'app-1' } : undefined],
    [taskIdentity, usesPrincipal ? undefined : { id: '/ids/1', clientId: 'task-client', principalId: 'p1' }],
    [uiIdentity, usesPrincipal ? undefined : { id: '/ids/2', clientId: 'ui-client', principalId: 'p2' }],
    [databaseCredentials, { version: 'credentials-1' }],
    [storageCredentials, { version: 'storage-1' }],
    [databaseCa, { version: 'ca-1' }],
    [quickStartCredentials, usesQuickStart(world) ? { version: 'quick-start-1' } : undefined],
    [quickStart, usesQuickStart(world) ? { version: 'quick-start-1' } : undefined],
  ]);
  const byId = new Map([...outputs].map(([{ id }, output]) => [id, output]));
  return contextFor(resource, world, byId);
}

/** A cluster that keeps what it is given, runs nothing, and notes every write. */
export function memoryKube(content: readonly KubeObject[] = []): Kube & {
  readonly objects: Map<string, KubeObject>;
  readonly writes: string[];
  /** How each deletion was asked for. */
  readonly propagations: string[];
  readonly logTexts: Map<string, string>;
} {
  const keyOf = (ref: {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  }): string => `${ref.kind} ${ref.metadata.namespace ?? ''}/${ref.metadata.name}`;
  const objects = new Map(content.map((object) => [keyOf(object), object]));
  const writes: string[] = [];
  const propagations: string[] = [];
  const logTexts = new Map<string, string>();
  return {
    objects,
    writes,
    propagations,
    logTexts,
    get: async (ref) => objects.get(keyOf(ref)),
    async list({ kind, namespace }, selector = '') {
      const wanted = selector.split(',').filter((part) => part !== '');
      return [...objects.values()].filter(
        (object) =>
          object.kind === kind &&
          (namespace === undefined || object.metadata.namespace === namespace) &&
          wanted.every((part) => {
            const [name = '', value] = part.split('=');
            return object.metadata.labels?.[name] === value;
          }),
      );
    },
    async apply(object) {
      writes.push(`apply ${keyOf(object)}`);
      const before = objects.get(keyOf(object));
      objects.set(keyOf(object), {
        ...(before?.['status'] === undefined ? {} : { status: before['status'] }),
        ...object,
      });
      return object;
    },
    async delete(ref, propagation = 'Foreground') {
      propagations.push(propagation);
      writes.push(`delete ${keyOf(ref)}`);
      objects.delete(keyOf(ref));
    },
    logs: async ({ name, previous }) => logTexts.get(`${name}${previous === true ? ' previous' : ''}`) ?? '',
    version: async () => 'v1.35.2',
  };
}

/** What a component applies in a cluster that has nothing of it. */
export async function manifestsOf(resource: AnyResource, world: World): Promise<readonly KubeObject[]> {
  const kube = memoryKube();
  await resource.ensure(contextOf(resource, { ...world, kube: async () => kube }), undefined);
  return [...kube.objects.values()];
}
