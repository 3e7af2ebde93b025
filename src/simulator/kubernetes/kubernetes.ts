import type { Clusters, Surroundings } from '../ports.ts';
import type { Service, Stream, WireRequest, WireResponse } from '../wire.ts';
import type { Answer, Call } from './api/call.ts';
import { discover } from './api/discovery.ts';
import { formOf, presented } from './api/negotiation.ts';
import { routeOf } from './api/paths.ts';
import { asksForStream, followLog, watch } from './api/streams.ts';
import { answerCall } from './api/verbs.ts';
import { authenticate, authorize } from './api/access.ts';
import { createClusters } from './clusters.ts';
import { settle } from './controllers/settle.ts';
import { ApiRefusal, noSuchResource } from './refusals.ts';
import { kindsOf } from './store.ts';
import type { Cluster } from './store.ts';
import { isWarmingUp } from './strikes.ts';
import { clustersOf } from './world.ts';
import type { ClusterState } from './world.ts';

function wire({ status, body, contentType }: Answer, warnings: readonly string[]): WireResponse {
  const isText = typeof body === 'string';
  const texts = warnings.map((text) => `299 - ${JSON.stringify(text)}`);
  return {
    status,
    headers: {
      'content-type': contentType ?? (isText ? 'text/plain; charset=utf-8' : 'application/json'),
      'cache-control': 'no-cache, private',
      ...(texts.length === 0 ? {} : { warning: texts.join(', ') }),
    },
    body: isText ? body : JSON.stringify(body),
  };
}

/** A stopped cluster has no address, and a server that is not up yet refuses the connection; whoever holds the door makes a network error of it. */
function refuseConnection({ surroundings, now, state }: Cluster): void {
  if (state.isStopped === true) {
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${state.fqdn}`), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
    });
  }
  if (!isWarmingUp(state, surroundings.faults, now)) return;
  throw Object.assign(new Error(`connect ECONNREFUSED ${state.fqdn}:443`), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
}

/** A stream for a request that may have one; `handle` refuses the others. */
function openStream(request: WireRequest, live: () => Cluster | undefined): Stream | undefined {
  const cluster = live();
  if (cluster === undefined) return undefined;
  try {
    const user = authenticate(cluster, request);
    const route = routeOf(request.url.pathname, kindsOf(cluster.state));
    if (route.is === 'unknownGroup') return undefined;
    const call: Call = { cluster, target: route.target, user, request, warnings: [] };
    authorize(call);
    return route.target.subresource === 'log' ? followLog(call, live) : watch(call, live);
  } catch (error) {
    if (error instanceof ApiRefusal) return undefined;
    throw error;
  }
}

function answer(cluster: Cluster, request: WireRequest, warnings: string[]): Answer {
  const user = authenticate(cluster, request);
  const path = request.url.pathname;
  const discovered = discover(cluster.state, path);
  if (discovered !== undefined) return discovered;
  const route = routeOf(path, kindsOf(cluster.state));
  if (route.is === 'unknownGroup') {
    const group = /^\/apis\/([^/]+)\/[^/]+/.exec(path)?.[1];
    if (kindsOf(cluster.state).some((kind) => kind.group === group)) throw noSuchResource();
    return { status: 404, body: '404 page not found\n' };
  }
  const call: Call = { cluster, target: route.target, user, request, warnings };
  authorize(call);
  // A log is a text, whatever is asked for.
  if (route.target.subresource === 'log') return answerCall(call);
  const form = formOf(call);
  return presented(call, form, answerCall(call));
}

/** Simulated Kubernetes API servers, one for each open cluster, at `*.azmk8s.io`. */
export function createKubernetes(surroundings: Surroundings): Service & { readonly clusters: Clusters } {
  const clusterAt = (host: string): ClusterState | undefined => {
    const name = host.split(':')[0]?.toLowerCase();
    return Object.values(clustersOf(surroundings)).find(({ fqdn }) => fqdn.toLowerCase() === name);
  };
  return {
    clusters: createClusters(surroundings),
    answersFor: (host) => clusterAt(host) !== undefined,
    open(request) {
      const state = clusterAt(request.url.host);
      if (state === undefined || state.isStopped === true || !asksForStream(request)) return undefined;
      const live = (): Cluster | undefined => {
        if (clusterAt(request.url.host) !== state) return undefined;
        const cluster: Cluster = { state, surroundings, now: surroundings.clock.now() };
        settle(cluster);
        return cluster;
      };
      return openStream(request, live);
    },
    handle(request) {
      const state = clusterAt(request.url.host);
      if (state === undefined) {
        throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${request.url.hostname}`), {
          code: 'ENOTFOUND',
          syscall: 'getaddrinfo',
        });
      }
      const cluster: Cluster = { state, surroundings, now: surroundings.clock.now() };
      refuseConnection(cluster);
      settle(cluster);
      const warnings: string[] = [];
      try {
        return wire(answer(cluster, request, warnings), warnings);
      } catch (error) {
        if (error instanceof ApiRefusal) return wire({ status: error.code, body: error.status() }, warnings);
        throw error;
      }
    },
  };
}
