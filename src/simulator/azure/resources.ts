import { regions, subscriptions, tenantId } from '../catalogue.ts';
import { answer } from '../errors.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup } from './checks.ts';
import { metadataRoutes } from './cloud-metadata.ts';
import { subscriptionOf } from './conditions.ts';
import { resourceGroups } from './groups.ts';
import { about } from './lifecycle.ts';
import { locks } from './locks.ts';
import { paged } from './paging.ts';
import { groupEvents } from './group-faults.ts';
import { registrationEvents, registrationRoutes } from './registrations.ts';
import { resourceFilter } from './resource-filter.ts';
import type { Call, Provider, Route } from './resource-type.ts';
import { isAllowed } from './rights.ts';
import { tagRoutes } from './tags.ts';

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

/** What is asked for with `$expand` beside the usual members. */
function expanded(resource: Resource, asked: readonly string[]): object {
  const made = new Date(resource.createdAt).toISOString();
  const all = { createdTime: made, changedTime: made, provisioningState: resource.state || 'Succeeded' };
  return Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name.toLowerCase())));
}

function genericView(resource: Resource, asked: readonly string[]): object {
  const { id, name, type, body } = resource;
  const { location, tags, sku, kind, identity, managedBy, zones } = body;
  const names = (id.split(`/providers/`).at(-1) ?? '')
    .split('/')
    .filter((_, index) => index % 2 === 0 && index > 0);
  const members = { location, tags, kind, sku, identity, managedBy, zones };
  return {
    id,
    name: names.length === 0 ? name : names.join('/'),
    type,
    ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
    ...expanded(resource, asked),
  };
}

/** What has a region, with the lag that the index of ARM has behind the resources. */
function resourcesBelow(call: Call, scope: string): WireResponse {
  const { cloud, request } = call;
  const { searchParams } = request.url;
  const lag = cloud.surroundings.faults.take('arm.listLag', about(call));
  const lagSeconds =
    lag === undefined ? (cloud.surroundings.profile === 'realistic' ? 20 : 0) : Number(lag['seconds'] ?? 20);
  const asked = (searchParams.get('$expand') ?? '').toLowerCase().split(/\s*,\s*/);
  const found = cloud.store
    .below(scope)
    .filter(({ createdAt }) => createdAt + lagSeconds * 1000 <= cloud.now())
    .filter(({ body, type: own }) => body['location'] !== undefined && own !== resourceGroups.type)
    .filter(resourceFilter(searchParams.get('$filter')));
  return paged(
    call,
    found.map((resource) => genericView(resource, asked)),
  );
}

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
  events: { ...registrationEvents, ...groupEvents },
  routes: [
    ...metadataRoutes,
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
    ...registrationRoutes,
    ...tagRoutes,
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
