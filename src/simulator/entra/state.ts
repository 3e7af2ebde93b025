import type { FederatedTrust, Surroundings } from '../ports.ts';
import { newGuid } from './identifiers.ts';

/** From when on the one and the other replica of the sign-in service know something, in clock milliseconds. */
export type KnownAt = readonly [number, number];

/** A client secret; the cloud itself keeps a hash, the simulator the text. */
export interface Secret {
  readonly keyId: string;
  readonly text: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly knownToLoginAt: KnownAt;
}

/** A trust in the tokens of somebody else, with the names that Graph gives it. */
export interface NamedTrust extends FederatedTrust {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
}

/** What applications and service principals have in common. `shown` is what Graph shows of it, credentials apart. */
interface DirectoryObject {
  readonly id: string;
  readonly appId: string;
  readonly createdAt: number;
  readonly creatorId: string;
  /** When it went to the bin, where it stays for 30 days. */
  readonly deletedAt: number | null;
  readonly shown: Readonly<Record<string, unknown>>;
  readonly secrets: readonly Secret[];
  readonly owners: readonly string[];
}

/** An application registration. */
export interface Application extends DirectoryObject {
  readonly kind: 'application';
  readonly trusts: readonly NamedTrust[];
  readonly knownToLoginAt: KnownAt;
}

/** A principal in the tenant: of an application, or a managed identity, which has no application. */
export interface ServicePrincipal extends DirectoryObject {
  readonly kind: 'servicePrincipal';
  readonly managed: boolean;
  readonly visibleToArmAt: number;
  readonly trusts: readonly FederatedTrust[];
}

/** Either kind of thing that Graph replicates. */
export type Replicated = Application | ServicePrincipal;

/** What the lagging replica of Graph still shows in place of object `id`. */
export interface StaleView {
  readonly id: string;
  readonly until: number;
  readonly before: Replicated | null;
}

/** A device code that waits for its user. */
export interface DeviceCode {
  readonly clientId: string;
  readonly scope: string;
  readonly expiresAt: number;
  readonly polls: number;
}

/** Entra's slice of the world: plain JSON. Records are replaced, never changed in place, so stale views may share them. */
export interface EntraState {
  readonly tenantId: string;
  readonly operator: { readonly objectId: string; readonly name: string };
  objects: Record<string, Replicated>;
  staleViews: StaleView[];
  deviceCodes: Record<string, DeviceCode>;
  /** Requests so far: they go to the replicas in turn. */
  turns: { graph: number; login: number };
  /** Object ids of service principals that administer the directory as the operator does. */
  administrators?: readonly string[];
}

/** Makes Entra's slice of a new world; a world that has one keeps it. */
export function openEntraState(
  { world }: Surroundings,
  catalogue: Pick<EntraState, 'tenantId' | 'operator'>,
): void {
  world['entra'] ??= {
    ...catalogue,
    objects: {},
    staleViews: [],
    deviceCodes: {},
    turns: { graph: 0, login: 0 },
  } satisfies EntraState;
}

/** Entra's slice of the world as it is now: worlds may be swapped, so nobody keeps it between requests. */
export function entraState({ world }: Surroundings): EntraState {
  return world['entra'] as EntraState;
}

/** All applications that are not gone for good, the ones in the bin included. */
export function applications(state: EntraState): Application[] {
  return Object.values(state.objects).filter((object) => object.kind === 'application');
}

/** All service principals that are not gone for good, the ones in the bin included. */
export function servicePrincipals(state: EntraState): ServicePrincipal[] {
  return Object.values(state.objects).filter((object) => object.kind === 'servicePrincipal');
}

/** A new object id, client id or key id. */
export function freshId({ random }: Surroundings): string {
  return newGuid(random);
}
