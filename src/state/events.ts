import type { AppEvent } from '../app/ports.ts';
import { Problem } from '../problems/problem.ts';
import type { Files } from './files.ts';

/**
 * Writes what happens to `events.ndjson`, for people and bug reports: nothing reads it back.
 *
 * A log that cannot be written is no reason to stop, so failures are swallowed.
 */
export const eventLog =
  (options: { readonly files: Files; readonly path: string; now(): number; readonly run: string }) =>
  (event: AppEvent): void => {
    const { files, path, run } = options;
    const line = { at: new Date(options.now()).toISOString(), run, ...plainEvent(event) };
    try {
      files.append(path, `${JSON.stringify(line)}\n`);
    } catch {
      // see above
    }
  };

/** An event as JSON can hold it: errors become their code and words. */
export function plainEvent(event: AppEvent): Record<string, unknown> {
  if (!('error' in event)) return { ...event };
  return { ...event, error: plainError(event.error) };
}

/** What may be written down of a thrown thing. Causes stay out: they are other people's words. */
export function plainError(error: unknown): Record<string, unknown> {
  if (error instanceof Problem) {
    const { code, message, advice, requestId } = error;
    return { code, message, advice, ...(requestId === undefined ? {} : { requestId }) };
  }
  return { code: 'bug', message: error instanceof Error ? error.message : String(error) };
}
