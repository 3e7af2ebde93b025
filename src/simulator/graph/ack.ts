import type { Surroundings } from '../ports.ts';
import { pathOf } from './call.ts';
import { secondsOf, type Seconds } from '../spread.ts';
import type { WireRequest } from '../wire.ts';

/** Recorded calls; what is not named takes as long as a read. */
const MEASURED: readonly { readonly operation: RegExp; readonly seconds: Seconds }[] = [
  { operation: /^POST \/v1\.0\/applications$/, seconds: { p50: 1.5, p90: 4 } },
  { operation: /^(PATCH|DELETE) \/v1\.0\/(applications|servicePrincipals)/, seconds: { p50: 2, p90: 4 } },
  { operation: /^POST \/v1\.0\/servicePrincipals$/, seconds: { p50: 1, p90: 2 } },
  { operation: /^POST .*\/(addPassword|removePassword)$/, seconds: { p50: 1, p90: 1.5 } },
  { operation: /^DELETE \/v1\.0\/directory\/deletedItems\//, seconds: { p50: 1, p90: 3 } },
];

const READ_SECONDS: Seconds = { p50: 0.25, p90: 0.8 };

/** How long Graph takes to answer a request, in milliseconds. */
export function graphAckMs(surroundings: Surroundings, { method, url }: WireRequest): number {
  const about = `${method} ${pathOf(url)}`;
  const measured = MEASURED.find(({ operation }) => operation.test(about));
  return secondsOf(surroundings, measured?.seconds ?? READ_SECONDS) * 1000;
}
