import { parse } from 'yaml';
import { isObject, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { badRequest, ApiRefusal } from '../refusals.ts';
import { decode } from '../schema/decode.ts';
import type { Findings } from '../schema/decode.ts';
import { apiVersionOf } from '../schema/kinds.ts';
import type { Shape } from '../schema/shapes.ts';
import type { KubeObject } from '../world.ts';
import { queryOf } from './call.ts';
import type { Call } from './call.ts';

/** The body as JSON, or as YAML where the content type says so. */
export function parseBody({ request }: Pick<Call, 'request'>): unknown {
  if (request.body === '') return {};
  const type = request.headers['content-type'] ?? '';
  if (/protobuf|cbor/.test(type)) {
    throw new ApiRefusal(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
      {},
    );
  }
  try {
    if (type.includes('yaml')) return parse(request.body) as unknown;
    return JSON.parse(request.body) as unknown;
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type yaml or json): ${String(error)}`);
  }
}

/** The body as an object of the target's kind, by name and namespace of the path where it is silent. */
export function readObject(call: Call): KubeObject {
  const body = parseBody(call);
  if (!isObject(body)) throw badRequest('the request body is not an object');
  return decodeObject(call, body);
}

const missingKind = (): ApiRefusal => badRequest("Object 'Kind' is missing in the body");
const isSilent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The body with its type: the path says it where a body for a built-in kind does not. */
function typed({ kind }: Call['target'], body: JsonObject): JsonObject {
  const expected = apiVersionOf(kind);
  if (kind.custom && isSilent(body['kind'])) throw missingKind();
  const apiVersion = !kind.custom && isSilent(body['apiVersion']) ? expected : body['apiVersion'];
  const name = isSilent(body['kind']) ? kind.kind : body['kind'];
  if (apiVersion !== expected || name !== kind.kind) {
    throw badRequest(
      `the object provided is of type ${textOf(apiVersion)}, Kind=${textOf(name)}, expected ${expected}, Kind=${kind.kind}`,
    );
  }
  return { ...body, apiVersion, kind: name };
}

/** A JSON object as the API server understands it; complains about what it does not know as the request asks. */
export function decodeObject(call: Call, given: JsonObject): KubeObject {
  const { kind } = call.target;
  const body = typed(call.target, given);
  const findings: Findings = { unknown: [], wrong: [] };
  const object = decode(body, kind.shape, '', findings) as KubeObject;
  const prefix = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: `;
  const [wrong] = findings.wrong;
  // Types of custom objects are the business of their schema's validation: 422, not 400.
  if (wrong !== undefined && !kind.custom) throw badRequest(prefix + wrong);
  const complaints = findings.unknown.map((field) => `unknown field "${field}"`);
  const validation = queryOf(call, 'fieldValidation') ?? 'Warn';
  if (validation === 'Strict' && complaints.length > 0) {
    throw badRequest(`${prefix}strict decoding error: ${complaints.join(', ')}`);
  }
  if (validation === 'Warn') call.warnings.push(...complaints);
  return placeObject(call, object);
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
  const findings: Findings = { unknown: [], wrong: [] };
  if (isSilent(body['kind'])) throw missingKind();
  typed(call.target, body);
  if (isObject(body['metadata']) && body['metadata']['managedFields'] !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const object = decode(body, kind.shape, '', findings) as KubeObject;
  const [unknown] = findings.unknown;
  const wrong = findings.wrong[0];
  if (unknown !== undefined || wrong !== undefined) {
    const what = unknown === undefined ? String(wrong) : `.${unknown}: field not declared in schema`;
    const home = textOf(objectOf(body['metadata'])['namespace']);
    const who = `${home}/${name ?? ''}; ${kind.group}/${kind.version}, Kind=${kind.kind}`;
    // A plain error inside the server, so 500 without a reason: kubernetes/kubernetes#139253.
    throw new ApiRefusal(500, '', `failed to create typed patch object (${who}): ${what}`);
  }
  return placeObject(call, object);
}

/** A value read by a shape, for parts that need no complaints. */
export function cleaned(value: unknown, shape: Shape): KubeObject {
  return decode(value, shape, '', { unknown: [], wrong: [] }) as KubeObject;
}
