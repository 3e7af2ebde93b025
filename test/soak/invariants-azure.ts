interface Stored {
  readonly id: string;
  readonly type: string;
  readonly operation?: string;
}

interface Arm {
  readonly resources: Readonly<Record<string, Stored>>;
  readonly operations: Readonly<Record<string, { readonly ended?: boolean; readonly endsAt?: number }>>;
  readonly due: readonly { readonly at: number; readonly what: string; readonly about: string }[];
}

type World = Readonly<Record<string, unknown>>;

/** What an id stands in: the thing that it is about, the resource two segments up, or the group. */
function parentOf({ id, type }: Stored): string | undefined {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  if (at < 0) return undefined;
  const scope = id.slice(0, at).toLowerCase();
  const isNested = type.split('/').length > 2;
  if (!isNested) return scope.split('/').length > 3 ? scope : undefined;
  // The services of an account are there without having been made.
  return id
    .replace(/\/(blobServices|fileServices)\/default(?=\/)/i, '')
    .split('/')
    .slice(0, -2)
    .join('/')
    .toLowerCase();
}

/** What is wrong with the tree: children without parents, resources at work without work. */
export function treeProblems(world: World): string[] {
  const { resources, operations, due } = world['arm'] as Arm;
  const ends = new Set(due.map(({ about }) => about));
  const orphans = Object.entries(resources).flatMap(([key, resource]) => {
    const parent = parentOf(resource);
    return [
      ...(parent === undefined || resources[parent] !== undefined ? [] : [`${resource.id} has no parent`]),
      ...(key === resource.id.toLowerCase() ? [] : [`${resource.id} stands at ${key}`]),
    ];
  });
  const idle = Object.values(resources).flatMap(({ id, operation }) => {
    if (operation === undefined) return [];
    return operations[operation] === undefined || operations[operation].ended === true
      ? [`${id} is at work on ${operation}, which is not there`]
      : [];
  });
  const endless = Object.entries(operations).flatMap(([name, { ended, endsAt }]) =>
    ended === true || endsAt === undefined || ends.has(name) ? [] : [`operation ${name} never ends`],
  );
  return [...orphans, ...idle, ...endless];
}

/** What still runs, although its time is over. */
export function overdueProblems(world: World, now: number): string[] {
  const { operations } = world['arm'] as Arm;
  return Object.entries(operations).flatMap(([name, { ended, endsAt }]) =>
    ended !== true && endsAt !== undefined && endsAt < now ? [`operation ${name} should have ended`] : [],
  );
}

interface DirectoryObject {
  readonly kind: string;
  readonly id: string;
  readonly appId: string;
  readonly managed?: boolean;
  readonly deletedAt: number | null;
  readonly owners: readonly string[];
  readonly shown: Readonly<Record<string, unknown>>;
}

/** What is wrong with the directory: twins, and principals of applications that are not there. */
export function directoryProblems(world: World): string[] {
  const { objects } = world['entra'] as { readonly objects: Readonly<Record<string, DirectoryObject>> };
  const all = Object.values(objects);
  const living = all.filter(({ deletedAt }) => deletedAt === null);
  const twins = (what: string, of: (one: DirectoryObject) => unknown): string[] => {
    const seen = all.map(of).filter((value) => value !== undefined && value !== null);
    return new Set(seen).size === seen.length ? [] : [`the directory has a ${what} twice`];
  };
  const applications = new Set(living.filter(({ kind }) => kind === 'application').map(({ appId }) => appId));
  const strays = living.filter(
    ({ kind, managed, appId }) => kind === 'servicePrincipal' && managed !== true && !applications.has(appId),
  );
  return [
    ...twins('unique name', ({ shown }) => shown['uniqueName']),
    ...twins('application', ({ kind, appId }) => (kind === 'application' ? appId : undefined)),
    ...strays.map(({ id }) => `principal ${id} is of no application`),
  ];
}

/** Blobs in containers that are not there. */
export function blobProblems(world: World): string[] {
  const { containers = {} } = (world['blob'] ?? {}) as {
    readonly containers?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const { resources } = world['arm'] as Arm;
  return Object.entries(containers).flatMap(([id, blobs]) =>
    Object.keys(blobs).length === 0 || resources[id] !== undefined ? [] : [`blobs are left of ${id}`],
  );
}
