import { exitCodes } from '../problems/exit-codes.ts';
import type { Io } from './ports.ts';

/** Runs work that the first Ctrl-C asks to end and the second one ends. */
export async function interruptible<T>(
  io: Pick<Io, 'onInterrupt' | 'exit'>,
  onFirst: () => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const stop = io.onInterrupt(() => {
    if (abort.signal.aborted) io.exit(exitCodes.cancelled);
    abort.abort();
    onFirst();
  });
  try {
    return await work(abort.signal);
  } finally {
    stop();
  }
}
