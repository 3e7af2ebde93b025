import { Problem } from '../../src/problems/problem.ts';
import type { Cluster } from './cluster.ts';
import type { Deployment } from './deployment.ts';

/** What a person is told when `up` fails, and how long it took. */
export async function told(run: Promise<unknown>): Promise<{ problem: Problem; seconds: number }> {
  const began = Date.now();
  const problem = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(problem instanceof Problem)) throw new Error(`no problem was told: ${String(problem)}`);
  return { problem, seconds: (Date.now() - began) / 1000 };
}

/** An administrator's request that has to be taken. */
export async function write(
  cluster: Cluster,
  { method, path, body, type }: { method: string; path: string; body: object; type?: string },
): Promise<void> {
  const answer = await cluster.send({ method, path, body, type });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.body}`);
}

/** What was waited for so far, in the words that people read. */
export const waits = ({ events }: Deployment): readonly string[] =>
  events.flatMap((event) => (event.type === 'step.waiting' ? [event.because] : []));
