import { Problem } from '../problems/problem.ts';

/** Does file work and says in our words what the system's refusal means. */
export function withFileProblems<T>(family: 'state' | 'config', path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileProblem(family, path, error);
  }
}

const reasons: Readonly<Record<string, readonly [code: string, says: string, advice: string]>> = {
  EACCES: ['no-permission', 'may not be touched by this account', 'Look at who owns it: ls -ld'],
  EPERM: ['no-permission', 'may not be touched by this account', 'Look at who owns it: ls -ld'],
  EROFS: [
    'no-permission',
    'is on a file system that is read-only',
    'Set METAFLOW_AZURE_HOME to a folder elsewhere.',
  ],
  ENOSPC: ['disk-full', 'cannot be written: the disk is full', 'Make room and run this again.'],
  EDQUOT: ['disk-full', 'cannot be written: your quota is used up', 'Make room and run this again.'],
  ENOENT: ['not-a-folder', 'cannot be: a folder on its path cannot be made', 'Name a folder elsewhere.'],
  ENOTDIR: ['not-a-folder', 'cannot be: something on its path is a file', 'Move that file away.'],
  EISDIR: ['not-a-file', 'is a folder', 'Move that folder away.'],
};

function fileProblem(family: 'state' | 'config', path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : reasons[code];
  if (error instanceof Problem || reason === undefined) return error;
  const [word, says, advice] = reason;
  const hint = advice.endsWith('-ld') ? `${advice} ${path}` : advice;
  return new Problem(`${family}.${word}`, `${path} ${says}`, { advice: [hint], cause: error });
}
