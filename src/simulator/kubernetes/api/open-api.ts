import type { JsonObject } from '../../json.ts';
import { apiVersionOf } from '../schema/kinds.ts';
import type { Kind } from '../schema/kinds.ts';
import type { Answer } from './call.ts';

const rootOf = (kind: Kind): string => `${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}`;

/** The parameter by which clients know that the server checks the fields of what it is sent. */
const fieldValidation = {
  name: 'fieldValidation',
  in: 'query',
  description:
    'fieldValidation instructs the server on how to handle objects in the request (POST/PUT/PATCH) containing unknown or duplicate fields. Valid values are: Ignore, Warn, Strict.',
  schema: { type: 'string', uniqueItems: true },
};

const schemaNameOf = ({ group, version, kind }: Kind): string =>
  `io.k8s.${group === '' ? 'api.core' : group}.${version}.${kind}`;

function operationOn(kind: Kind, action: string): JsonObject {
  const { group, version, kind: name } = kind;
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind: name },
    responses: { 200: { description: 'OK' } },
  };
}

function pathsOf(kind: Kind): Record<string, JsonObject> {
  const home = kind.namespaced ? '/namespaces/{namespace}' : '';
  const collection = `/${rootOf(kind)}${home}/${kind.plural}`;
  const checked = (action: string): JsonObject => ({
    ...operationOn(kind, action),
    parameters: [fieldValidation],
  });
  return {
    [collection]: { get: operationOn(kind, 'list'), post: checked('post') },
    [`${collection}/{name}`]: {
      get: operationOn(kind, 'get'),
      put: checked('put'),
      patch: checked('patch'),
      delete: operationOn(kind, 'delete'),
    },
  };
}

/** The description of one version of one group: what there is and that its fields are checked, without the fields. */
function documentOf(kinds: readonly Kind[]): JsonObject {
  const schemas = kinds.map((kind) => {
    const { group, version, kind: name } = kind;
    const types = [{ group, version, kind: name }];
    return [schemaNameOf(kind), { type: 'object', 'x-kubernetes-group-version-kind': types }];
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.assign({}, ...kinds.map(pathsOf)) as JsonObject,
    components: { schemas: Object.fromEntries(schemas) as JsonObject },
  };
}

/** Answers below `/openapi/v3`; undefined for every other path. */
export function describeApi(kinds: readonly Kind[], path: string): Answer | undefined {
  if (!/^\/openapi\/v3(\/|$)/.test(path)) return undefined;
  const roots = [...new Set(kinds.map(rootOf))];
  const asked = path.slice('/openapi/v3/'.length);
  if (asked === '') {
    const entries = roots.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}?hash=SIMULATED` }]);
    return { status: 200, body: { paths: Object.fromEntries(entries) as JsonObject } };
  }
  if (!roots.includes(asked)) return undefined;
  return { status: 200, body: documentOf(kinds.filter((kind) => rootOf(kind) === asked)) };
}
