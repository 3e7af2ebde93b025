import { Refusal } from '../errors.ts';
import { textOr } from '../json.ts';
import type { Cloud } from './cloud.ts';
import { aksRefusal } from './cluster-rules.ts';
import { busyServer } from './postgres-busy.ts';

/** What may meet any request before somebody looks at it: outages and throttling. */
export function checkWeather(cloud: Cloud, about: string): void {
  const { faults } = cloud.surroundings;
  const burst = faults.take('http.5xxBurst', about);
  if (burst !== undefined) {
    const status = Number(burst['status'] ?? 503);
    const [code, message] = outages[status] ?? [
      'InternalServerError',
      'The server encountered an internal error.',
    ];
    throw new Refusal(status, textOr(burst['code'], code), message, { cause: 'service' });
  }
  if (faults.take('http.html503', about) !== undefined) {
    throw new Refusal(
      503,
      'ServiceUnavailable',
      '<html><body>Our services are not available right now</body></html>',
      { page: true },
    );
  }
  checkThrottle(cloud, about);
  checkProviders(cloud, about);
}

const outages: Readonly<Record<number, readonly [string, string]>> = {
  500: ['InternalServerError', 'The server encountered an internal error.'],
  502: ['BadGatewayConnection', 'The network connectivity issue encountered.'],
  503: ['ServerTimeout', 'The request timed out.'],
  504: ['GatewayTimeout', 'The gateway did not receive a response within the specified time period.'],
};

const waiting = (knobs: Readonly<Record<string, unknown>>): { headers?: Record<string, string> } =>
  knobs['retryAfter'] === undefined
    ? {}
    : { headers: { 'retry-after': String(Number(knobs['retryAfter'])) } };

function checkThrottle(cloud: Cloud, about: string): void {
  const { faults, profile } = cloud.surroundings;
  const isSixtieth = about.startsWith('GET') && cloud.world.ledger.reads % 60 === 59;
  const throttle =
    faults.take('throttle.arm', about) ??
    (profile === 'realistic' && isSixtieth ? { retryAfter: 5 } : undefined);
  if (throttle === undefined) return;
  throw new Refusal(
    429,
    'SubscriptionRequestsThrottled',
    `The request for subscription '${/[^/]{36}/.exec(about)?.[0] ?? ''}' could not be processed due to an excessive volume of traffic. Please try again later.`,
    { cause: 'gateway', ...waiting(throttle) },
  );
}

/** What the providers of clusters and databases have of their own: buckets, breakdowns, maintenance. */
function checkProviders(cloud: Cloud, about: string): void {
  const { faults } = cloud.surroundings;
  const isWrite = /^(PUT|PATCH|POST|DELETE) /.test(about);
  if (/\/Microsoft\.ContainerService\//i.test(about)) {
    const throttle = faults.take('throttle.aks', about);
    if (throttle !== undefined) {
      throw aksRefusal(
        429,
        'Throttled',
        'The request has been throttled. Please retry later.',
        waiting(throttle),
      );
    }
    if (isWrite && faults.take('aks.flatErrors', about) !== undefined) {
      throw aksRefusal(500, 'GetVnetError', 'Get virtual network failed. Please try again later.', {
        flat: 'bare',
      });
    }
  }
  const server = /\/flexibleServers\/([^/]+)/i.exec(about)?.[1];
  if (server === undefined || !isWrite || faults.take('pg.maintenance', about) === undefined) return;
  throw busyServer(server);
}
