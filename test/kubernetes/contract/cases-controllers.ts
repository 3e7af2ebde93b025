import { deployment, pod, podSpec, statefulSet } from './bodies.ts';
import { APPS, CORE, del, get, post, the, type Case, type Json, type Step } from './case.ts';

const DEPLOYMENTS = `${APPS}/deployments`;
const STATEFUL_SETS = `${APPS}/statefulsets`;
const SETS = `${APPS}/replicasets`;
const PODS = `${CORE}/pods`;

const made = { see: ({ kind }: Json): unknown => kind };
const orphaned = { query: { propagationPolicy: 'Orphan' }, ...made };
const isGone = { until: ({ reason }: Json): boolean => reason === 'NotFound' };
const ownersOf = ({ metadata }: Json): Json[] =>
  (metadata.ownerReferences ?? []).map(({ kind, name, controller }: Json) => ({ kind, name, controller }));
const children = { see: ({ items }: Json): unknown => items.map(ownersOf) };
const whenChildren = (path: string, count: number, owned: number): Step =>
  get(path, {
    until: ({ items }) =>
      items?.length === count && items.filter((item: Json) => ownersOf(item).length > 0).length === owned,
  });
const account = get(`${CORE}/serviceaccounts/default`, { until: ({ kind }) => kind === 'ServiceAccount' });

const unplaced = { nodeSelector: { nowhere: 'at-all' } };
const numbered = statefulSet('a', {
  replicas: 1,
  template: { metadata: { labels: { app: 'a' } }, spec: podSpec(unplaced) },
});

/** What the controllers of workloads do with children that change hands. */
export const controllerCases: readonly Case[] = [
  the(
    'a Deployment takes up the set that was left',
    post(DEPLOYMENTS, deployment('a'), made),
    whenChildren(SETS, 1, 1),
    del(`${DEPLOYMENTS}/a`, undefined, orphaned),
    get(`${DEPLOYMENTS}/a`, isGone),
    whenChildren(SETS, 1, 0),
    post(DEPLOYMENTS, deployment('a'), made),
    whenChildren(SETS, 1, 1),
    get(SETS, children),
    get(`${DEPLOYMENTS}/a`, { see: ({ status }) => status.collisionCount ?? 'no collision' }),
  ),
  the(
    'a StatefulSet takes up its own numbered pods and no others',
    account,
    post(PODS, { ...pod('a-helper', unplaced), metadata: { name: 'a-helper', labels: { app: 'a' } } }, made),
    post(STATEFUL_SETS, numbered, made),
    whenChildren(PODS, 2, 1),
    del(`${STATEFUL_SETS}/a`, undefined, orphaned),
    get(`${STATEFUL_SETS}/a`, isGone),
    whenChildren(PODS, 2, 0),
    post(STATEFUL_SETS, numbered, made),
    whenChildren(PODS, 2, 1),
    get(PODS, children),
  ),
];
