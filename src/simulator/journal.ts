import type { Clock } from './clock.ts';
import type { Directory } from './ports.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** One call that took effect. */
export interface JournalEntry {
  readonly at: number;
  readonly method: string;
  /** Without the parts of the query that give access to something. */
  readonly url: string;
  readonly status: number;
  /** Name of who called, if anybody that the directory knows. */
  readonly caller?: string;
}

/** Query parameters that sign something. */
const secretParameters = ['t', 'c', 's', 'h', 'sig', 'code', 'client_secret'];

/** A diary of calls, in the order in which they took effect. */
export function createJournal(
  clock: Clock,
  directory: Directory,
  length: number,
): {
  readonly entries: readonly JournalEntry[];
  record(request: WireRequest, response: Pick<WireResponse, 'status'>): void;
} {
  const entries: JournalEntry[] = [];
  return {
    entries,
    record({ method, url, headers }, { status }) {
      const shown = new URL(url);
      for (const name of secretParameters) shown.searchParams.delete(name);
      const caller = directory.authenticate(headers['authorization']);
      const who = 'error' in caller ? {} : { caller: caller.name };
      entries.push({ at: clock.now(), method, url: shown.href, status, ...who });
      if (entries.length > length) entries.splice(0, entries.length - length);
    },
  };
}
