import { Problem, type ProblemFamily } from './problem.ts';

/** What the program's exit code says. README lists them; a test compares. Never reused for another meaning. */
export const exitCodes = {
  ok: 0,
  config: 2,
  'sign-in': 3,
  access: 3,
  azure: 4,
  kubernetes: 4,
  step: 5,
  state: 6,
  leftovers: 7,
  /** `status` found something missing or different; `plan --exit-code` found changes. */
  different: 8,
  bug: 70,
  cancelled: 130,
} as const satisfies Record<ProblemFamily, number> & Record<string, number>;

/** The exit code for anything that was thrown. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Problem)) return exitCodes.bug;
  return exitCodes[error.code.slice(0, error.code.indexOf('.')) as ProblemFamily];
}
