import { merged, objectOf } from '../json.ts';
import type { WireResponse } from '../wire.ts';
import { present, writeResource } from './lifecycle.ts';
import type { Call, ResourceType } from './resource-type.ts';

/** PATCH of a resource: tags are replaced, everything else is merged, and the result is written. */
export function patchResource(type: ResourceType, call: Call): WireResponse {
  const resource = present(type, call);
  const { body } = call;
  const whole = merged(resource.body, body);
  const tags = body['tags'] === undefined ? resource.body['tags'] : objectOf(body['tags']);
  return writeResource(type, { ...call, body: tags === undefined ? whole : { ...whole, tags } });
}
