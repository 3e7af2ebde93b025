import { freshId } from '../entra/state.ts';
import { isObject, isTooDeep } from '../json.ts';
import type { Caller, Directory, Surroundings } from '../ports.ts';
import type { Service, WireRequest, WireResponse } from '../wire.ts';
import { graphAckMs } from './ack.ts';
import { aboutOf, openCall, pathOf } from './call.ts';
import { denied, isReply, notSimulated, refusal } from './reply.ts';
import type { Reply } from './reply.ts';
import { routeOf } from './routes.ts';
import { checkShape } from './shapes.ts';

const GRAPH_HOST = 'graph.microsoft.com';

/** Audiences of Graph: its address and its application id. */
const AUDIENCES: readonly string[] = [
  'https://graph.microsoft.com',
  'https://graph.microsoft.com/',
  '00000003-0000-0000-c000-000000000000',
];

const JSON_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

type Body = Readonly<Record<string, unknown>>;

/** What stands between the wire and the operations. */
interface Inside {
  readonly surroundings: Surroundings;
  readonly directory: Directory;
}

function throttled({ faults }: Surroundings, about: string): WireResponse['headers'] | undefined {
  const knobs = faults.take('throttle.graph', about);
  if (knobs === undefined) return undefined;
  // Graph's waits have decimals.
  const seconds = Number(knobs['retryAfter'] ?? 2.128);
  return knobs['withHeader'] === false ? {} : { 'retry-after': String(seconds) };
}

function authenticate(directory: Directory, { headers }: WireRequest): Caller | Reply {
  const caller = directory.authenticate(headers['authorization']);
  const unauthorized = (message: string): Reply => refusal(401, 'InvalidAuthenticationToken', message);
  if ('error' in caller) {
    return unauthorized(
      {
        missing: 'Access token is empty.',
        invalid: 'Access token validation failure.',
        expired: 'Lifetime validation failed, the token is expired.',
      }[caller.error],
    );
  }
  return AUDIENCES.includes(caller.audience)
    ? caller
    : unauthorized('Access token validation failure. Invalid audience.');
}

function parseBody({ body }: WireRequest): Record<string, unknown> | Reply {
  const unreadable = refusal(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) && !isTooDeep(parsed) ? parsed : unreadable;
  } catch {
    return unreadable;
  }
}

/** Users may do everything; applications only where somebody made them administrators. */
function mayNot({ surroundings, directory }: Inside, caller: Caller, about: string, right: string): boolean {
  const strikes = (on: unknown): boolean => on === undefined || on === right;
  const knobs = surroundings.faults.take('graph.denied', about);
  return !directory.isAdministrator(caller) || (knobs !== undefined && strikes(knobs['on']));
}

function reply({ surroundings, directory }: Inside, request: WireRequest): Reply {
  const about = aboutOf(request);
  const found = routeOf(request.method, pathOf(request.url));
  if (found === undefined) return notSimulated(about);
  const { route, names } = found;
  const caller = authenticate(directory, request);
  if (isReply(caller)) return caller;
  const isMe = names.length === 0 && request.url.pathname.endsWith('/me');
  if (!isMe && mayNot({ surroundings, directory }, caller, about, route.right)) return denied();
  const body = parseBody(request);
  if (isReply(body)) return body;
  const misshapen = checkShape(
    route.shape,
    withoutOwnId(body, names),
    `microsoft.graph.${typeOf(request.url)}`,
  );
  if (misshapen !== undefined) return misshapen;
  const done = route.answer(
    openCall(surroundings, request, { caller, body: withoutOwnId(body, names), names }),
  );
  const isWrite = request.method !== 'GET' && done.status < 300;
  return isWrite && surroundings.faults.take('graph.504AfterApply', about) !== undefined
    ? refusal(504, 'UnknownError', '')
    : done;
}

function typeOf(url: URL): string {
  return url.pathname.includes('/servicePrincipals') ? 'servicePrincipal' : 'application';
}

/** Clients repeat the id of what they change, and Graph lets them. */
function withoutOwnId({ id, ...rest }: Record<string, unknown>, names: readonly string[]): Body {
  return id === undefined || id === names[0] ? rest : { id, ...rest };
}

/** The context names the version that was asked. */
function inVersion({ url }: WireRequest, body: Body): Body {
  const context = body['@odata.context'];
  if (typeof context !== 'string' || !/^\/beta\//i.test(url.pathname)) return body;
  return { ...body, '@odata.context': context.replace('/v1.0/', '/beta/') };
}

/** Puts ids and times around a reply, as Graph does. */
function onTheWire(
  surroundings: Surroundings,
  request: WireRequest,
  { status, body, location }: Reply,
): WireResponse {
  const requestId = freshId(surroundings);
  const clientRequestId = request.headers['client-request-id'] ?? requestId;
  const error = body?.['error'] as Record<string, unknown> | undefined;
  const date = new Date(surroundings.clock.now()).toISOString().replace(/\.\d+Z$/, '');
  const innerError = { date, 'request-id': requestId, 'client-request-id': clientRequestId };
  const headers = {
    'cache-control': 'no-cache',
    'request-id': requestId,
    'client-request-id': clientRequestId,
    'strict-transport-security': 'max-age=31536000',
    'x-ms-ags-diagnostic':
      '{"ServerInfo":{"DataCenter":"Simulated","Slice":"E","Ring":"1","ScaleUnit":"001","RoleInstance":"SIMULATED"}}',
    'x-ms-resource-unit': '1',
    ...(location === undefined ? {} : { location }),
  };
  if (body === undefined) return { status, headers, body: '' };
  return {
    status,
    headers: { ...headers, 'content-type': error ? 'application/json' : JSON_TYPE, 'odata-version': '4.0' },
    body: JSON.stringify(error ? { error: { ...error, innerError } } : inVersion(request, body)),
  };
}

/** Microsoft Graph of the simulated cloud, over what `createEntra` put into the world. */
export function createGraph(surroundings: Surroundings, directory: Directory): Service {
  return {
    answersFor: (host) => host === GRAPH_HOST,
    ackMs: (request) => graphAckMs(surroundings, request),
    handle(request) {
      const waits = throttled(surroundings, aboutOf(request));
      if (waits === undefined) {
        return onTheWire(surroundings, request, reply({ surroundings, directory }, request));
      }
      const refused = onTheWire(surroundings, request, refusal(429, 'TooManyRequests', 'Too many requests'));
      return { ...refused, headers: { ...refused.headers, ...waits } };
    },
  };
}
