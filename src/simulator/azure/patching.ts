import { answer } from '../errors.ts';
import { merged, objectOf } from '../json.ts';
import { operationHeaders } from '../operations.ts';
import type { WireResponse } from '../wire.ts';
import { badContent, checkTags } from './checks.ts';
import { checkEtag } from './etags.ts';
import { present, refuseBusy, shown, startOperation, writeResource } from './lifecycle.ts';
import { statesOf, type Call, type ResourceType } from './resource-type.ts';

/** PATCH of a resource: tags are replaced, everything else is merged, and the result is written. */
export function patchResource(type: ResourceType, call: Call): WireResponse {
  const resource = present(type, call);
  const { body } = call;
  if (type.patchesTags !== undefined) return patchTags(type, call);
  const whole = merged(resource.body, body);
  const tags = body['tags'] === undefined ? resource.body['tags'] : objectOf(body['tags']);
  return writeResource(type, { ...call, body: tags === undefined ? whole : { ...whole, tags } });
}

/** Types with parts inside take nothing but tags: whoever changes more has to say all of it. */
function patchTags(type: ResourceType, call: Call): WireResponse {
  const { cloud, body } = call;
  const resource = present(type, call);
  const foreign = Object.keys(body).find((member) => member !== 'tags');
  if (foreign !== undefined) throw badContent(foreign, 'TagsObject');
  checkTags(body['tags']);
  type.patchesTags?.check?.(resource);
  checkEtag(type, call, resource);
  refuseBusy(type, call, resource);
  resource.body = {
    ...resource.body,
    tags: objectOf(body['tags']),
    ...(resource.body['etag'] === undefined ? {} : { etag: `W/"${cloud.guid()}"` }),
  };
  const timing = type.patchesTags?.timing ?? 'sync';
  if (timing === 'sync') return answer(200, shown(type, resource, cloud));
  resource.state = statesOf(type).updating;
  const op = startOperation(call, { type, resource, verb: 'update', timing });
  return answer(200, shown(type, resource, cloud), operationHeaders(op));
}
