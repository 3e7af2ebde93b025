import { own } from '../../json.ts';
import { methodNotAllowed } from '../refusals.ts';
import type { Answer, Call } from './call.ts';
import { isOn } from './call.ts';
import { deleteCollection, deleteObject } from './deleting.ts';
import { checkOptions } from './options.ts';
import { getObject, listAnswer, watchAnswer } from './reading.ts';
import { isReview } from '../schema/kinds.ts';
import { answerReview } from './reviews.ts';
import { answerSubresource } from './subresources.ts';
import { createObject, patchObject, updateObject } from './writing.ts';

function answerCollection(call: Call): Answer {
  switch (call.request.method) {
    case 'GET':
      return isOn(call.request.url, 'watch') ? watchAnswer(call) : listAnswer(call);
    case 'POST':
      return createObject(call);
    case 'DELETE':
      return deleteCollection(call);
    default:
      throw methodNotAllowed();
  }
}

function answerObject(call: Call): Answer {
  switch (call.request.method) {
    case 'GET':
      return isOn(call.request.url, 'watch') ? watchAnswer(call) : getObject(call);
    case 'PUT':
      return updateObject(call);
    case 'PATCH':
      return patchObject(call);
    case 'DELETE':
      return deleteObject(call);
    default:
      throw methodNotAllowed();
  }
}

/** What a kind that should not be used any more says to whoever does. */
const DEPRECATED: Readonly<Record<string, string>> = {
  Endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

/** The answer to a permitted request for a resource. */
export function answerCall(call: Call): Answer {
  const { kind, name, subresource } = call.target;
  const deprecation = kind.custom ? undefined : own(DEPRECATED, kind.kind);
  if (deprecation !== undefined) call.warnings.push(deprecation);
  if (call.request.method !== 'DELETE') checkOptions(call);
  if (isReview(kind)) return answerReview(call);
  if (subresource !== undefined && subresource !== 'status') return answerSubresource(call);
  return name === undefined ? answerCollection(call) : answerObject(call);
}
