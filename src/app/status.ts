import { plan } from '../engine/plan.ts';
import { stack } from '../stack.ts';
import { runOf } from './outcome.ts';
import type { Session, StatusReport } from './ports.ts';

/** Every step as it is in the cloud now, drift included. Writes nothing. */
export async function status(session: Session): Promise<StatusReport> {
  const steps = await plan(stack, { ...runOf(session), adopt: false });
  return {
    deployment: session.world.config.name,
    steps,
    inStep: steps.every(({ does }) => does === 'keep'),
  };
}
