import { answer } from '../errors.ts';
import { objectOf } from '../json.ts';
import { operationHeaders } from '../operations.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { publish } from './agent-pools.ts';
import { clusterBusy } from './cluster-rules.ts';
import type { Cloud } from './cloud.ts';
import { about, present, refuseBusy, startOperation } from './lifecycle.ts';
import { managedClusters } from './managed-clusters.ts';
import type { Call, Route, Timing } from './resource-type.ts';
import { topResource } from './target.ts';

const path =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerService/managedClusters/{cluster}';

interface Power {
  readonly during: string;
  readonly code: 'Running' | 'Stopped';
  readonly timing: Timing;
}

/** Nobody has measured these; people speak of minutes. */
const powers: Readonly<Record<'start' | 'stop', Power>> = {
  start: { during: 'Starting', code: 'Running', timing: { seconds: 150 } },
  stop: { during: 'Stopping', code: 'Stopped', timing: { seconds: 90 } },
};

const change =
  ({ during, code, timing }: Power) =>
  (call: Call): WireResponse => {
    const { target, cloud } = call;
    const at = { ...call, target: { ...target, path: topResource(target.path), type: managedClusters.type } };
    const cluster = present(managedClusters, at);
    refuseBusy(managedClusters, at, cluster);
    if (cluster.hidden['isUp'] !== true) throw clusterBusy(cluster);
    setPower(cluster, cloud, code);
    cluster.state = during;
    const op = startOperation(at, { type: managedClusters, resource: cluster, verb: 'update', timing });
    return answer(202, undefined, operationHeaders(op));
  };

function setPower(cluster: Resource, cloud: Cloud, code: Power['code']): void {
  const properties = objectOf(cluster.body['properties']);
  cluster.body = { ...cluster.body, properties: { ...properties, powerState: { code } } };
  if (code === 'Stopped') publish(cloud, cluster.id);
}

/** Somebody has stopped the cluster to save money, in the portal or on a schedule. */
export function stoppedByOthers({ cloud, ...call }: Call): void {
  const cluster = cloud.store.get(topResource(call.target.path));
  if (cluster?.type !== managedClusters.type || cluster.state !== 'Succeeded') return;
  if (cloud.surroundings.faults.take('aks.stopped', about(call)) === undefined) return;
  setPower(cluster, cloud, 'Stopped');
}

/** A cluster is stopped to save money, and comes back with everything that was in it. */
export const clusterPowerRoutes: readonly Route[] = Object.entries(powers).map(([name, power]) => ({
  method: 'POST',
  path: `${path}/${name}`,
  action: `${managedClusters.type}/${name}/action`,
  ackSeconds: 1,
  answer: change(power),
}));
