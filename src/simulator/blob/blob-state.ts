import type { Surroundings } from '../ports.ts';

/** One block blob. The body is text, as everything on this wire is. */
export interface StoredBlob {
  readonly body: string;
  readonly contentType: string;
  readonly etag: string;
  readonly lastModified: number;
  readonly createdAt: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The blob service's slice of the world: blobs by ARM id of their container, lower case, then by name. */
interface BlobState {
  containers: Record<string, Record<string, StoredBlob>>;
  etags: number;
}

function blobState({ world }: Surroundings): BlobState {
  world['blob'] ??= { containers: {}, etags: 0 } satisfies BlobState;
  return world['blob'] as BlobState;
}

/** The blobs of a container, to read and to change. */
export function blobsOf(surroundings: Surroundings, containerId: string): Record<string, StoredBlob> {
  return (blobState(surroundings).containers[containerId.toLowerCase()] ??= {});
}

/** Forgets the blobs of every container at or below an ARM id: whoever deletes an account or a container calls this. */
export function dropBlobs(surroundings: Surroundings, armId: string): void {
  const state = blobState(surroundings);
  const root = armId.toLowerCase();
  for (const id of Object.keys(state.containers)) {
    if (id === root || id.startsWith(`${root}/`)) delete state.containers[id];
  }
}

/** A new entity tag. */
export function nextEtag(surroundings: Surroundings): string {
  const state = blobState(surroundings);
  state.etags += 1;
  return `"0x8DE${state.etags.toString(16).toUpperCase().padStart(12, '0')}"`;
}
