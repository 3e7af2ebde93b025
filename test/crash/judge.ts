import { useCases } from '../../src/cli/use-cases.ts';
import { STATE_PATH, WORLD_PATH } from '../support/rig.ts';
import { doDown, doUp, record, run, type Disk, type Identity, type Point } from './sweep.ts';

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly body: {
    readonly properties?: { readonly principalId?: string; readonly roleDefinitionId?: string };
  };
}
interface DirectoryObject {
  readonly kind: string;
  readonly managed?: boolean;
  readonly deletedAt: number | null;
}
interface WorldFile {
  readonly arm: { readonly resources: Record<string, Resource> };
  readonly entra: { readonly objects: Record<string, DirectoryObject> };
}

const STEPS = { 'service-principal': 37, workload: 40 } as const;
const ASSIGNMENT = 'microsoft.authorization/roleassignments';

const worldOn = (disk: Disk): WorldFile => JSON.parse(disk.get(WORLD_PATH) ?? '{}') as WorldFile;
const resourcesOn = (disk: Disk): Resource[] => Object.values(worldOn(disk).arm.resources);
const objectsOn = (disk: Disk): DirectoryObject[] => Object.values(worldOn(disk).entra.objects);

/** Ids in the cloud, sorted. Names of role assignments follow from ids that differ from run to run. */
const idsOn = (disk: Disk): string[] =>
  resourcesOn(disk)
    .map(({ id }) => id.toLowerCase().replace(/(roleassignments)\/[0-9a-f-]+$/, '$1/*'))
    .toSorted();

function demand(truth: boolean, what: string): void {
  if (!truth) throw new Error(what);
}

/** Both lists hold the same, or an error names what is too much and what is missing. */
function demandSame(found: readonly string[], wanted: readonly string[], what: string): void {
  const less = (from: readonly string[], other: readonly string[]): string[] => {
    const rest = [...other];
    return from.filter((one) => {
      const at = rest.indexOf(one);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
  };
  const [extra, missing] = [less(found, wanted), less(wanted, found)];
  demand(extra.length + missing.length === 0, `${what}: too much ${extra.join()}; missing ${missing.join()}`);
}

/** What undisturbed runs of one identity left. */
export interface Reference {
  readonly identity: Identity;
  readonly built: Disk;
  readonly removed: Disk;
}

/** Builds and removes once, undisturbed. */
export async function referenceFor(identity: Identity): Promise<Reference> {
  const nothing = { identity, wanted: () => false };
  const { disk: built } = await record('up', { ...nothing, start: new Map() });
  const { disk: removed } = await record('down', { ...nothing, start: built });
  return { identity, built, removed };
}

/** `up` after the death of an `up`: ends well, builds nothing twice, and leaves nothing for a third to do. */
export async function judgeUp({ name, disk }: Point, { identity, built }: Reference): Promise<void> {
  const again = await run(disk, { command: 'up', identity, seed: name }, doUp);
  demand(again.result.done.length === STEPS[identity], `${again.result.done.length} steps are done`);
  const { result: report } = await run(again.disk, { command: 'status', identity }, (session) =>
    useCases.status(session),
  );
  const off = report.steps.filter(({ does }) => does !== 'keep').map(({ id, does }) => `${id}: ${does}`);
  demand(report.inStep, `status is not in step: ${off.join(', ')}`);
  judgeBuilt(again.disk, identity);
  demandSame(idsOn(again.disk), idsOn(built), 'resources unlike those of an undisturbed run');
  const changes: string[] = [];
  const hooks = {
    before: ({ request: { method, url } }: { request: { method: string; url: URL } }) => {
      // Azure has it that the reading of a cluster's credentials is a POST.
      const reads =
        method === 'GET' || method === 'HEAD' || url.pathname.endsWith('/listClusterUserCredential');
      if (!reads) changes.push(`${method} ${url.pathname}`);
    },
  };
  await run(again.disk, { command: 'up', identity, hooks, seed: 'third' }, doUp);
  demand(changes.length === 0, `the next up still changes: ${changes.join(', ')}`);
}

function judgeBuilt(disk: Disk, identity: Identity): void {
  const resources = resourcesOn(disk);
  for (const type of [
    'Microsoft.Storage/storageAccounts',
    'Microsoft.ContainerService/managedClusters',
    'Microsoft.DBforPostgreSQL/flexibleServers',
  ]) {
    const count = resources.filter((one) => one.type.toLowerCase() === type.toLowerCase()).length;
    demand(count === 1, `${count} of ${type}`);
  }
  const wanted = identity === 'service-principal' ? 1 : 0;
  const objects = objectsOn(disk).filter(({ managed }) => managed !== true);
  for (const kind of ['application', 'servicePrincipal']) {
    const count = objects.filter((object) => object.kind === kind).length;
    demand(count === wanted, `${count} objects of kind ${kind} (the bin included), not ${wanted}`);
  }
  const grants = resources
    .filter(({ type }) => type.toLowerCase() === ASSIGNMENT)
    .map(({ id, body }) => {
      const { principalId, roleDefinitionId } = body.properties ?? {};
      return `${principalId} ${roleDefinitionId} ${id.toLowerCase().split(`/providers/${ASSIGNMENT}`)[0]}`;
    });
  demandSame(grants, [...new Set(grants)], 'role assignments that exist twice');
}

/** `down` after the death of a `down`: nothing is left in the cloud, the directory, its bin and on the disk. */
export async function judgeDown({ name, disk }: Point, { identity, removed }: Reference): Promise<void> {
  const again = await run(disk, { command: 'down', identity, seed: name }, doDown);
  demandSame(again.result.leftovers, [], 'leftovers on the receipt');
  demandSame(idsOn(again.disk), idsOn(removed), 'resources unlike those after an undisturbed removal');
  const groups = idsOn(again.disk).filter((id) => id.includes('metaflow'));
  demandSame(groups, [], 'ours is still there');
  const objects = objectsOn(again.disk).filter(({ managed }) => managed !== true);
  demandSame(
    objects.map(({ kind }) => kind),
    [],
    'objects of the directory, the bin included',
  );
  demand(!again.disk.has(STATE_PATH), 'the state file is still there');
}

/** Judges a death by what it was in the middle of. */
export const judge = (point: Point, reference: Reference): Promise<void> =>
  point.name.startsWith('up') ? judgeUp(point, reference) : judgeDown(point, reference);
