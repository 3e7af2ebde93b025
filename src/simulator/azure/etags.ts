import { textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { Call, ResourceType } from './resource-type.ts';

/** Refuses a change of something that is no longer, or already, what the caller believes. */
export function checkEtag(type: ResourceType, call: Call, existing: Resource | undefined): void {
  if (type.etag === undefined) return;
  const { headers } = call.request;
  const wanted = headers['if-match'] ?? '';
  const unwanted = headers['if-none-match'] ?? '';
  const now = existing === undefined ? undefined : type.etag.of(existing);
  const isStale = wanted !== '' && (now === undefined || (wanted !== '*' && wanted !== now));
  const isThere = unwanted !== '' && now !== undefined && (unwanted === '*' || unwanted === now);
  if (isStale || isThere)
    throw type.etag.refusal(call.target.names.at(-1) ?? '', isThere ? 'exists' : 'changed');
}

/** The header that goes with a view of a resource, where the provider sends one. */
export function etagHeader(type: ResourceType, resource: Resource): Record<string, string> {
  const etag = type.etag?.isHeader === true ? textOf(type.etag.of(resource)) : '';
  return etag === '' ? {} : { etag };
}
