/** How a request came: by the names of the cloud (a proxy), or by a name of this machine. */
export interface Way {
  /** The host that answers, as the cloud names it. */
  readonly host: string;
  /** Path and query, as that host knows them. */
  readonly path: string;
  /** What stands for the cloud in addresses that are handed out, `https://localhost:8443`; none: the cloud's own names. */
  readonly base?: string;
}

const ARM = 'management.azure.com';
const LOGIN = 'login.microsoftonline.com';
const GRAPH = 'graph.microsoft.com';

const HOST_PREFIX = '/_host/';

/** The first segment of a path at the sign-in service is a tenant, and these follow it. */
const loginPath = /^\/[^/?]+\/(oauth2|v2\.0|\.well-known|discovery|openid|kerberos|reprocess)([/?]|$)/;
const otherRoot = /^\/(subscriptions|providers|tenants|metadata)([/?]|$)/i;
const graphPath = /^\/(v1\.0|beta)([/?]|$)/;

/** Names of this machine by what they stand for: `graph.localhost`, `account.blob.localhost`, `x.azmk8s.localhost`. */
function namedLocally(name: string): string | undefined {
  const sub = name.slice(0, -'.localhost'.length);
  if (sub === 'management') return ARM;
  if (sub === 'login') return LOGIN;
  if (sub === 'graph') return GRAPH;
  if (sub.endsWith('.azmk8s')) return `${sub}.io`;
  return /^[a-z0-9]+\.[a-z]+$/.test(sub) ? `${sub}.core.windows.net` : undefined;
}

/** The host of a `Host` header, without its port. */
export function hostOf(header: string): string {
  return header.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}

/** Whether a name is one of this machine itself. */
export function isLocal(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\]|::1)$/.test(host);
}

/** Where a request goes, by its `Host` header and its path. */
export function wayOf(header: string, path: string): Way {
  const host = hostOf(header);
  const base = `https://${header.toLowerCase()}`;
  if (isLocal(host)) return { ...localWay(path), base };
  const port = /:\d+$/.exec(header)?.[0] ?? '';
  if (!host.endsWith('.localhost')) return { host, path };
  return { host: namedLocally(host) ?? host, path, base: `https://localhost${port}` };
}

/** At the bare address a path tells by its form where it belongs; `/_host/<name>/…` says it. */
function localWay(path: string): Pick<Way, 'host' | 'path'> {
  if (path.startsWith(HOST_PREFIX)) {
    const [host = ''] = path.slice(HOST_PREFIX.length).split(/[/?]/, 1);
    const rest = path.slice(HOST_PREFIX.length + host.length);
    return { host: host.toLowerCase(), path: rest.startsWith('/') ? rest : `/${rest}` };
  }
  if (graphPath.test(path)) return { host: GRAPH, path };
  return { host: loginPath.test(path) && !otherRoot.test(path) ? LOGIN : ARM, path };
}

const own = /^https:\/\/([a-z0-9.-]+)(?::443)?(?=[/?#]|$)/i;

/** An address of the cloud as it is reached from `base`; others are left as they are. */
export function outward(url: string, base: string): string {
  const host = own.exec(url)?.[1]?.toLowerCase();
  if (host === undefined) return url;
  const rest = url.replace(own, '');
  if (host === ARM || host === LOGIN) return base + rest;
  if (host === GRAPH || host.endsWith('.azmk8s.io')) return `${base}${HOST_PREFIX}${host}${rest}`;
  const storage = /^([a-z0-9-]+\.[a-z]+)\.core\.windows\.net$/.exec(host)?.[1];
  if (storage === undefined || !/\.(blob|dfs|file|queue|table|web)$/.test(storage)) return url;
  return `${base.replace(/^https:\/\/[^:/]+|^https:\/\/\[::1\]/, `https://${storage}.localhost`)}${rest}`;
}

/** What a client names as resource or scope, in the cloud's own words. */
export function inward(text: string, base: string): string {
  return text
    .replaceAll(new RegExp(`${escaped(base)}${HOST_PREFIX}([a-z0-9.-]+)`, 'gi'), 'https://$1')
    .replaceAll(new RegExp(`${escaped(base)}(?=[/ ]|$)`, 'gi'), `https://${ARM}`);
}

const escaped = (text: string): string => text.replaceAll(/[.[\]]/g, String.raw`\$&`);
