import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../../golden/transcripts/', import.meta.url);

/** The transcript of that name, to compare with; `UPDATE_GOLDEN=1` takes what is there now for it, to be reviewed. */
export function transcript(name: string, present: string): string {
  const file = new URL(`${name}.txt`, folder);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, present);
  }
  return readFileSync(file, 'utf8');
}
