import type { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { ComputeManagementClient } from '@azure/arm-compute';
import type { ContainerServiceClient } from '@azure/arm-containerservice';
import type { ManagedServiceIdentityClient } from '@azure/arm-msi';
import type { NetworkManagementClient } from '@azure/arm-network';
import type { PostgreSQLManagementFlexibleServerClient } from '@azure/arm-postgresql-flexible';
import type { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import type { ResourceManagementClient } from '@azure/arm-resources';
import type { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import type { StorageManagementClient } from '@azure/arm-storage';
import type { Receipt } from '../engine/resource.ts';

/** The typed clients of Azure Resource Manager, each loaded when it is first asked for. */
export interface Azure {
  resources(): Promise<ResourceManagementClient>;
  subscriptions(): Promise<SubscriptionClient>;
  network(): Promise<NetworkManagementClient>;
  privateDns(): Promise<PrivateDnsManagementClient>;
  storage(): Promise<StorageManagementClient>;
  postgres(): Promise<PostgreSQLManagementFlexibleServerClient>;
  containerService(): Promise<ContainerServiceClient>;
  authorization(): Promise<AuthorizationManagementClient>;
  identities(): Promise<ManagedServiceIdentityClient>;
  compute(): Promise<ComputeManagementClient>;
  /** What became of the operation at `url` (an Azure-AsyncOperation or Location header). Never throws. */
  operation(url: string): ReturnType<Receipt['outcome']>;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Microsoft Graph v1.0 with paths such as `/applications`. Not found is `undefined`, other refusals are Problems. */
export interface Graph {
  get(path: string): Promise<JsonObject | undefined>;
  post(path: string, body: JsonObject): Promise<JsonObject>;
  patch(path: string, body: JsonObject): Promise<void>;
  delete(path: string): Promise<void>;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly creationTimestamp?: string;
    readonly uid?: string;
  };
  readonly [field: string]: unknown;
}
export type KubeRef = Pick<KubeObject, 'apiVersion' | 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

/** One cluster's Kubernetes API. Not found is `undefined`; an API server that does not answer yet is `kubernetes.unreachable`. */
export interface Kube {
  get(ref: KubeRef): Promise<KubeObject | undefined>;
  list(
    kind: { readonly apiVersion: string; readonly kind: string; readonly namespace?: string },
    labelSelector?: string,
  ): Promise<readonly KubeObject[]>;
  /** Server-side apply of the object as it is, as field manager `metaflow-azure`, taking over contested fields. */
  apply(object: KubeObject): Promise<KubeObject>;
  /** Starts deletion, by default in the foreground: it stays until all that belongs to it is gone. Gone already is fine. */
  delete(ref: KubeRef, propagation?: 'Foreground' | 'Background'): Promise<void>;
  /** The last lines that a container wrote; of its previous life when `previous`. */
  logs(pod: {
    readonly namespace: string;
    readonly name: string;
    readonly container: string;
    readonly lines: number;
    readonly previous?: boolean;
  }): Promise<string>;
  /** The server's version, such as v1.35.2. */
  version(): Promise<string>;
}
