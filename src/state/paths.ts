import { join } from 'node:path';
import type { Files } from './files.ts';

/** Where one deployment's memory lies. */
export interface DeploymentPaths {
  readonly folder: string;
  readonly state: string;
  readonly lock: string;
  readonly events: string;
}

/**
 * The folder of all deployments: `METAFLOW_AZURE_HOME`, or `.metaflow-azure` in the home directory.
 *
 * Rehearsals have their own inside it, whose underscore no deployment's name may have: a simulated memory must never
 * be taken for that of a real cloud.
 */
export function stateHome(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  simulate: boolean,
): string {
  const own = env['METAFLOW_AZURE_HOME'];
  const root = own === undefined || own === '' ? join(home, '.metaflow-azure') : own;
  return simulate ? join(root, '_simulated') : root;
}

/** The files of the deployment called `name`. */
export function pathsOf(root: string, name: string): DeploymentPaths {
  const folder = join(root, name);
  return {
    folder,
    state: join(folder, 'state.json'),
    lock: join(folder, 'lock'),
    events: join(folder, 'events.ndjson'),
  };
}

/** Names of the deployments that are remembered under `root`. */
export function deploymentsIn(files: Files, root: string): readonly string[] {
  return files.list(root).filter((name) => !name.startsWith('_') && files.exists(pathsOf(root, name).state));
}
