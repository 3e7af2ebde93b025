import type { RequestContext } from '@kubernetes/client-node';
import { problemFromKubeRefusal, problemFromKubeSilence } from '../problems/from-kube.ts';
import type { Kube, KubeObject, KubeRef } from './ports.ts';
import type { ProxyFor } from './proxy.ts';

/** What carries a request to the API server and brings the answer: client-node's own, or a test's. */
export interface HttpLibrary {
  send(request: RequestContext): {
    toPromise(): Promise<{ readonly httpStatusCode: number; readonly body: { text(): Promise<string> } }>;
  };
}

type Method = 'GET' | 'PATCH' | 'DELETE';
interface Request {
  readonly method: Method;
  readonly path: string;
  /** In words, for when it is refused. */
  readonly doing: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: KubeObject;
  /** Refusals that are answers: `undefined` comes back. */
  readonly absentWhen?: readonly number[];
}
type Send = (request: Request) => Promise<string | undefined>;
interface Served {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}
type Address = (ref: { apiVersion: string; kind: string }, namespace?: string) => Promise<string | undefined>;

const TIMEOUT_MS = 30_000;
const FIELD_MANAGER = 'metaflow-azure';

/**
 * The API of the cluster that a kubeconfig leads to. Nothing is retried, and nothing is dropped from an object.
 *
 * client-node's typed API would pass built-in kinds through its models and lose the fields that they do not know.
 */
