import { isObject, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { badRequest, cause, ApiRefusal } from '../refusals.ts';
import { decode, jsonTypeOf } from '../schema/decode.ts';
import type { Findings } from '../schema/decode.ts';
import { duplicateItem } from '../schema/fields.ts';
import { apiVersionOf } from '../schema/kinds.ts';
import type { Kind } from '../schema/kinds.ts';
import { kindsOf } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { packageOf, queryOf } from './call.ts';
import type { Call } from './call.ts';
import { duplicateFields } from './duplicates.ts';
import { isProtobuf, parseBody, unrecognized } from './parsing.ts';

/** The body as an object of the target's kind, by name and namespace of the path where it is silent. */
export function readObject(call: Call): KubeObject {
  const body = parseBody(call);
  if (isObject(body)) return decodeObject(call, body, duplicatesOf(call));
  if (body === undefined) throw unrecognized(call, 'unexpected end of JSON input');
  throw unrecognized(
    call,
    `json: cannot unmarshal ${jsonTypeOf(body)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  );
}

const duplicatesOf = ({ request }: Call): string[] =>
  request.headers['content-type']?.includes('yaml') === true || isProtobuf(request)
    ? []
    : duplicateFields(request.body).map((field) => `duplicate field "${field}"`);

const missingKind = (): ApiRefusal => badRequest("Object 'Kind' is missing in the body");
const isSilent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Why an object of this type does not belong where it was sent. */
function misplaced({ target: { kind }, cluster, request }: Call, apiVersion: string, name: string): string {
  if (request.method === 'PATCH') {
    return `invalid object type: ${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${name}`;
  }
  if (kind.custom) {
    return `the object provided is of type ${apiVersion}, Kind=${name}, expected ${apiVersionOf(kind)}, Kind=${kind.kind}`;
  }
  const version = apiVersion.split('/').at(-1) ?? '';
  const isKnown = kindsOf(cluster.state).some(
    (known) => !known.custom && known.kind === name && apiVersionOf(known) === apiVersion,
  );
  const why = isKnown
    ? `converting (${version}.${name}) to (${packageOf(kind.group)}.${kind.kind}): unknown conversion`
    : `no kind "${name}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  return `${name} in version "${version}" cannot be handled as a ${kind.kind}: ${why}`;
}

/** The body with its type: the path says it where a body for a built-in kind does not. */
function typed(call: Call, body: JsonObject): JsonObject {
  const { kind } = call.target;
  const expected = apiVersionOf(kind);
  if (kind.custom && isSilent(body['kind'])) throw missingKind();
  const apiVersion = !kind.custom && isSilent(body['apiVersion']) ? expected : body['apiVersion'];
  const name = isSilent(body['kind']) ? kind.kind : body['kind'];
  if (apiVersion !== expected || name !== kind.kind) {
    throw badRequest(misplaced(call, textOf(apiVersion), textOf(name)));
  }
  return { ...body, apiVersion, kind: name };
}

const STATUS_LISTS = ['conditions', 'containerStatuses', 'initContainerStatuses', 'podIPs', 'addresses'];

/** What of a status is not of its type, as far as the controllers go by it: the shapes of kinds do not look into it. */
function wrongStatus({ kind }: Kind, status: unknown): string | undefined {
  if (status === undefined) return undefined;
  const into = (value: unknown, field: string): string =>
    `json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field ${field}`;
  if (!isObject(status)) return into(status, `${kind}.status of type v1.${kind}Status`);
  return STATUS_LISTS.flatMap((key) => {
    const list = status[key] ?? [];
    const wrong: unknown = Array.isArray(list) ? list.find((item) => !isObject(item)) : list;
    return wrong === undefined ? [] : [into(wrong, `${kind}Status.status.${key}`)];
  })[0];
}

/** A JSON object as the API server understands it; complains about what it does not know as the request asks. */
export function decodeObject(
  call: Call,
  given: JsonObject,
  duplicates: readonly string[] = [],
  quoted?: string,
): KubeObject {
  const { kind } = call.target;
  const body = typed(call, given);
  const findings: Findings = { unknown: [], wrong: [], untyped: [] };
  const object = decode(body, kind.shape, '', findings) as KubeObject;
  const prefix = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: `;
  const wrong = findings.wrong[0] ?? (kind.custom ? undefined : wrongStatus(kind, object['status']));
  // Types of custom objects are the business of their schema's validation: 422, not 400.
  if (wrong !== undefined && !kind.custom) throw badRequest(prefix + wrong);
  const complaints = [...duplicates, ...findings.unknown.map((field) => `unknown field "${field}"`)];
  const validation = queryOf(call, 'fieldValidation') ?? 'Warn';
  if (validation === 'Strict' && complaints.length > 0) {
    const error = `strict decoding error: ${complaints.join(', ')}`;
    throw call.request.method === 'PATCH'
      ? badPatch(quoted ?? outcomeText(given), error)
      : badRequest(prefix + error);
  }
  if (validation === 'Warn') call.warnings.push(...complaints);
  return placeObject(call, object);
}

const METADATA = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
];

/** A value as Go prints it: `map[a:1 b:[x y]]`. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (value === null) return '<nil>';
  if (!isObject(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${members.map(([key, member]) => `${key}:${goText(member)}`).join(' ')}]`;
}

/** 422 for a patch whose outcome does not read. */
function badPatch(quoted: string, error: string): ApiRefusal {
  const why = cause.invalid('patch', quoted, error);
  return new ApiRefusal(422, 'Invalid', ` "" is invalid: patch: ${why.message}`, { causes: [why] });
}

/** The outcome of a patch in the order in which the API server writes it. */
function outcomeText(given: JsonObject): string {
  const metadata = objectOf(given['metadata']);
  const ordered = Object.fromEntries(
    [...METADATA, ...Object.keys(metadata)]
      .filter((key) => metadata[key] !== undefined)
      .map((key) => [key, metadata[key]]),
  );
  const whole = Object.entries({ ...given, metadata: ordered }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(whole));
}

function placeObject({ target }: Call, object: KubeObject): KubeObject {
  const metadata = isObject(object.metadata) ? { ...object.metadata } : { name: '' };
  if (
    target.name !== undefined &&
    metadata.name !== undefined &&
    metadata.name !== '' &&
    metadata.name !== target.name
  ) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${target.name})`,
    );
  }
  if (
    metadata['namespace'] !== undefined &&
    target.kind.namespaced &&
    metadata['namespace'] !== target.namespace
  ) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const name = target.name ?? metadata.name;
  const placed = { ...metadata, name };
  if (target.kind.namespaced && target.namespace !== undefined) placed['namespace'] = target.namespace;
  else delete placed['namespace'];
  return { ...object, apiVersion: apiVersionOf(target.kind), kind: target.kind.kind, metadata: placed };
}

/** The body of server-side apply, refused by the merge library when it has fields that the schema lacks. */
export function readApplied(call: Call): KubeObject {
  const body = parseBody(call);
  if (!isObject(body)) throw badRequest('error decoding YAML: the body is not an object');
  const { kind, name } = call.target;
  const findings: Findings = { unknown: [], wrong: [], untyped: [], keepsEmpty: true };
  if (isSilent(body['kind'])) throw missingKind();
  typed(call, body);
  if (isObject(body['metadata']) && body['metadata']['managedFields'] !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const object = decode(body, kind.shape, '', findings) as KubeObject;
  const [unknown] = findings.unknown;
  const [wrong] = findings.untyped;
  const twice = duplicateItem(object, kind.shape);
  const what =
    unknown === undefined
      ? (wrong ??
        findings.wrong[0] ??
        (kind.custom ? undefined : wrongStatus(kind, object['status'])) ??
        twice)
      : `.${unknown}: field not declared in schema`;
  if (what !== undefined) {
    const home = textOf(objectOf(body['metadata'])['namespace']);
    const who = `${home}/${name ?? ''}; ${kind.group}/${kind.version}, Kind=${kind.kind}`;
    // A plain error inside the server, so 500 without a reason: kubernetes/kubernetes#139253.
    throw new ApiRefusal(500, '', `failed to create typed patch object (${who}): ${what}`);
  }
  return placeObject(call, object);
}
