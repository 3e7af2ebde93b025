import { tenantId } from '../catalogue.ts';

/** What a Graph operation answers, before it gets its headers. */
export interface Reply {
  readonly status: number;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Where Graph says that the thing stands: an address of its own inside. */
  readonly location?: string;
}

/** A refusal as Graph words it; `details` name the property at fault. */
export function refusal(
  status: number,
  code: string,
  message: string,
  details?: readonly { readonly code: string; readonly message: string; readonly target: string }[],
): Reply {
  return { status, body: { error: { code, message, ...(details && { details }) } } };
}

/** 400 with the code that Graph gives to most things that it does not like. */
export function badRequest(message: string): Reply {
  return refusal(400, 'Request_BadRequest', message);
}

/** 404 of a thing that is not there, or not there yet: the text is the same. */
export function notFound(id: string): Reply {
  return refusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** 403 of a caller without the right. */
export function denied(): Reply {
  return refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** 501 of what this Graph does not simulate: loud, so that nobody takes it for an answer. */
export function notSimulated(what: string): Reply {
  return refusal(501, 'NotSimulated', `The simulated Microsoft Graph does not know ${what}.`);
}

/** One thing, with the context that names its kind. */
export function entity(status: number, kind: string, body: Readonly<Record<string, unknown>>): Reply {
  return {
    status,
    body: { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${kind}`, ...body },
  };
}

/** A new thing, with the address that Graph's own store has for it. */
export function created(kind: string, body: Readonly<Record<string, unknown>>, path: string): Reply {
  const location = `https://graph.microsoft.com/v2/${tenantId}/${path}`;
  return { ...entity(201, kind, body), location };
}

/** Done, nothing to say. */
export const noContent: Reply = { status: 204 };

/** Whether a lookup ended in a refusal. */
export function isReply(value: object): value is Reply {
  return 'status' in value;
}
