import { Refusal } from '../errors.ts';
import { pollResponse, type Operation, type polledOperation } from '../operations.ts';
import type { WireResponse } from '../wire.ts';
import { about, shown } from './lifecycle.ts';
import { checkPollRight } from './linked-access.ts';
import type { Types } from './removal.ts';
import type { Call } from './resource-type.ts';

type Polled = Exclude<ReturnType<typeof polledOperation>, undefined>;

/** The answer to a poll. In 'realistic' the first poll of PostgreSQL gets lost and the first of AKS times out. */
export function pollAnswer(call: Call, polled: Polled, types: Types): WireResponse {
  const { faults, profile } = call.cloud.surroundings;
  const isLost =
    faults.take('lro.poll404Once', about(call)) !== undefined ||
    faults.take('lro.poll404Forever', about(call)) !== undefined;
  if (polled === 'unknown' || isLost) throw unknown(call);
  const { op, at } = polled;
  checkPollRight(call, op);
  op.polls += 1;
  if (profile === 'realistic' && op.polls === 1) stumble(call, op);
  const resource = call.cloud.store.get(op.resourceId);
  const type = resource === undefined ? undefined : types.get(resource.type.toLowerCase());
  const view = resource === undefined || type === undefined ? undefined : shown(type, resource, call.cloud);
  return pollResponse(op, at, { shown: view, now: call.cloud.now() });
}

function unknown({ target }: Call): Refusal {
  const name = target.path.split('/').at(-1) ?? '';
  return new Refusal(404, 'OperationIdNotFound', `The operation with Id: '${name}' does not exist.`);
}

function stumble(call: Call, op: Operation): void {
  if (op.style === 'postgres') throw unknown(call);
  if (op.style !== 'containerservice') return;
  throw new Refusal(
    504,
    'GatewayTimeout',
    "The gateway did not receive a response from 'Microsoft.ContainerService' within the specified time period.",
    { cause: 'gateway' },
  );
}
