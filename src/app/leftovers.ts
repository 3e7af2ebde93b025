import { DEPLOYMENT_TAG } from '../config/names.ts';
import { text } from '../entra/bin.ts';
import { Problem } from '../problems/problem.ts';
import { problemFrom } from '../problems/from-azure.ts';
import type { World } from '../world.ts';
import type { Receipt, Session } from './ports.ts';

/** Lists of ARM lag behind what is: this is how long a thing may still be listed after it is gone. */
const LIST_LAG_SECONDS = 120;
const LOOK_SECONDS = 15;

/** Ids of resources in our group that do not carry our tag. A group that is not there has none. */
export async function foreignIn({ azure, names, config }: World): Promise<readonly string[]> {
  const client = await azure.resources();
  const ids: string[] = [];
  try {
    for await (const { id, tags } of client.resources.listByResourceGroup(names.resourceGroup)) {
      if (id !== undefined && tags?.[DEPLOYMENT_TAG] !== config.name) ids.push(id);
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) {
      throw problemFrom(error, { doing: 'read', what: 'Resource group', id: 'resource-group' });
    }
  }
  return ids;
}

/** Everything in the subscription that still carries our tag, groups included. */
async function tagged({ azure, config }: World): Promise<readonly string[]> {
  const client = await azure.resources();
  const filter = `tagName eq '${DEPLOYMENT_TAG}' and tagValue eq '${config.name}'`;
  const ids: string[] = [];
  try {
    for await (const { id } of client.resourceGroups.list({ filter })) if (id !== undefined) ids.push(id);
    for await (const { id } of client.resources.list({ filter })) if (id !== undefined) ids.push(id);
  } catch (error) {
    throw problemFrom(error, { doing: 'read', what: 'The search for leftovers' });
  }
  return ids;
}

/** The objects of the directory that still carry our mark. */
async function inDirectory({ graph, names, config }: World): Promise<readonly string[]> {
  const path = `/applications(uniqueName='${names.applicationKey}')`;
  const application = await graph.get(path).catch((error: unknown) => {
    const isForbidden = error instanceof Problem && error.code.startsWith('access.');
    // Without an application there is nothing to find, and perhaps no right to look.
    if (isForbidden && config.identity === 'workload') return undefined;
    throw error;
  });
  return application === undefined ? [] : [`/applications/${text(application, 'id')}`];
}

/**
 * Looks for leftovers by our tag, by the cluster's own group and by our key in the directory: not where the removal
 * looked. What is only still listed is given time to leave the list.
 */
export async function leftoversOf(session: Session, keep: ReadonlySet<string>): Promise<Receipt> {
  const { world, clock } = session;
  const deadline = clock.now() + LIST_LAG_SECONDS * 1000;
  const kept = keep.has('resource-group') ? `/resourcegroups/${world.names.resourceGroup}` : undefined;
  const isKept = (id: string): boolean => kept !== undefined && id.toLowerCase().endsWith(kept);
  for (;;) {
    const [resources, objects] = await Promise.all([tagged(world), inDirectory(world)]);
    const leftovers = [...resources.filter((id) => !isKept(id)), ...objects];
    if (leftovers.length === 0 || clock.now() >= deadline || session.signal?.aborted === true) {
      return { lookedFor: PLACES, leftovers };
    }
    await clock.sleep(LOOK_SECONDS * 1000, session.signal);
  }
}

/** The places that were searched: groups, resources, and the directory. */
const PLACES = 3;