export async function connectKube(
  kubeconfig: Uint8Array | string,
  options: { readonly http?: HttpLibrary; readonly proxyFor?: ProxyFor } = {},
): Promise<Kube> {
  const send = await sender(kubeconfig, options);
  const address = discovery(send);
  const objectAt = async (ref: KubeRef): Promise<string | undefined> => {
    const plural = await address(ref, ref.metadata.namespace);
    return plural === undefined ? undefined : `${plural}/${encodeURIComponent(ref.metadata.name)}`;
  };
  return {
    async get(ref) {
      const path = await objectAt(ref);
      const text =
        path && (await send({ method: 'GET', path, doing: `read ${naming(ref)}`, absentWhen: [404] }));
      return text === undefined || text === '' ? undefined : (JSON.parse(text) as KubeObject);
    },
    list: async (kind, labelSelector) => list({ send, address }, kind, labelSelector),
    async apply(object) {
      const doing = `apply ${naming(object)}`;
      const path = await objectAt(object);
      if (path === undefined) {
        const body = `the cluster has no kind ${object.kind} of ${object.apiVersion}`;
        throw problemFromKubeRefusal({ doing, status: 404, body, known: true });
      }
      const query = { fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict' };
      return JSON.parse(
        (await send({ method: 'PATCH', path, doing, query, body: object })) ?? '',
      ) as KubeObject;
    },
    async delete(ref, propagationPolicy = 'Foreground') {
      const path = await objectAt(ref);
      if (path === undefined) return;
      const query = { propagationPolicy };
      await send({ method: 'DELETE', path, doing: `delete ${naming(ref)}`, query, absentWhen: [404] });
    },
    async logs({ namespace, name, container, lines, previous = false }) {
      const path = `/api/v1/namespaces/${namespace}/pods/${name}/log`;
      const query = { container, tailLines: String(lines), ...(previous ? { previous: 'true' } : {}) };
      // 400: the container has not run yet, or has no previous life.
      const absentWhen = [400, 404];
      return (await send({ method: 'GET', path, doing: `read logs of ${name}`, query, absentWhen })) ?? '';
    },
    async version() {
      const text = await send({ method: 'GET', path: '/version', doing: 'ask for the version' });
      return (JSON.parse(text ?? '') as { gitVersion: string }).gitVersion;
    },
  };
}

const naming = ({ kind, metadata: { namespace, name } }: KubeRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

async function list(
  { send, address }: { readonly send: Send; readonly address: Address },
  { apiVersion, kind, namespace }: { apiVersion: string; kind: string; namespace?: string },
  labelSelector?: string,
): Promise<readonly KubeObject[]> {
  const path = await address({ apiVersion, kind }, namespace);
  if (path === undefined) return [];
  const query = labelSelector === undefined ? {} : { labelSelector };
  const text = await send({ method: 'GET', path, doing: `list ${kind}`, query, absentWhen: [404] });
  if (text === undefined) return [];
  const { items } = JSON.parse(text) as { items?: readonly Omit<KubeObject, 'apiVersion' | 'kind'>[] };
  // The items of a list do not repeat what they are.
  return (items ?? []).map((item) => ({ ...item, apiVersion, kind }) as KubeObject);
}

async function sender(
  kubeconfig: Uint8Array | string,
  { http: given, proxyFor }: { readonly http?: HttpLibrary; readonly proxyFor?: ProxyFor },
): Promise<Send> {
  const { HttpMethod, IsomorphicFetchHttpLibrary, KubeConfig, RequestContext } =
    await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromString(
    typeof kubeconfig === 'string' ? kubeconfig : Buffer.from(kubeconfig).toString('utf8'),
  );
  const server = (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
  const proxyUrl = server === '' ? undefined : proxyFor?.(server);
  if (proxyUrl !== undefined) {
    // A proxy that the kubeconfig names is meant for this cluster.
    config.clusters = config.clusters.map((cluster) => ({
      ...cluster,
      proxyUrl: cluster.proxyUrl ?? proxyUrl,
    }));
  }
  const http: HttpLibrary = given ?? new IsomorphicFetchHttpLibrary();
  let known = false;

  return async ({ method, path, doing, query = {}, body, absentWhen = [] }) => {
    const url = new URL(server + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const context = new RequestContext(url.href, HttpMethod[method]);
    context.setHeaderParam('Accept', 'application/json, */*');
    if (body !== undefined) {
      context.setHeaderParam('Content-Type', 'application/apply-patch+yaml');
      context.setBody(JSON.stringify(body));
    }
    context.setSignal(AbortSignal.timeout(TIMEOUT_MS));
    const { status, text } = await exchange(config, http, context).catch((error: unknown) => {
      throw problemFromKubeSilence(error, url.host);
    });
    if (status < 400) {
      known = true;
      return text;
    }
    if (absentWhen.includes(status)) return undefined;
    throw problemFromKubeRefusal({ doing, status, body: text, known });
  };
}

async function exchange(
  config: { applySecurityAuthentication(context: RequestContext): Promise<void> },
  http: HttpLibrary,
  context: RequestContext,
): Promise<{ readonly status: number; readonly text: string }> {
  await config.applySecurityAuthentication(context);
  const response = await http.send(context).toPromise();
  return { status: response.httpStatusCode, text: await response.body.text() };
}

/** Where the objects of a kind live. `undefined`: the cluster does not have the kind, or not yet. */
function discovery(send: Send): Address {
  const groups = new Map<string, Promise<ReadonlyMap<string, Served>>>();
  const fetchKinds = async (base: string): Promise<ReadonlyMap<string, Served>> => {
    const text = await send({ method: 'GET', path: base, doing: `discover ${base}`, absentWhen: [404] });
    const { resources = [] } = JSON.parse(text ?? '{}') as { resources?: readonly Served[] };
    return new Map(
      resources.filter(({ name }) => !name.includes('/')).map((served) => [served.kind, served]),
    );
  };
  const kindsOf = (base: string): Promise<ReadonlyMap<string, Served>> => {
    const asked = fetchKinds(base);
    groups.set(base, asked);
    asked.catch(() => groups.delete(base));
    return asked;
  };
  return async ({ apiVersion, kind }, namespace) => {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const remembered = (await (groups.get(base) ?? kindsOf(base))).get(kind);
    // A kind that was missing may have been made since.
    const served = remembered ?? (await kindsOf(base)).get(kind);
    if (served === undefined) return undefined;
    return served.namespaced && namespace !== undefined
      ? `${base}/namespaces/${namespace}/${served.name}`
      : `${base}/${served.name}`;
  };
}
