import type { JsonObject } from '../json.ts';
import type { NodePool, Surroundings } from '../ports.ts';

/** The part of an object's metadata that the server itself works with. */
export interface Metadata extends JsonObject {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFields[];
}

/** Who made an object; it goes when its owner goes. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Which fields of an object a client has written. */
export interface ManagedFields {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time?: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
}

/** One object as the API server stores and serves it. */
export interface KubeObject extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
}

/** Who a bearer token stands for. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What is left of a deleted object for those who watch. */
export interface Tombstone {
  readonly resource: string;
  readonly revision: number;
  readonly object: KubeObject;
}

/** Everything about one cluster, as plain JSON. */
export interface ClusterState {
  readonly id: string;
  fqdn: string;
  version: string;
  readonly openedAt: number;
  pools: NodePool[];
  isStopped?: boolean;
  /** Who vouches for the tokens of ServiceAccounts outside of the cluster, if anybody. */
  issuer?: string;
  /** Bearer tokens and whom they stand for. */
  tokens: Record<string, User>;
  /** Last resource version given out. */
  revision: number;
  /** Last of the other numbers given out: addresses, names. */
  serial: number;
  /** Objects by resource (`deployments.apps`), then by `namespace/name`. */
  objects: Record<string, Record<string, KubeObject>>;
  tombstones: Tombstone[];
  /** What the simulation intends with an object, by uid; forgotten with it. */
  plans: Record<string, JsonObject>;
  /** Images that a node has already: `node image`. */
  images: Record<string, true>;
  /** Up to when the controllers have played. */
  settledAt: number;
  /** When the controllers next have something to do. */
  wakeAt: number | null;
}

interface KubernetesState {
  clusters: Record<string, ClusterState>;
}

/** All clusters of this world, by resource id. */
export function clustersOf({ world }: Pick<Surroundings, 'world'>): Record<string, ClusterState> {
  world['kubernetes'] ??= { clusters: {} } satisfies KubernetesState;
  return (world['kubernetes'] as KubernetesState).clusters;
}
