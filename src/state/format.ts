import { z } from 'zod';
import type { Entry } from '../engine/ports.ts';
import { Problem } from '../problems/problem.ts';
import type { Migration } from './migrations/list.ts';

/** The form of the state file that this program writes. */
export const SCHEMA = 1;

const entrySchema = z.looseObject({
  phase: z.enum(['making', 'ready', 'removing']),
  origin: z.enum(['created', 'adopted']),
  run: z.string(),
  outputs: z.unknown().optional(),
});
const stateSchema = z.looseObject({
  schema: z.number(),
  writtenBy: z.string(),
  lineage: z.string(),
  serial: z.number().int(),
  config: z.record(z.string(), z.unknown()).optional(),
  resources: z.record(z.string(), entrySchema),
});

/** A state file's content. What a program of the same schema added and we do not know is kept. */
export interface StoredState {
  readonly schema: number;
  readonly writtenBy: string;
  readonly lineage: string;
  readonly serial: number;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly resources: Record<string, Entry>;
}

/** The file that is read, and whether the one of before the last run is still there. */
interface About {
  readonly path: string;
  readonly hasBackup?: () => boolean;
}

/** Reads a state file of this schema or an older one; `from` is the schema it was written in. */
export function parseState(
  text: string,
  about: About & { readonly migrations: readonly Migration[]; readonly schema?: number },
): { readonly state: StoredState; readonly from: number } {
  const schema = about.schema ?? SCHEMA;
  const raw = objectIn(text, about);
  const from = raw['schema'];
  if (typeof from !== 'number') throw unreadable(about, 'it does not say which schema it has');
  if (from > schema) throw newer(about.path, raw['writtenBy']);

  let migrated = raw;
  for (let at = from; at < schema; at++) {
    const step = about.migrations.find((migration) => migration.from === at);
    if (step === undefined) throw unreadable(about, `nothing leads on from schema ${at}`);
    migrated = { ...step.migrate(migrated), schema: at + 1 };
  }
  const parsed = stateSchema.safeParse(migrated);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unreadable(about, `${issue?.path.join('.')}: ${issue?.message}`);
  }
  return { state: parsed.data, from };
}

function objectIn(text: string, about: About): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    throw unreadable(about, 'it is not JSON');
  }
  throw unreadable(about, 'it is not a JSON object');
}

function unreadable({ path, hasBackup }: About, reason: string): Problem {
  const isKept = hasBackup?.() === true;
  return new Problem('state.unreadable', `${path} cannot be read: ${reason}. Nothing was touched`, {
    advice: [
      ...(isKept ? [`As it was before the last run: cp ${path}.bak ${path}`] : []),
      `${isKept ? 'Without it: ' : ''}mv ${path} ${path}.broken, and run up again with --name, --subscription and --location. Everything is found again by name.`,
    ],
  });
}

const newer = (path: string, writer: unknown): Problem =>
  new Problem('state.newer', `${path} was written by ${String(writer)}, which is newer than this program`, {
    advice: ['Get the newer one: npm install -g metaflow-azure@latest'],
  });
