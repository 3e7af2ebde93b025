import { secondsOf, type Seconds } from '../spread.ts';
import type { WireRequest } from '../wire.ts';
import type { Cloud } from './cloud.ts';
import type { Types } from './removal.ts';
import type { Route, Timing } from './resource-type.ts';
import { parseTarget } from './target.ts';

/** A route that answers a request, with what its placeholders stand for. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const patterns = new Map<string, RegExp>();

function patternOf(path: string): RegExp {
  const known = patterns.get(path);
  if (known !== undefined) return known;
  const source = path
    .replace(/[.()]/g, String.raw`\$&`)
    .replace('{scope}', '(?<scope>.*?)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const pattern = new RegExp(`^${source}$`, 'i');
  patterns.set(path, pattern);
  return pattern;
}

/** The first route that fits. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const found = patternOf(route.path).exec(path);
    if (found !== null) return { route, params: { ...found.groups } };
  }
  return undefined;
}

interface Known {
  readonly cloud: Cloud;
  readonly types: Types;
  readonly routes: readonly Route[];
}

function ackTime(request: WireRequest, { cloud, types, routes }: Known): Seconds {
  const target = parseTarget(request.url.pathname);
  const route = matchRoute(routes, request.method, target.path)?.route;
  if (route !== undefined) return route.ackSeconds ?? readSeconds;
  if (request.method === 'GET' || request.method === 'HEAD' || target.type === undefined) return readSeconds;
  const type = types.get(target.type.toLowerCase());
  if (request.method === 'DELETE') return ackOf(type?.lro?.delete) ?? type?.ackSeconds?.delete ?? 1;
  const timing = cloud.store.get(target.path) === undefined ? type?.lro?.create : type?.lro?.update;
  return ackOf(timing) ?? type?.ackSeconds?.write ?? 1;
}

/** How long Azure takes to give its first answer this time, measured where there is a measurement. */
export function ackSeconds(request: WireRequest, known: Known): number {
  return secondsOf(known.cloud.surroundings, ackTime(request, known));
}

const readSeconds: Seconds = { p50: 0.25, p90: 0.8 };

const ackOf = (timing: Timing | 'sync' | undefined): Seconds | undefined =>
  timing === undefined || timing === 'sync' ? undefined : timing.ackSeconds;
