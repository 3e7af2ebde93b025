import { sizes } from '../config/schema.ts';
import type { World } from '../world.ts';
import { warning, type Check } from './check.ts';

async function liveServers({ kube, names }: World): Promise<number | undefined> {
  const cluster = await kube({ group: names.resourceGroup, name: names.cluster });
  const metadata = { namespace: names.jobsNamespace, name: names.eventBus };
  const bus = await cluster.get({ apiVersion: 'argoproj.io/v1alpha1', kind: 'EventBus', metadata });
  return (bus?.['spec'] as { jetstream?: { replicas?: number } } | undefined)?.jetstream?.replicas;
}

/** The bus has as many servers as the size asks for: it keeps those that it was made with. */
export const busSizeCheck: Check = {
  id: 'event-bus-size',
  family: 'kubernetes',
  title: 'Servers of the event bus',
  async run({ world, steps }) {
    const { size, argo, name } = world.config;
    const does = steps.find(({ id }) => id === 'event-bus')?.does;
    if (does !== 'keep' && does !== 'change' && does !== 'repair') return undefined;
    const wanted = sizes[size].busReplicas;
    const live = await liveServers(world);
    if (live === undefined || live === wanted) return undefined;
    return warning(
      `it keeps ${live}, although size ${size} has ${wanted}: a running bus does not survive another number (up --argo none, then up --argo ${argo}, makes it anew)`,
      `metaflow-azure up --name ${name} --argo none    removes Argo, with all that flows have deployed to it`,
      `metaflow-azure up --name ${name} --argo ${argo}    then makes it anew; deploy the flows again`,
    );
  },
};
