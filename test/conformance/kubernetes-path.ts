/** What an address of the Kubernetes API names. */
export interface KubernetesPath {
  readonly is: 'object' | 'collection' | 'stream' | 'discovery' | 'health';
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Subresources whose answer is text or another program's, not an object. */
const STREAMS = ['log', 'proxy', 'exec', 'portforward', 'attach'];
const HEALTH = /^\/(livez|readyz|healthz)(\/|$)/;
const NAMES_NOTHING = { plural: '', namespace: undefined, name: undefined, subresource: undefined };

/** Takes an address apart, or `undefined` when the API server has nothing of that form. */
export function parseKubernetesPath(pathname: string): KubernetesPath | undefined {
  if (HEALTH.test(pathname)) return { is: 'health', apiVersion: '', ...NAMES_NOTHING };
  if (/^\/(version|apis?|apis\/[^/]+)\/?$/.test(pathname))
    return { is: 'discovery', apiVersion: '', ...NAMES_NOTHING };
  const root = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/(.*))?$/.exec(pathname);
  if (root === null) return undefined;
  const apiVersion = root[1] ?? root[2] ?? '';
  const parts = (root[3] ?? '')
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  if (parts.length === 0) return { is: 'discovery', apiVersion, ...NAMES_NOTHING };
  // `/namespaces/x` is the Namespace x; `/namespaces/x/pods` are pods in it.
  const inside = parts[0] === 'namespaces' && parts.length > 2 ? parts[1] : undefined;
  const [plural = '', name, subresource] = inside === undefined ? parts : parts.slice(2);
  const is = STREAMS.includes(subresource ?? '') ? 'stream' : name === undefined ? 'collection' : 'object';
  return { is, apiVersion, plural, namespace: inside, name, subresource };
}

/** The plural under which a kind is served; it holds for all kinds that are used here. */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  // Argo says "eventbus" for one and for many.
  if (word === 'eventbus') return word;
  if (word.endsWith('y')) return `${word.slice(0, -1)}ies`;
  return word.endsWith('s') ? `${word}es` : `${word}s`;
}
