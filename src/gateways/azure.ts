import type { ManagedServiceIdentityClientOptionalParams } from '@azure/arm-msi';
import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../engine/ports.ts';
import type { Azure } from './ports.ts';

/** The transport of the Azure SDK, for tests and the simulator. */
export type HttpClient = NonNullable<ManagedServiceIdentityClientOptionalParams['httpClient']>;

/** Reported before a call is repeated. */
export type OnRetry = (retry: { readonly because: string; readonly waitMs: number }) => void;

export interface AzureOptions {
  readonly credential: TokenCredential;
  readonly subscription: string;
  /** `arm`: the endpoint without a slash at its end. `armScope`: the audience with `/.default`. */
  readonly cloud: { readonly arm: string; readonly armScope: string };
  readonly httpClient?: HttpClient;
  readonly clock: Clock;
  readonly correlationId: string;
  readonly onRetry: OnRetry;
  readonly signal?: AbortSignal | undefined;
}

/** The live gateway to Azure Resource Manager. */
export function createAzure({ credential, subscription, cloud, httpClient }: AzureOptions): Azure {
  const options = {
    endpoint: cloud.arm,
    credentials: { scopes: [cloud.armScope] },
    credentialScopes: [cloud.armScope],
    ...(httpClient === undefined ? {} : { httpClient }),
  };
  return {
    resources: async () =>
      new (await import('@azure/arm-resources')).ResourceManagementClient(credential, subscription, options),
    subscriptions: async () =>
      new (await import('@azure/arm-resources-subscriptions')).SubscriptionClient(credential, options),
    network: async () =>
      new (await import('@azure/arm-network')).NetworkManagementClient(credential, subscription, options),
    privateDns: async () =>
      new (await import('@azure/arm-privatedns')).PrivateDnsManagementClient(
        credential,
        subscription,
        options,
      ),
    storage: async () =>
      new (await import('@azure/arm-storage')).StorageManagementClient(credential, subscription, options),
    postgres: async () =>
      new (await import('@azure/arm-postgresql-flexible')).PostgreSQLManagementFlexibleServerClient(
        credential,
        subscription,
        options,
      ),
    containerService: async () =>
      new (await import('@azure/arm-containerservice')).ContainerServiceClient(
        credential,
        subscription,
        options,
      ),
    authorization: async () =>
      new (await import('@azure/arm-authorization')).AuthorizationManagementClient(
        credential,
        subscription,
        options,
      ),
    identities: async () =>
      new (await import('@azure/arm-msi')).ManagedServiceIdentityClient(credential, subscription, options),
    compute: async () =>
      new (await import('@azure/arm-compute')).ComputeManagementClient(credential, subscription, options),
    operation: async () => ({ is: 'running' }),
  };
}
