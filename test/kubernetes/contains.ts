import { amountOf } from '../../src/kubernetes/drift.ts';
import { isFields } from '../../src/kubernetes/objects.ts';

/**
 * Paths of `wanted` that `live` does not have as they were sent. Quantities may be written otherwise, and the API server
 * leaves out what is empty; nothing else is forgiven.
 */
export function missingIn(live: unknown, wanted: unknown, path = ''): string[] {
  if (Array.isArray(wanted)) {
    const list = Array.isArray(live) ? live : [];
    return wanted.flatMap((item, index) => missingIn(list[index], item, `${path}[${index}]`));
  }
  if (isFields(wanted)) {
    const fields = isFields(live) ? live : {};
    return Object.entries(wanted).flatMap(([key, value]) => missingIn(fields[key], value, `${path}.${key}`));
  }
  if (live === wanted) return [];
  if (live === undefined && (wanted === false || wanted === '' || wanted === 0)) return [];
  if (amountOf(wanted) !== undefined && amountOf(wanted) === amountOf(live)) return [];
  return [`${path}: ${JSON.stringify(wanted)} became ${JSON.stringify(live)}`];
}
