import { isAbsolute, join } from 'node:path';
import type { RememberedConfig } from '../config/schema.ts';
import { flagOf } from '../config/fields.ts';
import { readConfigFile } from '../config/file.ts';
import type { Config } from '../config/schema.ts';
import { faultIn, gather, resolveConfig, type ConfigSources, type Given } from '../config/sources.ts';
import { Problem } from '../problems/problem.ts';
import { withFileProblems } from '../state/file-problems.ts';
import { deploymentsIn, pathsOf, stateHome, type DeploymentPaths } from '../state/paths.ts';
import { openState } from '../state/state-file.ts';
import type { Call } from './command.ts';

/** Which deployment a command is about, and what is known of it before anybody is asked. */
export interface Known {
  readonly sources: ConfigSources;
  /** Names of all remembered deployments. */
  readonly names: readonly string[];
}

/** A deployment with its whole configuration. */
export interface Target {
  readonly config: Config;
  readonly paths: DeploymentPaths;
}

/** Asks a person (or a rehearsal's defaults) for what the sources do not say. */
export type Asker = (call: Call, known: Known) => Promise<Given>;

/** Finds the deployment that the command line means, and adds up its configuration. */
export async function findDeployment(call: Call, ask: Asker): Promise<Target> {
  const known = await knownOf(call);
  const answers = await ask(call, known);
  const config = resolveConfig({ ...known.sources, answers });
  return { config, paths: pathsOf(rootOf(call), config.name) };
}

const rootOf = ({ io, options }: Call): string => stateHome(io.env, io.home, options.simulate === true);

async function knownOf(call: Call): Promise<Known> {
  const { flags, io } = call;
  const stated: ConfigSources = { flags, env: io.env, file: await fileOf(call) };
  const root = rootOf(call);
  const names = withFileProblems('state', root, () => deploymentsIn(io.files, root));
  const name = gather(stated).get('name')?.value ?? (await onlyOne(call, names));
  if (typeof name !== 'string' || faultIn('name', name) !== undefined) return { sources: stated, names };
  return { sources: { ...stated, remembered: rememberedOf(call, name, root) }, names };
}

/** What the last `up` of the deployment was told. */
function rememberedOf({ io }: Call, name: string, root: string): RememberedConfig | undefined {
  const { state } = pathsOf(root, name);
  return openState({ files: io.files, path: state, writtenBy: '', newLineage: () => '' }).config;
}

async function onlyOne(call: Call, names: readonly string[]): Promise<string | undefined> {
  const { screen, interactive } = call;
  if (names.length <= 1) {
    if (names[0] !== undefined) screen.note(screen.err.dim(`Deployment: ${names[0]}`));
    return names[0];
  }
  if (!interactive) {
    throw new Problem('config.missing', `Several deployments are remembered: ${names.join(', ')}`, {
      about: ['name'],
      advice: names.map((name) => `metaflow-azure ${call.command} ${flagOf('name')} ${name}`),
    });
  }
  const { promptsFor } = await import('./ask/inquirer.ts');
  const prompts = await promptsFor(call);
  const chosen = await prompts.choose({
    key: 'deployment',
    message: 'Which deployment?',
    choices: [
      ...names.map((name) => ({ value: name, name })),
      ...(call.command === 'up' ? [{ value: '', name: 'a new one' }] : []),
    ],
  });
  return chosen === '' ? undefined : chosen;
}

async function fileOf({ options, io }: Call): Promise<Given | undefined> {
  if (options.config === undefined) return undefined;
  const path = isAbsolute(options.config) ? options.config : join(io.cwd, options.config);
  const text = withFileProblems('config', path, () => io.files.read(path));
  if (text === undefined)
    throw new Problem('config.missing', `There is no file ${path}`, { advice: ['--config names it.'] });
  return readConfigFile(path, text);
}
