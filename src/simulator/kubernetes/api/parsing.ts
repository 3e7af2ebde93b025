import { parse } from 'yaml';
import { isTooDeep } from '../../json.ts';
import { ApiRefusal, badRequest } from '../refusals.ts';
import { readProtobuf, Unreadable } from '../schema/protobuf.ts';
import type { WireRequest } from '../../wire.ts';
import type { Call } from './call.ts';

const LONGEST_QUOTE = 30;

/** The beginning of a body as the API server quotes it: an object as it is, anything else in hexadecimal. */
function summaryOf(body: string): string {
  if (body === '') return '<empty>';
  const bytes = Buffer.from(body);
  const start = bytes.subarray(0, LONGEST_QUOTE);
  const text = body.startsWith('{') ? start.toString() : start.toString('hex');
  return bytes.length > LONGEST_QUOTE ? `${text} ...` : text;
}

/** What Go says about a text that is no JSON; where it breaks off, or which character does not belong. */
function goError(text: string, error: unknown): string {
  const message = String(error);
  if (message.endsWith('exceeded max depth')) return 'exceeded max depth';
  const place = /position (\d+)/.exec(message)?.[1];
  const wrong = /Unexpected token '(.)'/u.exec(message)?.[1] ?? text[Number(place ?? text.length)];
  return wrong === undefined
    ? 'unexpected end of JSON input'
    : `invalid character '${wrong}' looking for beginning of value`;
}

/** 400 for a body that is no object of the kind that belongs there. */
export const unrecognized = (
  { request, target }: Pick<Call, 'request' | 'target'>,
  why: string,
): ApiRefusal =>
  badRequest(
    `the object provided is unrecognized (must be of type ${target.kind.kind}): couldn't get version/kind; json parse error: ${why} (${summaryOf(request.body)})`,
  );

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** Whether a body is said to be protobuf, as the clients of Go send it. */
export const isProtobuf = ({ headers }: Pick<WireRequest, 'headers'>): boolean =>
  headers['content-type']?.split(';')[0]?.trim() === PROTOBUF;

function protobufOf({ bytes, body }: WireRequest): unknown {
  try {
    return readProtobuf(bytes ?? Buffer.from(body, 'latin1'));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const isOurs = error.message.startsWith('the simulator');
    throw isOurs ? new ApiRefusal(501, 'NotImplemented', error.message) : badRequest(error.message);
  }
}

function checkType({ request, target }: Pick<Call, 'request' | 'target'>): void {
  const type = request.headers['content-type'] ?? '';
  if (type === '' || /json|yaml/.test(type) || (isProtobuf(request) && !target.kind.custom)) return;
  const accepted = ['application/json', 'application/yaml'];
  if (!target.kind.custom) accepted.push(PROTOBUF);
  throw new ApiRefusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

function textBody({ body, headers }: WireRequest): unknown {
  const isYaml = headers['content-type']?.includes('yaml') === true;
  const value: unknown = isYaml ? parse(body) : JSON.parse(body);
  if (isTooDeep(value)) throw new Error('exceeded max depth');
  return value;
}

/** The body as JSON, or as YAML where the content type says so; undefined when there is none. */
export function parseBody(call: Pick<Call, 'request' | 'target'>): unknown {
  const { body, method } = call.request;
  if (body === '') return undefined;
  checkType(call);
  if (isProtobuf(call.request)) return protobufOf(call.request);
  try {
    return textBody(call.request);
  } catch (error) {
    const why = goError(body, error);
    throw method === 'PATCH' ? badRequest(`error decoding patch: ${why}`) : unrecognized(call, why);
  }
}
