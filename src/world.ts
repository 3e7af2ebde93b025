import type { Config } from './config/schema.ts';
import type { Names } from './config/names.ts';
import { optional, resourcesOf } from './engine/resource.ts';
import type { Azure, Graph, Kube } from './gateways/ports.ts';
import type { Problem } from './problems/problem.ts';
import type { Secret } from './util/secret.ts';

/** Who runs the program, as the sign-in's token says. */
export interface Operator {
  readonly objectId: string;
  readonly type: 'User' | 'ServicePrincipal';
  /** Sign-in name or application id, for people. */
  readonly name: string;
  readonly tenantId: string;
}

/** Secrets that this process has made and not yet handed over. They live in memory only. */
export interface Vault {
  keep(name: string, secret: Secret): void;
  recall(name: string): Secret | undefined;
  /** 32 characters of A-Z a-z 0-9: libpq URLs and goose take them unquoted. */
  newPassword(): Secret;
}

/** One try of what flows do with storage, as the service principal. */
export interface Access {
  prove(request: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly secret: Secret;
    readonly blobEndpoint: string;
    readonly container: string;
    /** Name of the blob that is written and removed. */
    readonly blob: string;
  }): Promise<'ok' | Problem>;
}

/** All that a resource may touch. */
export interface World {
  readonly config: Config;
  readonly names: Names;
  readonly operator: Operator;
  readonly azure: Azure;
  readonly graph: Graph;
  /** The cluster's API, with the credentials that ARM hands out; they are fetched once and kept in memory. */
  kube(cluster: { readonly group: string; readonly name: string }): Promise<Kube>;
  readonly vault: Vault;
  readonly access: Access;
  /** Milliseconds since 1970. */
  now(): number;
}

/** How every resource is written down: checks and infers, does nothing. */
export const defineResource = resourcesOf<World>();
export { optional };
