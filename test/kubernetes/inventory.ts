import type { Send } from './api-client.ts';
import { eventually } from './programs.ts';

interface Listed {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
}
interface Resources {
  readonly groupVersion: string;
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly verbs: readonly string[];
  }[];
}

/** What comes and goes by itself. */
const PASSING = new Set([
  'Event',
  'Lease',
  'EndpointSlice',
  'Endpoints',
  'Node',
  'FlowSchema',
  'PriorityLevelConfiguration',
]);

/** Every object of every kind that the API server has, as `Kind namespace/name` with its resource version. */
export async function inventory(send: Send): Promise<ReadonlyMap<string, string>> {
  const get = (path: string): Promise<unknown> =>
    // A kind that was defined a moment ago answers 429 for a while.
    eventually(`GET ${path}`, async () => {
      const { status, body } = await send({ method: 'GET', path });
      return status === 429 ? undefined : (JSON.parse(body) as unknown);
    });
  const { groups } = (await get('/apis')) as { groups: { preferredVersion: { groupVersion: string } }[] };
  const bases = [
    '/api/v1',
    ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
  ];
  const found = new Map<string, string>();
  for (const base of bases) {
    const { resources } = (await get(base)) as Resources;
    const listable = resources.filter(
      ({ name, verbs, kind }) => verbs.includes('list') && !name.includes('/') && !PASSING.has(kind),
    );
    for (const { name, kind } of listable) {
      const { items } = (await get(`${base}/${name}`)) as { items: readonly Listed[] };
      for (const { metadata } of items) {
        const { namespace } = metadata;
        const key = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${metadata.name}`;
        found.set(key, metadata.resourceVersion);
      }
    }
  }
  return found;
}
