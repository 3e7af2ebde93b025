import type { JsonObject } from './json.ts';

/** A resource as the simulator keeps it. Plain JSON. */
export interface Resource {
  /** The id as Azure gives it back, which may be cased unlike the one that was asked for. */
  readonly id: string;
  readonly name: string;
  /** Full type in the provider's own casing, e.g. `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  readonly createdAt: number;
  /** Everything that is shown besides id, name, type and state. */
  body: JsonObject;
  /** What the service knows but never shows, such as the hash of a password. */
  hidden: JsonObject;
  /** `Succeeded`, `Creating`, `Ready`...: in the words of the provider. */
  state: string;
  /** Name of the operation that runs on it, if any. */
  operation?: string;
  deleting?: boolean;
}

/** The tree of resources, by id without regard to case. */
export interface Store {
  get(id: string): Resource | undefined;
  put(resource: Resource): Resource;
  /** Takes the resource and everything below it away, and tells which ones, children first. */
  remove(id: string): readonly Resource[];
  /** Direct children of one type. */
  children(parentId: string, type: string): readonly Resource[];
  /** Everything below a scope, in order of creation. */
  below(scope: string): readonly Resource[];
  ofType(type: string): readonly Resource[];
}

/** A store over one slice of the world, which is asked for each time: worlds may be swapped. */
export function createStore(resources: () => Record<string, Resource>): Store {
  const all = (): Resource[] => Object.values(resources());
  const isBelow = (id: string, scope: string): boolean => id.startsWith(`${scope.toLowerCase()}/`);
  const below = (scope: string): Resource[] => all().filter(({ id }) => isBelow(id.toLowerCase(), scope));
  return {
    get: (id) => resources()[id.toLowerCase()],
    put(resource) {
      resources()[resource.id.toLowerCase()] = resource;
      return resource;
    },
    remove(id) {
      const own = resources()[id.toLowerCase()];
      const gone = [...below(id).toReversed(), ...(own === undefined ? [] : [own])];
      for (const resource of gone) delete resources()[resource.id.toLowerCase()];
      return gone;
    },
    children: (parentId, type) =>
      below(parentId).filter((resource) => resource.type.toLowerCase() === type.toLowerCase()),
    below,
    ofType: (type) => all().filter((resource) => resource.type.toLowerCase() === type.toLowerCase()),
  };
}
