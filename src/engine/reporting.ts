import type { Run } from './ports.ts';
import type { AnyResource } from './resource.ts';

/** Runs one step and says when it started, and how it ended. */
export async function reporting<W>(
  { id, title }: AnyResource,
  run: Run<W>,
  work: () => Promise<void>,
): Promise<void> {
  const began = run.clock.now();
  run.emit({ type: 'step.started', id, title });
  try {
    await work();
  } catch (error) {
    run.emit({ type: 'step.failed', id, title, error });
    throw error;
  }
  run.emit({ type: 'step.done', id, title, elapsedMs: run.clock.now() - began });
}
