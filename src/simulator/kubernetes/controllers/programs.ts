import { demand, isAllowed } from '../api/access.ts';
import { removeObject } from '../api/deleting.ts';
import { createInternally, updateInternally } from '../api/writing.ts';
import type { Kind } from '../schema/kinds.ts';
import { kindOf, replaceObject } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject, User } from '../world.ts';

/** A program at work, with what its ServiceAccount lets it do: everything else is refused. */
export interface Worker {
  readonly cluster: Cluster;
  readonly user: User;
  readonly create: (object: KubeObject) => KubeObject;
  /** The next state of an object that was just read. */
  readonly update: (live: KubeObject, next: KubeObject) => KubeObject;
  /** The status of an object of the program's own kind. */
  readonly report: (live: KubeObject, status: object) => void;
  readonly delete: (object: KubeObject) => void;
}

/** What a user may do in a cluster, from within. */
export function workerFor(cluster: Cluster, user: User): Worker {
  const allowed = (verb: string, object: KubeObject, on?: 'status'): Kind => {
    const kind = kindOf(cluster.state, object);
    const { namespace, name } = object.metadata;
    const place = verb === 'create' ? { namespace } : { namespace, name };
    demand(cluster, user, kind, { verb, ...place, ...(on === undefined ? {} : { on }) });
    return kind;
  };
  return {
    cluster,
    user,
    create(object) {
      allowed('create', object);
      return createInternally(cluster, object);
    },
    update(live, next) {
      const kind = allowed('update', live);
      // What a program writes to its own kind is right by construction.
      return kind.custom ? replaceObject(cluster, kind, next) : updateInternally(cluster, live, next);
    },
    report(live, status) {
      replaceObject(cluster, allowed('update', live, 'status'), { ...live, status });
    },
    delete(object) {
      removeObject(cluster, allowed('delete', object), object);
    },
  };
}

/** Whether a program can watch every one of these kinds, without which it does not begin. */
export function canWatch(
  { cluster, user }: Worker,
  kinds: readonly Kind[],
  namespace: string | undefined,
): boolean {
  return kinds.every(({ group, plural: resource }) =>
    ['list', 'watch'].every((verb) =>
      isAllowed(cluster, user, { verb, group, resource, namespace, name: undefined }),
    ),
  );
}
