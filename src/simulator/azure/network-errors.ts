import { Refusal } from '../errors.ts';
import { textOf } from '../json.ts';
import { operationHeaders } from '../operations.ts';
import { about, runningOperation } from './lifecycle.ts';
import type { Call, Etags, ResourceType } from './resource-type.ts';
import { topResource } from './target.ts';

/** The 409 of a network where something else is going on. */
export function anotherOperation(type: ResourceType, { cloud, target }: Call): Refusal {
  const running = runningOperation(type, cloud, target.path);
  const uri =
    running === undefined ? '' : (operationHeaders(running)['azure-asyncoperation']?.split('&t=')[0] ?? '');
  return new Refusal(
    409,
    'AnotherOperationInProgress',
    `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${uri}.`,
    { details: [] },
  );
}

/** Networks and subnets: the state of one is what its etag says. */
export const networkEtag: Etags = {
  isHeader: true,
  of: ({ body }) => textOf(body['etag']),
  refusal: () => new Refusal(412, 'PreconditionFailed', 'Precondition failed.', { details: [] }),
};

/** The faults that every network write may meet. */
export function networkTrouble(call: Pick<Call, 'cloud' | 'request' | 'target'>): void {
  const { faults } = call.cloud.surroundings;
  const knobs = faults.take('net.retryable429', about(call));
  if (knobs === undefined) return;
  const seconds = Number(knobs['retryAfter'] ?? 11);
  throw new Refusal(429, 'RetryableError', 'A retryable error occurred.', {
    cause: 'service',
    headers: { 'retry-after': String(seconds) },
    details: [
      {
        code: 'RetryableErrorDueToAnotherOperation',
        message: `Operation PutSubnetOperation (${call.cloud.guid()}) is updating resource ${topResource(call.target.path)}. The call can be retried in ${seconds} seconds.`,
      },
    ],
  });
}

/** Whether a network write that is accepted now is going to fail because of another one. */
export function doomedByAnother(call: Call): { code: string; message: string } | undefined {
  if (call.cloud.surroundings.faults.take('net.anotherOpAsLroFailure', about(call)) === undefined)
    return undefined;
  return {
    code: 'AnotherOperationInProgress',
    message: 'Another operation on this or dependent resource is in progress.',
  };
}
