import type { Provider } from '@azure/arm-resources';
import { problemFrom } from '../problems/from-azure.ts';
import { defineResource, type World } from '../world.ts';

/** The resource providers whose types we create. Authorization and Resources are always registered. */
export const PROVIDERS = [
  'Microsoft.Network',
  'Microsoft.Storage',
  'Microsoft.ContainerService',
  'Microsoft.DBforPostgreSQL',
  'Microsoft.Compute',
  'Microsoft.ManagedIdentity',
] as const;

const explain =
  (doing: 'read' | 'create') =>
  (error: unknown): never => {
    throw problemFrom(error, { doing, what: 'Resource providers', id: 'resource-providers' });
  };
const isRegistered = ({ registrationState }: Provider): boolean => registrationState === 'Registered';

/** The subscription's consent to use the services that we build on. It stays: others may have come to rely on it. */
export const resourceProviders = defineResource({
  id: 'resource-providers',
  title: 'Resource providers',
  needs: {},
  lasting: true,
  typicalSeconds: 1,
  patienceMinutes: 15,
  pollSeconds: 10,
  rights: {
    read: ['Microsoft.Resources/subscriptions/providers/read'],
    create: PROVIDERS.map((namespace) => `${namespace}/register/action`),
    delete: [],
  },
  async read({ azure }: World) {
    const client = await azure.resources();
    return Promise.all(PROVIDERS.map((namespace) => client.providers.get(namespace))).catch(explain('read'));
  },
  status(live: readonly Provider[]) {
    const moving = live.filter(({ registrationState }) => registrationState?.endsWith('ing') === true);
    if (moving.length === 0) return { is: 'ready' };
    return {
      is: 'pending',
      because: `${moving.map(({ namespace }) => namespace).join(', ')}: ${moving[0]?.registrationState?.toLowerCase() ?? ''}`,
    };
  },
  diff: (live: readonly Provider[]) =>
    live
      .filter((provider) => !isRegistered(provider))
      .map(({ namespace = '', registrationState }) => ({
        path: namespace,
        from: registrationState,
        to: 'Registered',
      })),
  async ensure({ azure }: World, live: readonly Provider[] | undefined) {
    const client = await azure.resources();
    const missing = (live ?? []).filter((provider) => !isRegistered(provider));
    await Promise.all(missing.map(({ namespace = '' }) => client.providers.register(namespace))).catch(
      explain('create'),
    );
    return undefined;
  },
  outputs: () => ({}),
  remove: () => Promise.resolve(),
});
