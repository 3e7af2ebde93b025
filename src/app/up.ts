import { rollback } from '../engine/down.ts';
import { plan, typicalDuration } from '../engine/plan.ts';
import { notOurs } from '../engine/step.ts';
import { up } from '../engine/up.ts';
import { checksFor } from '../preflight/checks.ts';
import { runChecks } from '../preflight/check.ts';
import { stack } from '../stack.ts';
import { costOf } from './cost.ts';
import { outcomeOf, runOf } from './outcome.ts';
import type { Outcome, Preview, Session } from './ports.ts';

/**
 * Looks at everything and changes nothing: what `up` would do, what stands in its way, how long and how dear.
 *
 * @throws Problem `azure.not-ours` naming all things that exist, are not ours, and were not to be adopted.
 */
export async function preview(session: Session): Promise<Preview> {
  const steps = await plan(stack, runOf(session));
  const foreign = steps.filter(({ does }) => does === 'foreign');
  if (foreign.length > 0) throw notOurs(foreign);
  const checks = await runChecks(
    checksFor(stack),
    { world: session.world, steps, begun: (id) => session.state.entry(id) !== undefined },
    (check) => session.emit({ type: 'check.done', check }),
  );
  return { checks, steps, typicalSeconds: typicalDuration(steps), cost: costOf(session.world.config) };
}

/** Makes it so. Running it again is how one resumes after anything. */
export async function apply(session: Session): Promise<Outcome> {
  return outcomeOf(stack, await up(stack, runOf(session)));
}

/** Takes back what this run created: the `--rollback` of a run that failed. */
export async function undo(session: Session): Promise<Outcome> {
  const { signal: _stopped, ...fresh } = session;
  return outcomeOf(stack, await rollback(stack, runOf(fresh)));
}
