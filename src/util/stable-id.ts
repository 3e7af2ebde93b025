import { createHash } from 'node:crypto';

/** The first `length` characters of a lower-case base-36 digest: letters and digits only, legal in every Azure name. */
export function stableSuffix(length: number, ...parts: readonly string[]): string {
  const digest = createHash('sha256').update(parts.join('|').toLowerCase()).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, length);
}

/** The same parts always give the same GUID (version 5 layout), so that asking for a thing twice is asking once. */
export function stableGuid(...parts: readonly string[]): string {
  const bytes = createHash('sha1')
    .update(`metaflow-azure|${parts.join('|').toLowerCase()}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
