import { regions } from '../catalogue.ts';
import { answer, Refusal } from '../errors.ts';
import type { WireResponse } from '../wire.ts';
import { versionsOf } from './api-versions.ts';
import { registrationKey, registrationState, subscriptionOf } from './conditions.ts';
import { namespaces, type TypeFacts } from './namespaces.ts';
import { paged } from './paging.ts';
import type { Call, Provider, Route } from './resource-type.ts';

function typeView(namespace: string, { name, isTracked }: TypeFacts): object {
  const apiVersions = versionsOf(namespace, name);
  return {
    resourceType: name,
    locations: name === 'privateDnsZones' ? ['global'] : regions.map(({ displayName }) => displayName),
    apiVersions,
    defaultApiVersion: apiVersions[0],
    capabilities: isTracked
      ? 'CrossResourceGroupResourceMove, CrossSubscriptionResourceMove, SupportsTags, SupportsLocation'
      : 'None',
  };
}

function commonView(namespace: string): object {
  return {
    namespace,
    resourceTypes: (namespaces[namespace] ?? []).map((one) => typeView(namespace, one)),
    registrationPolicy: 'RegistrationRequired',
  };
}

function providerView(call: Call, namespace: string): object {
  const { subscriptionId } = subscriptionOf(call);
  return {
    id: `/subscriptions/${subscriptionId}/providers/${namespace}`,
    ...commonView(namespace),
    registrationState: registrationState(call.cloud, subscriptionId, namespace),
  };
}

const tenantView = (namespace: string): object => ({
  id: `/providers/${namespace}`,
  ...commonView(namespace),
});

function knownNamespace({ params }: Call): string {
  const wanted = params['namespace'] ?? '';
  const known = Object.keys(namespaces).find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (known !== undefined) return known;
  throw new Refusal(404, 'InvalidResourceNamespace', `The resource namespace '${wanted}' is invalid.`, {
    cause: 'gateway',
  });
}

function refuseRegistration(call: Call, namespace: string): void {
  const { cloud, request, target, caller } = call;
  const about = `${request.method} ${target.path}`;
  if (cloud.surroundings.faults.take('rp.registerForbidden', about) === undefined) return;
  throw new Refusal(
    403,
    'AuthorizationFailed',
    `The client '${caller.name}' with object id '${caller.objectId}' does not have authorization to perform action '${namespace}/register/action' over scope '/subscriptions/${target.subscriptionId}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    { cause: 'gateway' },
  );
}

function registrationSeconds({ cloud, request, target }: Call): number {
  const knobs = cloud.surroundings.faults.take('rp.slowRegister', `${request.method} ${target.path}`);
  return knobs === undefined ? 45 : Number(knobs['seconds'] ?? 600);
}

function register(call: Call): WireResponse {
  const namespace = knownNamespace(call);
  const { subscriptionId } = subscriptionOf(call);
  refuseRegistration(call, namespace);
  if (registrationState(call.cloud, subscriptionId, namespace) !== 'Registered') {
    const key = registrationKey(subscriptionId, namespace);
    call.cloud.world.registrations[key] = 'Registering';
    call.cloud.later(registrationSeconds(call), 'registered', key);
  }
  return answer(200, providerView(call, namespace));
}

function unregister(call: Call): WireResponse {
  const namespace = knownNamespace(call);
  const { subscriptionId } = subscriptionOf(call);
  if (registrationState(call.cloud, subscriptionId, namespace) === 'Registered') {
    const key = registrationKey(subscriptionId, namespace);
    call.cloud.world.registrations[key] = 'Unregistering';
    call.cloud.later(45, 'unregistered', key);
  }
  return answer(200, providerView(call, namespace));
}

/** Registrations take their time. Whoever asked last has it. */
export const registrationEvents: NonNullable<Provider['events']> = {
  registered: ({ world }, key) => {
    if (world.registrations[key] === 'Registering') world.registrations[key] = 'Registered';
  },
  unregistered: ({ world }, key) => {
    if (world.registrations[key] === 'Unregistering') world.registrations[key] = 'NotRegistered';
  },
};

const root = '/subscriptions/{subscription}/providers';
const change = (verb: 'register' | 'unregister', answerTo: Route['answer']): Route => ({
  method: 'POST',
  path: `${root}/{namespace}/${verb}`,
  action: `Microsoft.Resources/subscriptions/providers/${verb}/action`,
  ackSeconds: 1,
  answer: answerTo,
});

/** Providers, in the subscription and as the tenant sees them. */
export const registrationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: root,
    action: 'Microsoft.Resources/subscriptions/providers/read',
    answer: (call) =>
      paged(
        call,
        Object.keys(namespaces).map((name) => providerView(call, name)),
      ),
  },
  {
    method: 'GET',
    path: `${root}/{namespace}`,
    answer: (call) => answer(200, providerView(call, knownNamespace(call))),
  },
  {
    method: 'GET',
    path: `${root}/{namespace}/resourceTypes`,
    answer: (call) => {
      const namespace = knownNamespace(call);
      return answer(200, { value: (namespaces[namespace] ?? []).map((one) => typeView(namespace, one)) });
    },
  },
  change('register', register),
  change('unregister', unregister),
  {
    method: 'GET',
    path: '/providers',
    answer: (call) => paged(call, Object.keys(namespaces).map(tenantView)),
  },
  {
    method: 'GET',
    path: '/providers/{namespace}',
    answer: (call) => answer(200, tenantView(knownNamespace(call))),
  },
];
