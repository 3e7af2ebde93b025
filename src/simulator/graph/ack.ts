import { pathOf } from './call.ts';
import type { WireRequest } from '../wire.ts';

/** Medians of recorded calls, in seconds (facts, latency profile); what is not named takes as long as a read. */
const MEASURED: readonly { readonly operation: RegExp; readonly seconds: number }[] = [
  { operation: /^POST \/v1\.0\/applications$/, seconds: 1.5 },
  { operation: /^(PATCH|DELETE) \/v1\.0\/(applications|servicePrincipals)/, seconds: 2 },
  { operation: /^POST \/v1\.0\/servicePrincipals$/, seconds: 1 },
  { operation: /^POST .*\/(addPassword|removePassword)$/, seconds: 1 },
  { operation: /^DELETE \/v1\.0\/directory\/deletedItems\//, seconds: 1 },
];

const READ_SECONDS = 0.25;

/** How long Graph takes to answer a request, in milliseconds. */
export function graphAckMs({ method, url }: WireRequest): number {
  const about = `${method} ${pathOf(url)}`;
  return (MEASURED.find(({ operation }) => operation.test(about))?.seconds ?? READ_SECONDS) * 1000;
}
