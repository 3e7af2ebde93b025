import { removeObject } from '../api/deleting.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, listNamed, newSuffix, ownedBy } from '../store.ts';
import type { Cluster } from '../store.ts';
import { templateHash } from './deployments.ts';
import { claimChildren } from './adoption.ts';
import { attempt } from './attempts.ts';
import { obstacles } from './fit.ts';
import { isActive, makePod } from './replica-sets.ts';
import { holds } from './views.ts';
import type { Node, Pod, PodTemplate, Workload } from './views.ts';

const REVISION = 'controller-revision-hash';

function templateFor({ spec }: Workload, node: Node): PodTemplate {
  const { metadata, spec: pod } = spec.template;
  const labels = { ...metadata?.labels, [REVISION]: templateHash(spec.template) };
  return { metadata: { ...metadata, labels }, spec: { ...pod, nodeName: node.metadata.name } };
}

function homesOf(cluster: Cluster, set: Workload): Node[] {
  const example = { metadata: {}, spec: set.spec.template.spec, status: {} } as unknown as Pod;
  const isBarred = (node: Node): boolean =>
    obstacles(example, node, []).some((why) => !why.startsWith('Insufficient'));
  return listNamed<Node>(cluster.state, 'Node').filter((node) => !isBarred(node));
}

function playSet(cluster: Cluster, set: Workload): number | undefined {
  const homes = homesOf(cluster, set);
  const revision = templateHash(set.spec.template);
  claimChildren(cluster, 'Pod', set);
  const pods = ownedBy<Pod>(cluster.state, 'Pod', set);
  const empty = homes.filter(({ metadata }) => !pods.some(({ spec }) => spec.nodeName === metadata.name));
  const fill = (): void => {
    for (const node of empty) {
      const name = `${set.metadata.name}-${newSuffix(cluster.surroundings)}`;
      makePod(cluster, set, templateFor(set, node), name);
    }
  };
  const { retryAt } = empty.length === 0 ? {} : attempt(cluster, set, fill);
  const outdated = pods.find(({ metadata }) => metadata.labels?.[REVISION] !== revision);
  const isCalm = pods.every(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (outdated !== undefined && isCalm) removeObject(cluster, kindNamed('Pod'), outdated);
  const active = ownedBy<Pod>(cluster.state, 'Pod', set).filter(isActive);
  const ready = active.filter(({ status }) => holds(status.conditions, 'Ready')).length;
  changeObject(cluster, set, (draft) => {
    draft.status = {
      currentNumberScheduled: active.length,
      desiredNumberScheduled: homes.length,
      numberMisscheduled: 0,
      numberReady: ready,
      ...(ready === 0 ? {} : { numberAvailable: ready }),
      updatedNumberScheduled: active.filter(({ metadata }) => metadata.labels?.[REVISION] === revision)
        .length,
      observedGeneration: draft.metadata.generation ?? 1,
    };
  });
  return retryAt;
}

/** Keeps one pod of each DaemonSet on every node that lets it. */
export function playDaemonSets(cluster: Cluster): number | undefined {
  const times = listNamed<Workload>(cluster.state, 'DaemonSet')
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map((set) => playSet(cluster, set) ?? Infinity);
  return Math.min(...times);
}
