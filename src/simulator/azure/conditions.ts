import { regions, subscriptions } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import { textOr } from '../json.ts';
import type { Caller } from '../ports.ts';
import type { WireRequest } from '../wire.ts';
import type { Cloud, Registration } from './cloud.ts';
import type { Call } from './resource-type.ts';
import { covers } from './rights.ts';
import type { Target } from './target.ts';
import { checkWeather } from './weather.ts';

interface Incoming {
  readonly request: WireRequest;
  readonly target: Target;
  readonly caller: Caller;
}

/** What ARM checks before it knows whom it is talking to about what: the weather and the version. Answers the version. */
export function checkConditions(cloud: Cloud, incoming: Incoming): string {
  const { request, target } = incoming;
  const about = `${request.method} ${target.path}`;
  const apiVersion = request.url.searchParams.get('api-version') ?? '';
  checkWeather(cloud, about);
  if (apiVersion === '') {
    throw new Refusal(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
      { cause: 'gateway' },
    );
  }
  if (!/^\d{4}-\d{2}-\d{2}(-(preview|alpha|beta|privatepreview))?$/.test(apiVersion)) {
    throw new Refusal(400, 'InvalidApiVersionParameter', `The api-version '${apiVersion}' is invalid.`, {
      cause: 'gateway',
    });
  }
  return apiVersion;
}

/** What ARM checks of a change that the caller has the right to make: the subscription, locks, policy. */
export function checkGuards({ cloud, request, target }: Call): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const about = `${request.method} ${target.path}`;
  checkDisabled(cloud, target, about);
  checkLocks(cloud, request.method, target);
  if (request.method === 'PUT') checkPolicy(cloud, target, about);
}

