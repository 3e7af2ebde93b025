import { noSuchResource, notFound } from '../refusals.ts';
import { apiVersionOf } from '../schema/kinds.ts';
import type { Kind } from '../schema/kinds.ts';
import type { Target } from './call.ts';

/** A path below a known group version, or why there is nothing. */
export type Route = { readonly is: 'target'; readonly target: Target } | { readonly is: 'unknownGroup' };

interface Split {
  readonly apiVersion: string;
  readonly rest: readonly string[];
}

function splitPath(path: string): Split | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] === 'api' && parts[1] !== undefined) return { apiVersion: parts[1], rest: parts.slice(2) };
  if (parts[0] === 'apis' && parts[2] !== undefined) {
    return { apiVersion: `${parts[1] ?? ''}/${parts[2]}`, rest: parts.slice(3) };
  }
  return undefined;
}

/** What a path of the API means to a cluster that serves these kinds. */
export function routeOf(path: string, kinds: readonly Kind[]): Route {
  const split = splitPath(path);
  const served = kinds.filter((kind) => apiVersionOf(kind) === split?.apiVersion);
  if (split === undefined || served.length === 0) return { is: 'unknownGroup' };
  const parts = split.rest.map((part) => decodeURIComponent(part));
  // `/namespaces/x` is the object, `/namespaces/x/pods` a collection in it, `/namespaces/x/status` a subresource.
  const isInside =
    parts[0] === 'namespaces' &&
    parts[2] !== undefined &&
    served.some(({ plural, namespaced }) => namespaced && plural === parts[2]);
  const apart = parts[0] === 'namespaces' && parts[2] !== undefined && split.apiVersion !== 'v1';
  const namespace = isInside || apart ? parts[1] : undefined;
  const [plural, name, subresource, ...tail] = namespace === undefined ? parts : parts.slice(2);
  const kind = served.find((candidate) => candidate.plural === plural);
  const fits = kind !== undefined && (kind.namespaced || namespace === undefined);
  if (!fits || (kind.namespaced && name !== undefined && namespace === undefined)) throw noSuchResource();
  if (subresource !== undefined && !kind.subresources.includes(subresource)) {
    throw kind.custom ? notFound(kind, name ?? '') : noSuchResource();
  }
  return { is: 'target', target: { kind, namespace, name, subresource, rest: tail.join('/') } };
}
