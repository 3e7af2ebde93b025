import type { Clusters, NodePool, Surroundings } from '../ports.ts';
import { furnish } from './bootstrap.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { newUid, wakeAt } from './store.ts';
import { clustersOf } from './world.ts';
import type { ClusterState, User } from './world.ts';
import { copyOf } from './same.ts';

const USERS: Readonly<Record<'clusterUser' | 'clusterAdmin', User>> = {
  clusterUser: { name: 'masterclient', groups: ['system:masters', 'system:authenticated'] },
  clusterAdmin: { name: 'masterclient', groups: ['system:masters', 'system:authenticated'] },
};

function newToken(surroundings: Surroundings): string {
  return Array.from({ length: 4 }, () => newUid(surroundings).replaceAll('-', '')).join('');
}

/** Cluster ids differ in case on their way through ARM. */
const keyOf = (id: string): string => id.toLowerCase();

function newState(surroundings: Surroundings, cluster: Parameters<Clusters['open']>[0]): ClusterState {
  const now = surroundings.clock.now();
  return {
    ...cluster,
    pools: [...cluster.pools],
    openedAt: now,
    tokens: {},
    revision: 1,
    serial: 0,
    objects: {},
    tombstones: [],
    plans: {},
    images: {},
    settledAt: now,
    wakeAt: now,
  };
}

/** The clusters of a world, as ARM opens and closes them. */
export function createClusters(surroundings: Surroundings): Clusters {
  return {
    open(cluster) {
      const all = clustersOf(surroundings);
      const now = surroundings.clock.now();
      const open = all[keyOf(cluster.id)];
      if (open !== undefined) {
        open.isStopped = cluster.isStopped === true;
        open.version = cluster.version;
        if (cluster.issuer !== undefined) open.issuer = cluster.issuer;
        open.pools = copyOf(cluster.pools) as NodePool[];
        wakeAt(open, now);
        return;
      }
      const state = newState(surroundings, copyOf(cluster));
      all[keyOf(cluster.id)] = state;
      for (const user of ['clusterUser', 'clusterAdmin'] as const) {
        state.tokens[newToken(surroundings)] = USERS[user];
      }
      furnish({ state, surroundings, now });
    },
    close(id) {
      delete clustersOf(surroundings)[keyOf(id)];
    },
    kubeconfig(id, user, tenantId) {
      const state = clustersOf(surroundings)[keyOf(id)];
      if (state === undefined) throw new Error(`Cluster ${id} is not open.`);
      const [first = '', second = ''] = Object.keys(state.tokens);
      return kubeconfigText(state, surroundings.certificates, {
        user,
        token: user === 'clusterUser' ? first : second,
        tenantId,
      });
    },
  };
}
