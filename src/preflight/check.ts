import type { PlannedStep } from '../engine/plan.ts';
import { Problem, type ProblemFamily } from '../problems/problem.ts';
import { problemFrom } from '../problems/from-azure.ts';
import type { World } from '../world.ts';

/** One thing that was checked before the first write. `unknown`: nobody would tell us; it is no reason to stop. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was seen, for a person; on 'ok' it may be empty. */
  readonly says: string;
  readonly advice: readonly string[];
  /** Of one that failed: who can mend it, and with it the exit code. */
  readonly family?: ProblemFamily;
}

/** What a check may look at: the world, and what `up` is about to do. */
export interface CheckContext {
  readonly world: World;
  readonly steps: readonly PlannedStep[];
  /** Whether `up` will create the resource with this id. */
  creates(id: string): boolean;
}

export type Verdict = Pick<CheckResult, 'verdict' | 'says'> & { readonly advice?: readonly string[] };

/** One question that can be answered before the first write. `undefined`: it does not arise. */
export interface Check {
  readonly id: string;
  /** Who can mend it when it fails. */
  readonly family: ProblemFamily;
  readonly title: string;
  run(ctx: CheckContext): Promise<Verdict | undefined>;
}

/** Nothing stands in the way. */
export const ok = (says = ''): Verdict => ({ verdict: 'ok', says });
/** `up` would fail on this: it stops before the first write. */
export const failed = (says: string, ...advice: readonly string[]): Verdict => ({
  verdict: 'failed',
  says,
  advice,
});
/** Worth knowing, no reason to stop. */
export const warning = (says: string, ...advice: readonly string[]): Verdict => ({
  verdict: 'warning',
  says,
  advice,
});

/**
 * Asks all of the checks at once. One that gets no answer says so and stops nobody: a wrong alarm is worse than none.
 *
 * `begun` tells what an earlier run has asked for and Azure may not show yet: its name is taken, and by us.
 */
export async function runChecks(
  checks: readonly Check[],
  {
    world,
    steps,
    begun,
  }: Pick<CheckContext, 'world' | 'steps'> & { readonly begun: (id: string) => boolean },
  report: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const creating = new Set(
    steps.filter(({ does, id }) => does === 'create' && !begun(id)).map(({ id }) => id),
  );
  const ctx: CheckContext = { world, steps, creates: (id) => creating.has(id) };
  const results = await Promise.all(
    checks.map(async ({ id, title, family, run }): Promise<CheckResult | undefined> => {
      const verdict = await run(ctx).catch((error: unknown) => unanswered(title, error));
      if (verdict === undefined) return undefined;
      const isFailed = verdict.verdict === 'failed';
      const result = { id, title, advice: [], ...verdict, ...(isFailed ? { family } : {}) };
      report(result);
      return result;
    }),
  );
  return results.filter((result) => result !== undefined);
}

function unanswered(title: string, error: unknown): Verdict {
  const problem = problemFrom(error, { doing: 'read', what: title });
  if (!(problem instanceof Problem) || problem.code.startsWith('sign-in.')) throw problem;
  return { verdict: 'unknown', says: `cannot tell: ${problem.message}` };
}
