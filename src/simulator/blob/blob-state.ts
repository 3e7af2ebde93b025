import type { Surroundings } from '../ports.ts';
import type { Lease } from './leases.ts';

/** What the headers of a blob say of its content. */
export interface ContentHeaders {
  readonly type: string;
  readonly encoding?: string;
  readonly language?: string;
  readonly disposition?: string;
  readonly cacheControl?: string;
  readonly md5?: string;
}

/** A part of a blob, as it was sent. */
export interface Block {
  readonly id: string;
  /** In base64: the world is JSON, and a blob is bytes. */
  readonly content: string;
}

/** One block blob. */
export interface StoredBlob {
  readonly blocks: readonly Block[];
  readonly headers: ContentHeaders;
  readonly etag: string;
  readonly lastModified: number;
  readonly createdAt: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tier: string;
  readonly lease?: Lease;
  readonly copy?: { readonly id: string; readonly source: string; readonly at: number };
}

/** The blob service's slice of the world: blobs by ARM id of their container, lower case, then by name. */
interface BlobState {
  containers: Record<string, Record<string, StoredBlob>>;
  /** Blocks that are sent and not yet put into a blob, in the same order of keys. */
  sent: Record<string, Record<string, readonly Block[]>>;
  etags: number;
}

function blobState({ world }: Surroundings): BlobState {
  world['blob'] ??= { containers: {}, sent: {}, etags: 0 } satisfies BlobState;
  return world['blob'] as BlobState;
}

/** Names of blobs are anything: `constructor` is no blob before somebody has made it one. */
function bare<T extends object>(names: T): T {
  Object.setPrototypeOf(names, null);
  return names;
}

/** The blobs of a container, to read and to change. */
export function blobsOf(surroundings: Surroundings, containerId: string): Record<string, StoredBlob> {
  return bare((blobState(surroundings).containers[containerId.toLowerCase()] ??= {}));
}

/** The blocks of a container that wait for their blobs, by name of the blob. */
export function sentBlocksOf(
  surroundings: Surroundings,
  containerId: string,
): Record<string, readonly Block[]> {
  return bare((blobState(surroundings).sent[containerId.toLowerCase()] ??= {}));
}

/** Forgets the blobs of every container at or below an ARM id: whoever deletes an account or a container calls this. */
export function dropBlobs(surroundings: Surroundings, armId: string): void {
  const { containers, sent } = blobState(surroundings);
  const root = armId.toLowerCase();
  for (const part of [containers, sent])
    for (const id of Object.keys(part)) if (id === root || id.startsWith(`${root}/`)) delete part[id];
}

/** A new entity tag. */
export function nextEtag(surroundings: Surroundings): string {
  const state = blobState(surroundings);
  state.etags += 1;
  return `"0x8DE${state.etags.toString(16).toUpperCase().padStart(12, '0')}"`;
}

/** The content of a blob. */
export function contentOf({ blocks }: Pick<StoredBlob, 'blocks'>): Buffer {
  return Buffer.concat(blocks.map(({ content }) => Buffer.from(content, 'base64')));
}

/** The length of a part in bytes, told by its base64. */
export function sizeOf({ content }: Block): number {
  return Buffer.byteLength(content, 'base64');
}
