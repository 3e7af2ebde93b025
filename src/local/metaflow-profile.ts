import { dirname, isAbsolute, join } from 'node:path';
import { Problem } from '../problems/problem.ts';
import type { Files } from '../state/files.ts';
import { withFileProblems } from '../state/file-problems.ts';

/** The keys of a Metaflow configuration. Dictionaries are JSON strings, for a native one does not reach tasks. */
export type Profile = Readonly<Record<string, unknown>>;

/** One key that writing would change. */
export interface ProfileChange {
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What is in the file now, beside what would be in it. */
export interface ProfileComparison {
  readonly path: string;
  /** The file's present text; undefined when there is none. */
  readonly existing: string | undefined;
  readonly changes: readonly ProfileChange[];
  /** Keys of the file that we do not set: they stay. */
  readonly kept: readonly string[];
  readonly text: string;
}

interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cwd: string;
  readonly profile?: string | undefined;
  readonly path?: string | undefined;
}

/** Where Metaflow looks for a profile: `METAFLOW_HOME` or `~/.metaflowconfig`, `config.json` or `config_<profile>.json`. */
export function profilePath({ env, home, cwd, profile, path }: Place): string {
  const absolute = (text: string): string => {
    const expanded = text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text;
    return isAbsolute(expanded) ? expanded : join(cwd, expanded);
  };
  if (path !== undefined) return absolute(path);
  const name = profile ?? env['METAFLOW_PROFILE'] ?? '';
  if (!/^[\w.-]*$/.test(name)) {
    throw new Problem('config.invalid', `"${name}" is no name for a Metaflow profile`, {
      advice: ['Letters, digits, dots, dashes and underscores make one, for example --profile azure'],
    });
  }
  const folder = env['METAFLOW_HOME'] || join(home, '.metaflowconfig');
  return join(absolute(folder), name === '' ? 'config.json' : `config_${name}.json`);
}

/** A profile as Metaflow itself would write it: sorted keys, four spaces. */
export const profileText = (profile: Profile): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(profile).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    undefined,
    4,
  );

/** What writing `profile` to `path` would change there. Nothing that we do not set is taken away. */
export function compareProfile(files: Files, path: string, profile: Profile): ProfileComparison {
  const existing = withFileProblems('config', path, () => files.read(path));
  const before = existing === undefined ? {} : parse(path, existing);
  const changes = Object.entries(profile)
    .filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value))
    .map(([key, to]) => ({ key, from: before[key], to }));
  const kept = Object.keys(before).filter((key) => !Object.hasOwn(profile, key));
  return { path, existing, changes, kept, text: `${profileText({ ...before, ...profile })}\n` };
}

/** Writes the profile, mode 0600, as one act; what was there stays beside it. Returns the backup's path. */
export function writeProfile(files: Files, comparison: ProfileComparison, now: number): string | undefined {
  const { path, existing, text } = comparison;
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  const backup = existing === undefined ? undefined : `${path}.${stamp}.bak`;
  withFileProblems('config', path, () => {
    if (backup !== undefined && existing !== undefined) files.write(backup, existing);
    files.write(path, text);
  });
  return backup;
}

function parse(path: string, text: string): Profile {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Profile;
  } catch {
    // said below
  }
  throw new Problem('config.unreadable', `${path} is not a JSON object, so Metaflow cannot read it either`, {
    advice: [
      `Move it away: mv ${path} ${path}.broken`,
      `Or write beside it: --path ${join(dirname(path), 'config_azure.json')}`,
    ],
  });
}
