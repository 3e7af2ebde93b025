import type { AnyResource } from '../engine/resource.ts';
import type { Result } from '../engine/schedule.ts';
import type { Run } from '../engine/ports.ts';
import type { World } from '../world.ts';
import type { Outcome, Session, StepName } from './ports.ts';

/** A session as the engine takes it. */
export const runOf = (session: Session): Run<World> => ({
  id: session.runId,
  world: session.world,
  state: session.state,
  clock: session.clock,
  emit: session.emit,
  adopt: session.adopt,
  signal: session.signal,
});

/** The results of the engine, sorted by how they ended, in the order of the stack. */
export function outcomeOf(stack: readonly AnyResource[], results: ReadonlyMap<string, Result>): Outcome {
  const named = stack.flatMap(({ id, title }) => {
    const result = results.get(id);
    return result === undefined ? [] : [{ id, title, result }];
  });
  const names = (is: Result['is']): readonly StepName[] =>
    named.filter(({ result }) => result.is === is).map(({ id, title }) => ({ id, title }));
  return {
    done: names('done'),
    failed: named.flatMap(({ id, title, result }) =>
      result.is === 'failed' ? [{ id, title, error: result.error }] : [],
    ),
    skipped: names('skipped'),
  };
}
