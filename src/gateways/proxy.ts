import { Problem } from '../problems/problem.ts';
import { once } from './load.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The proxy that leads to an address. `undefined`: one goes there directly. */
export type ProxyFor = (address: string) => string | undefined;

/**
 * The proxy that the environment names, by the rules of the Azure SDK: all calls of a run take the same way.
 *
 * HTTPS_PROXY comes before ALL_PROXY and HTTP_PROXY, upper case before lower; NO_PROXY has whole names, and with a dot in
 * front a name and all below it.
 *
 * @throws Problem at once: what the SDK makes of such a value, at the sign-in, reads as a refusal of Entra.
 */
export const proxyFrom = (env: Env): ProxyFor => {
  const valueOf = (name: string): string => env[name] || env[name.toLowerCase()] || '';
  const name = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'].find((candidate) => valueOf(candidate) !== '');
  const proxy = name === undefined ? undefined : checked(name, valueOf(name));
  const direct = valueOf('NO_PROXY')
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  return (address) => {
    if (proxy === undefined) return undefined;
    const { hostname } = new URL(address);
    const isDirect = direct.some((pattern) =>
      pattern.startsWith('.') ? `.${hostname}`.endsWith(pattern) : hostname === pattern,
    );
    return isDirect ? undefined : proxy;
  };
};

/** What is wrong is told without the value, which may have a password in it. */
function checked(name: string, value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new Problem('config.proxy', `${name} is not the address of a proxy`, {
    advice: [`export ${name}=http://<host>:<port>`],
  });
}

const library = once(() => import('@kubernetes/client-node'));
/** Answers that have no body. */
const EMPTY = [204, 205, 304];
/** As long as Node's own `fetch` waits; what goes by the proxy would otherwise wait for ever. */
const WITHIN_MS = 300_000;

/** `fetch` by way of the proxy: Node's own looks for one only when it is started with a switch for it. */
export const fetchBy =
  (proxyFor: ProxyFor, withinMs = WITHIN_MS): typeof fetch =>
  async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const proxyUrl = proxyFor(url);
    if (proxyUrl === undefined) return fetch(input, init);
    const { HttpMethod, IsomorphicFetchHttpLibrary, KubeConfig, RequestContext } = await library();
    const config = new KubeConfig();
    const name = 'proxy';
    // Written for clusters, and the one client among ours that takes a proxy for any address.
    config.loadFromClusterAndUser(
      { name, server: new URL(url).origin, skipTLSVerify: false, proxyUrl },
      { name },
    );
    const context = new RequestContext(url, HttpMethod[(init.method ?? 'GET') as 'GET']);
    for (const [header, value] of new Headers(init.headers)) context.setHeaderParam(header, value);
    if (typeof init.body === 'string') context.setBody(init.body);
    const limit = AbortSignal.timeout(withinMs);
    context.setSignal(init.signal ? AbortSignal.any([init.signal, limit]) : limit);
    await config.applySecurityAuthentication(context);
    try {
      const answer = await new IsomorphicFetchHttpLibrary().send(context).toPromise();
      const { httpStatusCode: status, headers } = answer;
      return new Response(EMPTY.includes(status) ? null : await answer.body.text(), { status, headers });
    } catch (error) {
      throw limit.aborted ? limit.reason : error;
    }
  };
