import { regions, subscriptions, tenantId } from '../catalogue.ts';
import { answer, Refusal } from '../errors.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup } from './checks.ts';
import { registrationKey, registrationState, subscriptionOf } from './conditions.ts';
import { resourceGroups } from './groups.ts';
import { about } from './lifecycle.ts';
import { tagFilter } from './listing.ts';
import { locks } from './locks.ts';
import { namespaces } from './namespaces.ts';
import type { Call, Provider, Route } from './resource-type.ts';
import { isAllowed } from './rights.ts';

function subscriptionView({ subscriptionId, displayName, state }: (typeof subscriptions)[number]): object {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName,
    state,
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}

function visibleSubscriptions({ cloud, caller }: Call): readonly object[] {
  return subscriptions
    .filter(({ subscriptionId }) =>
      isAllowed(cloud, caller, 'Microsoft.Resources/subscriptions/read', `/subscriptions/${subscriptionId}`),
    )
    .map(subscriptionView);
}

function locationsOf(call: Call): WireResponse {
  const { subscriptionId } = subscriptionOf(call);
  const value = regions.map(({ name, displayName, geography, group, zones }) => ({
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${group}) ${displayName}`,
    metadata: {
      regionType: 'Physical',
      regionCategory: zones.length > 0 ? 'Recommended' : 'Other',
      geography,
      geographyGroup: group,
    },
    ...(zones.length === 0
      ? {}
      : {
          availabilityZoneMappings: zones.map((zone) => ({
            logicalZone: zone,
            physicalZone: `${name}-az${zone}`,
          })),
        }),
  }));
  return answer(200, { value });
}

function providerView(call: Call, namespace: string): object {
  const { subscriptionId } = subscriptionOf(call);
  const types = namespaces[namespace] ?? [];
  return {
    id: `/subscriptions/${subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: types.map((resourceType) => ({
      resourceType,
      locations: regions.map(({ displayName }) => displayName),
      apiVersions: ['2026-01-01'],
      capabilities: 'SupportsTags, SupportsLocation',
    })),
    registrationState: registrationState(call.cloud, subscriptionId, namespace),
  };
}

function knownNamespace({ params }: Call): string {
  const wanted = params['namespace'] ?? '';
  const known = Object.keys(namespaces).find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (known !== undefined) return known;
  throw new Refusal(404, 'InvalidResourceNamespace', `The resource namespace '${wanted}' is invalid.`, {
    cause: 'gateway',
  });
}

function register(call: Call): WireResponse {
  const { cloud, request, target } = call;
  const namespace = knownNamespace(call);
  const { subscriptionId } = subscriptionOf(call);
  if (
    cloud.surroundings.faults.take('rp.registerForbidden', `${request.method} ${target.path}`) !== undefined
  ) {
    const { caller } = call;
    throw new Refusal(
      403,
      'AuthorizationFailed',
      `The client '${caller.name}' with object id '${caller.objectId}' does not have authorization to perform action '${namespace}/register/action' over scope '/subscriptions/${subscriptionId}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      { cause: 'gateway' },
    );
  }
  if (registrationState(cloud, subscriptionId, namespace) === 'NotRegistered') {
    const key = registrationKey(subscriptionId, namespace);
    cloud.world.registrations[key] = 'Registering';
    cloud.later(45, 'registered', key);
  }
  return answer(200, providerView(call, namespace));
}

function resourcesBelow(call: Call, scope: string): WireResponse {
  const { cloud, request } = call;
  const type = /resourcetype eq '([^']*)'/i.exec(request.url.searchParams.get('$filter') ?? '')?.[1];
  const lag = cloud.surroundings.faults.take('arm.listLag', about(call));
  const lagSeconds =
    lag === undefined ? (cloud.surroundings.profile === 'realistic' ? 20 : 0) : Number(lag['seconds'] ?? 20);
  const found = cloud.store
    .below(scope)
    .filter(({ createdAt }) => createdAt + lagSeconds * 1000 <= cloud.now())
    .filter(({ body, type: own }) => body['location'] !== undefined && own !== resourceGroups.type)
    .filter((resource) => type === undefined || resource.type.toLowerCase() === type.toLowerCase())
    .filter(tagFilter(request.url.searchParams.get('$filter')));
  const value = found.map(({ id, name, type: own, body }) => {
    const { location, tags, sku, kind } = body;
    const path = id.split(`/providers/`).at(-1) ?? '';
    const nested = path
      .split('/')
      .filter((_, index) => index % 2 === 0 && index > 0)
      .join('/');
    return {
      id,
      name: nested === '' ? name : nested,
      type: own,
      location,
      ...(tags === undefined ? {} : { tags }),
      ...(kind === undefined ? {} : { kind }),
      ...(sku === undefined ? {} : { sku }),
    };
  });
  return answer(200, { value });
}

/** What a program finds out about the cloud before it signs in (facts AU-7). */
const metadata = {
  name: 'AzureCloud',
  portal: 'https://portal.azure.com',
  authentication: {
    loginEndpoint: 'https://login.microsoftonline.com',
    audiences: ['https://management.core.windows.net/', 'https://management.azure.com/'],
    tenant: 'common',
    identityProvider: 'AAD',
  },
  resourceManager: 'https://management.azure.com/',
  microsoftGraphResourceId: 'https://graph.microsoft.com/',
  suffixes: { storage: 'core.windows.net', postgresqlServerEndpoint: '.postgres.database.azure.com' },
};

const root = '/subscriptions/{subscription}';
const get = (path: string, answerTo: Route['answer'], action?: string): Route => ({
  method: 'GET',
  path,
  answer: answerTo,
  ...(action === undefined ? {} : { action }),
});

/** Microsoft.Resources: subscriptions, regions, registrations, groups, listings. */
export const resources: Provider = {
  namespace: 'Microsoft.Resources',
  types: [resourceGroups, locks],
  events: {
    registered: (cloud, key) => {
      cloud.world.registrations[key] = 'Registered';
    },
  },
  routes: [
    { method: 'GET', path: '/metadata/endpoints', action: 'anonymous', answer: () => answer(200, metadata) },
    get('/subscriptions', (call) =>
      answer(200, {
        value: visibleSubscriptions(call),
        count: { type: 'Total', value: visibleSubscriptions(call).length },
      }),
    ),
    get(
      root,
      (call) => answer(200, subscriptionView(subscriptionOf(call))),
      'Microsoft.Resources/subscriptions/read',
    ),
    get(`${root}/locations`, locationsOf, 'Microsoft.Resources/subscriptions/locations/read'),
    get('/tenants', () =>
      answer(200, {
        value: [
          {
            id: `/tenants/${tenantId}`,
            tenantId,
            tenantCategory: 'Home',
            displayName: 'Contoso',
            countryCode: 'US',
            defaultDomain: 'contoso.example',
            domains: ['contoso.example'],
            tenantType: 'AAD',
          },
        ],
      }),
    ),
    get(
      `${root}/providers`,
      (call) => answer(200, { value: Object.keys(namespaces).map((name) => providerView(call, name)) }),
      'Microsoft.Resources/subscriptions/providers/read',
    ),
    get(`${root}/providers/{namespace}`, (call) => answer(200, providerView(call, knownNamespace(call)))),
    {
      method: 'POST',
      path: `${root}/providers/{namespace}/register`,
      action: 'Microsoft.Resources/subscriptions/providers/register/action',
      ackSeconds: 1,
      answer: register,
    },
    get(
      `${root}/resources`,
      (call) => resourcesBelow(call, `/subscriptions/${call.params['subscription']}`),
      'Microsoft.Resources/subscriptions/resources/read',
    ),
    get(
      `${root}/resourceGroups/{group}/resources`,
      (call) => {
        checkGroup(call);
        return resourcesBelow(
          call,
          `/subscriptions/${call.params['subscription']}/resourceGroups/${call.params['group']}`,
        );
      },
      'Microsoft.Resources/subscriptions/resourceGroups/resources/read',
    ),
  ],
};