function checkDisabled(cloud: Cloud, { subscriptionId }: Target, about: string): void {
  if (subscriptionId === undefined) return;
  if (cloud.surroundings.faults.take('sub.disabled', about) === undefined) return;
  throw new Refusal(
    409,
    'ReadOnlyDisabledSubscription',
    `The subscription '${subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
    { cause: 'gateway' },
  );
}

/** A lock on a scope binds everything below it; a ReadOnly one also stops POST actions. */
function checkLocks(cloud: Cloud, method: string, target: Target): void {
  const isLockItself = target.type?.toLowerCase() === 'microsoft.authorization/locks';
  if (isLockItself || target.subscriptionId === undefined) return;
  const fault = cloud.surroundings.faults.take('lock.on', `${method} ${target.path}`);
  const locks = cloud.store.ofType('Microsoft.Authorization/locks').map(({ id, body }) => ({
    scope: id.slice(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/locks')),
    level: String((body['properties'] as { level?: string }).level),
  }));
  const binding = [
    ...locks.filter(({ scope }) => covers(scope, target.path)),
    ...locks.filter(({ scope }) => method === 'DELETE' && covers(target.path, scope)),
    ...(fault === undefined
      ? []
      : [{ scope: textOr(fault['scope'], target.path), level: textOr(fault['level'], 'CanNotDelete') }]),
  ].filter(({ level }) => level === 'ReadOnly' || method === 'DELETE');
  if (binding.length === 0) return;
  const verb = method === 'DELETE' ? 'delete' : 'write';
  throw new Refusal(
    409,
    'ScopeLocked',
    `The scope '${target.path}' cannot perform ${verb} operation because following scope(s) are locked: '${binding.map(({ scope }) => scope).join("', '")}'. Please remove the lock and try again.`,
    { cause: 'gateway' },
  );
}

function checkPolicy(cloud: Cloud, target: Target, about: string): void {
  const knobs = cloud.surroundings.faults.take('policy.deny', about);
  if (knobs === undefined) return;
  const name = target.names.at(-1) ?? target.resourceGroup ?? '';
  const reason = textOr(knobs['reason'], 'not allowed here');
  const assignment = textOr(knobs['assignment'], 'corporate rules');
  const scope = `/subscriptions/${target.subscriptionId}`;
  throw new Refusal(
    403,
    'RequestDisallowedByPolicy',
    `Resource '${name}' was disallowed by policy. Reasons: '${reason}'. See error details for policy resource IDs.`,
    {
      cause: 'gateway',
      target: name,
      additionalInfo: [
        {
          type: 'PolicyViolation',
          info: {
            policyDefinitionEffect: 'deny',
            policyDefinitionId: `${scope}/providers/Microsoft.Authorization/policyDefinitions/deny`,
            policyAssignmentId: `${scope}/providers/Microsoft.Authorization/policyAssignments/deny`,
            policyAssignmentName: 'deny',
            policyAssignmentDisplayName: assignment,
            policyAssignmentScope: scope,
          },
        },
      ],
    },
  );
}

/** The subscription of a call, or the 404 of ARM. */
export function subscriptionOf({ target }: Call): (typeof subscriptions)[number] {
  const wanted = (target.subscriptionId ?? '').toLowerCase();
  const found = subscriptions.find(({ subscriptionId }) => subscriptionId === wanted);
  if (found !== undefined) return found;
  throw new Refusal(
    404,
    'SubscriptionNotFound',
    `The subscription '${target.subscriptionId}' could not be found.`,
    { cause: 'gateway' },
  );
}

/** Namespaces that need no registration. */
const alwaysOn = ['microsoft.authorization', 'microsoft.resources', 'microsoft.commerce'];

/** The key of a registration in the world. */
export function registrationKey(subscriptionId: string, namespace: string): string {
  return `${subscriptionId}/${namespace}`.toLowerCase();
}

/** Whether a namespace can be used in a subscription: PostgreSQL and AKS must be registered first in 'realistic'. */
export function registrationState(cloud: Cloud, subscriptionId: string, namespace: string): Registration {
  if (alwaysOn.includes(namespace.toLowerCase())) return 'Registered';
  const known = cloud.world.registrations[registrationKey(subscriptionId, namespace)];
  if (known !== undefined) return known;
  const isLate = /^Microsoft\.(ContainerService|DBforPostgreSQL)$/i.test(namespace);
  return isLate && cloud.surroundings.profile === 'realistic' ? 'NotRegistered' : 'Registered';
}

/** Refuses calls into a namespace that the subscription is not registered for. */
export function checkProvider({ cloud, target, request }: Call): void {
  const { namespace, subscriptionId } = target;
  if (namespace === undefined || subscriptionId === undefined) return;
  checkRegion(cloud, request, target);
  const isWrite = request.method !== 'GET' && request.method !== 'DELETE';
  const about = `${request.method} ${target.path}`;
  const fault = isWrite ? cloud.surroundings.faults.take('rp.notRegistered', about) : undefined;
  const state = registrationState(cloud, subscriptionId, namespace);
  if (fault === undefined && (!isWrite || state !== 'NotRegistered')) return;
  const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
  throw new Refusal(409, 'MissingSubscriptionRegistration', message, {
    cause: 'gateway',
    details: [{ code: 'MissingSubscriptionRegistration', target: namespace, message }],
  });
}

/** Providers come to new regions, and a subscription that was registered before has to say so again. */
function checkRegion(cloud: Cloud, { method, body }: WireRequest, { path, type }: Target): void {
  if (method !== 'PUT') return;
  if (cloud.surroundings.faults.take('rp.locationMissing', `${method} ${path}`) === undefined) return;
  const wanted = /"location"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '';
  const region = regions.find(({ name }) => name === wanted)?.displayName ?? wanted;
  throw new Refusal(
    409,
    'MissingRegistrationForLocation',
    `The subscription is not registered for the resource type '${type?.split('/').slice(1).join('/')}' in the location '${region}'. Please re-register for this provider in order to have access to this location.`,
    { cause: 'gateway' },
  );
}
