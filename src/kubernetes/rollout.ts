import type { Status } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { fieldsAt, listAt, numberOf, textOf } from './objects.ts';

const READY: Status = { is: 'ready' };
const pending = (because: string): Status => ({ is: 'pending', because });

/** How far a workload is by the rules of `kubectl rollout status`. `undefined`: the kind runs no pods. */
export function rollout(object: KubeObject): Status | undefined {
  return rules[object.kind]?.(object);
}

type Rule = (object: KubeObject) => Status;

const isObserved = ({ metadata, status }: KubeObject): boolean =>
  numberOf(fieldsAt(status)['observedGeneration']) >= numberOf(metadata.generation);

const wantedReplicas = ({ spec }: KubeObject): number => {
  const { replicas } = fieldsAt(spec);
  return replicas === undefined ? 1 : numberOf(replicas);
};

const conditionOf = (object: KubeObject, type: string): Readonly<Record<string, unknown>> | undefined =>
  listAt(object, 'status', 'conditions').find((condition) => condition['type'] === type);

const podCount = (object: KubeObject, ready: number, wanted: number): Status =>
  pending(`${object.metadata.name}: ${ready} of ${wanted} pods are ready`);

const deployment: Rule = (object) => {
  const status = fieldsAt(object, 'status');
  const name = object.metadata.name;
  const wanted = wantedReplicas(object);
  const count = (field: string): number => numberOf(status[field]);
  if (!isObserved(object)) return pending(`${name}: taking up the change`);
  if (conditionOf(object, 'Progressing')?.['reason'] === 'ProgressDeadlineExceeded') {
    return { is: 'broken', because: `${name}: ${count('availableReplicas')} of ${wanted} pods became ready` };
  }
  if (count('updatedReplicas') < wanted) {
    return count('availableReplicas') < wanted
      ? podCount(object, count('availableReplicas'), wanted)
      : pending(`${name}: ${count('updatedReplicas')} of ${wanted} pods are replaced`);
  }
  if (count('replicas') > count('updatedReplicas')) return pending(`${name}: old pods are ending`);
  if (count('availableReplicas') < count('updatedReplicas')) {
    return podCount(object, count('availableReplicas'), wanted);
  }
  return READY;
};

const statefulSet: Rule = (object) => {
  const status = fieldsAt(object, 'status');
  const wanted = wantedReplicas(object);
  const ready = numberOf(status['readyReplicas']);
  if (numberOf(status['observedGeneration']) === 0 || !isObserved(object)) {
    return pending(`${object.metadata.name}: taking up the change`);
  }
  if (ready < wanted) return podCount(object, ready, wanted);
  if (status['updateRevision'] !== status['currentRevision']) {
    return pending(`${object.metadata.name}: pods are being replaced`);
  }
  return READY;
};

const daemonSet: Rule = (object) => {
  const status = fieldsAt(object, 'status');
  const wanted = numberOf(status['desiredNumberScheduled']);
  const updated = numberOf(status['updatedNumberScheduled']);
  const available = numberOf(status['numberAvailable']);
  if (!isObserved(object)) return pending(`${object.metadata.name}: taking up the change`);
  return updated < wanted || available < wanted
    ? podCount(object, Math.min(updated, available), wanted)
    : READY;
};

const job: Rule = (object) => {
  const failed = conditionOf(object, 'Failed');
  if (failed?.['status'] === 'True') {
    const reason = textOf(failed['reason']) || 'Failed';
    return { is: 'broken', because: `${object.metadata.name} failed (${reason})` };
  }
  if (conditionOf(object, 'Complete')?.['status'] === 'True') return READY;
  return pending(`${object.metadata.name} is running`);
};

const rules: Readonly<Record<string, Rule>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  Job: job,
};
