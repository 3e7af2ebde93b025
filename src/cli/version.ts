import { readFileSync } from 'node:fs';

/** What people type. */
export const programName = 'metaflow-azure';

/** The version of this package. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
