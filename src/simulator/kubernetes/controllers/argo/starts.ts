import type { Cluster } from '../../store.ts';
import type { Seat } from '../seats.ts';
import { eventsStartFailure, isEventsController } from './events-config.ts';
import { isWorkflowController, workflowStartFailure } from './workflows-config.ts';

/** The last words of a program of Argo that ends right after its start; undefined when it, or another, goes on. */
export function startFailure(cluster: Cluster, seat: Seat): string | undefined {
  if (isEventsController(seat)) return eventsStartFailure(cluster, seat);
  if (isWorkflowController(seat)) return workflowStartFailure(cluster, seat);
  return undefined;
}
