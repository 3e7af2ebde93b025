// A whole `up` against the simulated cloud, for scripts that look at it from outside.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The simulated operator sees two subscriptions: one has to be named. */
const SUBSCRIPTION = '00000000-0000-4000-8000-000000000001';
export const REHEARSAL = [
  'up',
  '--simulate',
  '--yes',
  '--subscription',
  SUBSCRIPTION,
  '--location',
  'eastus2',
];

/** Calls `use(folder)` with an empty folder that is gone afterwards. */
export function inEmptyFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'metaflow-azure-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The environment of somebody who has this home directory, no terminal and no settings of ours. */
export function cleanEnvironment(home) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(METAFLOW|AZURE|XDG_|NODE_OPTIONS)/i.test(name),
  );
  return { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home, CI: '1', NO_COLOR: '1' };
}
