import { setTimeout as sleep } from 'node:timers/promises';
import { IsomorphicFetchHttpLibrary, type RequestContext } from '@kubernetes/client-node';
import { connectKube, type HttpLibrary } from '../../src/gateways/kube.ts';
import type { Kube } from '../../src/gateways/ports.ts';
import { secretObject } from '../../src/kubernetes/secret.ts';
import { namespaces } from '../../src/kubernetes/namespaces.ts';
import { engineOn, type Engine } from '../unit/kubernetes/engine.ts';
import { worldOn } from '../unit/kubernetes/support.ts';
import type { Cluster } from './cluster.ts';

/** A control plane of one's own is asked more often than one that is paid for. */
const POLL_MS = 200;
const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    sleep(Math.min(ms, POLL_MS), undefined, { signal }).catch(() => undefined),
};

/** The engine over a real API server, through the gateway that people use. */
export interface Deployment extends Engine {
  readonly kube: Kube;
  /** Every request since the last look, as `VERB path`. */
  readonly requests: string[];
}

/** A deployment in `cluster`, of which nothing is there yet. */
export async function deploymentIn(
  cluster: Cluster,
  options: Pick<NonNullable<Parameters<typeof worldOn>[1]>, 'config'> = {},
): Promise<Deployment> {
  const requests: string[] = [];
  const inner = new IsomorphicFetchHttpLibrary();
  const http: HttpLibrary = {
    send(request: RequestContext) {
      requests.push(`${request.getHttpMethod()} ${new URL(request.getUrl()).pathname}`);
      return inner.send(request);
    },
  };
  const kube = await connectKube(cluster.kubeconfig, { http });
  const world = worldOn(kube, { now: clock.now, ...options });
  return { kube, requests, ...engineOn(world, clock) };
}

/** Namespaces and the Secrets that pods name; what fills the Secrets lies in Azure. */
export async function layGround(deployment: Deployment): Promise<void> {
  await deployment.up(namespaces);
  const { names } = deployment.world;
  for (const name of [names.databaseSecret, names.storageSecret]) {
    const namespace = names.servicesNamespace;
    await deployment.kube.apply(
      secretObject(deployment.world, { component: 'test', namespace, name, values: { A: 'b' } }),
    );
  }
}
