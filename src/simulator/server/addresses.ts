import { isObject } from '../json.ts';
import type { WireRequest, WireResponse } from '../wire.ts';
import { inward, outward, type Way } from './hosts.ts';

const addressHeaders = ['location', 'azure-asyncoperation', 'operation-location'];

/** Members whose value is an address to go on with. */
const addressMembers =
  /^(nextLink|@odata\.(nextLink|context|deltaLink)|blob|dfs|file|queue|table|web|\w+_endpoint|jwks_uri|issuer|loginEndpoint|resourceManager|microsoftGraphResourceId)$/;

/** An answer whose addresses lead back the way that the request came. */
export function turnedOutward(response: WireResponse, { base, host, path }: Way): WireResponse {
  // What lies in an account is nobody's but its owner's.
  if (base === undefined || host.endsWith('.core.windows.net')) return response;
  const headers = { ...response.headers };
  for (const name of addressHeaders) {
    if (headers[name] !== undefined) headers[name] = outward(headers[name], base);
  }
  const challenge = headers['www-authenticate'];
  if (challenge !== undefined) {
    headers['www-authenticate'] = challenge.replace(/https:\/\/login\.[^"\s,]+/, (url) => outward(url, base));
  }
  const isJson =
    (headers['content-type'] ?? '').includes('json') && /"https:|"kubeconfigs"/.test(response.body);
  return { ...response, headers, body: isJson ? bodyOutward(response.body, base, path) : response.body };
}

function bodyOutward(body: string, base: string, path: string): string {
  const isMetadata = path.toLowerCase().startsWith('/metadata/endpoints');
  const turned: unknown = JSON.parse(body, (key, value: unknown) => {
    if (typeof value === 'string' && addressMembers.test(key)) return outward(value, base);
    if (key === 'kubeconfigs' && Array.isArray(value))
      return value.map((one) => kubeconfigOutward(one, base));
    // Programs put the names of accounts in front of it.
    if (isMetadata && key === 'suffixes' && isObject(value)) {
      return { ...value, storage: `localhost${/:\d+$/.exec(base)?.[0] ?? ''}` };
    }
    return value;
  });
  return JSON.stringify(turned);
}

function kubeconfigOutward(given: unknown, base: string): unknown {
  return rewritten(given, (text) => text.replace(/(?<=server: )\S+/, (url) => outward(url, base)));
}

/** Kubeconfigs that say by which proxy their server is reached: many clients of Kubernetes ask their surroundings for none. */
export function withProxy(response: WireResponse, { base, path }: Way, proxy: string): WireResponse {
  const isAsked = /\/listCluster\w+Credential/i.test(path) && response.status === 200;
  if (base !== undefined || !isAsked) return response;
  const add = (text: string): string => text.replace(/^( *)server: .*$/m, `$&\n$1proxy-url: ${proxy}`);
  const { kubeconfigs } = JSON.parse(response.body) as { kubeconfigs: readonly unknown[] };
  return {
    ...response,
    body: JSON.stringify({ kubeconfigs: kubeconfigs.map((one) => rewritten(one, add)) }),
  };
}

function rewritten(given: unknown, change: (text: string) => string): unknown {
  if (!isObject(given) || typeof given['value'] !== 'string') return given;
  const text = change(Buffer.from(given['value'], 'base64').toString());
  return { ...given, value: Buffer.from(text).toString('base64') };
}

/** A request in the cloud's own words: a client that came by another address asks for tokens by it. */
export function turnedInward(request: WireRequest, { base }: Way): WireRequest {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (base === undefined || !isForm) return request;
  const form = new URLSearchParams(request.body);
  for (const name of ['scope', 'resource']) {
    const asked = form.get(name);
    if (asked !== null) form.set(name, inward(asked, base));
  }
  return { ...request, body: form.toString() };
}
