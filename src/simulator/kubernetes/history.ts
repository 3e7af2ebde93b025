import type { ClusterState, KubeObject } from './world.ts';

/** One step in the life of an object: made (no `before`), changed, or gone (no `after`). */
export interface Change {
  readonly revision: number;
  /** `deployments.apps` */
  readonly resource: string;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

interface History {
  /** What happened up to this revision is not told any more. */
  from: number;
  changes: Change[];
}

/** How many steps a watch can look back; whoever is further behind has to list anew. */
const LONGEST = 1000;

/** Of living clusters only: a world that was loaded begins a new one, as an API server that was restarted does. */
const histories = new WeakMap<ClusterState, History>();

function historyOf(state: ClusterState, revision: number): History {
  const known = histories.get(state);
  if (known !== undefined) return known;
  const begun: History = { from: revision, changes: [] };
  histories.set(state, begun);
  return begun;
}

/** Remembers a step. */
export function remember(state: ClusterState, change: Change): void {
  const history = historyOf(state, change.revision - 1);
  history.changes.push(change);
  if (history.changes.length <= 2 * LONGEST) return;
  history.changes = history.changes.slice(-LONGEST);
  history.from = (history.changes[0]?.revision ?? change.revision) - 1;
}

/** What happened to a resource after a revision, or undefined where that is too long ago. */
export function changesSince(state: ClusterState, resource: string, revision: number): Change[] | undefined {
  const { from, changes } = historyOf(state, state.revision);
  if (revision < from) return undefined;
  return changes.filter((change) => change.revision > revision && change.resource === resource);
}
