import { ApiRefusal } from '../refusals.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { recordEvent } from './events.ts';

/** How long a controller waits after the API server refused what it wanted to make. */
const RETRY_MS = 10_000;

/** How an attempt to make something went. */
export interface Attempt {
  /** When to try again, if it did not work or has not been tried. */
  readonly retryAt?: number;
  /** Why the API server refused it. */
  readonly why?: string;
}

const keyOf = ({ metadata }: KubeObject): string => `attempt ${metadata.uid ?? ''}`;

/** Makes something for `owner` unless a refusal of its last attempt is too fresh. An event tells of a refusal. */
export function attempt(
  cluster: Cluster,
  owner: KubeObject,
  make: () => void,
  [reason, intro]: readonly [string, string] = ['FailedCreate', 'Error creating: '],
): Attempt {
  const { plans } = cluster.state;
  const held = plans[keyOf(owner)];
  if (held !== undefined && Number(held['until']) > cluster.now) {
    return { retryAt: Number(held['until']), why: String(held['why']) };
  }
  try {
    make();
    delete plans[keyOf(owner)];
    return {};
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    const until = cluster.now + RETRY_MS;
    plans[keyOf(owner)] = { until, why: error.message };
    recordEvent(cluster, owner, 'Warning', [reason, intro + error.message]);
    return { retryAt: until, why: error.message };
  }
}
