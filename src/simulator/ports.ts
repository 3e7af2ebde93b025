import type { Clock } from './clock.ts';

/** Who stands behind a bearer token. */
export interface Caller {
  /** Object id in the directory: what role assignments name. */
  readonly objectId: string;
  readonly type: 'User' | 'ServicePrincipal';
  readonly tenantId: string;
  /** Sign-in name of a user, or application id of a service principal: error texts name it. */
  readonly name: string;
  /** The `aud` that the token was issued for. */
  readonly audience: string;
}

/** A thing in the directory that can be given roles. */
export interface Principal {
  readonly objectId: string;
  readonly type: 'User' | 'ServicePrincipal' | 'Group';
  /** From when on ARM sees it, in clock milliseconds: replication takes its time. */
  readonly visibleToArmAt: number;
}

/** What the other services ask of Entra. `entra/directory.ts` implements it over its slice of the world. */
export interface Directory {
  readonly tenantId: string;
  /** The caller of an `Authorization` header, or why there is none. */
  authenticate(header: string | undefined): Caller | { readonly error: 'missing' | 'invalid' | 'expired' };
  principal(objectId: string): Principal | undefined;
  /** A user-assigned or system-assigned managed identity: ARM makes its service principal. */
  addManagedIdentity(name: string): { readonly principalId: string; readonly clientId: string };
  removeManagedIdentity(principalId: string): void;
  /** Gives a service principal the rights that users have in the directory. */
  addAdministrator(objectId: string): void;
  isAdministrator(caller: Caller): boolean;
  /** Trust of a managed identity in the tokens of an issuer, for the token endpoint. */
  setFederatedCredentials(clientId: string, credentials: readonly FederatedTrust[]): void;
}

export interface FederatedTrust {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** A pool of nodes as the Kubernetes side needs it. */
export interface NodePool {
  readonly name: string;
  readonly mode: 'System' | 'User';
  readonly count: number;
  readonly vmSize: string;
  readonly taints: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** What ARM asks of the clusters. `kubernetes/clusters.ts` implements it over its slice of the world. */
export interface Clusters {
  /** The cluster's API server answers from now on. Opening an open cluster changes its pools and version only. */
  open(cluster: {
    readonly id: string;
    readonly fqdn: string;
    readonly version: string;
    readonly pools: readonly NodePool[];
    /** Nobody can reach it until it is started; what is in it stays. */
    readonly isStopped?: boolean;
    /** Its OpenID issuer, once it has one. */
    readonly issuer?: string;
  }): void;
  close(id: string): void;
  /** A kubeconfig as AKS hands it out, with credentials that this cluster accepts or, of a tenant, the way to get some. */
  kubeconfig(id: string, user: 'clusterUser' | 'clusterAdmin', tenantId?: string): string;
}

/** What conditions of role assignments may look at: values by `@resource[{type}:{name}]` or `@request[...]`, lower case. */
export type Attributes = Readonly<Record<string, string>>;

/** Whether a caller may do a data action at an ARM scope. `azure/rights.ts` implements it. */
export interface DataAccess {
  allows(caller: Caller, dataAction: string, scope: string, attributes?: Attributes): boolean;
  /** Whether the caller may do one of ARM's own actions, which the data plane honours for containers. */
  permits(caller: Caller, action: string, scope: string): boolean;
}

/**
 * Which deviations from good weather are on.
 *
 * `take(id, about)` says with which knobs fault `id` strikes this request, and counts that it did.
 */
export interface Faults {
  take(id: string, about: string): Readonly<Record<string, unknown>> | undefined;
}

/** Certificates that a cluster hands out. */
export interface Certificates {
  /** Who vouches for the servers and the clients of clusters, as PEM. */
  readonly authority: string;
  /** A client's certificate and key, as PEM; `unit` says for which cluster. */
  forClient(subject: { readonly commonName: string; readonly organization: string; readonly unit: string }): {
    readonly certificate: string;
    readonly key: string;
  };
}

/** What every part of the simulator is built from. `world` is plain JSON: each part owns one key of it. */
export interface Surroundings {
  readonly clock: Clock;
  /** Milliseconds since 1970 for those who hold tokens: the cloud's own time may run faster than theirs. */
  readonly wall: () => number;
  readonly certificates: Certificates;
  /** An RSA key as PEM by which tokens are signed, where others are to check them; it costs a part of a second. */
  readonly newSigningKey?: (() => string) | undefined;
  /** In [0, 1), repeatable from the seed. */
  readonly random: () => number;
  readonly faults: Faults;
  /** Lags and extra trouble of a real day, or 'fast': the measured medians and no lags. */
  readonly profile: 'fast' | 'realistic';
  readonly world: Record<string, unknown>;
}
