import { Problem } from '../problems/problem.ts';
import type { Files } from './files.ts';
import { withFileProblems } from './file-problems.ts';

/** Who holds a deployment, for the one who has to wait. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Makes this process the only writer of a deployment until `release` or its end, however it ends. */
export function takeLock(files: Files, path: string, holder: Holder): { release(): void } {
  const attempt = withFileProblems('state', path, () => files.lock(path, JSON.stringify(holder)));
  if (attempt.taken) return attempt;
  throw new Problem('state.locked', `Another run is at work on this deployment: ${describe(attempt.note)}`, {
    advice: [
      'Wait until it has finished, then run this again.',
      'The lock is the running process: when that ends, in whatever way, the lock is gone.',
    ],
  });
}

function describe(note: string): string {
  try {
    const { pid, host, command, since } = JSON.parse(note) as Holder;
    return `\`${command}\`, process ${pid} on ${host}, since ${since}`;
  } catch {
    return 'it has only just begun';
  }
}
