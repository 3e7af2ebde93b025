import { stringify } from 'yaml';
import { isObject, listOf, own } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { ApiRefusal, badRequest } from '../refusals.ts';
import { metadataOf, tableOf } from '../tables/tables.ts';
import type { Included } from '../tables/tables.ts';
import type { KubeObject } from '../world.ts';
import { packageOf, queryOf } from './call.ts';
import type { Answer, Call } from './call.ts';

/** What an answer is to be written as, and what is to be made of its objects before. */
interface Form {
  readonly isYaml: boolean;
  readonly as?: { readonly kind: string; readonly apiVersion: string };
}

const TRANSFORMS = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];
const MEDIA: Readonly<Record<string, 'json' | 'yaml'>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/yaml': 'yaml',
};
const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const STREAMED = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

interface Wish {
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What a client would like, what it likes best first. */
function wishesOf(accept: string): Wish[] {
  const wishes = accept.split(',').map((clause) => {
    const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
    return { type, params: Object.fromEntries(rest.map((part) => part.split('=', 2))) as Wish['params'] };
  });
  const rank = ({ params }: Wish): number => Number(params['q'] ?? 1);
  return wishes.toSorted((a, b) => rank(b) - rank(a));
}

function formFor({ type, params }: Wish): Form | undefined {
  const media = own(MEDIA, type);
  if (media === undefined) return undefined;
  const isYaml = media === 'yaml';
  const { as, g, v } = params;
  if (as === undefined) return { isYaml };
  const isKnown = g === 'meta.k8s.io' && (v === 'v1' || v === 'v1beta1') && TRANSFORMS.includes(as);
  return isKnown ? { isYaml, as: { kind: as, apiVersion: `${g}/${v}` } } : undefined;
}

/** The form that a request asks for; 406 if it takes none that there is. */
export function formOf({ request, target }: Pick<Call, 'request' | 'target'>): Form {
  const accept = request.headers['accept'] ?? '';
  if (accept.trim() === '') return { isYaml: false };
  const wishes = wishesOf(accept);
  const found = wishes.map(formFor).find((form) => form !== undefined);
  if (found !== undefined) return found;
  if (!wishes.some(({ type }) => ACCEPTED.includes(type))) {
    const isWatchable = request.method === 'GET' && target.name === undefined;
    const all = isWatchable ? [...ACCEPTED, ...STREAMED] : ACCEPTED;
    const why = `406: Not Acceptable\n\nAvailable representations: ${all.join(', ')}`;
    throw new ApiRefusal(406, 'NotAcceptable', why, {});
  }
  throw notAcceptable(`only the following media types are accepted: ${ACCEPTED.join(', ')}`);
}

const notAcceptable = (why: string): ApiRefusal => new ApiRefusal(406, 'NotAcceptable', why);

function includedBy(call: Call): Included {
  const asked = queryOf(call, 'includeObject') ?? 'Metadata';
  if (asked === 'Object' || asked === 'Metadata' || asked === 'None') return asked;
  const why = `includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`;
  throw badRequest(`Unable to convert to Table as requested: ${why}`);
}

function partial(
  { target }: Call,
  body: JsonObject,
  { kind, apiVersion }: NonNullable<Form['as']>,
): JsonObject {
  const items = body['items'];
  const isList = Array.isArray(items);
  if (isList !== (kind === 'PartialObjectMetadataList')) {
    const { group, custom, kind: name } = target.kind;
    const type = custom ? 'unstructured.Unstructured' : `${packageOf(group)}.${name}`;
    const what = isList ? `a list (*${type}List)` : `not a list (*${type})`;
    throw notAcceptable(`you requested ${kind}, but the requested object is ${what}`);
  }
  if (!isList) return metadataOf(body as KubeObject, apiVersion);
  const all = listOf(items).map((item) => metadataOf(item as KubeObject, apiVersion));
  return { kind, apiVersion, metadata: body['metadata'], items: all };
}

/** Makes of objects what a request would have instead of them; the columns of a table are told once. */
export function presenterOf(call: Call, form: Form): (body: JsonObject) => JsonObject {
  const { as } = form;
  const { kind } = call.target;
  if (as === undefined) return (body) => body;
  if (as.kind !== 'Table') return (body) => (isOfKind(body, kind.kind) ? partial(call, body, as) : body);
  const include = includedBy(call);
  let hasColumns = true;
  return (body) => {
    if (!isOfKind(body, kind.kind)) return body;
    const now = call.cluster.surroundings.clock.now();
    const table = tableOf(kind, body, { apiVersion: as.apiVersion, include, hasColumns, now });
    hasColumns = false;
    return table;
  };
}

/** What is of another kind stays: a Status, a Scale. */
const isOfKind = (body: JsonObject, kind: string): boolean =>
  body['kind'] === kind || body['kind'] === `${kind}List`;

/** An answer in the form that was asked for. */
export function presented(call: Call, form: Form, answer: Answer): Answer {
  if (!isObject(answer.body)) return answer;
  const body = presenterOf(call, form)(answer.body);
  if (!form.isYaml) return { ...answer, body };
  return { ...answer, body: stringify(body), contentType: 'application/yaml' };
}
